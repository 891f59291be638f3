/**
 * Rules that are dotted, dashed or badly scanned, as they stand below the rows of a table. Whole ones the engine knows for what they
 * are, and finds its way by; of broken ones it takes what is near a line for a part of its letters.
 */

import { histogram, percentile } from './light.ts';

/** In shares of the page's longer side, which is about 2000 pixels of an A4 page: 4, 400 and 10 of them. Shorter ones are of boxes and diagrams. */
const MOST_THICKNESS = 1 / 450;
const LEAST_LENGTH = 1 / 5;
const MOST_GAP = 1 / 200;
/** Of its columns have ink: fewer are specks, more a whole one. Of dots and gaps alike 0.45 have; where a scanner lost pixels, up to 0.97. */
const LEAST_INK = 0.35;
const MOST_INK = 0.97;
/** Of the columns with ink have no more than the rule: along the feet of letters fewer do. */
const LEAST_THIN = 0.8;
/** Times the thin ink beside it: of specks and shades there is as much there. */
const LEAST_ALONE = 1.5;
/** Where the letters end that a leader begins at; in shares of the longer side, too. */
const MOST_BEFORE = 1 / 10;
/** Every so many pixels say how grey the paper is. A prime, so that they lie in all columns. */
const PAPER_STEP = 7;
/** Beside the paper's grey. */
const DARK = 0.75;
/** Pixels a column; pages are level before they are looked at. */
const MOST_SLOPE = 0.05;

/** In the mask. */
const THIN = 1;
const FOLLOWED = 2;

/**
 * @param grey of a level page, one byte a pixel
 * @returns the same one when it has no broken rules
 */
export function withoutBrokenRules(grey: Uint8Array, width: number, height: number): Uint8Array {
  const side = Math.max(width, height);
  const paper = percentile(histogram(grey, PAPER_STEP), 0.8);
  const dark = paper * DARK;
  const thickest = Math.max(3, side * MOST_THICKNESS);
  const length = side * LEAST_LENGTH;
  const gap = Math.max(3, side * MOST_GAP);
  const before = Math.round(side * MOST_BEFORE);
  const away = Math.round(thickest * 2);
  const mask = thinInk(grey, width, height, dark, thickest);
  /** Of the rule that is followed: where its ink begins in each column, -1 where it has none. */
  const tops = new Int32Array(width);

  const inkHeight = (x: number, top: number) => {
    let bottom = top;
    while (bottom < height && mask[x * height + bottom] !== 0) bottom++;
    return bottom - top;
  };
  const hasThinInk = (x: number, y: number) =>
    [y - 1, y, y + 1].some((row) => row >= 0 && row < height && mask[x * height + row] !== 0);
  /** Where thin ink begins that is at most a pixel away and was not followed yet. */
  const topNear = (x: number, y: number) => {
    const near = [y, y - 1, y + 1].find((row) => row >= 0 && row < height && mask[x * height + row] === THIN);
    if (near === undefined) return null;
    let top = near;
    while (top > 0 && mask[x * height + top - 1] === THIN) top--;
    return top;
  };
  /** In columns: of what is above and below, whichever is more. */
  const inkBeside = (from: number, end: number) => {
    let [above, below] = [0, 0];
    let y = tops[from] as number;
    for (let x = from; x < end; x++) {
      if ((tops[x] as number) >= 0) y = tops[x] as number;
      if (hasThinInk(x, y - away)) above++;
      if (hasThinInk(x, y + away)) below++;
    }
    return Math.max(above, below);
  };
  /** Whether letters stand on the same line before it: dots lead from them to a number, which the layout loses without the dots. */
  const isLeader = (from: number, top: number) => {
    const isInk = (x: number, y: number) => y < height && (grey[y * width + x] as number) < dark;
    const below = top + Math.round(thickest) + 2;
    let columns = 0;
    for (let x = Math.max(0, from - before); x < from; x++) {
      // What goes on below crosses it, or is a dark table around the sheet.
      if (isInk(x, top) && !hasThinInk(x, top) && !isInk(x, below)) columns++;
    }
    return columns >= thickest * 2;
  };
  /** @returns the column behind the rule that begins there; null when it is none. What it passes is not followed again. */
  const follow = (from: number, top: number): number | null => {
    let y = top + (inkHeight(from, top) - 1) / 2;
    let end = from;
    let thin = 0;
    let thick = 0;
    let thickSinceEnd = 0;
    for (let x = from; x < width && x - end < gap; x++) {
      const found = topNear(x, Math.round(y));
      tops[x] = found ?? -1;
      if (found === null) {
        if ((grey[Math.round(y) * width + x] as number) < dark) thickSinceEnd++;
        continue;
      }
      const tall = inkHeight(x, found);
      mask.fill(FOLLOWED, x * height + found, x * height + found + tall);
      thin++;
      thick += thickSinceEnd;
      thickSinceEnd = 0;
      end = x + 1;
      y += Math.max(-MOST_SLOPE, Math.min(MOST_SLOPE, found + (tall - 1) / 2 - y));
    }
    const ink = (thin + thick) / (end - from);
    if (end - from < length || ink < LEAST_INK || ink > MOST_INK || thin < (thin + thick) * LEAST_THIN) return null;
    return thin >= inkBeside(from, end) * LEAST_ALONE && !isLeader(from, top) ? end : null;
  };

  let clean = grey;
  const erase = (from: number, end: number) => {
    if (clean === grey) clean = grey.slice();
    for (let x = from; x < end; x++) {
      const top = tops[x] as number;
      if (top < 0) continue;
      // What is grey at its edges goes too.
      const bottom = Math.min(height - 1, top + inkHeight(x, top));
      for (let y = Math.max(0, top - 1); y <= bottom; y++) clean[y * width + x] = paper;
    }
  };
  for (let from = 0; from + length <= width; from++) {
    const column = mask.subarray(from * height, (from + 1) * height);
    for (let y = column.indexOf(THIN); y >= 0; y = column.indexOf(THIN, y)) {
      const end = follow(from, y);
      if (end !== null) erase(from, end);
    }
  }
  return clean;
}

/**
 * Marks ink that has no more than `most` pixels of it above each other.
 * @returns column by column, a byte a pixel
 */
function thinInk(grey: Uint8Array, width: number, height: number, dark: number, most: number): Uint8Array {
  const mask = new Uint8Array(grey.length);
  const isInk = (at: number) => (grey[at] as number) < dark;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const top = y * width + x;
      if (!isInk(top) || (y > 0 && isInk(top - width))) continue;
      let tall = 1;
      for (let at = top + width; tall <= most && at < grey.length && isInk(at); at += width) tall++;
      if (tall <= most) mask.fill(THIN, x * height + y, x * height + y + tall);
    }
  }
  return mask;
}
