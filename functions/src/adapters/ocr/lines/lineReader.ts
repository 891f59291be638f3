/**
 * Reads lines of text with tesseract's own network, many at once: most of tesseract's time goes into single time steps, of which
 * the runtime computes as many in one go as there are lines (docs/architecture.md has the figures).
 */

import type { InferenceSession } from 'onnxruntime-node';
import type { LineImage } from './lineImage.ts';
import type { LineModel } from './network.ts';
import { NAMES, onnxOf } from './onnx.ts';

export interface ReadCharacter {
  readonly text: string;
  /** 0 to 1. */
  readonly probability: number;
  /** Its middle, from the left edge of the page, in pixels of the page. */
  readonly at: number;
}

export interface LineReader {
  /** Of the line images it reads. */
  readonly height: number;
  /** In the order of the lines. @throws what `signal` aborts with, between two batches of lines */
  read(lines: readonly LineImage[], signal: AbortSignal): Promise<(readonly ReadCharacter[])[]>;
}

export type Runtime = typeof import('onnxruntime-node');

/** More lines at once gain nothing, and columns bound the memory: a page's widest lines take some 60 MB. */
const LINES_AT_ONCE = 16;
const COLUMNS_AT_ONCE = 24_000;

export async function lineReader({ InferenceSession, Tensor }: Runtime, { network, characters }: LineModel): Promise<LineReader> {
  const session = await InferenceSession.create(onnxOf(network), SESSION);
  const { height } = network;
  const stepWidth = network.layers.reduce((width, layer) => (layer.kind === 'pooling' ? width * layer.width : width), 1);
  const stepsOf = ({ width }: LineImage) => Math.max(1, Math.floor(width / stepWidth));

  /** @returns how likely each code is, by time step, line and code */
  async function run(lines: readonly LineImage[]): Promise<Float32Array> {
    const width = Math.ceil(Math.max(...lines.map((line) => line.width)) / stepWidth) * stepWidth;
    const pixels = new Float32Array(lines.length * height * width).fill(1);
    for (const [index, line] of lines.entries()) {
      for (let y = 0; y < height; y++) {
        pixels.set(line.pixels.subarray(y * line.width, (y + 1) * line.width), (index * height + y) * width);
      }
    }
    const results = await session.run({
      [NAMES.lines]: new Tensor('float32', pixels, [lines.length, 1, height, width]),
      [NAMES.lengths]: new Tensor('int32', Int32Array.from(lines.map(stepsOf)), [lines.length]),
    });
    return results[NAMES.probabilities]?.data as Float32Array;
  }

  /** The likeliest code of each step; one that stays is one character. */
  function charactersOf(line: LineImage, index: number, outOf: number, probabilities: Float32Array): ReadCharacter[] {
    const found: { text: string; probability: number; first: number; last: number }[] = [];
    let previous: string | undefined;
    for (let step = 0; step < stepsOf(line); step++) {
      const begin = (step * outOf + index) * characters.length;
      let code = 0;
      for (let other = 1; other < characters.length; other++) {
        if ((probabilities[begin + other] ?? 0) > (probabilities[begin + code] ?? 0)) code = other;
      }
      const text = characters[code];
      const probability = probabilities[begin + code] ?? 0;
      const current = found.at(-1);
      if (text !== undefined && text === previous && current !== undefined) {
        current.probability = Math.max(current.probability, probability);
        current.last = step;
      } else if (text !== undefined) {
        found.push({ text, probability, first: step, last: step });
      }
      previous = text;
    }
    return found.map(({ text, probability, first, last }) => {
      const at = line.left + ((first + last + 1) / 2) * stepWidth * line.scale;
      return { text, probability: Math.min(1, probability), at };
    });
  }

  return {
    height,
    async read(lines, signal) {
      const read: ReadCharacter[][] = [];
      for (const batch of batchesOf(lines)) {
        signal.throwIfAborted();
        const images = batch.flatMap((index) => lines[index] ?? []);
        const probabilities = await run(images);
        for (const [place, index] of batch.entries()) {
          const line = lines[index];
          if (line !== undefined) read[index] = charactersOf(line, place, batch.length, probabilities);
        }
      }
      return read;
    },
  };
}

const SESSION: InferenceSession.SessionOptions = {
  // An engine takes no more than one processor.
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  // Each batch has a size of its own.
  enableMemPattern: false,
  logSeverityLevel: 3,
};

/** Lines of like widths together, by index: what is shorter is filled up, which costs as much as ink. */
function batchesOf(lines: readonly LineImage[]): number[][] {
  const widthOf = (index: number) => lines[index]?.width ?? 0;
  const byWidth = [...lines.keys()].sort((a, b) => widthOf(a) - widthOf(b));
  const batches: number[][] = [];
  for (const index of byWidth) {
    const batch = batches.at(-1);
    const fits = batch !== undefined && batch.length < LINES_AT_ONCE && (batch.length + 1) * widthOf(index) <= COLUMNS_AT_ONCE;
    if (fits) batch.push(index);
    else batches.push([index]);
  }
  return batches;
}
