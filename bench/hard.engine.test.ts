/** The pages made hard are what they say, and the same every time: figures of two machines can be compared. */

import { describe, expect, it } from 'vitest';
import type { Pixels } from '../samples/make/paper.ts';
import { sharp } from '../samples/make/sharp.ts';
import { HARDSHIPS } from './hard.ts';

/** White, with a black bar across its upper third. */
function page(width = 300, height = 400): Pixels {
  const data = new Uint8Array(width * height).fill(255);
  data.fill(0, width * 100, width * 110);
  return { data, width, height, channels: 1 };
}

async function made(name: string, index: number) {
  const encoded = await HARDSHIPS[name]?.(page(), index);
  if (encoded === undefined) throw new Error(`no ${name}`);
  const { data, info } = await sharp(encoded).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => data[Math.round(y) * info.width + Math.round(x)] ?? Number.NaN;
  return { encoded, width: info.width, height: info.height, channels: info.channels, at };
}

describe.each(Object.keys(HARDSHIPS))('a page made hard by %s', (name) => {
  it('is the same every time, and another page is another', async () => {
    const [first, again] = [await made(name, 1), await made(name, 1)];
    expect(again.encoded.equals(first.encoded)).toBe(true);
    if (name !== 'inverted') expect((await made(name, 2)).encoded.equals(first.encoded)).toBe(false);
  });

  it('is grey, or a photograph', async () => {
    expect((await sharp((await made(name, 0)).encoded).metadata()).channels).toBe(name === 'photo' ? 3 : 1);
  });
});

describe('the hardships', () => {
  it('lie in the light', async () => {
    const { at } = await made('shadow', 0);
    expect(at(10, 10)).toBeGreaterThan(at(290, 390) * 2);
    const lamp = await made('lamp', 0);
    const corners = [lamp.at(3, 3), lamp.at(296, 3), lamp.at(3, 396), lamp.at(296, 396)];
    expect(Math.max(lamp.at(150, 200), lamp.at(120, 160))).toBeGreaterThan(Math.min(...corners) * 2);
  });

  it('lie in how the page lies', async () => {
    const turned = await Promise.all([0, 1, 2].map((index) => made('turned', index)));
    expect(turned.map(({ width, height }) => [width, height])).toEqual([
      [400, 300],
      [300, 400],
      [400, 300],
    ]);
    expect(turned[0]?.at(400 - 105, 150)).toBe(0);
    expect(turned[1]?.at(150, 400 - 105)).toBe(0);
    const skewed = await made('skew', 2);
    expect(skewed.width).toBeGreaterThan(300);
  });

  it('lie in what surrounds it, and in what is black', async () => {
    const border = await made('border', 0);
    expect(border.at(1, 1)).toBeLessThan(40);
    expect(border.at(border.width / 2, border.height / 2)).toBe(255);
    const inverted = await made('inverted', 0);
    expect([inverted.at(150, 105), inverted.at(150, 200)]).toEqual([255, 0]);
  });
});
