import { describe, expect, test } from 'vitest';
import { type Grey, greyOf, lineImage } from './lineImage.ts';

const PADDING = 4;

/** White, with what `ink` says is black. */
function page(width: number, height: number, ink: (x: number, y: number) => boolean): Grey {
  const pixels = Uint8Array.from({ length: width * height }, (_, index) => {
    return ink(index % width, Math.floor(index / width)) ? 0 : 255;
  });
  return { pixels, width, height };
}

/** Bars of a width, with gaps as wide. */
const bars = (size: number) => (x: number) => Math.floor(x / size) % 2 === 0;

describe('a line', () => {
  test('is as high as it is wanted, and as much less wide', () => {
    const image = lineImage(page(400, 100, bars(10)), [104, 24, 196, 76], 30);
    expect(image).toMatchObject({ width: 50, left: 100, scale: 2 });
    expect(image.pixels).toHaveLength(30 * 50);
  });

  test('is ink at -1 and paper at 1', () => {
    const image = lineImage(page(400, 100, bars(20)), [100, 24, 300, 76], 30);
    const row = [...image.pixels.subarray(15 * image.width, 16 * image.width)];
    expect(Math.min(...row)).toBe(-1);
    expect(Math.max(...row)).toBe(1);
    // Half of it is ink.
    expect(row.reduce((sum, value) => sum + value, 0) / row.length).toBeCloseTo(0, 1);
  });

  test('is the same in faint ink on grey paper', () => {
    const black = page(400, 100, bars(20));
    const faint = { ...black, pixels: black.pixels.map((value) => 120 + value / 5) };
    const box = [100, 24, 300, 76] as const;
    const difference = lineImage(black, box, 30).pixels.map(
      (value, index) => value - (lineImage(faint, box, 30).pixels[index] ?? 0),
    );
    expect(Math.max(...difference.map(Math.abs))).toBeLessThan(0.05);
  });

  test('made smaller is the mean of what it was', () => {
    // Every other column is black: at half the size that is grey everywhere, and grey alone is paper.
    const image = lineImage(page(400, 80, bars(1)), [100, 14, 200, 66], 30);
    const row = [...image.pixels.subarray(15 * image.width + 1, 16 * image.width - 1)];
    expect(new Set(row).size).toBe(1);
  });

  test('made larger has every value between', () => {
    const image = lineImage(
      page(60, 18, (x) => x < 30),
      [4, 4, 56, 14],
      36,
    );
    const row = [...image.pixels.subarray(18 * image.width, 19 * image.width)];
    expect(row).toEqual(row.toSorted((a, b) => a - b));
  });
});

describe('a box', () => {
  test.each([
    ['at the edges of the page', [0, 0, 400, 100]],
    ['beyond the page', [-50, -50, 500, 150]],
    ['nowhere on the page', [900, 900, 950, 920]],
    ['that ends before it begins', [200, 60, 100, 20]],
    ['of one pixel', [200, 50, 200, 50]],
  ] as const)('%s makes a line all the same', (_, box) => {
    const { pixels, width } = lineImage(page(400, 100, bars(10)), box, 36);
    expect(pixels).toHaveLength(36 * width);
    expect(pixels.every((value) => value >= -1 && value <= 1)).toBe(true);
  });

  test('is taken with some of what is around it', () => {
    expect(lineImage(page(400, 100, bars(10)), [200, 50, 210, 60], 18)).toMatchObject({ left: 200 - PADDING, width: 18 });
  });
});

test('the grey of a page is what follows its head', () => {
  const head = Buffer.from('P5\n3 2\n255\n');
  const data = Buffer.concat([head, Buffer.from([1, 2, 3, 4, 5, 6])]);
  expect([...greyOf({ data, width: 3, height: 2, dpi: 200 }).pixels]).toEqual([1, 2, 3, 4, 5, 6]);
});
