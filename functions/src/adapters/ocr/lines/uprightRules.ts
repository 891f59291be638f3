/**
 * Upright rules, of tables and of boxes in forms, as they stand between the words of a line: the layout knows most of them for what
 * they are, and the network would read them, as bars, brackets and ones, or as a part of the letters beside them.
 */

import type { Box } from '../../../contract/documents.ts';
import { type Grey, greyOfPaper } from './lineImage.ts';

/** Where a line's letters are, in pixels of the page. */
export interface Row {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** At these heights of a line rules are looked for: a scanner may have lost some pixels of one. */
const LOOKED_AT = [0.3, 0.5, 0.7] as const;
/** In heights of the line, as all that follow. No rule is thicker, and the strokes of large letters are. */
const MOST_THICKNESS = 1 / 5;
const MOST_GAP = 1 / 8;
/** So far up and down a rule is followed from a line: enough to tell it. */
const MOST_FOLLOWED = 3;
/** Strokes of letters that stand above each other by chance do not come to this. */
const LEAST_LENGTH = 2.5;
/** Shorter ones are the sides of a box around a line, if they go from one level rule to another. */
const LEAST_SIDE = 1.2;
const LEAST_LEVEL_RULE = 2;
/** Of a rule's rows may be this much wider, where letters touch it. Of the rows of stacked letters more are. */
const MOST_TOUCHED = 0.12;
/** Of a rule's rows have ink. */
const LEAST_INK = 0.6;
/** Of them have paper on both sides: of the dark weave between light letters few have. */
const LEAST_ALONE = 0.6;
/** So much of it, in heights of the line. */
const PAPER_BESIDE = 1 / 8;
/** Of the ink of what was a rule is left: where it meets a level one. */
const MOST_LEFT = 0.4;
/** Beside the paper's grey. */
const DARK = 0.8;
/** Pixels a row: pages are level, to a degree. */
const MOST_SLOPE = 0.03;
/** In pixels of the page, as those that follow. Of rows, for each pixel of the page: on a page of hatching the rest of it is left as it is. */
const MOST_ROWS = 1;
const LEAST_GAP = 3;
const LEAST_BESIDE = 3;
const NEAR_END = 3;

export interface Unruled {
  /** The same page when no rule stands in or beside one of its lines. */
  readonly page: Grey;
  /** Whether what the layout took for a letter is a part of a rule. */
  readonly isRule: (glyph: Box) => boolean;
  /** Whether a rule stands between two letters of a line, so that they are of two words. */
  readonly areParted: (left: Box, right: Box) => boolean;
}

export function withoutUprightRules(page: Grey, rows: readonly Row[]): Unruled {
  const { width, height } = page;
  const dark = greyOfPaper(page.pixels) * DARK;
  let { pixels } = page;
  let rowsLeft = pixels.length * MOST_ROWS;
  /** Where they are, by row. */
  const rules = new Map<number, Set<number>>();
  for (const { left, right, top, bottom } of rows) {
    const size = bottom - top;
    const [from, to] = [Math.max(0, Math.floor(left - size)), Math.min(width, Math.ceil(right + size))];
    for (const share of LOOKED_AT) {
      const y = Math.round(top + size * share);
      if (y < 0 || y >= height) continue;
      for (let x = from; x < to && rowsLeft > 0; x++) {
        if ((page.pixels[y * width + x] as number) >= dark) continue;
        const end = endOfRun(page.pixels, y * width, x, width, dark);
        if (end - x <= thickest(size)) {
          const { rule, rowCount } = followed(page, (x + end - 1) / 2, y, size, dark);
          rowsLeft -= rowCount;
          if (rule !== null) {
            // Not `slice`, which of a Buffer is the same memory.
            if (pixels === page.pixels) pixels = Uint8Array.from(pixels);
            erase({ pixels, width, height }, rule);
            for (const [row, first, last] of rule) rules.set(row, (rules.get(row) ?? new Set()).add((first + last) / 2));
          }
        }
        x = end;
      }
    }
  }
  if (pixels === page.pixels) return { page, isRule: () => false, areParted: () => false };
  const clean = { pixels, width, height };
  return {
    page: clean,
    isRule: (glyph) => inkIn(clean, glyph, dark) < inkIn(page, glyph, dark) * MOST_LEFT,
    areParted: ([x0, top, x1, bottom], [nextX0, nextTop, nextX1, nextBottom]) => {
      const [from, to] = [(x0 + x1) / 2, (nextX0 + nextX1) / 2];
      for (let y = Math.floor(Math.min(top, nextTop)); y < Math.max(bottom, nextBottom); y++) {
        for (const x of rules.get(y) ?? []) if (x > from && x < to) return true;
      }
      return false;
    },
  };
}

function inkIn({ pixels, width }: Grey, [x0, y0, x1, y1]: Box, dark: number): number {
  let ink = 0;
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) if ((pixels[y * width + x] as number) < dark) ink++;
  }
  return ink;
}

const thickest = (size: number) => Math.max(3, size * MOST_THICKNESS);

/** Where a rule is: rows, with the first and the last of their columns. */
type Rule = readonly (readonly [y: number, first: number, last: number])[];

/** @returns the rule, null when what is there is none, and how many rows were looked at */
function followed(page: Grey, x: number, y: number, size: number, dark: number): { rule: Rule | null; rowCount: number } {
  const up = followedTo(-1, page, x, y - 1, size, dark);
  const down = followedTo(1, page, x, y, size, dark);
  const length = down.last - up.last + 1;
  const inked = up.inked + down.inked;
  const isLong = length >= size * LEAST_LENGTH;
  const isSide = length >= size * LEAST_SIDE && up.endsAtRule && down.endsAtRule;
  const isWhole = inked >= length * LEAST_INK && up.touched + down.touched <= length * MOST_TOUCHED;
  const isAlone = up.alone + down.alone >= inked * LEAST_ALONE;
  return { rule: (isLong || isSide) && isWhole && isAlone ? [...up.rule, ...down.rule] : null, rowCount: length };
}

interface Way {
  readonly rule: Rule;
  /** The last row that had ink. */
  readonly last: number;
  /** How many rows had. */
  readonly inked: number;
  /** How many of them have paper on both sides. */
  readonly alone: number;
  /** How many of them are wider, other than by a level rule. */
  readonly touched: number;
  readonly endsAtRule: boolean;
}

function followedTo(step: 1 | -1, page: Grey, from: number, begin: number, size: number, dark: number): Way {
  const { pixels, width, height } = page;
  const rule: (readonly [number, number, number])[] = [];
  /** Where it has no ink, since the last row that had. */
  const faint: (readonly [number, number, number])[] = [];
  const gap = Math.max(LEAST_GAP, size * MOST_GAP);
  let [x, last, inked, alone, touched, levelRule] = [from, begin - step, 0, 0, 0, Number.NaN];
  const beside = Math.max(LEAST_BESIDE, Math.round(size * PAPER_BESIDE));
  const behind = begin + step * Math.ceil(size * MOST_FOLLOWED);
  for (let y = begin; y !== behind && y >= 0 && y < height && Math.abs(y - last) <= gap; y += step) {
    const row = y * width;
    const near = Math.round(x);
    const at = [near, near - 1, near + 1].find((column) => (pixels[row + column] ?? 255) < dark && column >= 0 && column < width);
    if (at === undefined) {
      faint.push([y, near, near]);
      continue;
    }
    last = y;
    inked++;
    rule.push(...faint.splice(0));
    let first = at;
    while (first > 0 && at - first < size * LEAST_LEVEL_RULE && (pixels[row + first - 1] as number) < dark) first--;
    const end = endOfRun(pixels, row, at, Math.min(width, Math.ceil(at + size * LEAST_LEVEL_RULE)), dark);
    if (end - first <= thickest(size)) {
      rule.push([y, first, end - 1]);
      if (inkIn(page, [Math.max(0, first - beside), y, Math.min(width, end + beside), y + 1], dark) === end - first) alone++;
      x += Math.max(-MOST_SLOPE, Math.min(MOST_SLOPE, (first + end - 1) / 2 - x));
    } else if (end - first >= size * LEAST_LEVEL_RULE) {
      levelRule = y;
    } else {
      touched++;
    }
  }
  return { rule, last, inked, alone, touched, endsAtRule: Math.abs(last - levelRule) <= NEAR_END };
}

function endOfRun(pixels: Uint8Array, row: number, from: number, most: number, dark: number): number {
  let end = from + 1;
  while (end < most && (pixels[row + end] as number) < dark) end++;
  return end;
}

/** What is grey at its edges goes too. It leaves what is beside it: paper may be shaded, and a letter may touch it. */
function erase({ pixels, width }: Grey, rule: Rule): void {
  for (const [y, first, last] of rule) {
    const row = y * width;
    const [before, behind] = [Math.max(0, first - 2), Math.min(width - 1, last + 2)];
    pixels.fill(Math.max(pixels[row + before] as number, pixels[row + behind] as number), row + before + 1, row + behind);
  }
}
