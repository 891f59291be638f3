import { describe, expect, it } from 'vitest';
import { type Bend, dropAt } from '../../domain/bend.ts';
import { bendOf, inkPoints, linesStandOnEnd, skewOf } from './skew.ts';

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
    expect(skewOf(inkPoints(page(width, height, 0, text), width, height))).toBe(0);
    expect(skewOf(inkPoints(page(width, height, 0, bands), width, height))).toBe(0);
  });

  it.each([-8, -2, 3, 11])('leans by as much as its lines: %i degrees', (degrees) => {
    expect(skewOf(inkPoints(page(width, height, degrees, text), width, height))).toBeCloseTo(-degrees, 0);
  });

  it.each([0, 3, 180, -177])('has its lines lie when it is turned by %i degrees', (degrees) => {
    expect(linesStandOnEnd(inkPoints(page(width, height, degrees, text), width, height))).toBe(false);
  });

  it.each([90, 270, 87, 274])('has its lines stand when it is turned by %i degrees', (degrees) => {
    expect(linesStandOnEnd(inkPoints(page(width, height, degrees, text), width, height))).toBe(true);
  });

  it('does not take edges or upright rules for lines', () => {
    const framed = (x: number, y: number) => text(x, y) || (x > width * 0.05 && x < width * 0.06) || x % (width / 4) < 3;
    expect(linesStandOnEnd(inkPoints(page(width, height, 0, framed), width, height))).toBe(false);
    const empty = new Uint8Array(width * height).fill(255);
    expect(linesStandOnEnd(inkPoints(empty, width, height))).toBe(false);
  });

  const bent = (bend: Bend) => {
    const grey = page(width, height, 0, (x, y) => text(x, y - dropAt(bend, x - width / 2, y - height / 2)));
    return bendOf(inkPoints(grey, width, height), 0);
  };
  const bends = [
    { tilt: 0, keystone: 0.05 / height, curl: 0 },
    { tilt: 0, keystone: 0, curl: -0.06 / height },
    { tilt: 0.006, keystone: -0.03 / height, curl: 0.02 / height },
  ];

  it.each(bends)('is bent as its lines are: %o', (bend) => {
    const found = bent(bend);
    // In pixels, at a corner.
    const off = found && dropAt(found, width / 3, height / 3) - dropAt(bend, width / 3, height / 3);
    expect(Math.abs(off ?? Number.NaN)).toBeLessThan(height * 0.003);
  });

  it('is not bent when its lines are straight, lean, or are none', () => {
    expect(bent({ tilt: 0, keystone: 0, curl: 0 })).toBeNull();
    expect(bent({ tilt: 0.012, keystone: 0, curl: 0 })).toBeNull();
    expect(bendOf(inkPoints(page(width, height, 3, text), width, height), -3)).toBeNull();
    expect(bendOf(inkPoints(page(width, height, 0, bands), width, height), 0)).toBeNull();
    expect(bendOf(inkPoints(new Uint8Array(width * height).fill(255), width, height), 0)).toBeNull();
  });
});
