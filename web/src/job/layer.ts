/** Where a page's words go on its image: text that nobody sees and everybody can select, mark and press. Pure. */

import { placesOf } from '../../../functions/src/contract/corrections.ts';
import type { Box, PageLine, PageWords, WordBox } from '../../../functions/src/contract/documents.ts';
import { LOW_CONFIDENCE } from '../../../functions/src/contract/limits.ts';

export interface LayerWord {
  readonly text: string;
  /** In percent of the image. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** In percent of the image's width, so that it grows with the image by itself. */
  readonly fontSize: number;
  /** The same for the line that the word stands in: marks of one line are level. */
  readonly lineHeight: number;
  /** What stands between this word and the next in the page's text. */
  readonly after: string;
}

/** A letter from the top of an "l" to the bottom of a "p", in sizes of the font. */
const LETTER_HEIGHT = 0.93;
/** A line's box this much higher than the word is that of a line that runs another way. */
const MOST_LINE_HEIGHT = 3;

export function layerOf({ words, lines, text, width, height }: PageWords): readonly LayerWord[] {
  const places = placesOf(text, words);
  const lineOf = linesOfWords(lines);
  return words.map(([word, , x0, y0, x1, y1], i) => {
    const line = lineOf[i];
    const own = Math.max(1, y1 - y0);
    const [top, bottom] = line && line.box[3] - line.box[1] <= own * MOST_LINE_HEIGHT ? [line.box[1], line.box[3]] : [y0, y1];
    const size = line && line.size > 0 && line.size <= own * MOST_LINE_HEIGHT ? line.size : own;
    return {
      text: word,
      left: (x0 / width) * 100,
      top: (top / height) * 100,
      width: (Math.max(1, x1 - x0) / width) * 100,
      height: (Math.max(1, bottom - top) / height) * 100,
      fontSize: (size / LETTER_HEIGHT / width) * 100,
      lineHeight: (Math.max(1, bottom - top) / width) * 100,
      after: gapAfter(text, places, i, lineOf),
    };
  });
}

function linesOfWords(lines: readonly PageLine[]): readonly PageLine[] {
  return lines.flatMap((line) => Array.from({ length: line.wordCount }, () => line));
}

function gapAfter(text: string, places: ReturnType<typeof placesOf>, i: number, lineOf: readonly PageLine[]): string {
  const [end, start] = [places[i]?.end, places[i + 1]?.start];
  if (i + 1 === places.length) return '';
  if (end !== undefined && start !== undefined) {
    const gap = text.slice(end, start);
    if (gap.trim() === '') return gap;
  }
  const next = lineOf[i + 1];
  if (lineOf[i] === next || next === undefined) return ' ';
  return next.begins === null ? '\n' : '\n\n';
}

/** The page's text by its words alone, a line a line: what can be taken apart into words again. */
export function plainText(words: readonly { readonly text: string }[], lines: readonly PageLine[]): string {
  const lineOf = linesOfWords(lines);
  let text = '';
  let last: PageLine | undefined;
  let parted = '';
  for (const [i, { text: word }] of words.entries()) {
    const line = lineOf[i];
    if (line !== last) parted = line?.begins === null || line === undefined ? '\n' : '\n\n';
    last = line;
    if (word === '') continue;
    text += text === '' ? word : parted + word;
    parted = ' ';
  }
  return text;
}

/** Whether a word may well be wrong. */
export const isDoubtful = ([, confidence]: WordBox): boolean => confidence < LOW_CONFIDENCE;

export const boxOf = ([, , x0, y0, x1, y1]: WordBox): Box => [x0, y0, x1, y1];
