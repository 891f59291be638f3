import { describe, expect, it } from 'vitest';
import { MAX_PAGES } from '../../../functions/src/contract/limits.ts';
import { cellsInSight, pageAnchor, pageOfHash, pageWindow, WINDOW_PAGES, windowStart } from './window.ts';

describe('the window on a long document', () => {
  it('holds every page of the longest document exactly once', () => {
    const seen: number[] = [];
    let first: number | null = 1;
    while (first !== null) {
      const window = pageWindow(first, MAX_PAGES);
      for (let page = window.first; page <= window.last; page++) seen.push(page);
      first = window.next;
    }
    expect(seen).toEqual(Array.from({ length: MAX_PAGES }, (_, i) => i + 1));
  });

  it('starts where its page belongs', () => {
    expect([1, WINDOW_PAGES, WINDOW_PAGES + 1, 120].map(windowStart)).toEqual([1, 1, WINDOW_PAGES + 1, 101]);
    expect(windowStart(-3)).toBe(1);
  });

  it('ends with the document', () => {
    expect(pageWindow(1, 4)).toEqual({ first: 1, last: 4, previous: null, next: null });
    expect(pageWindow(51, 70)).toEqual({ first: 51, last: 70, previous: 1, next: null });
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
