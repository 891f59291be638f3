/** What may happen to a job: decisions as values. Terminal states absorb. Undefined means: nothing to write. */

import type { JobError, JobSource } from '../contract/documents.ts';
import { SCHEMA_VERSION } from '../contract/documents.ts';
import { type ErrorCode, isRetriedByQueue } from '../contract/errors.ts';
import type { JobOptions, Pipeline } from '../contract/options.ts';
import type { JobRef } from '../contract/paths.ts';
import { isTerminalJob } from '../contract/states.ts';
import type { Job, Usage } from './model.ts';
import { PLANNED_PERCENT, pagesPhrase, progressOf, type Totals } from './progress.ts';

export interface NewJob {
  readonly ref: JobRef;
  readonly source: JobSource;
  readonly pipeline: Pipeline;
  readonly options: JobOptions;
  readonly now: number;
}

export function newJob({ ref, source, pipeline, options, now }: NewJob): Job {
  return {
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
    progress: { percent: 0, completedPages: 0, failedPages: 0, totalPages: 0, message: 'Checking the file' },
    error: null,
    warnings: [],
    results: {},
    metrics: {},
    createdAt: now,
    startedAt: null,
    completedAt: null,
    updatedAt: now,
    expireAt: null,
  };
}

/** Whether two uploads are the same object: the identity of a job. */
export function isSameUpload(a: JobSource, b: JobSource): boolean {
  return a.bucket === b.bucket && a.name === b.name && a.generation === b.generation;
}

export interface Checked {
  readonly contentType: string;
  readonly sha256: string;
  readonly pageCount: number;
}

/** The file was checked; its pages are known. */
export function decidePlanned(job: Job, checked: Checked, now: number): Partial<Job> | undefined {
  if (isTerminalJob(job.status) || job.pageCount !== null) return undefined;
  const { contentType, sha256, pageCount } = checked;
  return {
    source: { ...job.source, contentType, sha256 },
    step: 'plan',
    pageCount,
    progress: {
      ...job.progress,
      percent: PLANNED_PERCENT,
      totalPages: pageCount,
      message: `Waiting to read ${pagesPhrase(pageCount)}`,
    },
    updatedAt: now,
  };
}

/** The first page was claimed. */
export function decideStarted(job: Job, run: number, now: number): Partial<Job> | undefined {
  if (job.run !== run || job.status !== 'queued') return undefined;
  return {
    status: 'processing',
    step: 'recognise',
    startedAt: now,
    metrics: { ...job.metrics, queueMs: Math.max(0, now - job.createdAt) },
    progress: { ...job.progress, message: `Reading ${pagesPhrase(job.progress.totalPages)}` },
    updatedAt: now,
  };
}

/** The file cannot be processed at all. */
export function decideRefused(job: Job, code: ErrorCode, now: number, option?: string): Partial<Job> | undefined {
  if (isTerminalJob(job.status)) return undefined;
  return {
    status: 'failed',
    step: 'done',
    error: { code, retryable: isRetriedByQueue(code), ...(option === undefined ? {} : { option }) },
    progress: { ...job.progress, message: 'The file could not be processed' },
    completedAt: now,
    updatedAt: now,
  };
}

/** The results are being written. Shown only when there is time for another write: for most jobs this is over at once. */
export function decideAssembling(
  job: Job,
  run: number,
  totals: Totals,
  now: number,
  intervalMs: number,
): Partial<Job> | undefined {
  if (job.run !== run || isTerminalJob(job.status) || job.step === 'assemble' || now < job.updatedAt + intervalMs)
    return undefined;
  return {
    step: 'assemble',
    progress: { ...progressOf(totals, job.progress), message: 'Putting the pages together' },
    updatedAt: now,
  };
}

export interface Finished {
  readonly totals: Totals;
  /** The failed page that comes first, if any. */
  readonly firstFailure: { readonly page: number; readonly code: ErrorCode } | null;
  /** Name → Storage path. */
  readonly results: Readonly<Record<string, string>>;
  readonly costUsd: number;
}

/** Every page has ended and the results are written. */
export function decideFinished(job: Job, run: number, finished: Finished, now: number): Partial<Job> | undefined {
  if (job.run !== run || isTerminalJob(job.status)) return undefined;
  const { totals, firstFailure, results, costUsd } = finished;
  const status = totals.failed === 0 ? 'completed' : totals.completed === 0 ? 'failed' : 'completed_with_errors';
  const error: JobError | null =
    firstFailure === null
      ? null
      : { code: firstFailure.code, page: firstFailure.page, retryable: isRetriedByQueue(firstFailure.code) };
  const message =
    status === 'completed'
      ? `${pagesPhrase(totals.pages)} read`
      : status === 'failed'
        ? 'No page could be read'
        : `${totals.completed} of ${pagesPhrase(totals.pages)} read, ${totals.failed} failed`;
  return {
    status,
    step: 'done',
    pageCount: totals.pages,
    progress: { ...progressOf(totals, job.progress), percent: 100, message },
    error,
    results,
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
}

/** What a job that ends now adds to its day. */
export function usageOf(job: Job, status: Job['status'], totals: Totals | null, costUsd: number, now: number): Usage {
  return {
    day: new Date(now).toISOString().slice(0, 10),
    jobs: 1,
    failedJobs: status === 'failed' ? 1 : 0,
    pages: totals?.completed ?? job.progress.completedPages,
    failedPages: totals?.failed ?? job.progress.failedPages,
    ocrMs: Math.round(totals?.ocrMs ?? 0),
    totalMs: Math.round(totals?.totalMs ?? 0),
    costUsd,
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
