import { describe, expect, it } from 'vitest';
import type { Box } from '../../../contract/documents.ts';
import type { Grey } from './lineImage.ts';
import { type Row, withoutUprightRules } from './uprightRules.ts';

const [WIDTH, HEIGHT, SIZE, PITCH] = [900, 600, 30, 36];
const [INK, PAPER] = [30, 230];
type Drawing = (x: number, y: number) => boolean;

const page = (...drawings: Drawing[]): Grey => ({
  width: WIDTH,
  height: HEIGHT,
  pixels: Uint8Array.from({ length: WIDTH * HEIGHT }, (_, index) => {
    const [x, y] = [index % WIDTH, Math.floor(index / WIDTH)];
    return drawings.some((isInk) => isInk(x, y)) ? INK : PAPER;
  }),
});
/** Lines of text, over all of the page. */
const rows = Array.from({ length: 14 }, (_, index): Row => {
  const top = 40 + index * PITCH;
  return { left: 60, right: 840, top, bottom: top + SIZE };
});

const within = (y: number, top: number, bottom: number) => y >= top && y < bottom;
/** Stems with feet, as letters are, in the middle of each line. */
const text: Drawing = (x, y) => {
  const down = (y - 40) % PITCH;
  if (!within(x, 60, 840) || !within(y, 40, 40 + 14 * PITCH) || !within(down, 4, 23)) return false;
  return Math.floor(x / 60) % 2 === 0 && (x % 12 < 3 || (down > 20 && x % 12 < 9));
};
/** Falls aside by a pixel in a hundred, as a scanned one does, and stands between two words. */
const rule =
  (from: number, to: number, isThere: (y: number) => boolean = () => true, at = 210): Drawing =>
  (x, y) =>
    within(y, from, to) && isThere(y) && within(x - Math.floor(y / 100), at, at + 3);
const level =
  (top: number, from = 190, to = 420): Drawing =>
  (x, y) =>
    within(y, top, top + 3) && within(x, from, to);
const box = (...numbers: [number, number, number, number]): Box => numbers;

/** How many pixels are not as expected once the rules are gone. */
function wrongPixels(before: Grey, after: Grey): number {
  const { page: clean } = withoutUprightRules(before, rows);
  return clean.pixels.reduce((wrong, grey, index) => wrong + (grey === after.pixels[index] ? 0 : 1), 0);
}

describe('a rule is taken away, and nothing else,', () => {
  it.each<[string, Drawing]>([
    ['that goes over several lines', rule(50, 500)],
    ['of which a scanner lost rows', rule(50, 500, (y) => y % 7 < 5)],
    ['that stands before the line', rule(50, 500, undefined, 40)],
  ])('%s', (_name, drawing) => {
    expect(wrongPixels(page(text, drawing), page(text))).toBe(0);
  });

  it('that goes from one level rule to another: they are the sides of a box around a line', () => {
    const [top, bottom] = [level(142), level(183)];
    expect(wrongPixels(page(text, top, bottom, rule(145, 183)), page(text, top, bottom))).toBe(0);
  });

  it('that crosses the rules of a table', () => {
    const across = [level(106), level(178), level(250)];
    expect(wrongPixels(page(text, ...across, rule(106, 253)), page(text, ...across))).toBe(0);
  });

  it('on shaded paper, which stays shaded', () => {
    const shaded = (drawn: Grey): Grey => ({
      ...drawn,
      pixels: drawn.pixels.map((grey, at) => (at < WIDTH * 300 ? Math.min(grey, 200) : grey)),
    });
    expect(wrongPixels(shaded(page(text, rule(50, 280))), shaded(page(text)))).toBe(0);
  });
});

describe('nothing is taken away', () => {
  it.each<[string, Drawing]>([
    ['of text', text],
    ['of a sign as high as its line', rule(148, 178)],
    ['of the strokes of a large letter', (x, y) => within(y, 60, 160) && within(x, 200, 212)],
    ['of strokes that stand above each other', (x, y) => within(x, 210, 213) && within((y - 40) % PITCH, 2, 23)],
    ['of a dark weave', (x, y) => within(y, 40, 400) && x % 7 < 4],
  ])('%s', (_name, drawing) => {
    const before = page(text, drawing);
    expect(withoutUprightRules(before, rows).page).toBe(before);
  });
});

it('the page that was given stays as it is, in whatever memory it lies', () => {
  const before = page(text, rule(50, 500));
  const pixels = Buffer.from(before.pixels);
  withoutUprightRules({ ...before, pixels }, rows);
  expect(pixels.equals(before.pixels)).toBe(true);
});

describe('what the layout found on a page with a rule', () => {
  const { isRule, areParted } = withoutUprightRules(page(text, rule(50, 500)), rows);

  it('is a part of the rule when little else is there', () => {
    expect(isRule(box(209, 120, 217, 150))).toBe(true);
    expect(isRule(box(120, 120, 180, 150))).toBe(false);
    expect(isRule(box(300, 20, 310, 30)), 'no ink at all').toBe(false);
  });

  it('is of two words when the rule stands between', () => {
    expect(areParted(box(120, 112, 180, 142), box(240, 112, 300, 142))).toBe(true);
    expect(areParted(box(240, 112, 300, 142), box(360, 112, 420, 142))).toBe(false);
    expect(areParted(box(120, 520, 180, 540), box(240, 520, 300, 540)), 'below its end').toBe(false);
  });
});

it('of a page full of rules all are taken away', () => {
  const before = page((x, y) => x % 12 < 3 && y % 50 !== 0);
  expect(withoutUprightRules(before, rows).page.pixels.filter((grey) => grey < PAPER).length).toBeLessThan(WIDTH * 400);
});

it('of a page of hatching the rest is left as it is, however many lines it is taken for', () => {
  const before = page((x) => x % 12 < 3);
  const many = Array.from({ length: 60 }, () => rows.slice(0, 6)).flat();
  const last = { left: 0, right: WIDTH, top: HEIGHT - SIZE, bottom: HEIGHT };
  const { page: clean } = withoutUprightRules(before, [...many, last]);
  expect(clean.pixels.subarray(-WIDTH)).toEqual(before.pixels.subarray(-WIDTH));
});
