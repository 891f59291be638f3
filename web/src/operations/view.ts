/** What the operators' screens say: documents in, numbers and texts out. Pure. */

import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { type ErrorCode, isErrorCode } from '../../../functions/src/contract/errors.ts';
import { isJobId, isUid, type JobRef } from '../../../functions/src/contract/paths.ts';
import type { TimelineEvent } from './operations.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `2026-11-22`, UTC: the day that counters are kept by. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** The `count` days up to `today`, the earliest first. */
export function daysUpTo(today: string, count: number): readonly string[] {
  const last = Date.parse(today);
  return Array.from({ length: count }, (_, i) => dayOf(new Date(last - (count - 1 - i) * DAY_MS)));
}

/** `22 Nov`: the day's own date, wherever one is. */
export function dayText(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(Date.parse(day));
}

/** A stretch of time in one or two units: 320ms, 4.2s, 48s, 12m, 3h 5m, 9 days. */
export function durationText(ms: number, locale: string): string {
  const part = (value: number, unit: string, digits = 0) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit,
      unitDisplay: unit === 'day' ? 'short' : 'narrow',
      maximumFractionDigits: digits,
    }).format(value);
  const whole = Math.max(0, ms);
  if (whole < SECOND_MS) return part(Math.round(whole), 'millisecond');
  if (whole < 10 * SECOND_MS) return part(whole / SECOND_MS, 'second', 1);
  if (whole < MINUTE_MS) return part(Math.floor(whole / SECOND_MS), 'second');
  if (whole < HOUR_MS) return part(Math.floor(whole / MINUTE_MS), 'minute');
  if (whole >= 2 * DAY_MS) return part(Math.floor(whole / DAY_MS), 'day');
  const hours = part(Math.floor(whole / HOUR_MS), 'hour');
  const minutes = Math.floor((whole % HOUR_MS) / MINUTE_MS);
  return minutes === 0 ? hours : `${hours} ${part(minutes, 'minute')}`;
}

/** US dollars; a day of a small project costs less than a cent. */
export function moneyText(usd: number, locale: string): string {
  const digits = usd === 0 || usd >= 0.1 ? 2 : 4;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(usd);
}

export interface Throughput {
  readonly pages: number;
  readonly documents: number;
  /** The stretch that they ended in: an hour, or less when the jobs that are known do not reach back so far. */
  readonly overMs: number;
  readonly pagesPerHour: number;
}

/**
 * How fast pages are being read, by the documents that ended last.
 * @param ended the latest jobs that have ended
 * @param isAll whether these are all there are, not only the latest
 */
export function throughputOf(ended: readonly JobDocument[], isAll: boolean, now: number): Throughput {
  const at = (job: JobDocument) => (job.completedAt ?? job.updatedAt).toMillis();
  const earliest = Math.min(now, ...ended.map(at));
  // Beyond the earliest that is known, there may have been others.
  const overMs = isAll ? HOUR_MS : Math.min(HOUR_MS, Math.max(MINUTE_MS, now - earliest));
  // What was answered from an earlier job was not read again.
  const counted = ended.filter((job) => at(job) > now - overMs && job.reusedFrom === null);
  const pages = counted.reduce((sum, job) => sum + job.progress.completedPages, 0);
  return { pages, documents: counted.length, overMs, pagesPerHour: Math.round((pages * HOUR_MS) / overMs) };
}

export interface FailureCount {
  readonly code: ErrorCode;
  readonly count: number;
  readonly latest: JobDocument;
}

/** How often each code ended one of these jobs or some of its pages, the most frequent first. @param failed the latest first */
export function failuresOf(failed: readonly JobDocument[]): readonly FailureCount[] {
  const counts = new Map<ErrorCode, FailureCount>();
  for (const job of failed) {
    // A code of a newer server counts as the general one.
    const code = isErrorCode(job.error?.code) ? job.error.code : 'UNKNOWN';
    const known = counts.get(code);
    counts.set(code, known === undefined ? { code, count: 1, latest: job } : { ...known, count: known.count + 1 });
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count || a.code.localeCompare(b.code));
}

/** The job that was typed or pasted: `uid/jobId`, or a path that ends so or with `uid/jobs/jobId`. */
export function parseJobName(typed: string): JobRef | undefined {
  const parts = typed
    .trim()
    .split('/')
    .filter((part) => part !== '');
  const jobId = parts.at(-1);
  const uid = parts.at(-2) === 'jobs' ? parts.at(-3) : parts.at(-2);
  return isUid(uid) && isJobId(jobId) ? { uid, jobId } : undefined;
}

export interface TimelineRow {
  readonly event: TimelineEvent;
  /** Since the job was created; never below zero. */
  readonly sinceStartMs: number;
  /** Since the event before; null for the first of a window. */
  readonly sincePreviousMs: number | null;
}

/** @param before the last event of the window before, if there is one */
export function timelineOf(
  events: readonly TimelineEvent[],
  createdAtMs: number,
  before: TimelineEvent | null,
): readonly TimelineRow[] {
  return events.map((event, i) => {
    const at = event.at.toMillis();
    const previous = i === 0 ? before : events[i - 1];
    return {
      event,
      sinceStartMs: Math.max(0, at - createdAtMs),
      sincePreviousMs: previous ? Math.max(0, at - previous.at.toMillis()) : null,
    };
  });
}

/**
 * A number somebody typed as a limit.
 * @param most the largest there may be
 * @param unit what one of it is: of megabytes there may be parts, two places after a point or a comma. No more, or 10.000 were ten
 * @returns null for an empty field, undefined for what is no limit
 */
export function parseLimit(typed: string, most: number, unit = 1): number | null | undefined {
  const digits = typed.trim();
  if (digits === '') return null;
  const whole = Math.round(Number(digits.replace(',', '.')) * unit);
  return (unit === 1 ? /^\d+$/ : /^\d+([.,]\d{1,2})?$/).test(digits) && whole <= most ? whole : undefined;
}
