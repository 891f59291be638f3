/** What was read on a page as text that is not seen: a content stream in which every word is as wide as its box. */

import { createRequire } from 'node:module';
import type { PageLine, PageWords, WordBox } from '../../contract/documents.ts';
import { composed, type Matrix } from '../../domain/pageGeometry.ts';
import { type CodeBytes, GLYPH_WIDTH, type TextFonts } from './glyphlessFont.ts';
import { decimal } from './pdfFile.ts';

/** Of a line's size, how much lies below its baseline, where the engine did not say where that is. */
const BELOW_BASELINE = 0.23;
/** Of a line's size: the narrowest blank. */
const LEAST_BLANK = 0.05;
/** How far off what is written may be: boxes are in whole pixels. */
const HALF_PIXEL = 0.5;
/** Scripts that write no blanks between words: one would be found by nobody who searches for the sentence. */
const UNSPACED_END = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]$/u;
const UNSPACED_START = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

/** Whether a page has anything to say. */
export function hasWords(page: PageWords | null): page is PageWords {
  return page !== null && page.words.length > 0 && page.width > 0 && page.height > 0;
}

/** Whether it has anything to say that is not in the file already. */
export function needsTextLayer(page: PageWords | null): page is PageWords {
  return hasWords(page) && page.source === 'ocr';
}

export interface TextLayer {
  /** A content stream, one byte a character; it leaves the graphics state as it found it. */
  readonly content: string;
  /** The fonts that it names. */
  readonly used: readonly CodeBytes[];
}

/**
 * @param nameOf the fonts' names in the page's resources
 * @param toPage from pixels of the page image to the page's user space
 */
export function textLayer(page: PageWords, nameOf: (font: CodeBytes) => string, toPage: Matrix, fonts: TextFonts): TextLayer {
  // A unit is a pixel, so that most numbers are small and whole; y goes up, as letters do.
  const matrix = composed([1, 0, 0, -1, 0, page.height], toPage);
  const unit = Math.min(Math.hypot(matrix[0], matrix[1]), Math.hypot(matrix[2], matrix[3]));
  if (!(unit > 0)) return { content: '', used: [] };
  // Exact to a hundredth of a pixel at the page's far end.
  const digits = Math.min(10, Math.max(0, Math.ceil(Math.log10((100 * Math.max(page.width, page.height)) / unit))));
  const writer = textWriter(nameOf, fonts);
  for (const { line, words } of linesOf(page)) writeLine(writer, line, words, page.height, fonts);
  const { content, used } = writer.end();
  return { content: `q ${matrix.map((value) => decimal(value, digits)).join(' ')} cm BT 3 Tr\n${content}ET Q\n`, used };
}

function* linesOf({ lines, words }: PageWords): Iterable<{ line: Omit<PageLine, 'begins'>; words: readonly WordBox[] }> {
  let next = 0;
  for (const line of lines) {
    yield { line, words: words.slice(next, next + line.wordCount) };
    next += line.wordCount;
  }
  // Words of no line stand for themselves.
  for (const word of words.slice(next)) {
    const [, , x0, y0, x1, y1] = word;
    yield { line: { wordCount: 1, box: [x0, y0, x1, y1], baseline: null, size: y1 - y0 }, words: [word] };
  }
}

function writeLine(
  writer: TextWriter,
  line: Omit<PageLine, 'begins'>,
  words: readonly WordBox[],
  pageHeight: number,
  fonts: TextFonts,
): void {
  const shown = inVisualOrder(words.filter(([text]) => text.trim() !== ''));
  const [first, last] = [shown.at(0), shown.at(-1)];
  if (first === undefined || last === undefined) return;
  const size = line.size > 0 ? line.size : Math.max(1, line.box[3] - line.box[1]);
  const { slope, heightAt } = baselineOf(line, size);
  const [left, right] = [first[2], last[4]];
  writer.beginLine({ left, right, middle: pageHeight - heightAt((left + right) / 2), slope: -slope, size });
  writer.setFont(fonts.fontFor(shown.map(([text]) => text).join('')));
  for (const [index, [letters, , x0, , x1]] of shown.entries()) {
    const next = shown[index + 1];
    writer.moveTo(x0);
    writer.show(visual(letters), x1);
    // Boxes may touch; the blank is needed all the same.
    if (next !== undefined && hasBlankBetween(letters, next[0])) writer.show(' ', Math.max(next[2], x1 + LEAST_BLANK * size));
  }
}

interface LinePlace {
  readonly left: number;
  readonly right: number;
  /** How high the baseline is half-way between. */
  readonly middle: number;
  /** How much it rises for each pixel to the right. */
  readonly slope: number;
  readonly size: number;
}

interface TextWriter {
  beginLine(place: LinePlace): void;
  setFont(font: CodeBytes): void;
  /** To an x of the line, unless the last text ended there. */
  moveTo(x: number): void;
  /** Letters as wide as it takes to end at an x. */
  show(letters: string, end: number): void;
  end(): TextLayer;
}

/**
 * Writes operators, and only those that change something by half a pixel: of a page of text they are the larger part. All
 * numbers are in pixels, y up.
 */
function textWriter(nameOf: (font: CodeBytes) => string, fonts: TextFonts): TextWriter {
  let content = '';
  /** Codes that are not shown yet: more may follow in the same width. */
  let pending = '';
  const used = new Set<CodeBytes>();
  let chosen = '';
  let size = 0;
  /** Of the width, in percent. */
  let scale = 100;
  // The line's matrix is [1 slope -slope 1 x y]: a step along the line is a pixel to the right.
  let [slope, x, y] = [0, 0, 0];
  let font: CodeBytes = 1;
  /** How far from the line's x what was written ends. */
  let pen = 0;

  function write(operation: string): void {
    if (pending !== '') content += `(${pending})Tj\n`;
    pending = '';
    content += operation;
  }

  function move(along: number, up: number): void {
    write(`${along} ${up} Td\n`);
    x += along - slope * up;
    y += slope * along + up;
    pen = 0;
  }

  return {
    beginLine({ left, right, middle, slope: wanted, size: wantedSize }) {
      const half = (right - left) / 2;
      const isNear = (other: number) => Math.abs(wanted - other) * half <= HALF_PIXEL;
      const taken = [slope, 0].find(isNear) ?? Number(wanted.toFixed(4));
      const start = middle - taken * half;
      if (taken === slope) {
        const [dx, dy] = [left - x, start - y];
        const square = 1 + slope * slope;
        move(Math.round((dx + slope * dy) / square), Math.round((dy - slope * dx) / square));
      } else {
        slope = taken;
        [x, y, pen] = [Math.round(left), Math.round(start), 0];
        write(`1 ${decimal(slope)} ${decimal(-slope)} 1 ${x} ${y} Tm\n`);
      }
      const level = wantedSize / Math.hypot(1, slope);
      if (Math.abs(level - size) > HALF_PIXEL) size = Math.max(1, Math.round(level));
    },
    setFont(wanted) {
      font = wanted;
      used.add(font);
      const choice = `/${nameOf(font)} ${size} Tf\n`;
      if (choice !== chosen) write(choice);
      chosen = choice;
    },
    moveTo(to) {
      if (Math.abs(to - x - pen) > 2 * HALF_PIXEL) move(Math.round(to - x), 0);
    },
    show(letters, end) {
      const { codes, length } = fonts.encode(letters, font);
      /** As wide as the font has them. */
      const natural = length * (GLYPH_WIDTH / 1000) * size;
      const width = Math.max(end - x - pen, 1);
      if (Math.abs((natural * scale) / 100 - width) > HALF_PIXEL) {
        scale = roundest(((width - HALF_PIXEL) / natural) * 100, ((width + HALF_PIXEL) / natural) * 100);
        write(`${scale} Tz`);
      }
      pending += codes;
      pen += (natural * scale) / 100;
    },
    end() {
      write('');
      return { content, used: [...used] };
    },
  };
}

/** The coarsest first; in multiples of these there are few different numbers, which are short and compress well. */
const STEPS = [50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02];

/** A number between two that are greater than 0, as round as can be. */
function roundest(least: number, most: number): number {
  const middle = (least + most) / 2;
  for (const step of STEPS) {
    const value = Number((Math.round(middle / step) * step).toFixed(2));
    if (value >= least && value <= most) return value;
  }
  return Math.max(0.01, Number(middle.toFixed(2)));
}

/** What the line's letters stand on: how much it falls for each pixel to the right, and its height at an x. */
function baselineOf({ box, baseline }: Omit<PageLine, 'begins'>, size: number) {
  const [x0, y0, x1, y1] = baseline ?? [0, 0, 0, 0];
  const slope = (y1 - y0) / (x1 - x0);
  // What falls more steeply is no line of this page's text.
  if (baseline === null || !(x1 > x0) || Math.abs(slope) > 1) {
    return { slope: 0, heightAt: () => (baseline === null ? box[3] - BELOW_BASELINE * size : y0) };
  }
  return { slope, heightAt: (x: number) => y0 + (x - x0) * slope };
}

function hasBlankBetween(before: string, after: string): boolean {
  return !(UNSPACED_END.test(before) && UNSPACED_START.test(after));
}

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Readers take what a page shows from left to right and work out from it how it is read: so is a line with such letters given. */
function inVisualOrder(words: readonly WordBox[]): readonly WordBox[] {
  if (!words.some(([text]) => RIGHT_TO_LEFT.test(text))) return words;
  return words.toSorted((a, b) => a[2] + a[4] - (b[2] + b[4]));
}

/** The Unicode bidirectional algorithm is no purpose of ours. The package's types tell of a module that it is not. */
const bidi = (createRequire(import.meta.url)('bidi-js') as typeof import('bidi-js')['default'])();

/** A word's characters as they stand from left to right. */
function visual(word: string): string {
  if (!RIGHT_TO_LEFT.test(word)) return word;
  const order = bidi.getReorderedIndices(word, bidi.getEmbeddingLevels(word, 'rtl'));
  // Half characters change places with the whole.
  return Array.from(order, (index) => word.charAt(index))
    .join('')
    .replaceAll(/([\udc00-\udfff])([\ud800-\udbff])/g, '$2$1');
}
