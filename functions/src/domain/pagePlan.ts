/** Which pages a job has, which tasks they make, and which counters they add to. */

import type { JobOptions } from '../contract/options.ts';
import type { Page, Tally } from './model.ts';

/** Pages that share one counter document: small enough that one document keeps up, large enough to be few. */
export const PAGES_PER_TALLY = 50;

export function newPage(pageNumber: number, run: number, options: JobOptions): Page {
  return {
    pageNumber,
    run,
    status: 'pending',
    source: null,
    text: '',
    textTruncated: false,
    confidence: null,
    width: null,
    height: null,
    rotation: 0,
    skew: 0,
    languages: options.languages,
    attempts: 0,
    error: null,
    artefacts: null,
    digests: null,
    timings: null,
    startedAt: null,
    completedAt: null,
    lease: null,
  };
}

/** The tally to which a page's end is added. */
export function tallyIndexOf(pageNumber: number): number {
  return Math.floor((pageNumber - 1) / PAGES_PER_TALLY);
}

export function newTallies(pageCount: number, run: number): Tally[] {
  const tallies: Tally[] = [];
  for (let first = 0; first < pageCount; first += PAGES_PER_TALLY) {
    tallies.push({
      index: first / PAGES_PER_TALLY,
      run,
      pages: Math.min(PAGES_PER_TALLY, pageCount - first),
      completed: 0,
      failed: 0,
      renderMs: 0,
      ocrMs: 0,
      totalMs: 0,
      confidenceSum: 0,
      confidencePages: 0,
    });
  }
  return tallies;
}

/** One task: neighbouring pages, in order. */
export interface PageRange {
  readonly firstPage: number;
  readonly lastPage: number;
}

/**
 * Splits a document into tasks of at most `pagesPerTask` pages; a short document is spread over the workers there are
 * instead, so that it does not wait behind itself.
 * @param concurrentTasks how many tasks may run at once
 */
export function planTasks(pageCount: number, pagesPerTask: number, concurrentTasks: number): PageRange[] {
  const size = Math.max(1, Math.min(pagesPerTask, Math.ceil(pageCount / Math.max(1, concurrentTasks))));
  const ranges: PageRange[] = [];
  for (let firstPage = 1; firstPage <= pageCount; firstPage += size) {
    ranges.push({ firstPage, lastPage: Math.min(pageCount, firstPage + size - 1) });
  }
  return ranges;
}
