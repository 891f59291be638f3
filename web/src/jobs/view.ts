/** The list of documents: uploads that are on their way and jobs, as one sequence. Pure. */

import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { TRASH_DAYS } from '../../../functions/src/contract/limits.ts';
import type { Upload } from '../upload/queue.ts';
import type { Words } from '../words/en.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export type Row =
  | { readonly kind: 'upload'; readonly key: string; readonly upload: Upload }
  | { readonly kind: 'job'; readonly key: string; readonly job: JobDocument };

/** Uploads first, in the order in which they were added last to first; then jobs, as they are given. A job replaces its upload. */
export function rowsOf(uploads: readonly Upload[], jobs: readonly JobDocument[]): readonly Row[] {
  const known = new Set(jobs.map((job) => job.jobId));
  return [
    ...uploads
      .filter((upload) => !known.has(upload.jobId))
      .toReversed()
      .map((upload): Row => ({ kind: 'upload', key: upload.jobId, upload })),
    ...jobs.map((job): Row => ({ kind: 'job', key: job.jobId, job })),
  ];
}

/** The time of day for today, the date for earlier days, with the year only when it is another one. */
export function whenText(at: Date, now: Date, locale: string): string {
  const sameDay = at.toDateString() === now.toDateString();
  const sameYear = at.getFullYear() === now.getFullYear();
  const format: Intl.DateTimeFormatOptions = sameDay
    ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
    : { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) };
  return new Intl.DateTimeFormat(locale, format).format(at);
}

/** The date at which something ends, with the time of day when that is soon. */
export function endText(at: Date, now: Date, locale: string): string {
  const isSoon = at.getTime() - now.getTime() < 2 * DAY_MS;
  const format: Intl.DateTimeFormatOptions = {
    ...{ day: 'numeric', month: 'short' },
    ...(at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
    ...(isSoon ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : {}),
  };
  return new Intl.DateTimeFormat(locale, format).format(at);
}

export function sizeText(bytes: number, locale: string): string {
  const [value, unit] = bytes < 1000 ? [bytes, 'byte'] : bytes < 1e6 ? [bytes / 1e3, 'kilobyte'] : [bytes / 1e6, 'megabyte'];
  const maximumFractionDigits = value < 10 && unit === 'megabyte' ? 1 : 0;
  // The short form of bytes has no plural.
  const unitDisplay = unit === 'byte' ? 'long' : 'short';
  const format = { style: 'unit', unit: unit as string, unitDisplay, maximumFractionDigits } as const;
  return new Intl.NumberFormat(locale, format).format(value as number);
}

/** When a document goes by itself: as it was wished or as the pipeline does, and from the trash; null when it stays. */
export function endOf({ expireAt, trashedAt }: Pick<JobDocument, 'expireAt' | 'trashedAt'>): Date | null {
  const ends = [
    ...(expireAt === null ? [] : [expireAt.toMillis()]),
    ...(trashedAt === null ? [] : [trashedAt.toMillis() + TRASH_DAYS * DAY_MS]),
  ];
  return ends.length === 0 ? null : new Date(Math.min(...ends));
}

/** "kept until 12 Dec"; null when it stays. */
export function endSentence(
  job: Pick<JobDocument, 'expireAt' | 'trashedAt'>,
  now: Date,
  words: Words,
  locale: string,
): string | null {
  const end = endOf(job);
  if (end === null) return null;
  const date = endText(end, now, locale);
  return job.trashedAt === null ? words.jobs.keptUntil(date) : words.jobs.deletedOn(date);
}
