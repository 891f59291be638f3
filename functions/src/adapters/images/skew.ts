/**
 * How far the lines of a page lean, and how they are bent: the engine reads up to two degrees and then, without a doubt of its own,
 * nonsense; what draws together or curves it takes for other lines.
 */

import { type Bend, dropAt } from '../../domain/bend.ts';

/** The page is looked at in about this size: lines are still apart, and it takes some 20 ms. */
const LOOK_SIDE = 1000;
const MOST_DEGREES = 12;
const COARSE_STEP = 0.5;
const FINE_STEP = 0.1;
/** Lines are this many times sharper when level than as they lean (measured: 4 to 9 at 1°, 28 at 2°; level pages below 1.7). */
const CLEARLY_SHARPER = 2.5;
/** Bent lines are this many times sharper when straightened (measured: 2.1 to 3 of photographs, up to 1.6 of scanned books, which read no better straightened). */
const SHARPER_STRAIGHT = 1.8;
/** From one bend to the next that is tried: first far, then near. Of a unit, which is the page's longer side, squared. */
const BEND_STEPS = [0.02, 0.01, 0.004];
const TILT_STEPS_DEGREES = [0.2, 0.1];
/** Sheets that are bent by more were not photographed to be read. */
const MOST_BEND = 0.1;
const MOST_TILT_DEGREES = 1;
const MOST_POINTS = 60_000;
/** Of which so many are straightened: fewer find other bends. */
const MOST_POINTS_STRAIGHTENED = 40_000;
/** Of which so many tell whether lines stand on end, however they lean up to this. */
const MOST_POINTS_STANDING = 30_000;
const MOST_LEANING_DEGREES = 5;
/**
 * Lines that stand on end are this many times sharper so (measured: 3.5 to 17 on pages on their side, 1.6 on one; upright pages up to 1.8,
 * one receipt 3.6). A page that is taken for one in vain costs a look of 0.4 s; one that is missed, two readings.
 */
const CLEARLY_ON_END = 2.5;
/** What a row of text has at most, of the mean of all rows with ink. */
const MOST_OF_MEAN = 4;
/** Half the side of the square that a pixel is compared with, and what is ink in it. */
const AROUND = 12;
const CLEARLY_DARKER = 0.85;

/** @returns degrees by which the page must be turned clockwise to be level; 0 when it shows no lines that lean */
export function skewOf(points: InkPoints): number {
  if (points.x.length < FEWEST_POINTS) return 0;
  const upright = sharpness(points, 0);
  let best = { degrees: 0, sharpness: upright };
  const tryAngle = (degrees: number) => {
    const found = sharpness(points, degrees);
    if (found > best.sharpness) best = { degrees, sharpness: found };
  };
  for (let degrees = -MOST_DEGREES; degrees <= MOST_DEGREES; degrees += COARSE_STEP) tryAngle(degrees);
  const coarse = best.degrees;
  for (let step = -COARSE_STEP; step <= COARSE_STEP; step += FINE_STEP) tryAngle(coarse + step);
  return best.sharpness > upright * CLEARLY_SHARPER ? Number(best.degrees.toFixed(1)) : 0;
}

/** Whether the page's lines seem to run up or down: then it lies on its side. Some 4 ms. */
export function linesStandOnEnd(ink: InkPoints): boolean {
  if (ink.x.length < FEWEST_POINTS) return false;
  const points = turnedPoints(ink, 0, MOST_POINTS_STANDING);
  const sharpest = (about: number) => {
    let most = 0;
    for (let degrees = about - MOST_LEANING_DEGREES; degrees <= about + MOST_LEANING_DEGREES; degrees += COARSE_STEP) {
      most = Math.max(most, alternation(withoutEdges(rowsOf(points, degrees))));
    }
    return most;
  };
  return sharpest(90) > sharpest(0) * CLEARLY_ON_END;
}

/**
 * @param degrees by which the page is turned clockwise first, about its middle
 * @returns how its lines are then bent, in pixels; null when they are straight, or it shows none
 */
export function bendOf(ink: InkPoints, degrees: number): Bend | null {
  if (ink.x.length < FEWEST_POINTS) return null;
  const { columns, rows, factor } = ink;
  const points = turnedPoints(ink, degrees, MOST_POINTS_STRAIGHTENED);
  // In pixels of the smaller picture.
  const side = Math.max(columns, rows);
  const start: Tried = { bend: FLAT, sharpness: straightness(points, FLAT) };
  /** To the best of the neighbours, as long as one is better. */
  const climb = (from: Tried, steps: readonly Bend[]): Tried => {
    let best = from;
    for (const step of steps) {
      const bend = {
        tilt: from.bend.tilt + step.tilt,
        keystone: from.bend.keystone + step.keystone,
        curl: from.bend.curl + step.curl,
      };
      if (Math.max(Math.abs(bend.keystone), Math.abs(bend.curl)) * side > MOST_BEND) continue;
      if (Math.abs(bend.tilt) > tangent(MOST_TILT_DEGREES)) continue;
      const sharpness = straightness(points, bend);
      if (sharpness > best.sharpness) best = { bend, sharpness };
    }
    return best === from ? from : climb(best, steps);
  };
  const tilted = (from: Tried) =>
    TILT_STEPS_DEGREES.reduce(
      (best, step) =>
        climb(
          best,
          [-1, 1].map((way) => ({ ...FLAT, tilt: way * tangent(step) })),
        ),
      from,
    );
  const bent = (from: Tried) =>
    BEND_STEPS.map((step) => step / side).reduce((best, step) => {
      const ways = WAYS.map(([down, across]) => ({ tilt: 0, keystone: down * step, curl: across * step }));
      return climb(best, ways);
    }, from);
  // Whichever of both is found first may hide the other.
  const leaning = tilted(start);
  const found = [bent(start), ...(leaning === start ? [] : [bent(leaning)])].map(tilted);
  const best = found.reduce((a, b) => (b.sharpness > a.sharpness ? b : a));
  // Lines that only lean are not bent.
  if (best.sharpness < leaning.sharpness * SHARPER_STRAIGHT) return null;
  const { tilt, keystone, curl } = best.bend;
  return { tilt, keystone: keystone / factor, curl: curl / factor };
}

interface Tried {
  readonly bend: Bend;
  readonly sharpness: number;
}

const FLAT: Bend = { tilt: 0, keystone: 0, curl: 0 };

/** Of two ways to bend, one, the other or both. */
const WAYS = [
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
  [-1, -1],
  [1, 1],
  [-1, 1],
  [1, -1],
] as const;

const tangent = (degrees: number) => Math.tan((degrees * Math.PI) / 180);

/** With less ink there are no lines to speak of. */
const FEWEST_POINTS = 200;

/** Where a smaller picture of a page has ink, its pixels counted from the upper left. */
export interface InkPoints {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly columns: number;
  readonly rows: number;
  /** Pixels of the page to one of the smaller picture. */
  readonly factor: number;
}

/**
 * At most `MOST_POINTS` of them.
 * @param grey one byte a pixel, 255 is white
 */
export function inkPoints(grey: Uint8Array, width: number, height: number): InkPoints {
  const factor = Math.max(1, Math.round(Math.max(width, height) / LOOK_SIDE));
  const columns = Math.floor(width / factor);
  const rows = Math.floor(height / factor);
  const small = shrunk(grey, width, factor, columns, rows);
  const ink = darkerThanAround(small, columns, rows);
  const isKept = someOf(ink.length, MOST_POINTS);
  const x = new Float32Array(ink.length);
  const y = new Float32Array(ink.length);
  let kept = 0;
  for (let at = 0; at < ink.length; at++) {
    if (!isKept(at)) continue;
    const index = ink[at] as number;
    x[kept] = index % columns;
    y[kept++] = Math.floor(index / columns);
  }
  return { x: x.subarray(0, kept), y: y.subarray(0, kept), ...{ columns, rows, factor } };
}

/** Means of squares of `factor` pixels. Row by row, in the order of memory: that is most of what it costs. */
function shrunk(grey: Uint8Array, width: number, factor: number, columns: number, rows: number): Uint8Array {
  const small = new Uint8Array(columns * rows);
  const line = new Uint32Array(columns);
  for (let row = 0; row < rows; row++) {
    line.fill(0);
    for (let y = 0; y < factor; y++) {
      let at = (row * factor + y) * width;
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let x = 0; x < factor; x++) sum += grey[at++] as number;
        line[column] = (line[column] as number) + sum;
      }
    }
    for (let column = 0; column < columns; column++) small[row * columns + column] = (line[column] as number) / (factor * factor);
  }
  return small;
}

/** @returns whether to keep the one at a place, so that about `most` of `count` are kept */
function someOf(count: number, most: number): (at: number) => boolean {
  return count <= most ? () => true : (at) => scattered(at) < most / count;
}

/** A number from 0 to 1 that looks random: every third point, say, of a page that is ruled would be rows of points at odd angles. */
function scattered(index: number): number {
  const mixed = Math.imul(index ^ (index >>> 15), 0x2c1b3c6d);
  const again = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((again ^ (again >>> 15)) >>> 0) / 2 ** 32;
}

/**
 * Indices of pixels clearly darker than the square around them: letters are, a dark table under the page is not. Means of
 * squares come from a table of sums, so their size costs nothing.
 */
function darkerThanAround(grey: Uint8Array, columns: number, rows: number): Uint32Array {
  const wide = columns + 1;
  // A page of this size sums up to less than 2³².
  const sums = new Uint32Array(wide * (rows + 1));
  for (let row = 0; row < rows; row++) {
    let line = 0;
    for (let column = 0; column < columns; column++) {
      line += grey[row * columns + column] as number;
      sums[(row + 1) * wide + column + 1] = (sums[row * wide + column + 1] as number) + line;
    }
  }
  const dark = new Uint32Array(columns * rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const top = Math.max(0, row - AROUND);
    const bottom = Math.min(rows, row + AROUND + 1);
    for (let column = 0; column < columns; column++) {
      const value = grey[row * columns + column] as number;
      // Whatever is around it.
      if (value >= 255 * CLEARLY_DARKER) continue;
      const left = Math.max(0, column - AROUND);
      const right = Math.min(columns, column + AROUND + 1);
      const below = (sums[bottom * wide + right] as number) - (sums[bottom * wide + left] as number);
      const above = (sums[top * wide + right] as number) - (sums[top * wide + left] as number);
      const mean = (below - above) / ((bottom - top) * (right - left));
      if (value < mean * CLEARLY_DARKER) dark[count++] = row * columns + column;
    }
  }
  return dark.subarray(0, count);
}

/** How sharply rows of ink and rows of paper alternate when the page is turned: Postl's criterion. */
function sharpness(points: InkPoints, degrees: number): number {
  return alternation(rowsOf(points, degrees));
}

/** How much ink is in each row when the page is turned clockwise. */
function rowsOf({ x, y }: Pick<InkPoints, 'x' | 'y'>, degrees: number): Int32Array {
  const radians = (degrees * Math.PI) / 180;
  const sin = Math.sin(radians);
  const cos = Math.cos(radians);
  const rows = new Int32Array(4 * LOOK_SIDE);
  for (let index = 0; index < x.length; index++) {
    // Above zero, so this rounds.
    const row = ((x[index] as number) * sin + (y[index] as number) * cos + LOOK_SIDE + 0.5) | 0;
    rows[row] = (rows[row] as number) + 1;
  }
  return rows;
}

/** The edge of a sheet, or a rule, has more ink in one row than lines of text have in many. */
function withoutEdges(rows: Int32Array): Int32Array {
  const inked = rows.filter((count) => count > 0);
  const most = (MOST_OF_MEAN * inked.reduce((sum, count) => sum + count, 0)) / inked.length;
  return rows.map((count) => Math.min(count, most));
}

/** How sharply rows alternate when the page is straightened. @param x,y from the middle of the page */
function straightness({ x, y }: Pick<InkPoints, 'x' | 'y'>, bend: Bend): number {
  const rows = new Int32Array(4 * LOOK_SIDE);
  for (let index = 0; index < x.length; index++) {
    const [across, down] = [x[index] as number, y[index] as number];
    const row = (down - dropAt(bend, across, down) + 2 * LOOK_SIDE + 0.5) | 0;
    rows[row] = (rows[row] as number) + 1;
  }
  // What rows of points anywhere would come to.
  return alternation(rows) - 2 * x.length;
}

function alternation(rows: Int32Array): number {
  let sum = 0;
  for (let row = 1; row < rows.length; row++) {
    const step = (rows[row] as number) - (rows[row - 1] as number);
    sum += step * step;
  }
  return sum;
}

/** At most so many of them, from the middle of the page, when it is turned. */
function turnedPoints({ x, y, columns, rows }: InkPoints, degrees: number, most: number): Pick<InkPoints, 'x' | 'y'> {
  const radians = (degrees * Math.PI) / 180;
  const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
  const isKept = someOf(x.length, most);
  const turned = { x: new Float32Array(x.length), y: new Float32Array(x.length) };
  let kept = 0;
  for (let index = 0; index < x.length; index++) {
    if (!isKept(index)) continue;
    const across = (x[index] as number) - columns / 2;
    const down = (y[index] as number) - rows / 2;
    turned.x[kept] = across * cos - down * sin;
    turned.y[kept++] = down * cos + across * sin;
  }
  return { x: turned.x.subarray(0, kept), y: turned.y.subarray(0, kept) };
}
