/** At which resolution a page is drawn. */

import { PipelineError } from '../../domain/failure.ts';

export const POINTS_PER_INCH = 72;
/** As accurate as 300 on print, and a fifth cheaper. */
export const USUAL_DPI = 200;
/** Scans are drawn as they are, pixel for pixel, up to this: what scanners call 300 is a little more now and then. */
const MOST_SCAN_DPI = 310;
/** Coarser scans are drawn as other pages: letters of few pixels read better enlarged. */
const LEAST_SCAN_DPI = 150;
/** Below this a page is too coarse to read: better to say that it is too big. */
const LOWEST_DPI = 50;
/** A page of A3 has 7.7 million pixels at 200 dpi; larger sheets are drawn coarser, so that every page costs about the same. */
export const MOST_PIXELS = 16_000_000;

/** At which resolution a page is read whose pictures have `scanDpi`; null when it is no scan. Before any bound. */
export function readingDpi(scanDpi: number | null): number {
  return scanDpi === null || scanDpi < LEAST_SCAN_DPI ? USUAL_DPI : Math.min(scanDpi, MOST_SCAN_DPI);
}

/**
 * The resolution at which a page that has `pixels` at `dpi` is small enough.
 * @throws PipelineError `PAGE_TOO_BIG` when it could not be read at any
 */
export function coarserDpi(pixels: number, dpi: number): number {
  const smaller = Math.floor(dpi * Math.sqrt(MOST_PIXELS / pixels) * 0.99);
  if (smaller < LOWEST_DPI) throw new PipelineError('PAGE_TOO_BIG', `the page has ${pixels} pixels at ${dpi} dpi`);
  return Math.min(smaller, dpi - 1);
}

/**
 * The wanted resolution, or the finest below it that keeps the page small enough.
 * @throws PipelineError `PAGE_TOO_BIG`
 */
export function boundedDpi(widthPoints: number, heightPoints: number, wantedDpi: number): number {
  const scale = wantedDpi / POINTS_PER_INCH;
  const pixels = Math.ceil(widthPoints * scale) * Math.ceil(heightPoints * scale);
  return pixels <= MOST_PIXELS ? wantedDpi : coarserDpi(pixels, wantedDpi);
}
