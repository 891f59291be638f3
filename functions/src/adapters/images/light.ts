/** Grey images as arrays, one byte a pixel, 255 is white: what the engine cannot cope with by itself. */

/** A page with less spread of grey than this holds no ink. */
const BLANK_SPREAD = 12;
/** Drawn letters have grey edges, some percent of a page's pixels. */
const TWO_TONE_SHARE = 0.999;
/** Standard deviation of the paper's grey (measured: 5 under a lamp, 0.5 at most on receipts and scans; from 10 on pages read better smoothed). */
const NOISY = 10;
/** Of normally distributed noise of 1: the mask's norm, and where half of them lie. */
const NOISE_MEDIAN = 6 * 0.6745;
/** Every so many pixels across and down say enough. */
const NOISE_STEP = 6;
/** Side of the squares over which the paper's brightness is taken, in pixels: larger than a letter's strokes. */
const CELL = 32;
/** Paper whose dark parts have at least this share of the bright parts' brightness is even enough: left as it is. */
const EVEN_ENOUGH = 0.85;
/** How bright paper is afterwards. */
const PAPER = 245;

/** Whether nothing is printed: nearly all pixels have nearly the same grey. */
export function isBlank(counts: Uint32Array): boolean {
  return percentile(counts, 0.9999) - percentile(counts, 0.0001) < BLANK_SPREAD;
}

/** Whether the page is black and white, as fax machines and many scanners make it. */
export function isTwoTone(counts: Uint32Array): boolean {
  return at(counts, 0) + at(counts, 255) >= total(counts) * TWO_TONE_SHARE;
}

/**
 * Whether the paper is grained, as dim light and bad scanners make it. Of the deviations of pixels from what their eight neighbours
 * say (Immerkær 1996) the median counts: letters are on less than half of a page, and flat paper has none.
 */
export function isNoisy(grey: Uint8Array, width: number, height: number): boolean {
  const pixel = (at: number) => grey[at] as number;
  const counts = new Uint32Array(8 * 255 + 1);
  for (let y = 1; y < height - 1; y += NOISE_STEP) {
    for (let x = 1; x < width - 1; x += NOISE_STEP) {
      const here = y * width + x;
      const [above, below] = [here - width, here + width];
      const corners = pixel(above - 1) + pixel(above + 1) + pixel(below - 1) + pixel(below + 1);
      const sides = pixel(above) + pixel(below) + pixel(here - 1) + pixel(here + 1);
      const deviation = Math.abs(corners - 2 * sides + 4 * pixel(here));
      counts[deviation] = at(counts, deviation) + 1;
    }
  }
  return percentile(counts, 0.5) >= NOISY * NOISE_MEDIAN;
}

/**
 * Evens out shadow and falling light: divides each pixel by the brightness of the paper around it. Pages that are lit
 * evenly, and dark pages, are returned as they are.
 */
export function evenOutLight(grey: Uint8Array, width: number, height: number): Uint8Array {
  const columns = Math.ceil(width / CELL);
  const rows = Math.ceil(height / CELL);
  if (columns < 4 || rows < 4) return grey;
  const paper = smooth(dilate(cellBrightness(grey, width, height, columns, rows), columns, rows), columns, rows);
  const sorted = Float32Array.from(paper).sort();
  const dark = sorted[Math.floor(sorted.length * 0.05)] ?? 255;
  const bright = sorted[Math.floor(sorted.length * 0.95)] ?? 255;
  if (dark >= bright * EVEN_ENOUGH || bright < 64) return grey;

  const even = new Uint8Array(grey.length);
  const line = new Float32Array(columns);
  for (let y = 0; y < height; y++) {
    const cellY = clamp((y + 0.5) / CELL - 0.5, rows - 1);
    const row = Math.floor(cellY);
    const below = Math.min(rows - 1, row + 1);
    const down = cellY - row;
    for (let column = 0; column < columns; column++) {
      line[column] = at(paper, row * columns + column) * (1 - down) + at(paper, below * columns + column) * down;
    }
    // From the middle of one cell to the middle of the next the paper's brightness changes evenly.
    for (let column = -1; column < columns; column++) {
      const left = at(line, Math.max(0, column));
      const step = (at(line, Math.min(columns - 1, column + 1)) - left) / CELL;
      const middle = (column + 0.5) * CELL;
      for (let x = Math.max(0, middle); x < Math.min(width, middle + CELL); x++) {
        const white = Math.max(1, left + step * (x - middle + 0.5));
        even[y * width + x] = Math.min(255, (at(grey, y * width + x) * PAPER) / white);
      }
    }
  }
  return even;
}

/** The brightness of the paper in each cell: its 90th percentile, which letters and specks do not reach. */
function cellBrightness(grey: Uint8Array, width: number, height: number, columns: number, rows: number): Float32Array {
  const cells = new Float32Array(columns * rows);
  const counts = new Uint32Array(256);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      counts.fill(0);
      for (let y = row * CELL; y < Math.min(height, (row + 1) * CELL); y += 2) {
        const end = y * width + Math.min(width, (column + 1) * CELL);
        for (let index = y * width + column * CELL; index < end; index += 2) {
          const value = grey[index] as number;
          counts[value] = (counts[value] as number) + 1;
        }
      }
      cells[row * columns + column] = percentile(counts, 0.9);
    }
  }
  return cells;
}

/** Each cell takes the largest of its neighbours: bridges pictures and heavy letters that fill a cell. */
function dilate(cells: Float32Array, columns: number, rows: number): Float32Array {
  return neighbours(cells, columns, rows, Math.max, (largest) => largest);
}

function smooth(cells: Float32Array, columns: number, rows: number): Float32Array {
  return neighbours(
    cells,
    columns,
    rows,
    (a, b) => a + b,
    (sum, count) => sum / count,
  );
}

/** How many cells away a neighbour is at most. */
const NEAR = 2;

/** @param finish makes each cell of what `combine` made of it and its neighbours, and of how many those are */
function neighbours(
  cells: Float32Array,
  columns: number,
  rows: number,
  combine: (a: number, b: number) => number,
  finish: (combined: number, count: number) => number,
): Float32Array {
  const combined = new Float32Array(cells.length);
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = [Math.max(0, row - NEAR), Math.min(rows - 1, row + NEAR)];
    for (let column = 0; column < columns; column++) {
      const [left, right] = [Math.max(0, column - NEAR), Math.min(columns - 1, column + NEAR)];
      let value = 0;
      for (let y = top; y <= bottom; y++) {
        for (let x = left; x <= right; x++) value = combine(value, at(cells, y * columns + x));
      }
      combined[row * columns + column] = finish(value, (bottom - top + 1) * (right - left + 1));
    }
  }
  return combined;
}

/** @param step only every so many pixels are counted */
export function histogram(grey: Uint8Array, step = 1): Uint32Array {
  const counts = new Uint32Array(256);
  // An iterator would take ten times as long.
  for (let index = 0; index < grey.length; index += step) {
    const value = grey[index] as number;
    counts[value] = (counts[value] as number) + 1;
  }
  return counts;
}

/** The smallest value that at least `share` of the counted ones do not exceed. */
export function percentile(counts: Uint32Array, share: number): number {
  const wanted = total(counts) * share;
  let seen = 0;
  for (let value = 0; value < counts.length; value++) {
    seen += at(counts, value);
    if (seen >= wanted) return value;
  }
  return counts.length - 1;
}

function total(counts: Uint32Array): number {
  let sum = 0;
  for (let value = 0; value < counts.length; value++) sum += at(counts, value);
  return sum;
}

function at(values: { readonly [index: number]: number }, index: number): number {
  return values[index] ?? 0;
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}
