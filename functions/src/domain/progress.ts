/** How far a job is: sums over its tallies, and the rules by which its document shows them. */

import type { JobProgress } from '../contract/documents.ts';
import type { Job, Tally } from './model.ts';
import { tallyCount } from './pagePlan.ts';

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
    cancelled: sum('cancelled'),
    renderMs: sum('renderMs'),
    ocrMs: sum('ocrMs'),
    totalMs: sum('totalMs'),
    confidenceSum: sum('confidenceSum'),
    confidencePages: sum('confidencePages'),
  };
}

/** Pages that have ended, well or not. */
export function settledPages(totals: Totals): number {
  return totals.completed + totals.failed + totals.cancelled;
}

export function allSettled(totals: Totals): boolean {
  return totals.pages > 0 && settledPages(totals) >= totals.pages;
}

/** Whether all pages of the job's run are there and waiting or ended: only then may the run be worked on, or ended. */
export function isOpened(tallies: readonly Tally[], job: Job): boolean {
  return sumTallies(tallies).pages === job.pageCount && tallies.every((tally) => tally.run === job.run);
}

export function progressOf(totals: Totals, before: JobProgress): JobProgress {
  const done = settledPages(totals);
  const percent = PLANNED_PERCENT + Math.floor(((READ_PERCENT - PLANNED_PERCENT) * done) / Math.max(1, totals.pages));
  return {
    percent: Math.max(before.percent, percent),
    completedPages: totals.completed,
    failedPages: totals.failed,
    cancelledPages: totals.cancelled,
    totalPages: totals.pages,
    message: done === 0 ? `Reading ${pagesPhrase(totals.pages)}` : `${done} of ${pagesPhrase(totals.pages)} read`,
  };
}

/**
 * Whether a page that is read, or has ended, is one that looks at all tallies, to show how far the job is. The longer a document, the more
 * tallies: so that its pages cost no more than others, only one in so many looks, or whoever finds the last news that old.
 */
export function looksAround(job: Job, pageNumber: number, now: number, intervalMs: number): boolean {
  const every = Math.max(1, tallyCount(job.pageCount ?? 0));
  return pageNumber % every === 0 || now >= job.updatedAt + every * intervalMs;
}

export function pagesPhrase(count: number): string {
  return count === 1 ? '1 page' : `${count} pages`;
}
