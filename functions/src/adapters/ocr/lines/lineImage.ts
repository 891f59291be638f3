/** One line of a page as the network wants it: so many rows high, ink and paper at −1 and 1. As tesseract does it, with what it was trained. */

import type { Ink } from '../../../app/pagePorts.ts';
import type { Box } from '../../../contract/documents.ts';
import { histogram } from '../../images/light.ts';

export interface LineImage {
  /** Row by row; 1 is paper, −1 is ink. */
  readonly pixels: Float32Array;
  readonly width: number;
  /** Pixels of the page to one of the line's. */
  readonly scale: number;
  /** Of the left edge, in pixels of the page. */
  readonly left: number;
}

/** Of the line's surroundings, in pixels of the page. */
const PADDING = 4;
const LEAST_WIDTH = 3;
/** Every so many pixels say how grey the paper is. */
const PAPER_STEP = 3;
const DARKEST = 0.25;
const LIGHTEST = 0.75;

export interface Grey {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What a page of ink holds after its head. */
export function greyOf({ data, width, height }: Ink): Grey {
  return { pixels: data.subarray(data.length - width * height), width, height };
}

/** What most of a page is. */
export function greyOfPaper(pixels: Uint8Array): number {
  const counts = histogram(pixels, PAPER_STEP);
  return counts.indexOf(Math.max(...counts));
}

export function lineImage(page: Grey, [x0, y0, x1, y1]: Box, height: number): LineImage {
  const [left, right] = within(page.width, x0, x1);
  const [top, bottom] = within(page.height, y0, y1);
  const scale = (bottom - top) / height;
  const width = Math.max(LEAST_WIDTH, Math.round((right - left) / scale));
  const pixels = scaled(page, left, top, right - left, bottom - top, width, height);
  normalise(pixels, width, height);
  return { pixels, width, scale, left };
}

/** At least one pixel, whatever is asked for. */
function within(size: number, from: number, to: number): [from: number, to: number] {
  const begin = Math.max(0, Math.min(size - 1, Math.floor(from) - PADDING));
  return [begin, Math.max(begin + 1, Math.min(size, Math.ceil(to) + PADDING))];
}

interface Taps {
  readonly first: Int32Array;
  readonly count: number;
  /** `count` for each. */
  readonly weights: Float32Array;
}

/** Which pixels of `from` make each of `to`, and how much of each: their mean when there are fewer of `to`, else what lies between two. */
function tapsOf(from: number, to: number): Taps {
  const step = from / to;
  const count = step > 1 ? Math.ceil(step) + 1 : 2;
  const first = new Int32Array(to);
  const weights = new Float32Array(to * count);
  for (let index = 0; index < to; index++) {
    if (step > 1) {
      const begin = index * step;
      const end = Math.min(from, begin + step);
      const start = Math.max(0, Math.min(Math.floor(begin), from - count));
      first[index] = start;
      for (let tap = 0; tap < count; tap++) {
        const pixel = start + tap;
        weights[index * count + tap] = Math.max(0, Math.min(pixel + 1, end) - Math.max(pixel, begin)) / (end - begin);
      }
    } else {
      const centre = Math.max(0, Math.min(from - 1, (index + 0.5) * step - 0.5));
      const start = Math.max(0, Math.min(Math.floor(centre), from - 2));
      first[index] = start;
      weights[index * count] = 1 - (centre - start);
      weights[index * count + 1] = centre - start;
    }
  }
  return { first, count, weights };
}

function scaled(
  page: Grey,
  left: number,
  top: number,
  fromWidth: number,
  fromHeight: number,
  width: number,
  height: number,
): Float32Array {
  const across = tapsOf(fromWidth, width);
  const down = tapsOf(fromHeight, height);
  const narrow = new Float32Array(fromHeight * width);
  for (let y = 0; y < fromHeight; y++) {
    const row = (top + y) * page.width + left;
    for (let x = 0; x < width; x++) {
      const begin = row + (across.first[x] ?? 0);
      let sum = 0;
      for (let tap = 0; tap < across.count; tap++)
        sum += (page.pixels[begin + tap] ?? 0) * (across.weights[x * across.count + tap] ?? 0);
      narrow[y * width + x] = sum;
    }
  }
  const pixels = new Float32Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let tap = 0; tap < down.count; tap++) {
      const weight = down.weights[y * down.count + tap] ?? 0;
      if (weight === 0) continue;
      const row = ((down.first[y] ?? 0) + tap) * width;
      for (let x = 0; x < width; x++) pixels[y * width + x] = (pixels[y * width + x] ?? 0) + (narrow[row + x] ?? 0) * weight;
    }
  }
  return pixels;
}

/** What is ink and what is paper is told from the dark and the light places along the middle of the line. */
function normalise(pixels: Float32Array, width: number, height: number): void {
  const row = Math.floor(height / 2) * width;
  const dark: number[] = [];
  const light: number[] = [];
  const at = (x: number) => Math.round(pixels[row + x] ?? 0);
  for (let x = 1; x + 1 < width; x++) {
    const [before, here, after] = [at(x - 1), at(x), at(x + 1)];
    if ((here < before && here <= after) || (here <= before && here < after)) dark.push(here);
    if ((here > before && here >= after) || (here >= before && here > after)) light.push(here);
  }
  const black = quantile(dark, DARKEST) ?? 0;
  const white = quantile(light, LIGHTEST) ?? 255;
  const contrast = white > black ? (white - black) / 2 : 1;
  for (let index = 0; index < pixels.length; index++) {
    pixels[index] = Math.max(-1, Math.min(1, ((pixels[index] ?? 0) - black) / contrast - 1));
  }
}

function quantile(values: number[], share: number): number | undefined {
  values.sort((a, b) => a - b);
  return values[Math.max(0, Math.ceil(values.length * share) - 1)];
}
