/** Where something on a page image lies on the page itself: what was turned to be read is turned back. */

import type { Box, PageWords } from '../contract/documents.ts';

/** `x' = a·x + c·y + e`, `y' = b·x + d·y + f`: the order in which PDF writes a matrix. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What is drawn of a page: a box in its user space, where y goes up, shown turned clockwise by `turn` degrees (0, 90, 180, 270). */
export interface PageFrame {
  readonly box: Box;
  readonly turn: number;
}

export function transformed([a, b, c, d, e, f]: Matrix, { x, y }: Point): Point {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

/** First `first`, then `second`. */
export function composed(first: Matrix, second: Matrix): Matrix {
  const [a, b, c, d] = second;
  const column = (x: number, y: number) => [a * x + c * y, b * x + d * y] as const;
  const origin = transformed(second, { x: first[4], y: first[5] });
  return [...column(first[0], first[1]), ...column(first[2], first[3]), origin.x, origin.y];
}

/** From the unit square of a picture, y down, to that of the same picture before it was turned clockwise. */
const UNTURNED: Readonly<Record<number, Matrix>> = {
  0: [1, 0, 0, 1, 0, 0],
  90: [0, -1, 1, 0, 0, 1],
  180: [-1, 0, 0, -1, 1, 1],
  270: [0, 1, -1, 0, 1, 0],
};

/**
 * From pixels of a page image, y down, to the page's user space. The image shows what is drawn of the page, turned clockwise by
 * `rotation` (a multiple of 90) and then, about its centre and on a canvas that grew with it, by `skew`.
 */
export function toUserSpace(image: Pick<PageWords, 'width' | 'height' | 'rotation' | 'skew'>, { box, turn }: PageFrame): Matrix {
  const [x0, y0, x1, y1] = box;
  const turned = (((turn + image.rotation) % 360) + 360) % 360;
  const level = sizeBeforeSkew(image, turned % 180 === 0 ? [x1 - x0, y1 - y0] : [y1 - y0, x1 - x0]);
  const radians = (image.skew * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const centred: Matrix = [1, 0, 0, 1, -image.width / 2, -image.height / 2];
  const levelled: Matrix = [cos, -sin, sin, cos, 0, 0];
  const toUnit: Matrix = [1 / level.width, 0, 0, 1 / level.height, 0.5, 0.5];
  const toBox: Matrix = [x1 - x0, 0, 0, y0 - y1, x0, y1];
  return [levelled, toUnit, UNTURNED[turned] ?? UNTURNED[0], toBox].reduce<Matrix>(
    (all, next) => composed(all, next as Matrix),
    centred,
  );
}

/** The canvas before it grew: of the page's proportions, which say it better than two sizes that were rounded. */
export function sizeBeforeSkew(
  { width, height, skew }: Pick<PageWords, 'width' | 'height' | 'skew'>,
  [pageWidth, pageHeight]: readonly [number, number],
): { readonly width: number; readonly height: number } {
  if (skew === 0) return { width, height };
  const radians = (skew * Math.PI) / 180;
  const scale = (width + height) / ((Math.abs(Math.cos(radians)) + Math.abs(Math.sin(radians))) * (pageWidth + pageHeight));
  return { width: pageWidth * scale, height: pageHeight * scale };
}
