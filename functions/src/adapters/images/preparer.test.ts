import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../samples/make/paper.ts';
import { type Bend, bentBox, dropAt } from '../../domain/bend.ts';
import { ALL_STEPS, prepareImage, stepsOf } from './preparer.ts';
import { openImage } from './sharp.ts';

it('a picture that cannot be made small is shown as it was decoded, and read all the same', async () => {
  const pixels = Uint8Array.from({ length: 3000 * 2000 }, (_, at) => (at % 100 < 10 ? 0 : 255));
  const raw = { width: 3000, height: 2000, channels: 1 } as const;
  const encoded = await (await openImage(pixels, { raw })).toColourspace('b-w').jpeg().toBuffer();
  const page = { picture: { encoded, frame: 0 }, dpi: null };
  const writing = { operation: ['VipsForeignSaveWebp'] };
  sharp.block(writing);
  const large = await prepareImage(page, 90).finally(() => sharp.unblock(writing));
  expect(large).toMatchObject({ thumbnail: null, view: { isShrunk: false, width: 2000, height: 3000 } });
  expect(await sharp(large.view.data).metadata()).toMatchObject({ format: 'png', width: 2000, height: 3000 });
  const small = await prepareImage(page, 90);
  expect(small.view).toMatchObject({ isShrunk: true, width: 1365, height: 2048 });
  expect(small.ink?.data).toEqual(large.ink?.data);
});

it('what is done to a page can be left out: what levels, and what cleans', () => {
  const left = (steps: typeof ALL_STEPS) => Object.entries(steps).flatMap(([step, isDone]) => (isDone ? [] : [step]));
  expect(left(stepsOf(ALL_STEPS, true, true))).toEqual([]);
  expect(left(stepsOf(ALL_STEPS, false, true)).sort()).toEqual(['level', 'straighten']);
  expect(left(stepsOf(ALL_STEPS, true, false)).sort()).toEqual(['light', 'rules', 'smooth']);
  expect(left(stepsOf({ ...ALL_STEPS, soften: false }, false, false))).toHaveLength(6);
});

it('bent lines are straight for the engine, and what it finds there lies where people see it', async () => {
  const [width, height, line] = [1400, 1900, 38];
  const bend: Bend = { tilt: 0, keystone: 0.04 / height, curl: 0.02 / height };
  /** Lines of words of many lengths; the last but one is a bar. */
  const isInk = (x: number, y: number) => {
    const row = Math.floor(y / line);
    if (x < 150 || x >= 1250 || row < 4 || row > 44 || y % line >= line / 2) return false;
    return row === 43 || Math.sin(x / 31 + row * 7) + Math.sin(x / 13 + row) > -0.8;
  };
  const drop = (x: number, y: number) => dropAt(bend, x - width / 2, y - height / 2);
  const pixels = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return isInk(x, y - drop(x, y)) ? 20 : 240;
  });
  const raw = { width, height, channels: 1 } as const;
  const encoded = await (await openImage(pixels, { raw })).toColourspace('b-w').png({ compressionLevel: 1 }).toBuffer();
  const prepared = await prepareImage({ picture: { encoded, frame: 0 }, dpi: 200 }, 0);
  const { ink } = prepared;
  if (ink === null) throw new Error('nothing to read');
  const grey = ink.data.subarray(ink.data.length - ink.width * ink.height);
  const top = (x: number) => {
    for (let y = 42 * line + 25; y < ink.height; y++) if ((grey[y * ink.width + x] ?? 255) < 128) return y;
    return Number.NaN;
  };
  const tops = [200, 450, 700, 950, 1200].map(top);
  expect(Math.max(...tops) - Math.min(...tops)).toBeLessThan(4);
  for (const [index, x] of [200, 450, 700, 950, 1200].entries()) {
    const [, y] = bentBox(prepared.bend, ink, [x, tops[index] ?? 0, x, tops[index] ?? 0]);
    expect(Math.abs(y - (43 * line + drop(x, 43 * line)))).toBeLessThan(4);
  }
});

describe('grain', () => {
  const [width, height] = [1600, 2000];

  /** Lines of strokes on grey paper, whose grey deviates from its mean by so much. */
  async function preparedWith(deviation: number, steps = ALL_STEPS) {
    const random = seededRandom(7);
    const pixels = Uint8Array.from({ length: width * height }, (_, at) => {
      const [x, y] = [at % width, Math.floor(at / width)];
      const isInk = y % 40 < 22 && x % 12 < 4 && x > 200 && x < 1400;
      // Nearly normal, with a variance of one.
      const noise = (random() + random() + random() + random() - 2) * Math.sqrt(3);
      return Math.max(0, Math.min(255, (isInk ? 70 : 200) + deviation * noise));
    });
    const { ink } = await prepareImage({ picture: { pixels, width, height, channels: 1 }, dpi: 200 }, 0, steps);
    const grey = ink?.data.subarray(ink.data.length - width * height) ?? [];
    // The left margin.
    const paper = [...grey].filter((_, at) => at % width < 150);
    const mean = paper.reduce((sum, value) => sum + value, 0) / paper.length;
    return Math.sqrt(paper.reduce((sum, value) => sum + (value - mean) ** 2, 0) / paper.length);
  }

  it('that makes letters hard to read is smoothed', async () => {
    expect(await preparedWith(30)).toBeLessThan(8);
    expect(await preparedWith(30, { ...ALL_STEPS, smooth: false })).toBeGreaterThan(25);
  });

  it.each([0, 2, 6])('of %i, as a camera leaves, stays: smoothing would cost small letters', async (deviation) => {
    const left = await preparedWith(deviation);
    expect(left).toBeGreaterThan(deviation * 0.95 - 0.1);
  });
});

it.each([
  ['says its resolution', 1240, 1754, 150, 150],
  ['is finer than it need be', 2480, 3508, 300, 170],
  ['may be anything', 2000, 1400, null, 200],
  ['is as large as a fine scan of a sheet', 2550, 3300, null, 289],
  ['is larger than that', 3000, 4000, null, 316],
])('the engine is told of a page that %s (%i × %i pixels at %o dpi): %i dpi', async (_which, width, height, dpi, told) => {
  const pixels = new Uint8Array(width * height).fill(255).fill(0, 0, width * 100);
  const picture = { pixels, width, height, channels: 1 } as const;
  expect((await prepareImage({ picture, dpi }, 0)).ink).toMatchObject({ dpi: told });
});
