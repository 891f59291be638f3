/** The way from page image to page, against the way there: drawn, turned by the file, turned to be upright, turned to be level. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Box } from '../contract/documents.ts';
import { composed, type Matrix, type Point, toUserSpace, transformed } from './pageGeometry.ts';

const size = fc.double({ min: 20, max: 14_000, noNaN: true });
const corner = fc.double({ min: -5000, max: 5000, noNaN: true });
const turn = fc.constantFrom(0, 90, 180, 270);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const box: fc.Arbitrary<Box> = fc.tuple(corner, corner, size, size).map(([x, y, width, height]) => [x, y, x + width, y + height]);

/** Turns a picture clockwise by a right angle: what was its left side is on top. */
const quarter = ({ x, y }: Point): Point => ({ x: 1 - y, y: x });

/** A page image of a page, its long side 2048 pixels, and where a point of the page lies on it, in steps as they are taken. */
function pictured([x0, y0, x1, y1]: Box, turns: number, skew: number) {
  const [pageWidth, pageHeight] = (turns / 90) % 2 === 0 ? [x1 - x0, y1 - y0] : [y1 - y0, x1 - x0];
  const scale = 2048 / Math.max(pageWidth, pageHeight);
  const level = { width: pageWidth * scale, height: pageHeight * scale };
  const radians = (skew * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.abs(Math.sin(radians))];
  const width = level.width * cos + level.height * sin;
  const height = level.width * sin + level.height * cos;
  const place = ({ x, y }: Point): Point => {
    let shown: Point = { x: (x - x0) / (x1 - x0), y: (y1 - y) / (y1 - y0) };
    for (let quarters = turns / 90; quarters > 0; quarters--) shown = quarter(shown);
    const centred = { x: (shown.x - 0.5) * level.width, y: (shown.y - 0.5) * level.height };
    return {
      x: centred.x * cos - centred.y * Math.sin(radians) + width / 2,
      y: centred.x * Math.sin(radians) + centred.y * cos + height / 2,
    };
  };
  return { width, height, place };
}

describe('a point of a page', () => {
  test('is found again from where it is on the page image, however the page was turned', () => {
    const skew = fc.double({ min: -12, max: 12, noNaN: true });
    fc.assert(
      fc.property(box, turn, turn, skew, share, share, (its, rotate, rotation, degrees, across, up) => {
        const [x0, y0, x1, y1] = its;
        const point = { x: x0 + across * (x1 - x0), y: y0 + up * (y1 - y0) };
        const { width, height, place } = pictured(its, rotate + rotation, degrees);
        const found = transformed(
          toUserSpace({ width, height, rotation, skew: degrees }, { box: its, turn: rotate }),
          place(point),
        );
        const near = Math.max(x1 - x0, y1 - y0) * 1e-6;
        expect(Math.hypot(found.x - point.x, found.y - point.y)).toBeLessThan(near);
      }),
    );
  });

  test('is less than half a pixel off when the page image has whole pixels', () => {
    const a4: Box = [0, 0, 595.28, 841.89];
    fc.assert(
      fc.property(turn, turn, fc.constantFrom(0, -11.3, 2.5, 7.1), share, share, (rotate, rotation, degrees, across, up) => {
        const point = { x: across * a4[2], y: up * a4[3] };
        const { width, height, place } = pictured(a4, rotate + rotation, degrees);
        const image = { width: Math.round(width), height: Math.round(height), rotation, skew: degrees };
        const at = place(point);
        const moved = { x: at.x + (image.width - width) / 2, y: at.y + (image.height - height) / 2 };
        const found = transformed(toUserSpace(image, { box: a4, turn: rotate }), moved);
        expect(Math.hypot(found.x - point.x, found.y - point.y)).toBeLessThan(0.5 * (841.89 / 2048));
      }),
    );
  });
});

test('matrices composed do first what comes first', () => {
  const moved: Matrix = [1, 0, 0, 1, 10, 0];
  const doubled: Matrix = [2, 0, 0, 2, 0, 0];
  expect(transformed(composed(moved, doubled), { x: 1, y: 1 })).toEqual({ x: 22, y: 2 });
});
