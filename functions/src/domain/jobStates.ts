/**
 * What may happen to a job: (job, event, now) → what to write, or why not. Terminal states absorb everything but a retry, and
 * what its owner does with the document as such. Every change goes through `decideJob`, whoever makes it.
 */

import type { JobSource } from '../contract/documents.ts';
import { SCHEMA_VERSION } from '../contract/documents.ts';
import { TRASH_DAYS } from '../contract/limits.ts';
import type { JobOptions, Pipeline } from '../contract/options.ts';
import type { JobRef } from '../contract/paths.ts';
import type { JobStatus } from '../contract/states.ts';
import { DAY_MS } from './allowance.ts';
import { type Checked, JOB_TRANSITIONS, type JobDecision, type JobEvent, kept, type Refusal, rejected } from './jobEvents.ts';
import { decideExport } from './jobExports.ts';
import { decideFinish, decideRetry, refusalError, usageOf } from './jobRuns.ts';
import type { Audit, Control, Job } from './model.ts';
import { PLANNED_PERCENT, pagesPhrase, progressOf, settledPages } from './progress.ts';

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
      return decideFinish(job, event.finished, now);
    case 'requestCancel':
      return job.cancelRequestedAt === null ? next({ cancelRequestedAt: now }, audit('cancel_requested')) : rejected('repeated');
    case 'retry':
      return decideRetry(job, event.scope, event.options, event.expireAt, now);
    case 'correct':
    case 'claimExport':
    case 'exported':
    case 'abandonExport':
    case 'exportAgain':
      return decideExport(job, event, now);
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

const NO_PAGES = { completedPages: 0, failedPages: 0, cancelledPages: 0, totalPages: 0 };

function checkedFile(job: Job, { contentType, sha256, pageCount }: Checked) {
  return { source: { ...job.source, contentType, sha256 }, pageCount };
}

function planned(job: Job, totalPages: number) {
  return { ...job.progress, percent: PLANNED_PERCENT, totalPages };
}

function shownPages({ progress }: Job): number {
  return progress.completedPages + progress.failedPages + progress.cancelledPages;
}

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

/** Whether a job may be deleted: it has been kept as long as was wished, or has lain in the trash for long enough. */
export function isTimeOver({ expireAt, trashedAt }: Pick<Job, 'expireAt' | 'trashedAt'>, now: number): boolean {
  return (expireAt !== null && expireAt <= now) || (trashedAt !== null && trashedAt <= trashedBefore(now));
}

/** What was put into the trash until then has lain there for long enough. */
export function trashedBefore(now: number): number {
  return now - TRASH_DAYS * DAY_MS;
}
