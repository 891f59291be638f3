import { describe, expect, it } from 'vitest';
import type { CorrectionLayer } from '../../../functions/src/contract/corrections.ts';
import type { PageWords } from '../../../functions/src/contract/documents.ts';
import { around, hitBoxes, placeIn, regionOf, regionOfHit } from './region.ts';

const PAGE = { width: 1000, height: 1400 };

describe('the part of a page that shows a word', () => {
  it('has the word in its middle, and stays on the page', () => {
    expect(regionOf([400, 600, 500, 640], PAGE, 2.5, 4)).toEqual({ x: 250, y: 540, width: 400, height: 160 });
    expect(regionOf([0, 0, 100, 40], PAGE, 2.5, 4)).toMatchObject({ x: 0, y: 0 });
    expect(regionOf([900, 1370, 1000, 1400], PAGE, 2.5, 4)).toEqual({ x: 700, y: 1280, width: 300, height: 120 });
  });

  it('holds all of a long word, and something around a speck', () => {
    const long = regionOf([50, 100, 850, 120], PAGE, 2.5, 4);
    expect(long.x).toBeLessThanOrEqual(50);
    expect(long.x + long.width).toBeGreaterThanOrEqual(850);
    expect(regionOf([500, 500, 503, 503], PAGE, 2.5, 4).width).toBeGreaterThan(150);
  });

  it('is no larger than the page', () => {
    expect(regionOf([0, 0, 1000, 300], { width: 1000, height: 300 }, 2, 4)).toEqual({ x: 0, y: 0, width: 1000, height: 300 });
    expect(regionOf([400, 600, 500, 900], PAGE, 2, 4)).toMatchObject({ x: 0, width: 1000, height: 500 });
  });

  it('tells where a box lies in it', () => {
    expect(placeIn({ x: 100, y: 50, width: 200, height: 100 }, [150, 60, 250, 85])).toEqual({
      ...{ left: '25.00%', top: '10.00%', width: '50.00%', height: '25.00%' },
    });
  });
});

describe('the part of a page that shows a hit', () => {
  const within = (region: ReturnType<typeof regionOf>, [x0, y0, x1, y1]: readonly [number, number, number, number]) =>
    x0 >= region.x && y0 >= region.y && x1 <= region.x + region.width && y1 <= region.y + region.height;

  it('holds the words of two lines', () => {
    const boxes = [
      [850, 200, 980, 240],
      [20, 250, 120, 290],
    ] as const;
    const region = regionOfHit(boxes, PAGE, 2.5, 3);
    for (const box of boxes) expect(within(region, box), box.join()).toBe(true);
    expect(region.width / region.height).toBeCloseTo(2.5, 1);
  });

  it('is no larger for one line than it has to be', () => {
    const [one, two] = [[400, 600, 500, 640] as const, [510, 600, 560, 642] as const];
    expect(regionOfHit([one], PAGE, 2.5, 4)).toEqual(regionOf(one, PAGE, 2.5, 4));
    expect(regionOfHit([one, two], PAGE, 2.5, 4).height).toBeLessThan(170);
  });

  it('is where the hit begins when its words are far apart', () => {
    const boxes = [
      [100, 1300, 200, 1330],
      [600, 100, 700, 130],
    ] as const;
    expect(regionOfHit(boxes, PAGE, 2.5, 3)).toEqual(regionOf(boxes[0], PAGE, 2.5, 3));
  });
});

describe('the boxes of a hit', () => {
  const words = [
    ['Old', 90, 0, 0, 30, 10],
    ['harbour', 90, 40, 0, 90, 10],
    ['old', 90, 0, 20, 30, 30],
    ['harbuor', 30, 40, 20, 90, 30],
  ] as const;
  const page = { ...PAGE, words, lines: [], text: 'Old harbour old harbuor' } as unknown as PageWords;
  const putRight = (text: string): CorrectionLayer => ({
    ...PAGE,
    words: [{ box: [40, 20, 90, 30], was: 'harbuor', text, authorUid: 'owner', at: null }],
  });
  it('are those of its words', () => {
    expect(hitBoxes(page, null, 'old harbour', 0)).toEqual([
      [0, 0, 30, 10],
      [40, 0, 90, 10],
    ]);
    expect(around(hitBoxes(page, null, 'old harbour', 0))).toEqual([0, 0, 90, 10]);
    expect(hitBoxes(page, null, 'old', 1)).toEqual([[0, 20, 30, 30]]);
  });

  it('are those of the nearest hit where the text has more, and none where the scan has no such words', () => {
    expect(hitBoxes(page, null, 'old', 5)).toEqual([[0, 20, 30, 30]]);
    expect(hitBoxes(page, null, 'new', 0)).toEqual([]);
  });

  it('are those of words that were put right, at the places where they were read otherwise', () => {
    expect(hitBoxes(page, putRight('quay'), 'quay', 0)).toEqual([[40, 20, 90, 30]]);
    expect(hitBoxes(page, putRight('harbour'), 'old harbour', 1)).toEqual([
      [0, 20, 30, 30],
      [40, 20, 90, 30],
    ]);
  });

  it('are those of words as they were read where the text does not know of their correction yet', () => {
    expect(hitBoxes(page, putRight('quay'), 'harbuor', 0)).toEqual([[40, 20, 90, 30]]);
  });
});
