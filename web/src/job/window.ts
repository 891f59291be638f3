/** A long document is watched one window of pages at a time, so that 2,000 pages cost no more than fifty. Pure. */

export const WINDOW_PAGES = 50;

/** The first page of the window that holds `pageNumber`. */
export function windowStart(pageNumber: number): number {
  return Math.floor((Math.max(1, pageNumber) - 1) / WINDOW_PAGES) * WINDOW_PAGES + 1;
}

export interface PageWindow {
  readonly first: number;
  readonly last: number;
  /** The first pages of the windows before and after; null where there is none. */
  readonly previous: number | null;
  readonly next: number | null;
}

export function pageWindow(first: number, totalPages: number): PageWindow {
  const last = Math.min(first + WINDOW_PAGES - 1, totalPages);
  return {
    first,
    last,
    previous: first > 1 ? first - WINDOW_PAGES : null,
    next: last < totalPages ? first + WINDOW_PAGES : null,
  };
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
