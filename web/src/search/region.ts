/** Which part of a page's image shows a word with what stands around it. Pure; all in pixels of the page image. */

import { applyCorrections, type CorrectionLayer } from '../../../functions/src/contract/corrections.ts';
import type { Box, PageWords } from '../../../functions/src/contract/documents.ts';
import { wordHits } from './match.ts';

export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function around(boxes: readonly Box[]): Box {
  return [
    Math.min(...boxes.map((box) => box[0])),
    Math.min(...boxes.map((box) => box[1])),
    Math.max(...boxes.map((box) => box[2])),
    Math.max(...boxes.map((box) => box[3])),
  ];
}

/**
 * @param aspect width by height of the region; kept, unless the page itself is too small
 * @param lines how high the region is, in heights of the box
 */
export function regionOf(
  [x0, y0, x1, y1]: Box,
  page: { readonly width: number; readonly height: number },
  aspect: number,
  lines: number,
): Region {
  // The box of a speck would show nothing but itself.
  const height = Math.max((y1 - y0) * lines, ((x1 - x0) * 1.25) / aspect, page.width / 6 / aspect);
  // Whoever shows it keeps a place of this aspect free: a part that is as wide as the page is no higher than that.
  const width = Math.min(height * aspect, page.width);
  const size = { width, height: Math.min(width / aspect, page.height) };
  const within = (middle: number, length: number, most: number) => Math.max(0, Math.min(middle - length / 2, most - length));
  return {
    x: Math.round(within((x0 + x1) / 2, size.width, page.width)),
    y: Math.round(within((y0 + y1) / 2, size.height, page.height)),
    width: Math.round(size.width),
    height: Math.round(size.height),
  };
}

/** The same for a hit of several words: all of them, or where it begins when they are too far apart (in two columns, say). */
export function regionOfHit(
  boxes: readonly Box[],
  page: { readonly width: number; readonly height: number },
  aspect: number,
  lines: number,
): Region {
  const [first = [0, 0, 0, 0]] = boxes;
  const all = around(boxes);
  const isNear = (all[3] - all[1]) * 1.2 < page.width / aspect && all[3] - all[1] < (first[3] - first[1]) * lines * 2;
  return regionOf(isNear ? all : first, page, aspect, isNear ? Math.max(1.3, lines * heightOf(first, all)) : lines);
}

const heightOf = (part: Box, whole: Box) => (part[3] - part[1]) / (whole[3] - whole[1] || 1);

/** Where a box lies in a region, in percent of it: for something that is laid over its picture. */
export function placeIn(region: Region, [x0, y0, x1, y1]: Box): Record<'left' | 'top' | 'width' | 'height', string> {
  const percent = (part: number, whole: number) => `${((part / whole) * 100).toFixed(2)}%`;
  return {
    left: percent(x0 - region.x, region.width),
    top: percent(y0 - region.y, region.height),
    width: percent(x1 - x0, region.width),
    height: percent(y1 - y0, region.height),
  };
}

/**
 * The boxes of a hit's words, among them those that somebody put right. The text that was searched may be older or newer than what
 * is known of the page: then the hit is the nearest in order, or where it was read so.
 * @param nth which of the hits on the page, from 0
 */
export function hitBoxes(page: PageWords, corrections: CorrectionLayer | null, query: string, nth: number): readonly Box[] {
  const boxesAmong = (words: PageWords['words']): readonly Box[] => {
    const hits = wordHits(words, query);
    const hit = hits[Math.min(nth, hits.length - 1)] ?? [];
    return hit.flatMap((index) => {
      const word = words[index];
      return word ? [[word[2], word[3], word[4], word[5]] as const] : [];
    });
  };
  const boxes = boxesAmong(applyCorrections(page, corrections).words);
  return boxes.length > 0 ? boxes : boxesAmong(page.words);
}
