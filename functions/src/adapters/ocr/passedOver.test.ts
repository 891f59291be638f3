import { describe, expect, test } from 'vitest';
import type { Ink, Recognition } from '../../app/pagePorts.ts';
import type { Box, PageLine, WordBox } from '../../contract/documents.ts';
import { shareOfPrintPassedOver } from './passedOver.ts';

const [WIDTH, HEIGHT, SIZE] = [900, 600, 30];
/** Baselines, as far apart as those of a receipt. */
const ROWS = Array.from({ length: 10 }, (_, index) => 60 + index * 54);

/** Grey paper. */
function paper(): Uint8Array {
  return new Uint8Array(WIDTH * HEIGHT).fill(200);
}

/** Upright strokes, of which letters are made, on a baseline that falls by `slope` to the right. */
function print(pixels: Uint8Array, [from, to]: readonly [number, number], baseline: number, slope = 0): void {
  for (let x = from; x < to; x++) {
    const foot = Math.round(baseline + x * slope);
    if (x % 12 < 4) for (let y = foot - SIZE / 2; y < foot; y++) pixels[y * WIDTH + x] = 40;
  }
}

function inkOf(pixels: Uint8Array): Ink {
  const header = Buffer.from(`P5 ${WIDTH} ${HEIGHT} 255\n`);
  return { data: Buffer.concat([header, pixels]), width: WIDTH, height: HEIGHT, dpi: 200 };
}

/** A word a line. */
function readingOf(boxes: readonly Box[], baselines: readonly (Box | null)[]): Pick<Recognition, 'words' | 'lines'> {
  return {
    words: boxes.map((box): WordBox => ['word', 95, ...box]),
    lines: boxes.map(
      (box, index): PageLine => ({ wordCount: 1, box, baseline: baselines[index] ?? null, size: SIZE, begins: null }),
    ),
  };
}

const LEFT = [60, 400] as const;
const RIGHT = [700, 820] as const;
const TEXTS = ROWS.map((row): Box => [LEFT[0], row - SIZE / 2, LEFT[1], row]);
const PRICES = ROWS.map((row): Box => [RIGHT[0], row - SIZE / 2, RIGHT[1], row]);
/** Of all strokes on a page of texts and prices. */
const PRICES_SHARE = (RIGHT[1] - RIGHT[0]) / (RIGHT[1] - RIGHT[0] + LEFT[1] - LEFT[0]);

function receipt(): Uint8Array {
  const pixels = paper();
  for (const row of ROWS) {
    print(pixels, LEFT, row);
    print(pixels, RIGHT, row);
  }
  return pixels;
}

describe('print that was passed over', () => {
  test('is what stands in line with what was read', () => {
    const share = shareOfPrintPassedOver(inkOf(receipt()), readingOf(TEXTS, []));
    // Less those that would stand there by chance, which is more than one in ten.
    expect(share).toBeGreaterThan(PRICES_SHARE * 0.7);
    expect(share).toBeLessThan(PRICES_SHARE);
  });

  test('is nothing where all of it was read', () => {
    expect(shareOfPrintPassedOver(inkOf(receipt()), readingOf([...TEXTS, ...PRICES], []))).toBe(0);
  });

  test('is also what lies in a word as high as a column: one letter of it was made out', () => {
    const column: Box = [RIGHT[0], TEXTS[0]?.[1] ?? 0, RIGHT[1], ROWS.at(-1) ?? 0];
    const share = shareOfPrintPassedOver(inkOf(receipt()), readingOf([...TEXTS, column], []));
    expect(share).toBeGreaterThan(PRICES_SHARE * 0.7);
  });

  test('is found on a page whose lines fall', () => {
    const slope = 0.04;
    const pixels = paper();
    for (const row of ROWS) {
      print(pixels, LEFT, row, slope);
      print(pixels, RIGHT, row, slope);
    }
    const boxes = ROWS.map((row): Box => [LEFT[0], row - SIZE / 2, LEFT[1], row + LEFT[1] * slope]);
    const baselines = ROWS.map((row): Box => [LEFT[0], row + LEFT[0] * slope, LEFT[1], row + LEFT[1] * slope]);
    expect(shareOfPrintPassedOver(inkOf(pixels), readingOf(boxes, baselines))).toBeGreaterThan(PRICES_SHARE * 0.6);
  });

  test.each([
    ['a picture', (pixels: Uint8Array) => picture(pixels)],
    ['a rule', (pixels: Uint8Array) => fill(pixels, [660, 20, 666, 580])],
    ['a shade', (pixels: Uint8Array) => fill(pixels, [600, 0, 900, 600])],
    ['specks', (pixels: Uint8Array) => speckle(pixels)],
  ])('is not %s', (_, draw) => {
    const pixels = paper();
    for (const row of ROWS) print(pixels, LEFT, row);
    draw(pixels);
    expect(shareOfPrintPassedOver(inkOf(pixels), readingOf(TEXTS, []))).toBeLessThan(0.01);
  });

  test('is not what stands above and below all that was read', () => {
    const [first, ...rest] = TEXTS.slice(0, 5);
    expect(shareOfPrintPassedOver(inkOf(receipt()), readingOf([first as Box, ...rest, ...PRICES.slice(0, 5)], []))).toBe(0);
  });

  test('is not known of a page on which nothing was read', () => {
    expect(shareOfPrintPassedOver(inkOf(receipt()), readingOf([], []))).toBe(0);
  });

  test('takes words beyond the edges and upright baselines', () => {
    const boxes: Box[] = [
      [-20, -20, WIDTH + 20, 30],
      [899, 0, 900, 600],
      [0.5, 570.5, 30.2, 640],
    ];
    const share = shareOfPrintPassedOver(inkOf(receipt()), readingOf(boxes, [[5, -5, 890, -5], [899, 0, 899, 600], null]));
    expect(share).toBeGreaterThanOrEqual(-1);
    expect(share).toBeLessThanOrEqual(1);
  });
});

/** Strokes as high as letters, at heights that have nothing to do with the lines. */
function picture(pixels: Uint8Array): void {
  for (let foot = 40, x = 500; x < 880; x += 6, foot = 40 + ((foot * 37 + 11) % 540)) print(pixels, [x, x + 6], foot);
}

function fill(pixels: Uint8Array, [x0, y0, x1, y1]: Box): void {
  for (let y = y0; y < y1; y++) pixels.fill(40, y * WIDTH + x0, y * WIDTH + x1);
}

function speckle(pixels: Uint8Array): void {
  for (let index = 7; index < pixels.length; index += 211) pixels[index] = 0;
}
