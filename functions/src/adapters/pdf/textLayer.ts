/** What was read on a page as text that is not seen: a content stream in which every word is as wide as its box. */

import { createRequire } from 'node:module';
import type { PageLine, PageWords, WordBox } from '../../contract/documents.ts';
import { type Matrix, transformed } from '../../domain/pageGeometry.ts';
import { GLYPH_WIDTH, type GlyphCodes } from './glyphlessFont.ts';
import { decimal } from './pdfFile.ts';

/** Of a line's size, how much lies below its baseline, where the engine did not say where that is. */
const BELOW_BASELINE = 0.23;
/** Of a line's size: the narrowest blank. */
const LEAST_BLANK = 0.05;
const FRACTION_OF_PIXEL = 0.03;
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

/**
 * The content stream of a page's text; it leaves the graphics state as it found it.
 * @param fontName the font's name in the page's resources
 * @param toPage from pixels of the page image to the page's user space
 */
export function textLayer(page: PageWords, fontName: string, toPage: Matrix, codes: GlyphCodes): string {
  const lines = [...linesOf(page)].map(({ line, words }) => lineText(line, words, fontName, toPage, codes));
  return `q 3 Tr\n${lines.join('')}Q\n`;
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

function lineText(
  line: Omit<PageLine, 'begins'>,
  words: readonly WordBox[],
  fontName: string,
  toPage: Matrix,
  codes: GlyphCodes,
): string {
  const shown = inVisualOrder(words.filter(([text]) => text.trim() !== ''));
  const [first] = shown;
  if (first === undefined) return '';
  const size = line.size > 0 ? line.size : Math.max(1, line.box[3] - line.box[1]);
  const { slope, heightAt } = baselineOf(line, size);
  const [, , left] = first;
  const start = transformed(toPage, { x: left, y: heightAt(left) });
  // A pixel along the baseline and one up from it, in the page's user space.
  const stretch = Math.hypot(1, slope);
  const along = { x: (toPage[0] + toPage[2] * slope) / stretch, y: (toPage[1] + toPage[3] * slope) / stretch };
  const up = { x: (toPage[0] * slope - toPage[2]) / stretch, y: (toPage[1] * slope - toPage[3]) / stretch };
  const unit = Math.hypot(along.x, along.y);
  const rise = Math.hypot(up.x, up.y);
  if (!(unit > 0 && rise > 0)) return '';
  // User space may be finer or coarser than points: what is written is exact to a fraction of a pixel.
  const digits = Math.min(6, Math.max(0, Math.ceil(-Math.log10(unit * FRACTION_OF_PIXEL))));
  const fontSize = Number((size * rise).toFixed(digits + 1));
  if (fontSize === 0) return '';
  /** As wide as the font has them. */
  const natural = (length: number) => length * (GLYPH_WIDTH / 1000) * fontSize;
  const place = (x: number) => (x - left) * stretch * unit;

  const direction = [along.x / unit, along.y / unit, up.x / rise, up.y / rise].map((value) => decimal(value, 6));
  const origin = [start.x, start.y].map((value) => decimal(value, digits));
  let text = `BT /${fontName} ${decimal(fontSize, digits + 1)} Tf ${[...direction, ...origin].join(' ')} Tm\n`;
  /** From the line's start: where the last move went to, and where what was written since ends. */
  let moved = 0;
  let pen = 0;
  for (const [index, [letters, , x0, , x1]] of shown.entries()) {
    const next = shown[index + 1];
    if (Math.abs(place(x0) - pen) > unit) {
      const move = decimal(place(x0) - moved, digits);
      text += `${move} 0 Td `;
      moved += Number(move);
      pen = moved;
    }
    const { hex, length } = codes.encode(visual(letters));
    const width = Math.max(place(x1) - pen, unit);
    const scale = decimal((width / natural(length)) * 100, 1);
    text += `${scale} Tz <${hex}> Tj`;
    pen += (natural(length) * Number(scale)) / 100;
    if (next !== undefined && hasBlankBetween(letters, next[0])) {
      // Boxes may touch; the blank is needed all the same.
      const blank = decimal((Math.max(place(next[2]) - pen, LEAST_BLANK * fontSize) / natural(1)) * 100, 0);
      text += ` ${blank} Tz <0020> Tj`;
      pen += (natural(1) * Number(blank)) / 100;
    }
    text += '\n';
  }
  return `${text}ET\n`;
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
