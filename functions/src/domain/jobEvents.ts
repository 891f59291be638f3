/** What happens to jobs, in which of their states it may, and what a decision about it says. */

import type { DoubtfulWord, JobQuota, JobWarning, Lease } from '../contract/documents.ts';
import type { ErrorCode } from '../contract/errors.ts';
import type { JobOptions } from '../contract/options.ts';
import { JOB_STATUSES, type JobStatus, type Lane, type RetryScope } from '../contract/states.ts';
import type { Audit, Doubts, Job, Usage } from './model.ts';
import type { Totals } from './progress.ts';

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
  | { readonly kind: 'plan'; readonly run: number; readonly checked: Checked; readonly lane: Lane; readonly tasks: number }
  /** The file was checked, and an earlier job of the same owner has its results. */
  | { readonly kind: 'reuse'; readonly run: number; readonly checked: Checked; readonly from: string }
  /** The earlier job's results are not all there any more. */
  | { readonly kind: 'readAfterAll' }
  /** The file cannot be processed at all; or its owner wishes no more that it is. */
  | { readonly kind: 'refuse'; readonly run: number; readonly error: Refusal }
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

export function rejected(reason: JobRejection) {
  return { kind: 'rejected', reason } as const;
}

/** What an owner does with the document is no sign of life of its work: `updatedAt` stays, which tells that. */
export function kept(write: Partial<Job>, audit: readonly Audit[]) {
  return { kind: 'next', write, audit } as const;
}
