/** What the operators' screens know of Firebase, beside the store: `firebase/operations.ts` keeps it. Every read is bounded. */

import type { AuditEvent, JobDocument } from '../../../functions/src/contract/documents.ts';
import type { JobRef } from '../../../functions/src/contract/paths.ts';
import type { JobStatus } from '../../../functions/src/contract/states.ts';
import type { Watch } from '../firebase/ports.ts';

/** What all jobs that ended on one day used. */
export interface DayUsage {
  /** `2026-11-22`, UTC. */
  readonly day: string;
  readonly jobs: number;
  readonly failedJobs: number;
  readonly pages: number;
  readonly failedPages: number;
  readonly costUsd: number;
}

export type Plan = 'standard' | 'priority';

/** An owner as operators set it up; null: the pipeline's own number. */
export interface Owner {
  readonly plan: Plan;
  readonly pagesPerDay: number | null;
  readonly bytesPerDay: number | null;
  readonly activeJobs: number | null;
}

/** What an owner used on one day. */
export interface Allowance {
  readonly jobs: number;
  readonly pages: number;
  readonly bytes: number;
}

/** An event with its id, which tells apart those of the same instant. */
export interface TimelineEvent extends AuditEvent {
  readonly id: string;
}

export interface Operations {
  /** Jobs that have not ended, those that were silent longest first. */
  watchSilent(count: number): Watch<readonly JobDocument[]>;
  /** The job that waits longest for its first page; null when none does. */
  watchOldestWaiting(): Watch<JobDocument | null>;
  /** The id of the newest job: changes with each new one. */
  watchNewest(): Watch<string | null>;
  /** Jobs that have ended, the latest first. */
  watchEnded(count: number): Watch<readonly JobDocument[]>;
  /** Those of them that failed, or lack pages. */
  watchFailed(count: number): Watch<readonly JobDocument[]>;
  /** Counts up to `most`. A thousand are one read. */
  countJobs(status: JobStatus, most: number): Promise<number>;
  readUsage(day: string): Promise<DayUsage>;
  watchUsage(day: string): Watch<DayUsage>;
  /** A job's events in order, those after `after`, or from the first. */
  watchEvents(job: JobRef, after: TimelineEvent | null, count: number): Watch<readonly TimelineEvent[]>;
  /** null for one that nobody set up. */
  watchOwner(uid: string): Watch<Owner | null>;
  watchAllowance(uid: string, day: string): Watch<Allowance>;
}
