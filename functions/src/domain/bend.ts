/**
 * Lines of a photographed page are not only askew: they draw together where the paper is further away, and are curved where it is
 * not flat. Such a page is straightened for the engine only; what is found on it is told of the page as it is.
 */

import type { Box } from '../contract/documents.ts';

/**
 * A point of the straightened page lies this far below itself on the page as it is, in pixels:
 * `x · (tilt + keystone · y + curl · x)`, of coordinates that begin in the middle of the page.
 */
export interface Bend {
  readonly tilt: number;
  readonly keystone: number;
  readonly curl: number;
}

/** @param x,y from the middle of the page */
export function dropAt({ tilt, keystone, curl }: Bend, x: number, y: number): number {
  return x * (tilt + keystone * y + curl * x);
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where something of the straightened page lies on the page as it is: around all of it, should it lean there. */
export function bentBox(bend: Bend | null, { width, height }: Size, [x0, y0, x1, y1]: Box): Box {
  if (bend === null) return [x0, y0, x1, y1];
  const y = (y0 + y1) / 2 - height / 2;
  const drops = [x0, (x0 + x1) / 2, x1].map((x) => dropAt(bend, x - width / 2, y));
  return [x0, Math.max(0, y0 + Math.min(...drops)), x1, Math.min(height, y1 + Math.max(...drops))];
}

/** The same of a line from a point to another. */
export function bentLine(bend: Bend | null, { width, height }: Size, [x0, y0, x1, y1]: Box): Box {
  if (bend === null) return [x0, y0, x1, y1];
  const bent = (x: number, y: number) => y + dropAt(bend, x - width / 2, y - height / 2);
  return [x0, bent(x0, y0), x1, bent(x1, y1)];
}
