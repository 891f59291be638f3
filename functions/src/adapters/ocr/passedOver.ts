/**
 * Whether a reading has left print out. The layout takes a narrow column that stands by itself, such as the prices of a receipt, for
 * no text. What it left out still stands in line with what it read; pictures, shades and tables' rules do not.
 */

import type { Ink, Recognition } from '../../app/pagePorts.ts';
import { greyOf, greyOfPaper } from './lines/lineImage.ts';

/** Every so many columns of pixels are looked at: strokes are about as wide. */
const STEP = 3;
/** Times the paper's grey. */
const DARK = 0.75;
/** How high a letter's upright strokes are, in heights of a line: specks are lower, rules and pictures mostly higher. */
const STROKE = { least: 1 / 4, most: 6 / 5 } as const;
/** So far from a baseline, in heights of a line, a stroke still stands on it. */
const NEAR = 1 / 8;
/** A word that is higher, in heights of a line, is a column of which one letter was made out. */
const TALLEST_WORD = 3;
/** How far lines rise or fall, per pixel to the right: pages are straightened before. */
const STEEPEST = 1 / 10;

/**
 * @returns of all upright strokes, the share of those that are in no word and stand on the baseline of a line that was read, in its
 *   continuation; less as many as would by chance. 0 or less where nothing is missed, and of a page without lines
 */
export function shareOfPrintPassedOver(ink: Ink, { words, lines }: Pick<Recognition, 'words' | 'lines'>): number {
  const size = median(lines.map((line) => line.size));
  if (size === undefined) return 0;
  const { pixels, width, height } = greyOf(ink);
  const dark = greyOfPaper(pixels) * DARK;
  const columns = Math.ceil(width / STEP);
  const isRead = new Uint8Array(columns * height);
  for (const [, , x0, y0, x1, y1] of words) {
    if (y1 - y0 > size * TALLEST_WORD) continue;
    const [from, to] = [Math.max(0, Math.floor(x0 / STEP)), Math.min(columns, Math.ceil(x1 / STEP))];
    for (let y = Math.max(0, Math.floor(y0)); y < Math.min(height, y1); y++) isRead.fill(1, y * columns + from, y * columns + to);
  }
  const rows = rowsOf(lines, size);
  let [all, aside, standing] = [0, 0, 0];
  const tops = new Int32Array(columns).fill(-1);
  for (let y = 0; y <= height; y++) {
    for (let column = 0; column < columns; column++) {
      const top = tops[column] as number;
      if (y < height && (pixels[y * width + column * STEP] as number) < dark) {
        if (top < 0) tops[column] = y;
        continue;
      }
      if (top < 0) continue;
      tops[column] = -1;
      if (y - top < size * STROKE.least || y - top > size * STROKE.most) continue;
      all++;
      if (isRead[((top + y) >> 1) * columns + column] === 1) continue;
      const isStanding = rows.isBaseline[Math.round(y - column * STEP * rows.slope) - rows.first];
      if (isStanding === undefined) continue;
      aside++;
      standing += isStanding;
    }
  }
  return (standing - aside * rows.share) / Math.max(1, all);
}

interface Rows {
  /** How far the lines fall, per pixel to the right. */
  readonly slope: number;
  /** At the left edge of the image, the row that `isBaseline` begins with. */
  readonly first: number;
  /** 1 for the rows at baselines, from that of the first line to that of the last. */
  readonly isBaseline: Uint8Array;
  /** Of these rows, how many are at baselines. */
  readonly share: number;
}

function rowsOf(lines: Recognition['lines'], size: number): Rows {
  const baselines = lines.map(({ baseline, box: [x0, , x1, y1] }) => baseline ?? ([x0, y1, x1, y1] as const));
  const found = median(baselines.map(([x0, y0, x1, y1]) => (y1 - y0) / Math.max(1, x1 - x0))) ?? 0;
  const slope = Math.max(-STEEPEST, Math.min(STEEPEST, found));
  const near = Math.round(size * NEAR);
  const levels = baselines.map(([x0, y0]) => Math.round(y0 - x0 * slope));
  const first = Math.min(...levels) - near;
  const isBaseline = new Uint8Array(Math.max(...levels) + near + 1 - first);
  for (const level of levels) isBaseline.fill(1, level - near - first, level + near + 1 - first);
  return { slope, first, isBaseline, share: isBaseline.reduce((sum, at) => sum + at, 0) / isBaseline.length };
}

function median(numbers: readonly number[]): number | undefined {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}
