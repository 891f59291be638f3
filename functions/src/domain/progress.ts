/** How far a job is: sums over its tallies, and the rules by which its document shows them. */

import type { JobProgress } from '../contract/documents.ts';
import { isTerminalJob } from '../contract/states.ts';
import type { Job, Tally } from './model.ts';

/** Percent when the pages are planned, and when all are read; the rest of the scale is the pages'. */
export const PLANNED_PERCENT = 2;
const READ_PERCENT = 97;

export type Totals = Omit<Tally, 'index' | 'run'>;

export function sumTallies(tallies: readonly Tally[]): Totals {
  const sum = (field: keyof Totals) => tallies.reduce((total, tally) => total + tally[field], 0);
  return {
    pages: sum('pages'),
    completed: sum('completed'),
    failed: sum('failed'),
    renderMs: sum('renderMs'),
    ocrMs: sum('ocrMs'),
    totalMs: sum('totalMs'),
    confidenceSum: sum('confidenceSum'),
    confidencePages: sum('confidencePages'),
  };
}

export function allSettled(totals: Totals): boolean {
  return totals.pages > 0 && totals.completed + totals.failed >= totals.pages;
}

export function progressOf(totals: Totals, before: JobProgress): JobProgress {
  const done = totals.completed + totals.failed;
  const percent = PLANNED_PERCENT + Math.floor(((READ_PERCENT - PLANNED_PERCENT) * done) / Math.max(1, totals.pages));
  return {
    percent: Math.max(before.percent, percent),
    completedPages: totals.completed,
    failedPages: totals.failed,
    totalPages: totals.pages,
    message: done === 0 ? `Reading ${pagesPhrase(totals.pages)}` : `${done} of ${pagesPhrase(totals.pages)} read`,
  };
}

export function pagesPhrase(count: number): string {
  return count === 1 ? '1 page' : `${count} pages`;
}

export type ProgressDecision =
  | { readonly kind: 'write'; readonly write: Partial<Job> }
  /** The document shows this much already, or has ended. */
  | { readonly kind: 'current' }
  /** Written too recently; worth another look after `waitMs`. */
  | { readonly kind: 'wait'; readonly waitMs: number };

/** Counts only grow within a run, so the larger of what is shown and what is summed is the later one. */
export function decideProgress(job: Job, run: number, totals: Totals, now: number, intervalMs: number): ProgressDecision {
  if (job.run !== run || isTerminalJob(job.status)) return { kind: 'current' };
  if (totals.completed + totals.failed <= job.progress.completedPages + job.progress.failedPages) return { kind: 'current' };
  const waitMs = job.updatedAt + intervalMs - now;
  if (waitMs > 0) return { kind: 'wait', waitMs };
  return { kind: 'write', write: { progress: progressOf(totals, job.progress), updatedAt: now } };
}
