/** How far the lines of a page lean: the engine reads up to two degrees and then, without a doubt of its own, nonsense. */

/** The page is looked at in about this size: lines are still apart, and it takes some 20 ms. */
const LOOK_SIDE = 1000;
const MOST_DEGREES = 12;
const COARSE_STEP = 0.5;
const FINE_STEP = 0.1;
/** Lines are this many times sharper when level than as they lean (measured: 4 to 9 at 1°, 28 at 2°; level pages below 1.7). */
const CLEARLY_SHARPER = 2.5;
const MOST_POINTS = 60_000;
/** Half the side of the square that a pixel is compared with, and what is ink in it. */
const AROUND = 12;
const CLEARLY_DARKER = 0.85;

/**
 * @param grey one byte a pixel, 255 is white
 * @returns degrees by which the page must be turned clockwise to be level; 0 when it shows no lines that lean
 */
export function skewOf(grey: Uint8Array, width: number, height: number): number {
  const points = inkPoints(grey, width, height);
  if (points.x.length < 200) return 0;
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

interface Points {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** The ink of a smaller picture of the page, at most `MOST_POINTS` pixels of it. */
function inkPoints(grey: Uint8Array, width: number, height: number): Points {
  const factor = Math.max(1, Math.round(Math.max(width, height) / LOOK_SIDE));
  const columns = Math.floor(width / factor);
  const rows = Math.floor(height / factor);
  const small = shrunk(grey, width, factor, columns, rows);
  const ink = darkerThanAround(small, columns, rows);
  const share = MOST_POINTS / ink.length;
  const kept = share >= 1 ? ink : ink.filter((_, index) => scattered(index) < share);
  return {
    x: Float32Array.from(kept, (index) => index % columns),
    y: Float32Array.from(kept, (index) => Math.floor(index / columns)),
  };
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
function darkerThanAround(grey: Uint8Array, columns: number, rows: number): number[] {
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
  const dark: number[] = [];
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
      if (value < mean * CLEARLY_DARKER) dark.push(row * columns + column);
    }
  }
  return dark;
}

/** How sharply rows of ink and rows of paper alternate when the page is turned: Postl's criterion. */
function sharpness({ x, y }: Points, degrees: number): number {
  const radians = (degrees * Math.PI) / 180;
  const sin = Math.sin(radians);
  const cos = Math.cos(radians);
  const rows = new Int32Array(4 * LOOK_SIDE);
  for (let index = 0; index < x.length; index++) {
    // Above zero, so this rounds.
    const row = ((x[index] as number) * sin + (y[index] as number) * cos + LOOK_SIDE + 0.5) | 0;
    rows[row] = (rows[row] as number) + 1;
  }
  let sum = 0;
  for (let row = 1; row < rows.length; row++) {
    const step = (rows[row] as number) - (rows[row - 1] as number);
    sum += step * step;
  }
  return sum;
}
