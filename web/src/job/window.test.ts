import { describe, expect, it } from 'vitest';
import { MAX_PAGES } from '../../../functions/src/contract/limits.ts';
import { DEFAULT_OPTIONS } from '../../../functions/src/contract/options.ts';
import {
  cellsInSight,
  isWithin,
  pageAnchor,
  pageOfHash,
  pagesInWindow,
  type Span,
  spanOf,
  WINDOW_PAGES,
  windowStart,
  windowStarts,
} from './window.ts';

const pagesSeen = (span: Span) =>
  windowStarts(span).flatMap((start) => {
    const { first, last } = pagesInWindow(start, span);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });

describe('the window on a long document', () => {
  it('holds every page of the longest document exactly once', () => {
    expect(pagesSeen({ first: 1, last: MAX_PAGES })).toEqual(Array.from({ length: MAX_PAGES }, (_, i) => i + 1));
  });

  it.each([
    [1, 1],
    [50, 51],
    [7, 120],
    [101, 150],
  ])('holds the pages from %i to %i, and no others', (first, last) => {
    expect(pagesSeen({ first, last })).toEqual(Array.from({ length: last - first + 1 }, (_, i) => first + i));
  });

  it('starts where its page belongs', () => {
    expect([1, WINDOW_PAGES, WINDOW_PAGES + 1, 120].map(windowStart)).toEqual([1, 1, WINDOW_PAGES + 1, 101]);
    expect(windowStart(-3)).toBe(1);
  });

  it('ends with the document', () => {
    expect(pagesInWindow(1, { first: 1, last: 4 })).toEqual({ first: 1, last: 4 });
    expect(pagesInWindow(51, { first: 7, last: 70 })).toEqual({ first: 51, last: 70 });
    expect(windowStarts({ first: 1, last: 0 })).toEqual([]);
  });

  it('begins where the pages do that were asked for', () => {
    const progress = { percent: 0, completedPages: 0, failedPages: 0, cancelledPages: 0, totalPages: 4, message: '' };
    expect(spanOf({ options: DEFAULT_OPTIONS, progress })).toEqual({ first: 1, last: 4 });
    const span = spanOf({ options: { ...DEFAULT_OPTIONS, pages: { first: 60, last: null } }, progress });
    expect(span).toEqual({ first: 60, last: 63 });
    expect([59, 60, 63, 64].map((page) => isWithin(span, page))).toEqual([false, true, true, false]);
  });
});

describe('the cells of a list in sight', () => {
  it('are those on the screen and some around, and never more than there are', () => {
    expect(cellsInSight({ at: 0, length: 600 }, 100, 2, 500)).toEqual({ first: 1, last: 18 });
    expect(cellsInSight({ at: 5000, length: 600 }, 100, 2, 500)).toEqual({ first: 97, last: 118 });
    expect(cellsInSight({ at: 24_900, length: 600 }, 100, 2, 500)).toEqual({ first: 495, last: 500 });
    expect(cellsInSight({ at: 0, length: 600 }, 100, 2, 3)).toEqual({ first: 1, last: 3 });
  });
});

describe('the address of a page', () => {
  it('leads back to the page', () => {
    expect(pageOfHash(`#${pageAnchor(12)}`)).toBe(12);
  });

  it.each(['', '#main', '#page-', '#page-0', '#page-1x', '#page-99999'])('is not %j', (hash) => {
    expect(pageOfHash(hash)).toBeUndefined();
  });
});
