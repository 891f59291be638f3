/** What the tray shows: jobs that run and jobs that ended lately, from what the list knows anyway. Pure. */

import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { isTerminalJob } from '../../../functions/src/contract/states.ts';

/** What ended longer ago is found in the list. */
export const RECENT_MS = 24 * 60 * 60 * 1000;
const MOST_RECENT = 5;

export interface ActiveJob {
  readonly job: JobDocument;
  /** Its place among its owner's documents that no page was read of yet, from 1; null once reading began. */
  readonly place: number | null;
}

/** The one that was added first comes first: so they are read. */
export function activeJobs(jobs: readonly JobDocument[]): readonly ActiveJob[] {
  const active = jobs
    .filter(({ status, trashedAt }) => !isTerminalJob(status) && trashedAt === null)
    .toSorted((a, b) => a.createdAt.toMillis() - b.createdAt.toMillis());
  let place = 0;
  return active.map((job) => ({ job, place: isWaiting(job) ? ++place : null }));
}

const isWaiting = ({ status, startedAt }: JobDocument) => status === 'queued' || startedAt === null;

/** The one that ended last comes first. */
export function recentJobs(jobs: readonly JobDocument[], nowMs: number): readonly JobDocument[] {
  const end = ({ completedAt, updatedAt }: JobDocument) => (completedAt ?? updatedAt).toMillis();
  return jobs
    .filter((job) => isTerminalJob(job.status) && job.trashedAt === null && nowMs - end(job) < RECENT_MS)
    .toSorted((a, b) => end(b) - end(a))
    .slice(0, MOST_RECENT);
}

/** Over all that run, by their pages: a long document weighs more. 0–100. */
export function percentOfAll(active: readonly ActiveJob[]): number {
  const weights = active.map(({ job }) => Math.max(1, job.progress.totalPages));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const done = active.reduce((sum, { job }, i) => sum + (weights[i] ?? 0) * job.progress.percent, 0);
  return total === 0 ? 0 : Math.floor(done / total);
}

/** Those that were running when last looked at and have ended since. */
export function endedSince(running: ReadonlySet<string>, jobs: readonly JobDocument[]): readonly JobDocument[] {
  return jobs.filter(({ jobId, status }) => running.has(jobId) && isTerminalJob(status) && status !== 'cancelled');
}
