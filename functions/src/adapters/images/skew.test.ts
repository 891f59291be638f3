import { describe, expect, it } from 'vitest';
import { skewOf } from './skew.ts';

/** Black where `isInk` says so, of a point on the page before it was turned about its middle. */
function page(width: number, height: number, degrees: number, isInk: (x: number, y: number) => boolean): Uint8Array {
  const radians = (degrees * Math.PI) / 180;
  const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
  return Uint8Array.from({ length: width * height }, (_, index) => {
    const [x, y] = [(index % width) - width / 2, Math.floor(index / width) - height / 2];
    return isInk(x * cos + y * sin + width / 2, y * cos - x * sin + height / 2) ? 0 : 255;
  });
}

const SIZES = [
  [600, 900],
  [1405, 1988],
] as const;

describe.each(SIZES)('a page of %i × %i pixels', (width, height) => {
  const line = height / 60;
  /** Words of different lengths, with margins around. */
  const text = (x: number, y: number) => {
    if (x < width * 0.1 || x > width * 0.9 || y < height * 0.1 || y > height * 0.9) return false;
    const row = Math.floor(y / line);
    return y % line < line * 0.5 && Math.sin(x / line + row * 7) + Math.sin((x / line) * 2.7 + row) > -0.8;
  };
  const bands = (_: number, y: number) => y % (height / 35) < height / 117;

  it('is level when its lines are', () => {
    expect(skewOf(page(width, height, 0, text), width, height)).toBe(0);
    expect(skewOf(page(width, height, 0, bands), width, height)).toBe(0);
  });

  it.each([-8, -2, 3, 11])('leans by as much as its lines: %i degrees', (degrees) => {
    expect(skewOf(page(width, height, degrees, text), width, height)).toBeCloseTo(-degrees, 0);
  });
});
