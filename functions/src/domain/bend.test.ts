import { expect, it } from 'vitest';
import { bentBox, bentLine } from './bend.ts';

const SIZE = { width: 200, height: 100 };
const BEND = { tilt: 0.1, keystone: 0.002, curl: 0.001 };

it('what is found on a page that was straight lies where it was found', () => {
  expect(bentBox(null, SIZE, [1, 2, 3, 4])).toEqual([1, 2, 3, 4]);
  expect(bentLine(null, SIZE, [1, 2, 3, 4])).toEqual([1, 2, 3, 4]);
});

it('the middle of a page stays, and what is away from it moves up and down by all that bends it', () => {
  expect(bentBox(BEND, SIZE, [100, 45, 100, 55])).toEqual([100, 45, 100, 55]);
  // 50 to the right of the middle and 20 below: 5 for the tilt, 2 for the keystone, 2.5 for the curl.
  expect(bentBox(BEND, SIZE, [150, 65, 150, 75])).toEqual([150, 74.5, 150, 84.5]);
  expect(bentBox(BEND, SIZE, [50, 65, 50, 75])).toEqual([50, 60.5, 50, 70.5]);
});

it('a box is around all of what leans or curves in it, and stays on the page', () => {
  expect(bentBox({ ...BEND, curl: 0 }, SIZE, [50, 45, 150, 55])).toEqual([50, 40, 150, 60]);
  expect(bentBox({ tilt: 0, keystone: 0, curl: 0.001 }, SIZE, [0, 45, 200, 55])).toEqual([0, 45, 200, 65]);
  expect(bentBox({ ...BEND, curl: 0 }, SIZE, [0, 2, 200, 98])).toEqual([0, 0, 200, 100]);
});

it('each end of a line moves by itself', () => {
  expect(bentLine({ ...BEND, keystone: 0, curl: 0 }, SIZE, [50, 40, 150, 42])).toEqual([50, 35, 150, 47]);
});
