import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../samples/make/paper.ts';
import { withoutBrokenRules } from './rules.ts';

const PAPER = 240;
type Drawing = (x: number, y: number) => boolean;

const SIZES = [
  [1414, 2000],
  [2000, 1130],
  [700, 1000],
] as const;

describe.each(SIZES)('of a page of %i × %i pixels', (width, height) => {
  const side = Math.max(width, height);
  const page = (...drawings: Drawing[]) =>
    Uint8Array.from({ length: width * height }, (_, index) => {
      const [x, y] = [index % width, Math.floor(index / width)];
      return drawings.some((isInk) => isInk(x, y)) ? 0 : PAPER;
    });
  /** How many pixels of a page differ from what is expected of it once it was looked at. */
  const wrongPixels = (before: Uint8Array, after = before) => {
    const clean = withoutBrokenRules(before, width, height);
    return clean.reduce((wrong, value, index) => wrong + (value === after[index] ? 0 : 1), 0);
  };

  const line = Math.round(side / 60);
  /** Stems on feet, as thin as a rule, close together in words. */
  const text: Drawing = (x, y) => {
    if (x < width * 0.1 || x > width * 0.9 || y < height * 0.1 || y > height * 0.9) return false;
    const [row, down] = [Math.floor(y / line), y % line];
    const isWord = Math.sin(x / line + row * 7) + Math.sin((x / line) * 2.7 + row) > -0.8;
    return isWord && down < line * 0.5 && (x % 7 < 2 || (down > line * 0.5 - 3 && x % 7 < 5));
  };
  const thickness = Math.max(2, Math.round(side / 900));
  const top = Math.round(height * 0.42);
  /** With a slope of its own, as a scanned one has. */
  const rule =
    (from: number, to: number, isThere: (x: number) => boolean, at = top): Drawing =>
    (x, y) =>
      x >= width * from && x < width * to && isThere(x) && y >= at + x * 0.008 && y < at + x * 0.008 + thickness;
  const dots = (x: number) => x % 6 < 3;
  const random = seededRandom(1);
  const lost = Array.from({ length: width }, () => random() < 0.1);
  const scanned = (x: number) => !lost[x];

  it.each([
    ['dots', dots],
    ['dashes', (x: number) => x % 12 < 8],
    ['what a scanner lost pixels of', scanned],
  ])('a rule of %s is taken away, and nothing else', (_name, isThere) => {
    expect(wrongPixels(page(text, rule(0.1, 0.9, isThere, Math.round(height * 0.05))), page(text))).toBe(0);
  });

  it('letters that cross a rule stay', () => {
    const letters: Drawing = (x, y) => x > width * 0.1 && x % 40 < 3 && Math.abs(y - top - x * 0.008) < line * 0.4;
    expect(wrongPixels(page(letters, rule(0.1, 0.9, scanned)), page(letters))).toBe(0);
  });

  it.each<[string, Drawing]>([
    ['text', text],
    ['a whole rule', rule(0.1, 0.9, () => true)],
    ['the short side of a box', rule(0.3, 0.3 + (side * 0.18) / width, dots)],
    ['a bar', (x, y) => dots(x) && y > top && y < top + side / 150],
    ['the columns of a table', (x, y) => y % 6 < 3 && x % 200 < 3],
    ['a shade of dots', (x, y) => (x + (y % 4)) % 4 < 2 && y % 2 === 0 && y > top && y < top + line * 3],
  ])('%s stays as it is', (_name, drawing) => {
    expect(wrongPixels(page(drawing))).toBe(0);
  });

  it('dots that lead from letters to a number stay; those beside a dark table go', () => {
    const leader = rule(0.4, 0.9, dots);
    const title: Drawing = (x, y) =>
      x > width * 0.36 && x < width * 0.39 && x % 6 < 3 && y > top - line / 2 && y < top + thickness + x * 0.008;
    expect(wrongPixels(page(leader, title))).toBe(0);
    const table: Drawing = (x) => x < width * 0.39;
    expect(wrongPixels(page(leader, table), page(table))).toBe(0);
  });

  it('specks stay as they are, however many there are', () => {
    for (const share of [0.01, 0.05, 0.1, 0.2]) {
      const speck = seededRandom(2);
      expect(wrongPixels(page(() => speck() < share)), `${share}`).toBe(0);
    }
  });

  it('a page light on dark stays as it is', () => {
    expect(wrongPixels(page(rule(0.1, 0.9, dots)).map((value) => PAPER - value))).toBe(0);
  });
});
