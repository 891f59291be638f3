/** Which pages of a document there are, and which of them are watched. A long document is watched one window of pages at a time, so that 2,000 pages cost no more than fifty. Pure. */

import type { JobDocument } from '../../../functions/src/contract/documents.ts';

export const WINDOW_PAGES = 50;

/** The first page of the window that holds `pageNumber`. */
export function windowStart(pageNumber: number): number {
  return Math.floor((Math.max(1, pageNumber) - 1) / WINDOW_PAGES) * WINDOW_PAGES + 1;
}

/** The first page and the last, of a document or a window. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** The pages of a document: all of its file's, unless some were asked for. */
export function spanOf({ options, progress }: Pick<JobDocument, 'options' | 'progress'>): Span {
  const first = options.pages?.first ?? 1;
  return { first, last: first + progress.totalPages - 1 };
}

export const isWithin = ({ first, last }: Span, pageNumber: number) => pageNumber >= first && pageNumber <= last;

/** Where the windows of a document begin. */
export function windowStarts({ first, last }: Span): readonly number[] {
  const begin = windowStart(first);
  return Array.from({ length: Math.max(0, Math.ceil((last - begin + 1) / WINDOW_PAGES)) }, (_, i) => begin + i * WINDOW_PAGES);
}

/** The pages of a document that are in the window which begins with `start`. */
export function pagesInWindow(start: number, { first, last }: Span): Span {
  return { first: Math.max(start, first), last: Math.min(start + WINDOW_PAGES - 1, last) };
}

/**
 * Which cells of a list can be seen, with some to spare at both ends.
 * @param view where the list is scrolled to and how much of it is seen, in pixels
 * @param cell how long a row of cells is, in pixels
 */
export function cellsInSight(
  view: { readonly at: number; readonly length: number },
  cell: number,
  across: number,
  total: number,
): { readonly first: number; readonly last: number } {
  const spare = 2;
  const firstRow = Math.max(0, Math.floor(view.at / cell) - spare);
  const lastRow = Math.floor((view.at + view.length) / cell) + spare;
  return { first: Math.min(total, firstRow * across + 1), last: Math.min(total, (lastRow + 1) * across) };
}

/** The page that an address points at (`#page-12`), or undefined. */
export function pageOfHash(hash: string): number | undefined {
  const digits = /^#page-([1-9]\d{0,3})$/.exec(hash)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export const pageAnchor = (pageNumber: number) => `page-${pageNumber}`;
