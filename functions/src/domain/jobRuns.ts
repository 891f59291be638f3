/** How a run of a job ends, what it adds to its day, and how the next begins. */

import type { JobError } from '../contract/documents.ts';
import { isWorthRetrying } from '../contract/errors.ts';
import type { JobOptions } from '../contract/options.ts';
import type { JobStatus, RetryScope, TerminalJobStatus } from '../contract/states.ts';
import { documentDoubts } from './doubts.ts';
import { contentKey } from './jobContents.ts';
import { type Finished, type JobDecision, type Refusal, rejected } from './jobEvents.ts';
import type { Job, Usage } from './model.ts';
import { PLANNED_PERCENT, pagesPhrase, progressOf, type Totals } from './progress.ts';

/** Every page has ended, and the results are written or given up. */
export function decideFinish(job: Job, finished: Finished, now: number): JobDecision {
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

export function refusalError({ code, option, quota }: Refusal): JobError {
  return {
    code,
    retryable: isWorthRetrying(code),
    ...(option === undefined ? {} : { option }),
    ...(quota === undefined ? {} : { quota }),
  };
}

/** How many pages a retry reads again; 0 while they are not known, which the plan then charges. */
export function pagesOfRetry({ pageCount, progress }: Job, scope: RetryScope): number {
  if (pageCount === null) return 0;
  return scope === 'all' ? progress.totalPages : progress.failedPages + progress.cancelledPages;
}

/** A new run: of the pages in `scope`, or of the whole file when it never came to pages. Which pages a job has stays as it was planned. */
export function decideRetry(job: Job, scope: RetryScope, wished: JobOptions, expireAt: number | null, now: number): JobDecision {
  const { completedPages, totalPages } = job.progress;
  const isPlanned = job.pageCount !== null;
  const options = isPlanned ? { ...wished, pages: job.options.pages } : wished;
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
export function usageOf(job: Job, status: JobStatus, finished: Finished | null, now: number): Usage {
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
