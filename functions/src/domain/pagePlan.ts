/** Which pages a job has, which tasks they make, and which counters they add to. */

import type { JobOptions } from '../contract/options.ts';
import type { Page, Tally } from './model.ts';

/** Most pages that share one counter document: few enough that it keeps up, many enough that reading all of them is cheap. */
export const PAGES_PER_TALLY = 50;

/** All pages of a document, each with the tally that it counts in. */
export function newPages(pageCount: number, run: number, options: JobOptions): Page[] {
  return Array.from({ length: pageCount }, (_, index) => newPage(index + 1, run, options, index % tallyCount(pageCount)));
}

export function newPage(pageNumber: number, run: number, options: JobOptions, tally = 0): Page {
  return {
    pageNumber,
    tally,
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

function tallyCount(pageCount: number): number {
  return Math.ceil(pageCount / PAGES_PER_TALLY);
}

/** Neighbouring pages end at the same time, so they count in different tallies: page n in tally (n − 1) mod the count. */
export function newTallies(pageCount: number, run: number): Tally[] {
  const count = tallyCount(pageCount);
  return Array.from({ length: count }, (_, index) => ({
    index,
    run,
    pages: Math.ceil((pageCount - index) / count),
    completed: 0,
    failed: 0,
    renderMs: 0,
    ocrMs: 0,
    totalMs: 0,
    confidenceSum: 0,
    confidencePages: 0,
  }));
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
