/**
 * What may happen to a job: (job, event, now) → what to write, or why not. Terminal states absorb everything but a retry, and
 * what its owner does with the document as such. Every change goes through `decideJob`, whoever makes it.
 */

import type { DoubtfulWord, JobError, JobQuota, JobSource, JobWarning, Lease } from '../contract/documents.ts';
import { SCHEMA_VERSION } from '../contract/documents.ts';
import { type ErrorCode, isWorthRetrying } from '../contract/errors.ts';
import { TRASH_DAYS } from '../contract/limits.ts';
import type { JobOptions, Pipeline } from '../contract/options.ts';
import type { JobRef } from '../contract/paths.ts';
import { JOB_STATUSES, type JobStatus, type Lane, type RetryScope, type TerminalJobStatus } from '../contract/states.ts';
import { DAY_MS } from './allowance.ts';
import { documentDoubts } from './doubts.ts';
import type { Audit, Control, Doubts, Job, Usage } from './model.ts';
import { PLANNED_PERCENT, pagesPhrase, progressOf, settledPages, type Totals } from './progress.ts';

/** The states in which each event may happen; in all others it is rejected. */
export const JOB_TRANSITIONS = {
  plan: ['queued', 'processing'],
  reuse: ['queued'],
  readAfterAll: ['processing'],
  refuse: ['queued', 'processing'],
  start: ['queued', 'processing'],
  dispatch: ['queued', 'processing'],
  progress: ['queued', 'processing'],
  assemble: ['queued', 'processing'],
  finish: ['queued', 'processing'],
  requestCancel: ['queued', 'processing'],
  retry: ['completed', 'completed_with_errors', 'failed', 'cancelled'],
  correct: ['completed', 'completed_with_errors', 'cancelled'],
  claimExport: ['completed', 'completed_with_errors', 'cancelled'],
  exported: ['completed', 'completed_with_errors', 'cancelled'],
  abandonExport: JOB_STATUSES,
  exportAgain: ['completed', 'completed_with_errors', 'cancelled'],
  rename: JOB_STATUSES,
  trash: ['completed', 'completed_with_errors', 'failed', 'cancelled'],
  restore: ['completed', 'completed_with_errors', 'failed', 'cancelled'],
} as const satisfies Record<string, readonly JobStatus[]>;

/** What was found out about the file before a page was drawn. */
export interface Checked {
  readonly contentType: string;
  readonly sha256: string;
  readonly pageCount: number;
}

export interface Finished {
  readonly totals: Totals;
  /** The failed page that comes first, if any. */
  readonly firstFailure: { readonly page: number; readonly code: ErrorCode } | null;
  /** How many pages this very run completed. */
  readonly completedInRun: number;
  /** Name → Storage path. */
  readonly results: Readonly<Record<string, string>>;
  /** What is worth knowing of them. */
  readonly warnings: readonly JobWarning[];
  /** The least sure words, the worst first. */
  readonly doubts: readonly DoubtfulWord[];
  /** Why the pages could not be put together, or null when they were: the job has failed, whatever its pages are. */
  readonly failure: ErrorCode | null;
  readonly costUsd: number;
}

export type JobEvent =
  /** The file was checked: its pages are known, and this many tasks will be handed to the queue. */
  | { readonly kind: 'plan'; readonly checked: Checked; readonly lane: Lane; readonly tasks: number }
  /** The file was checked, and an earlier job of the same owner has its results. */
  | { readonly kind: 'reuse'; readonly checked: Checked; readonly from: string }
  /** The earlier job's results are not all there any more. */
  | { readonly kind: 'readAfterAll' }
  /** The file cannot be processed at all; or its owner wishes no more that it is. */
  | { readonly kind: 'refuse'; readonly error: Refusal }
  /** The first page is about to be claimed. */
  | { readonly kind: 'start'; readonly run: number }
  /** Open pages are handed to the queue once more. */
  | {
      readonly kind: 'dispatch';
      readonly run: number;
      readonly afterRound: number;
      readonly tasks: number;
      /** Most tasks of the run. */
      readonly budget: number;
      /** The last round that may be given out. */
      readonly lastRound: number;
    }
  | { readonly kind: 'progress'; readonly run: number; readonly totals: Totals; readonly intervalMs: number }
  /** The results are being written. */
  | { readonly kind: 'assemble'; readonly run: number; readonly totals: Totals; readonly intervalMs: number }
  /** Every page has ended, and the results are written or given up. */
  | { readonly kind: 'finish'; readonly run: number; readonly finished: Finished }
  | { readonly kind: 'requestCancel' }
  | { readonly kind: 'retry'; readonly scope: RetryScope; readonly options: JobOptions; readonly expireAt: number | null }
  /** Words of a page were put right: the results are to follow. */
  | { readonly kind: 'correct'; readonly page: number }
  /** The results are about to be written with the corrections up to a revision. */
  | { readonly kind: 'claimExport'; readonly run: number; readonly revision: number; readonly lease: Lease<number> }
  /** They are there. */
  | {
      readonly kind: 'exported';
      readonly run: number;
      readonly revision: number;
      readonly owner: string;
      readonly results: Readonly<Record<string, string>>;
      readonly warnings: readonly JobWarning[];
      readonly doubts: readonly DoubtfulWord[];
    }
  /** Somebody who wrote results, or some of them, does not have them taken. `owner`: null for the end of a run, which claims nothing. */
  | {
      readonly kind: 'abandonExport';
      readonly owner: string | null;
      readonly written: { readonly run: number; readonly revision: number };
    }
  /** The task that was to bring the results up to date must be taken for lost, and who had them until then for gone. */
  | { readonly kind: 'exportAgain'; readonly lostBefore: number }
  /** null gives it the file's name back. */
  | { readonly kind: 'rename'; readonly title: string | null }
  | { readonly kind: 'trash' }
  | { readonly kind: 'restore' };

export interface Refusal {
  readonly code: ErrorCode;
  readonly option?: string | undefined;
  readonly quota?: JobQuota | undefined;
}

export type JobRejection =
  /** It cannot happen in the state that the job is in. */
  | 'state'
  /** It belongs to another run, or another round of this one. */
  | 'run'
  /** It has happened before, or would change nothing. */
  | 'repeated'
  /** An export has the results to itself, and it is not this one. */
  | 'lease'
  /** The document was written too recently. */
  | 'too_soon'
  /** It lies in the trash. */
  | 'trashed'
  /** The job has had as many tasks or rounds as it may. */
  | 'budget';

export type JobDecision =
  | {
      readonly kind: 'next';
      readonly write: Partial<Job>;
      readonly audit: readonly Audit[];
      /** What the job adds to its day. */
      readonly usage?: Usage;
      /** What is listed of the document from now on; null: it has no words in doubt. Left out: it stays as it is. */
      readonly doubts?: Doubts | null;
    }
  | { readonly kind: 'rejected'; readonly reason: JobRejection };

export function decideJob(job: Job, event: JobEvent, now: number): JobDecision {
  const from: readonly JobStatus[] = JOB_TRANSITIONS[event.kind];
  if (!from.includes(job.status)) return rejected('state');
  if ('run' in event && event.run !== job.run) return rejected('run');
  const audit = (type: Audit['type'], more: Partial<Audit> = {}): readonly Audit[] => [{ type, run: job.run, at: now, ...more }];
  switch (event.kind) {
    case 'plan': {
      if (job.pageCount !== null) return rejected('repeated');
      const { pageCount } = event.checked;
      const dispatch = { ...job.dispatch, round: 1, tasks: event.tasks, at: now };
      const progress = { ...planned(job, pageCount), message: `Waiting to read ${pagesPhrase(pageCount)}` };
      return next({ ...checkedFile(job, event.checked), step: 'plan', lane: event.lane, dispatch, progress }, audit('planned'));
    }
    case 'reuse': {
      if (job.pageCount !== null) return rejected('repeated');
      const dispatch = { ...job.dispatch, round: 1, at: now };
      const progress = { ...planned(job, event.checked.pageCount), message: 'The same file was read before' };
      const started = { status: 'processing', step: 'plan', startedAt: now, reusedFrom: event.from } as const;
      return next({ ...checkedFile(job, event.checked), ...started, dispatch, progress }, audit('reused'));
    }
    case 'readAfterAll': {
      if (job.reusedFrom === null) return rejected('repeated');
      const progress = { ...job.progress, ...NO_PAGES, message: 'Checking the file' };
      const dispatch = { ...job.dispatch, round: 0, at: now };
      return next({ step: 'validate', pageCount: null, reusedFrom: null, dispatch, progress });
    }
    case 'refuse': {
      // Once pages exist, a job ends by theirs.
      if (job.pageCount !== null) return rejected('repeated');
      // Whatever the file is: its owner has let go of it.
      const isCancelled = job.cancelRequestedAt !== null;
      const status = isCancelled ? 'cancelled' : 'failed';
      const error = refusalError(isCancelled ? { code: 'CANCELLED' } : event.error);
      const message = isCancelled ? 'Stopped before it was read' : 'The file could not be processed';
      const ended = { status, step: 'done', completedAt: now, error, progress: { ...job.progress, message } } as const;
      return { ...next(ended, audit(status, { code: error.code })), usage: usageOf(job, status, null, now) };
    }
    case 'start': {
      if (job.step === 'recognise' || job.step === 'assemble') return rejected('repeated');
      const progress = { ...job.progress, message: `Reading ${pagesPhrase(job.progress.totalPages)}` };
      // A job that is read after all took over nothing.
      const started = { status: 'processing', step: 'recognise', startedAt: now, reusedFrom: null } as const;
      const metrics = { ...job.metrics, queueMs: Math.max(0, now - (job.run === 1 ? job.createdAt : job.dispatch.at)) };
      return next({ ...started, metrics, progress }, audit('started'));
    }
    case 'dispatch': {
      const { round } = job.dispatch;
      if (round !== event.afterRound) return rejected('run');
      // Nothing of a job that nobody has begun with can run away: it waits in a long queue, or its tasks were lost.
      const tasks = job.step === 'plan' ? event.tasks : job.dispatch.tasks + event.tasks;
      if (tasks > event.budget || round >= event.lastRound) return rejected('budget');
      const dispatch = { ...job.dispatch, round: round + 1, tasks, at: now };
      return next({ dispatch }, audit('dispatched', { attempt: round + 1 }));
    }
    case 'progress': {
      if (settledPages(event.totals) <= shownPages(job)) return rejected('repeated');
      if (now < job.updatedAt + event.intervalMs) return rejected('too_soon');
      return next({ progress: progressOf(event.totals, job.progress) });
    }
    case 'assemble': {
      if (job.step === 'assemble') return rejected('repeated');
      // Shown only when there is time for another write: for most jobs this is over at once.
      if (now < job.updatedAt + event.intervalMs) return rejected('too_soon');
      const progress = { ...progressOf(event.totals, job.progress), message: 'Putting the pages together' };
      return next({ step: 'assemble', progress });
    }
    case 'finish':
      return finish(job, event.finished, now);
    case 'requestCancel':
      return job.cancelRequestedAt === null ? next({ cancelRequestedAt: now }, audit('cancel_requested')) : rejected('repeated');
    case 'retry':
      return retry(job, event.scope, event.options, event.expireAt, now);
    case 'correct': {
      if (job.trashedAt !== null) return rejected('trashed');
      const pendingExport = { dueAt: now, tries: 0 };
      return kept({ revision: job.revision + 1, pendingExport }, audit('corrected', { page: event.page }));
    }
    case 'claimExport':
      if (event.revision !== job.revision || job.pendingExport === null) return rejected('repeated');
      return isExporting(job, now) ? rejected('lease') : kept({ exportLease: event.lease }, []);
    case 'exported': {
      if (job.exportLease?.owner !== event.owner) return rejected('lease');
      const { revision: exportedRevision, results, warnings } = event;
      const write = { exportedRevision, exportLease: null, results, warnings };
      // Somebody may have corrected more meanwhile: that is still to follow, and what it put right is in doubt no more.
      if (exportedRevision < job.revision) return kept(write, []);
      return { ...kept({ ...write, pendingExport: null }, []), doubts: documentDoubts(job, event.doubts, now) };
    }
    case 'abandonExport':
      return abandonExport(job, event.owner, event.written, now);
    case 'exportAgain': {
      if (job.pendingExport === null || job.pendingExport.dueAt > event.lostBefore) return rejected('repeated');
      if (isExporting(job, Math.max(now, event.lostBefore))) return rejected('lease');
      const { tries } = job.pendingExport;
      const wait = FIRST_EXPORT_WAIT_MS * 2 ** Math.min(tries, MOST_EXPORT_DOUBLINGS);
      return kept({ pendingExport: { dueAt: now + wait, tries: tries + 1 }, exportLease: null }, []);
    }
    case 'rename':
      return event.title === job.title ? rejected('repeated') : kept({ title: event.title }, audit('renamed'));
    case 'trash':
      return job.trashedAt === null ? kept({ trashedAt: now }, audit('trashed')) : rejected('repeated');
    case 'restore':
      return job.trashedAt === null ? rejected('repeated') : kept({ trashedAt: null }, audit('restored'));
    default:
      return event satisfies never;
  }

  function next(write: Partial<Job>, events: readonly Audit[] = []) {
    return { kind: 'next', write: { ...write, updatedAt: now }, audit: events } as const;
  }
}

/** What an owner does with the document is no sign of life of its work: `updatedAt` stays, which tells that. */
function kept(write: Partial<Job>, audit: readonly Audit[]) {
  return { kind: 'next', write, audit } as const;
}

/**
 * How long a lost export waits when it was sent again for the first time; after that twice as long each time, up to four weeks. So
 * an outage of hours is over within as many hours, nothing is ever given up, and what fails for ever costs 14 tries in its first
 * month and one a month after that.
 */
export const FIRST_EXPORT_WAIT_MS = 5 * 60 * 1000;
const MOST_EXPORT_DOUBLINGS = 13;

const NO_PAGES = { completedPages: 0, failedPages: 0, cancelledPages: 0, totalPages: 0 };

export interface NewJob {
  readonly ref: JobRef;
  readonly source: JobSource;
  readonly pipeline: Pipeline;
  readonly options: JobOptions;
  /** What is known to be wrong with the upload already. The job is made all the same, so that its owner hears of it. */
  readonly refusal?: Refusal | undefined;
  readonly expireAt: number | null;
  readonly now: number;
}

/** A job as it begins, with what the audit trail says of it. */
export function newJob({ ref, source, pipeline, options, refusal, expireAt, now }: NewJob): {
  job: Job;
  audit: readonly Audit[];
} {
  const job: Job = {
    schemaVersion: SCHEMA_VERSION,
    ownerUid: ref.uid,
    jobId: ref.jobId,
    run: 1,
    pipeline,
    source,
    options,
    status: 'queued',
    step: 'validate',
    pageCount: null,
    progress: { percent: 0, ...NO_PAGES, message: 'Checking the file' },
    error: refusal === undefined ? null : refusalError(refusal),
    warnings: [],
    results: {},
    metrics: {},
    lane: 'standard',
    dispatch: { round: 0, tasks: 0, at: now, scope: 'all' },
    reusedFrom: null,
    optionsMixed: false,
    title: null,
    trashedAt: null,
    revision: 0,
    exportedRevision: 0,
    pendingExport: null,
    exportLease: null,
    cancelRequestedAt: null,
    createdAt: now,
    startedAt: null,
    completedAt: null,
    updatedAt: now,
    expireAt,
  };
  return { job, audit: [{ type: 'queued', run: 1, at: now }] };
}

/** Whether two uploads are the same object: the identity of a job. */
export function isSameUpload(a: JobSource, b: JobSource): boolean {
  return a.bucket === b.bucket && a.name === b.name && a.generation === b.generation;
}

/**
 * What two uploads of one owner must have in common for the second to be answered from the first; also a document's id.
 * null for a job that has, or may have, pages that were read with other options than its own.
 */
export function contentKey({ source, pipeline, options, optionsMixed }: Job): string | null {
  if (source.sha256 === null || optionsMixed) return null;
  return [source.sha256, pipeline, options.languages.join('+'), options.mode, options.outputs.join('+')].join('-');
}

/** Whether a job's results are those of a content. It was filed under that key once; a later run may have made it another's. */
export function answers(job: Job, key: string): boolean {
  // What somebody has put right is that document's alone.
  return job.status === 'completed' && job.revision === 0 && contentKey(job) === key;
}

/** Later rounds of one run wait longer, up to eight times as long: a job that only waits in a long queue is asked for rarely. */
const MOST_STALL_FACTOR = 8;

/**
 * Whether nothing has been heard of a job for so long that its tasks (or its upload's event) must be taken for lost.
 * @param stallMs how long a job may show no progress
 */
export function isStalled(job: Job, control: Control, stallMs: number, now: number): boolean {
  // Whatever a worker or trigger put down while the pipeline was paused is waiting for this.
  if (control.changedAt > Math.max(job.dispatch.at, job.updatedAt)) return true;
  const factor = job.cancelRequestedAt === null ? Math.min(2 ** Math.max(0, job.dispatch.round - 1), MOST_STALL_FACTOR) : 1;
  return now >= job.updatedAt + stallMs * factor;
}

function rejected(reason: JobRejection) {
  return { kind: 'rejected', reason } as const;
}

function checkedFile(job: Job, { contentType, sha256, pageCount }: Checked) {
  return { source: { ...job.source, contentType, sha256 }, pageCount };
}

function planned(job: Job, totalPages: number) {
  return { ...job.progress, percent: PLANNED_PERCENT, totalPages };
}

function refusalError({ code, option, quota }: Refusal): JobError {
  return {
    code,
    retryable: isWorthRetrying(code),
    ...(option === undefined ? {} : { option }),
    ...(quota === undefined ? {} : { quota }),
  };
}

function shownPages({ progress }: Job): number {
  return progress.completedPages + progress.failedPages + progress.cancelledPages;
}

function finish(job: Job, finished: Finished, now: number): JobDecision {
  const { totals, firstFailure, results, warnings, failure, costUsd } = finished;
  const status = failure === null ? endOf(totals) : 'failed';
  const error = failure === null ? errorOf(status, firstFailure) : refusalError({ code: failure });
  const message = failure === null ? endMessage(status, totals) : 'The pages could not be put together';
  const write: Partial<Job> = {
    status,
    step: 'done',
    pageCount: totals.pages,
    progress: { ...progressOf(totals, job.progress), percent: 100, message },
    error,
    results,
    warnings,
    // Whoever still has it has it no more: their results are of an earlier run.
    exportLease: null,
    // While a job runs nobody corrects it: these results hold all there are.
    ...(failure === null ? { exportedRevision: job.revision, pendingExport: null } : {}),
    metrics: {
      ...job.metrics,
      processingMs: Math.max(0, now - (job.startedAt ?? job.createdAt)),
      renderMs: Math.round(totals.renderMs),
      ocrMs: Math.round(totals.ocrMs),
      totalMs: Math.round(totals.totalMs),
      costUsd,
      ...(totals.confidencePages === 0 ? {} : { meanConfidence: round(totals.confidenceSum / totals.confidencePages, 1) }),
    },
    startedAt: job.startedAt ?? now,
    completedAt: now,
    updatedAt: now,
  };
  const code = error === null ? {} : { code: error.code };
  return {
    kind: 'next',
    write,
    audit: [{ type: status, run: job.run, at: now, ...code }],
    usage: usageOf(job, status, finished, now),
    // While a job runs nobody corrects it.
    doubts: documentDoubts(job, finished.doubts, now),
  };
}

function endOf(totals: Totals): TerminalJobStatus {
  if (totals.cancelled > 0) return 'cancelled';
  if (totals.failed === 0) return 'completed';
  return totals.completed === 0 ? 'failed' : 'completed_with_errors';
}

function errorOf(status: TerminalJobStatus, firstFailure: Finished['firstFailure']): JobError | null {
  if (status === 'cancelled') return { code: 'CANCELLED', retryable: true };
  if (firstFailure === null) return null;
  const { code, page } = firstFailure;
  return { code, page, retryable: isWorthRetrying(code) };
}

function endMessage(status: TerminalJobStatus, { pages, completed, failed }: Totals): string {
  switch (status) {
    case 'completed':
      return `${pagesPhrase(pages)} read`;
    case 'completed_with_errors':
      return `${completed} of ${pagesPhrase(pages)} read, ${failed} failed`;
    case 'failed':
      return 'No page could be read';
    case 'cancelled':
      return `Stopped after ${completed} of ${pagesPhrase(pages)}`;
    default:
      return status satisfies never;
  }
}

/** Whether an export may be writing the results at that moment. */
export function isExporting({ exportLease }: Job, at: number): boolean {
  return exportLease !== null && exportLease.expiresAt > at;
}

/** The results of whoever gives up may lie over those that the job names, all or some of them. */
function abandonExport(job: Job, owner: string | null, written: { run: number; revision: number }, now: number): JobDecision {
  // Nobody else wrote meanwhile, and that the results are to follow is still noted.
  if (owner !== null && job.exportLease?.owner === owner) return kept({ exportLease: null }, []);
  const mayExport: readonly JobStatus[] = JOB_TRANSITIONS.claimExport;
  // The end of a run writes all of them, and a job that failed has none.
  if (!mayExport.includes(job.status)) return rejected('repeated');
  // The same bytes as the job's own.
  if (written.run === job.run && written.revision === job.revision) return rejected('repeated');
  return kept(
    {
      exportedRevision: Math.min(job.exportedRevision, written.revision),
      pendingExport: job.pendingExport ?? { dueAt: now, tries: 0 },
      // Who writes now does not have it taken either, and until they are certainly done nobody else begins.
      exportLease: job.exportLease && { ...job.exportLease, owner: NOBODY },
    },
    [],
  );
}

const NOBODY = '';

/** How many pages a retry reads again; 0 while they are not known, which the plan then charges. */
export function pagesOfRetry({ pageCount, progress }: Job, scope: RetryScope): number {
  if (pageCount === null) return 0;
  return scope === 'all' ? progress.totalPages : progress.failedPages + progress.cancelledPages;
}

/** Whether a job may be deleted: it has been kept as long as was wished, or has lain in the trash for long enough. */
export function isTimeOver({ expireAt, trashedAt }: Pick<Job, 'expireAt' | 'trashedAt'>, now: number): boolean {
  return (expireAt !== null && expireAt <= now) || (trashedAt !== null && trashedAt <= trashedBefore(now));
}

/** What was put into the trash until then has lain there for long enough. */
export function trashedBefore(now: number): number {
  return now - TRASH_DAYS * DAY_MS;
}

/** A new run: of the pages in `scope`, or of the whole file when it never came to pages. */
function retry(job: Job, scope: RetryScope, options: JobOptions, expireAt: number | null, now: number): JobDecision {
  const { completedPages, totalPages } = job.progress;
  const isPlanned = job.pageCount !== null;
  const pages = pagesOfRetry(job, scope);
  // It would go while it is read, and its owner does not see it: that is for them to undo.
  if (job.trashedAt !== null) return rejected('trashed');
  // A job that failed though its pages did not lacks only its results.
  if (isPlanned && pages === 0 && job.status !== 'failed') return rejected('repeated');
  const run = job.run + 1;
  const keepsPages = scope === 'failed' && completedPages > 0;
  const progress = {
    percent: isPlanned ? PLANNED_PERCENT : 0,
    completedPages: scope === 'all' ? 0 : completedPages,
    failedPages: 0,
    cancelledPages: 0,
    totalPages,
    message: !isPlanned
      ? 'Checking the file'
      : pages === 0
        ? 'Putting the pages together again'
        : `Waiting to read ${pagesPhrase(pages)} again`,
  };
  return {
    kind: 'next',
    write: {
      run,
      options,
      status: 'processing',
      step: isPlanned ? 'plan' : 'validate',
      progress,
      error: null,
      reusedFrom: null,
      // The end of the run brings the results up to date.
      pendingExport: null,
      // Until no page is kept that was read otherwise.
      optionsMixed: keepsPages && (job.optionsMixed || contentKey({ ...job, options }) !== contentKey(job)),
      cancelRequestedAt: null,
      // Neighbouring pages may share a task: there are at most as many as pages.
      dispatch: { round: isPlanned ? 1 : 0, tasks: pages, at: now, scope },
      startedAt: now,
      completedAt: null,
      updatedAt: now,
      expireAt,
    },
    audit: [{ type: 'retried', run, at: now }],
  };
}

/** What a job that ends now adds to its day: what this run did, not what earlier runs did. */
function usageOf(job: Job, status: JobStatus, finished: Finished | null, now: number): Usage {
  const before = job.metrics;
  return {
    day: new Date(now).toISOString().slice(0, 10),
    jobs: job.run === 1 ? 1 : 0,
    failedJobs: status === 'failed' ? 1 : 0,
    pages: finished?.completedInRun ?? 0,
    failedPages: finished?.totals.failed ?? 0,
    ocrMs: Math.max(0, Math.round((finished?.totals.ocrMs ?? 0) - (before.ocrMs ?? 0))),
    totalMs: Math.max(0, Math.round((finished?.totals.totalMs ?? 0) - (before.totalMs ?? 0))),
    costUsd: Math.max(0, Number(((finished?.costUsd ?? 0) - (before.costUsd ?? 0)).toFixed(6))),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
