/** Which pages a job has, which tasks they make, and which counters they add to. */

import type { JobOptions } from '../contract/options.ts';
import { askedLanguages } from './languages.ts';
import type { Page, Tally } from './model.ts';

/** Most pages that share one counter document: few enough that it keeps up, many enough that reading all of them is cheap. */
export const PAGES_PER_TALLY = 50;

/** All pages of a job, each with the tally that it counts in. */
export function newPages(pageCount: number, run: number, options: JobOptions): Page[] {
  const tallies = tallyCount(pageCount);
  return pagesOf(pageCount, options).map((pageNumber, index) => newPage(pageNumber, run, options, index % tallies));
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
    languages: askedLanguages(options.languages),
    attempts: 0,
    error: null,
    warnings: [],
    artefacts: null,
    digests: null,
    timings: null,
    startedAt: null,
    completedAt: null,
    lease: null,
  };
}

/** How many counters a document of so many pages has. */
export function tallyCount(pageCount: number): number {
  return Math.ceil(pageCount / PAGES_PER_TALLY);
}

/** The tallies of pages that are created as they are given, some of them perhaps read already. */
export function talliesOf(pages: readonly Page[], run: number): Tally[] {
  const tallies = newTallies(pages.length, run);
  for (const { tally: index, status, confidence } of pages) {
    const tally = tallies[index];
    if (tally === undefined || status !== 'completed') continue;
    tallies[index] = {
      ...tally,
      completed: tally.completed + 1,
      confidenceSum: tally.confidenceSum + (confidence?.mean ?? 0),
      confidencePages: tally.confidencePages + (confidence === null ? 0 : 1),
    };
  }
  return tallies;
}

/** Neighbouring pages end at the same time, so they count in different tallies: each in the one after its neighbour's. */
export function newTallies(pageCount: number, run: number): Tally[] {
  const count = tallyCount(pageCount);
  return Array.from({ length: count }, (_, index) => ({
    index,
    run,
    pages: Math.ceil((pageCount - index) / count),
    completed: 0,
    failed: 0,
    cancelled: 0,
    renderMs: 0,
    ocrMs: 0,
    totalMs: 0,
    confidenceSum: 0,
    confidencePages: 0,
  }));
}

/** Most tasks of one run, however often its pages are handed to the queue: what goes beyond is running away. */
export function taskBudget(pageCount: number, tasksPerPage: number): number {
  return 20 + pageCount * tasksPerPage;
}

/** The last round in which the pages of one run are handed to the queue, however few of them are left. */
export const LAST_PAGES_ROUND = 20;
/** The last in which a run whose pages have all ended is handed to the queue, to be finished. */
export const LAST_FINISH_ROUND = 30;

/** One task: pages from the first to the last, in order; those among them that have ended are passed over. */
export interface PageRange {
  readonly firstPage: number;
  readonly lastPage: number;
}

/**
 * Splits pages, which are in order, into tasks of at most `pagesPerTask` neighbours; a short document is spread over the
 * workers there are instead, so that it does not wait behind itself. Of a longer one the last tasks are smaller, so that its
 * workers end at about the same time.
 * @param concurrentTasks how many tasks may run at once
 */
export function planTasks(pageNumbers: readonly number[], pagesPerTask: number, concurrentTasks: number): PageRange[] {
  const workers = Math.max(1, concurrentTasks);
  const count = pageNumbers.length;
  const usual = Math.max(1, Math.min(pagesPerTask, Math.ceil(count / workers)));
  const sizeWith = (left: number) => {
    if (left > usual * workers || count <= usual * workers) return usual;
    return left > workers ? Math.ceil(usual / 2) : 1;
  };
  const ranges: { firstPage: number; lastPage: number }[] = [];
  let size = usual;
  for (const [index, pageNumber] of pageNumbers.entries()) {
    const last = ranges.at(-1);
    if (last !== undefined && pageNumber < last.firstPage + size) {
      last.lastPage = pageNumber;
    } else {
      size = sizeWith(count - index);
      ranges.push({ firstPage: pageNumber, lastPage: pageNumber });
    }
  }
  return ranges;
}

/** The numbers of a job's pages, all of them. */
export function pagesOf(pageCount: number, { pages }: JobOptions): number[] {
  const first = pages?.first ?? 1;
  return Array.from({ length: pageCount }, (_, index) => first + index);
}
