/** A query in a whole document, page by page, in slices: the screen stays alive however long the document is. */

import { findIn, fold, termsOf } from '../search/match.ts';

export interface Hit {
  readonly pageNumber: number;
  /** Which of its page's hits, from 0. */
  readonly nth: number;
  /** What stands around it. */
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

export interface Found {
  readonly query: string;
  /** In the order of the document. */
  readonly hits: readonly Hit[];
  readonly isComplete: boolean;
}

export const NOTHING_FOUND: Found = { query: '', hits: [], isComplete: true };

/** More are not told one by one: nobody walks through them. */
export const MOST_HITS = 1000;
const SLICE_MS = 12;
/** Between two tellings, so that a long list is not drawn anew at every slice. */
const TELL_MS = 150;
const CONTEXT = 40;

/**
 * @param pages numbers and texts, in order
 * @param tell called as more is found, and at the end with `isComplete`
 */
export async function findInPages(
  pages: Iterable<readonly [pageNumber: number, text: string]>,
  query: string,
  signal: AbortSignal,
  tell: (found: Found) => void,
): Promise<void> {
  const hits: Hit[] = [];
  const [rarest = ''] = termsOf(query).toSorted((a, b) => b.length - a.length);
  let sliceStart = performance.now();
  let told = sliceStart;
  for (const [pageNumber, text] of pages) {
    // Folding the whole page is many times faster than finding places in it.
    if (rarest !== '' && fold(text).includes(rarest)) hits.push(...hitsOf(pageNumber, text, query, MOST_HITS - hits.length));
    if (hits.length >= MOST_HITS) break;
    const now = performance.now();
    if (now - sliceStart < SLICE_MS) continue;
    if (now - told > TELL_MS && hits.length > 0) {
      tell({ query, hits: [...hits], isComplete: false });
      told = now;
    }
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) return;
    sliceStart = performance.now();
  }
  tell({ query, hits, isComplete: true });
}

function hitsOf(pageNumber: number, text: string, query: string, most: number): readonly Hit[] {
  return findIn(text, query, most).map(({ start, end }, nth) => ({
    ...{ pageNumber, nth, text: text.slice(start, end) },
    before: contextBefore(text, start),
    after: contextAfter(text, end),
  }));
}

/** Some words, not cut, on one line. */
function contextBefore(text: string, start: number): string {
  const cut = text.slice(Math.max(0, start - CONTEXT), start);
  const whole = start > CONTEXT ? `…${cut.replace(/^\S*\s/, '')}` : cut;
  return whole.replaceAll(/\s+/g, ' ').trimStart();
}

function contextAfter(text: string, end: number): string {
  const cut = text.slice(end, end + CONTEXT);
  const whole = end + CONTEXT < text.length ? `${cut.replace(/\s\S*$/, '')}…` : cut;
  return whole.replaceAll(/\s+/g, ' ').trimEnd();
}

/** `document.txt`, page by page: pages are separated by form feeds, and each ends with a line's end. */
export function pagesOfText(document: string): readonly (readonly [pageNumber: number, text: string])[] {
  return document.split('\f').map((text, i) => [i + 1, text.replace(/\n$/, '')] as const);
}
