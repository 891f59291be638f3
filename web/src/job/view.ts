/** What the screens say about jobs and pages: documents in, words and numbers out. Pure. */

import type { JobDocument, JobQuota, PageDocument } from '../../../functions/src/contract/documents.ts';
import { type JobOptions, OUTPUTS, pagesText } from '../../../functions/src/contract/options.ts';
import { isTerminalJob, type JobStatus } from '../../../functions/src/contract/states.ts';
import { failureOf, quotaOf } from '../firebase/failure.ts';
import { sizeText } from '../jobs/view.ts';
import type { Words } from '../words/en.ts';
import { errorSentence, failureSentence } from '../words/words.ts';

export type Tone = 'busy' | 'good' | 'warn' | 'bad' | 'quiet';

const TONES: Readonly<Record<JobStatus, Tone>> = {
  queued: 'quiet',
  processing: 'busy',
  completed: 'good',
  completed_with_errors: 'warn',
  failed: 'bad',
  cancelled: 'quiet',
};

export const toneOf = (status: JobStatus): Tone => TONES[status];

export type JobInBrief = Pick<JobDocument, 'status' | 'step' | 'progress' | 'error'>;

/** One line under a document's name: what is happening, or what came of it. */
export function jobLine({ status, step, progress, error }: JobInBrief, words: Words, now = new Date()): string {
  const { completedPages, failedPages, totalPages } = progress;
  switch (status) {
    case 'queued':
      return words.job.queued;
    case 'processing':
      if (step === 'recognise' && totalPages > 0) {
        const read = words.job.readOf(completedPages, totalPages);
        return failedPages > 0 ? `${read} · ${words.job.failedPages(failedPages)}` : read;
      }
      return words.job.step[step];
    case 'completed':
      return words.job.pages(totalPages);
    case 'completed_with_errors':
      return `${words.job.readOf(completedPages, totalPages)} · ${words.job.failedPages(failedPages)}`;
    case 'failed':
      return error?.quota ? quotaSentence(error.quota, words, now) : errorSentence(error?.code ?? 'UNKNOWN', words);
    case 'cancelled':
      return completedPages > 0
        ? `${words.job.status.cancelled} · ${words.job.keptPages(completedPages)}`
        : words.job.status.cancelled;
  }
}

/** Which allowance did not suffice, and from when there is a new one. */
export function quotaSentence({ name, limit, left, resetsAt }: JobQuota, words: Words, now: Date): string {
  const { quota } = words.job;
  if (name === 'active_jobs') return quota.active(limit);
  if (resetsAt !== null && Date.parse(resetsAt) <= now.getTime()) return quota.renewed;
  const amount = (n: number) => (name === 'pages_per_day' ? words.job.pages(n) : sizeText(n, words.locale));
  const used = left > 0 ? quota.tooLittle(amount(left), amount(limit)) : quota.used(amount(limit));
  if (resetsAt === null) return used;
  // A day's allowance begins anew within a day: the hour says it all.
  const hour = new Intl.DateTimeFormat(words.locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return `${used} ${quota.from(hour.format(new Date(resetsAt)))}`;
}

/** Why something could not be done. */
export function refusalSentence(error: unknown, words: Words, now: Date): string {
  const quota = quotaOf(error);
  return quota === null ? failureSentence(failureOf(error), words) : quotaSentence(quota, words, now);
}

/**
 * What a screen reader hears. It changes when there is news: at each page of a short document, at each quarter of a
 * long one (a voice that counts to 2,000 is no help).
 */
export function announcement({ status, progress }: Pick<JobDocument, 'status' | 'progress'>, words: Words): string {
  const { completedPages, failedPages, totalPages } = progress;
  switch (status) {
    case 'queued':
      return words.announce.queued;
    case 'processing': {
      if (totalPages === 0) return '';
      const step = totalPages <= 10 ? 1 : totalPages / 4;
      const done = Math.floor(Math.floor(completedPages / step) * step);
      return done === 0 ? '' : words.announce.reading(done, totalPages);
    }
    case 'completed':
      return words.announce.completed(completedPages);
    case 'completed_with_errors':
      return words.announce.completedWithErrors(completedPages, failedPages);
    case 'failed':
      // The sentence on the screen is an alert and speaks for itself.
      return '';
    case 'cancelled':
      return words.announce.cancelled;
  }
}

/**
 * A running job's progress with the pages in sight counted in: the job document is written at most once a second, and
 * pages come in between. Both counts only grow within a run, so the larger one is the later.
 */
export function progressWith(
  { status, run, progress }: Pick<JobDocument, 'status' | 'run' | 'progress'>,
  pages: readonly Pick<PageDocument, 'run' | 'status'>[],
): JobDocument['progress'] {
  if (isTerminalJob(status)) return progress;
  const seen = (as: PageDocument['status']) => pages.filter((page) => page.run === run && page.status === as).length;
  return {
    ...progress,
    completedPages: Math.max(progress.completedPages, seen('completed')),
    failedPages: Math.max(progress.failedPages, seen('failed')),
  };
}

export type Cell = 'done' | 'failed' | 'open';

/** Most pages that are drawn one by one; more become a plain bar. */
export const MAX_CELLS = 48;

/** One cell a page while that can still be seen; null when a plain bar says it better. */
export function cellsOf({ completedPages, failedPages, totalPages }: JobDocument['progress']): readonly Cell[] | null {
  if (totalPages < 1 || totalPages > MAX_CELLS) return null;
  return Array.from({ length: totalPages }, (_, i) =>
    i < completedPages ? 'done' : i < completedPages + failedPages ? 'failed' : 'open',
  );
}

/** As docs/contract.md has it: half an hour. */
const MANY_TRIES = 3;

/** What there is to say of downloads that are behind the corrections; null when they hold all of them. */
export function downloadsNote(
  { revision, exportedRevision, pendingExport }: Pick<JobDocument, 'revision' | 'exportedRevision' | 'pendingExport'>,
  words: Words,
): string | null {
  if (revision <= exportedRevision) return null;
  return (pendingExport?.tries ?? 0) < MANY_TRIES ? words.job.downloadsFollow : words.job.downloadsLate;
}

/** Whether a progress bar still means something. */
export const showsProgress = (status: JobStatus) => status === 'queued' || status === 'processing';

/** What the bar's value means in words, for a screen reader. */
export function progressText({ percent, completedPages, totalPages }: JobDocument['progress'], words: Words): string {
  return totalPages > 0 ? words.job.readOf(completedPages, totalPages) : words.tray.percent(Math.round(percent));
}

export type Sureness = 'high' | 'middle' | 'low';

/** How far a page's mean confidence (0–100) can be trusted. */
export function surenessOf(mean: number): Sureness {
  return mean >= 90 ? 'high' : mean >= 75 ? 'middle' : 'low';
}

/** What stands beside a page's number. */
export function pageLine(page: Pick<PageDocument, 'status' | 'attempts' | 'confidence'>, words: Words): string {
  switch (page.status) {
    case 'processing':
      return page.attempts > 1 ? words.page.secondAttempt(page.attempts) : words.page.status.processing;
    case 'completed': {
      if (page.confidence === null) return '';
      const { mean, p5 } = page.confidence;
      const sureness = `${words.page.sure(Math.round(mean))}, ${words.page.sureHint[surenessOf(mean)]}`;
      return `${sureness}; ${words.page.leastSure(Math.round(p5))}`;
    }
    case 'pending':
    case 'failed':
    case 'cancelled':
      return words.page.status[page.status];
  }
}

/** What a job's finished results say of themselves: pages, confidence, time. */
export function jobFacts(
  { status, options, progress, metrics }: Pick<JobDocument, 'status' | 'options' | 'progress' | 'metrics'>,
  words: Words,
): readonly string[] {
  if (!isTerminalJob(status) || progress.completedPages === 0) return [];
  const facts = [words.job.pages(progress.totalPages)];
  if (options.pages !== null) facts.push(words.upload.onlyPages(pagesText(options.pages)));
  if (metrics.meanConfidence !== undefined) facts.push(words.job.sure(Math.round(metrics.meanConfidence)));
  if (metrics.processingMs !== undefined) {
    const seconds = metrics.processingMs / 1000;
    facts.push(words.job.took(seconds.toLocaleString(words.locale, { maximumFractionDigits: seconds < 10 ? 1 : 0 })));
  }
  return facts;
}

type EndedJob = Pick<JobDocument, 'status' | 'error' | 'progress' | 'trashedAt'>;

/** Whether a document can be read again with any hope: not while it is read or in the trash, and not when it failed for what does not pass. */
export function canReadAgain({ status, error, progress, trashedAt }: EndedJob): boolean {
  if (!isTerminalJob(status) || trashedAt !== null) return false;
  // Pages that were read well can be read again in other languages.
  return status === 'failed' ? error?.retryable === true : status === 'cancelled' || progress.totalPages > 0;
}

/** Whether there is something missing that another reading may bring. */
export const canRetry = (job: EndedJob): boolean => canReadAgain(job) && job.status !== 'completed';

/** Pages that a job which has ended left unread: those that a retry takes, unless it takes all. */
export const missingPages = ({ failedPages, cancelledPages }: JobDocument['progress']): number => failedPages + cancelledPages;

/** What the button says that has them read, wherever it stands; without pages it is the whole document. */
export function retryText(progress: JobDocument['progress'], words: Words): string {
  const missing = missingPages(progress);
  return missing > 0 ? words.jobs.retryPages(missing) : words.jobs.retryJob;
}

/** A job's options with others in some places, as a retry takes them: what is left out there would be the pipeline's default. */
export function optionsForRetry(
  options: JobOptions,
  { languages, mode, model }: Pick<JobOptions, 'languages' | 'mode' | 'model'>,
): Readonly<Record<string, string>> {
  const { pages, deskew, clean, outputs, batchId, retentionDays } = options;
  return {
    languages: languages.join('+'),
    mode,
    ...(model === 'fast' ? {} : { model }),
    ...(pages === null ? {} : { pages: pagesText(pages) }),
    ...(deskew === 'auto' ? {} : { deskew }),
    ...(clean === 'auto' ? {} : { clean }),
    outputs: outputs.join(','),
    ...(batchId === null ? {} : { batchId }),
    ...(retentionDays === null ? {} : { retentionDays: String(retentionDays) }),
  };
}

/** The order in which results are offered; others follow by name. */
const RESULT_ORDER: readonly string[] = [...OUTPUTS, 'manifest'];

export interface Download {
  readonly name: string;
  readonly label: string;
  readonly path: string;
  readonly saveAs: string;
}

/** A job's results as downloads, named after the document: `Invoice 7.pdf` gives `Invoice 7.txt`. */
export function downloadsOf(
  { results, source, title }: Pick<JobDocument, 'results' | 'source' | 'title'>,
  words: Words,
): readonly Download[] {
  // A file's name ends with its type; the name that somebody gave ends as they please, and no file system takes a slash.
  const base = title === null ? source.fileName.replace(/(.)\.[^.]*$/, '$1') : title.replaceAll(/[/\\:*?"<>|]/g, '-');
  const rank = (name: string) => (RESULT_ORDER.indexOf(name) + RESULT_ORDER.length + 1) % (RESULT_ORDER.length + 1);
  return Object.entries(results)
    .map(([name, path]) => ({
      name,
      label: words.job.result[name] ?? name,
      path,
      saveAs: base + (path.split('/').at(-1) ?? name).replace(/^document(?=\.)|^/, (own) => (own === '' ? '.' : '')),
    }))
    .sort((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name));
}
