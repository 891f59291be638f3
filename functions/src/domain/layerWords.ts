/** From the characters of a page's own text to its words and lines, as a recogniser would give them. */

import type { Box, PageLine, WordBox } from '../contract/documents.ts';
import type { LayerCharacter, LayerPage } from './textLayer.ts';

export interface LayerWords {
  readonly text: string;
  /** In reading order, in pixels. Their confidence is 100: nothing was guessed. */
  readonly words: readonly WordBox[];
  readonly lines: readonly PageLine[];
  /** How far the page must be turned clockwise so that most of its lines are level; the pixels are those of the turned page. */
  readonly rotation: 0 | 90 | 180 | 270;
}

const CONFIDENCE = 100;
/** Distances, in sizes of the font. Further off the line than this is another line; indices and exponents are not. */
const MOST_SHIFT = 0.5;
/** Further back than this is another line. */
const MOST_BACK = 1;
/** A gap this wide parts words, whether the file has a blank there or not. */
const LEAST_GAP = 0.5;
/** A wider distance than usual from line to line begins a paragraph, a far wider one a block. */
const PARAGRAPH_DISTANCE = 1.35;
const BLOCK_DISTANCE = 2.2;
/** Lines of such different sizes are a heading and its text. */
const BLOCK_SIZE = 1.25;
/** An indented line begins a paragraph; what is indented further is a column of a table. */
const LEAST_INDENT = 0.9;
const MOST_INDENT = 5;
/** An "l" and a "p" on one line reach from here to there, in sizes of the font. */
const LETTER_HEIGHT = 0.93;
/** What share of the lines may follow one below them before the order of the file is taken for none. */
const MOST_JUMPS_SHARE = 0.25;
const LEAST_LINES_TO_SORT = 6;
/** Sorting takes the square of it. */
const MOST_LINES_TO_SORT = 1000;
/** Columns are parted by a gap of at least this many line sizes. */
const LEAST_GUTTER = 1.2;

/** @param scale pixels a point */
export function wordsOfLayer(page: LayerPage, scale: number): LayerWords {
  const rotation = rotationOf(page.characters);
  const upright = page.characters.filter((character) => isOnPage(character, page)).map(turnedBy(rotation, page));
  const lines = inReadingOrder(linesOf(upright));
  const usual = usualDistance(lines);
  const words: WordBox[] = [];
  const pageLines: PageLine[] = [];
  let text = '';
  for (const [index, line] of lines.entries()) {
    const begins = beginningOf(line, lines[index - 1], usual);
    const pixels = (box: Box): Box => box.map((value) => Math.round(value * scale)) as unknown as Box;
    words.push(...line.words.map((word): WordBox => [word.text, CONFIDENCE, ...pixels(word.box)]));
    pageLines.push({
      wordCount: line.words.length,
      box: pixels(line.box),
      baseline: line.turn === 0 ? pixels([line.box[0], line.y, line.box[2], line.y]) : null,
      size: Math.round(line.size * LETTER_HEIGHT * scale),
      begins,
    });
    const separator = index === 0 ? '' : begins === null ? '\n' : '\n\n';
    text += separator + line.words.map((word) => word.text).join(' ');
  }
  return { text, words, lines: pageLines, rotation };
}

/** What most characters need to stand upright. */
function rotationOf(characters: readonly LayerCharacter[]): LayerWords['rotation'] {
  const counts = new Map<number, number>();
  for (const { turn, text } of characters) {
    if (turn !== null && text.trim() !== '') counts.set(turn, (counts.get(turn) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return ((360 - (most?.[0] ?? 0)) % 360) as LayerWords['rotation'];
}

/** Text beyond the edge is in the file, not on the page. */
function isOnPage({ x, y, box, text }: LayerCharacter, { width, height }: LayerPage): boolean {
  const [middleX, middleY] = text.trim() === '' ? [x, y] : [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  return middleX >= 0 && middleY >= 0 && middleX <= width && middleY <= height;
}

function turnedBy(rotation: LayerWords['rotation'], { width, height }: LayerPage) {
  const place = (x: number, y: number): readonly [number, number] => {
    switch (rotation) {
      case 0:
        return [x, y];
      case 90:
        return [height - y, x];
      case 180:
        return [width - x, height - y];
      case 270:
        return [y, width - x];
      default:
        return rotation satisfies never;
    }
  };
  return (character: LayerCharacter): LayerCharacter => {
    if (rotation === 0) return character;
    const [[ax, ay], [bx, by]] = [place(character.box[0], character.box[1]), place(character.box[2], character.box[3])];
    const [x, y] = place(character.x, character.y);
    const turn = character.turn === null ? null : (((character.turn + rotation) % 360) as 0 | 90 | 180 | 270);
    return { ...character, box: [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)], x, y, turn };
  };
}

interface Word {
  text: string;
  box: Box;
}

interface Line {
  readonly words: Word[];
  readonly turn: LayerCharacter['turn'];
  readonly y: number;
  box: Box;
  size: number;
}

/** Characters follow each other on a line as long as they go on where the one before ended. */
function linesOf(characters: readonly LayerCharacter[]): Line[] {
  const lines: Line[] = [];
  let line: Line | undefined;
  let last: LayerCharacter | undefined;
  let isApart = true;
  for (const character of characters) {
    if (character.text.trim() === '') {
      isApart = true;
      continue;
    }
    const text = readable(character);
    if (text === '') continue;
    if (line === undefined || last === undefined || !goesOn(last, character)) {
      line = { words: [], turn: character.turn, y: character.y, box: character.box, size: character.size };
      lines.push(line);
      isApart = true;
    }
    const word: Word | undefined = line.words.at(-1);
    if (word === undefined || isApart || (last !== undefined && gapBetween(last, character) > LEAST_GAP * last.size)) {
      line.words.push({ text, box: character.box });
    } else {
      word.text += text;
      word.box = around(word.box, character.box);
    }
    line.box = around(line.box, character.box);
    line.size = Math.max(line.size, character.size);
    last = character;
    isApart = false;
  }
  for (const { words } of lines) {
    // A hyphen that shows only where a line breaks.
    for (const [index, word] of words.entries()) {
      const shown = index === words.length - 1 ? word.text.replace(/\u00AD$/, '-') : word.text;
      word.text = shown.replaceAll('\u00AD', '').normalize('NFC').toWellFormed();
    }
  }
  return lines;
}

/** A character for people: hyphens at the end of lines as such, usual bullets, else a sign that there was something. */
function readable({ text, isMapped }: LayerCharacter): string {
  if (text === '\u0002') return '-';
  if (/[\uF0B7\uF0A7\uF06E]/u.test(text)) return '•';
  if (/\p{Co}/u.test(text) || (!isMapped && /\p{Cc}/u.test(text))) return '\uFFFD';
  return text.replace(/[\p{Cc}\u200B\uFEFF\uFFFE\uFFFF]/gu, '');
}

/** Along and across the line, whichever way it runs. */
function along({ turn, x, y }: Pick<LayerCharacter, 'turn' | 'x' | 'y'>): readonly [along: number, across: number] {
  switch (turn) {
    case 90:
      return [y, -x];
    case 180:
      return [-x, -y];
    case 270:
      return [-y, x];
    default:
      return [x, y];
  }
}

function span({ turn, box }: LayerCharacter): readonly [from: number, to: number] {
  const [[a], [b]] = [along({ turn, x: box[0], y: box[1] }), along({ turn, x: box[2], y: box[3] })];
  return [Math.min(a, b), Math.max(a, b)];
}

const IDEOGRAPHS = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー、。]+$/u;
/** From one ideograph to the one below it, in sizes. */
const MOST_STEP_DOWN = 1.7;

/** Whether the second stands below the first, as in a column of Japanese. */
function goesDown(last: LayerCharacter, next: LayerCharacter): boolean {
  const [right, down] = [(next.x - last.x) / next.size, (next.y - last.y) / next.size];
  return IDEOGRAPHS.test(last.text + next.text) && Math.abs(right) < MOST_SHIFT && down > 0 && down < MOST_STEP_DOWN;
}

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

function goesOn(last: LayerCharacter, next: LayerCharacter): boolean {
  if (last.turn !== next.turn) return false;
  if (last.turn === null) return Math.hypot(next.x - last.x, next.y - last.y) < 3 * last.size;
  if (goesDown(last, next)) return true;
  const size = Math.max(last.size, next.size);
  if (Math.abs(along(next)[1] - along(last)[1]) > MOST_SHIFT * size) return false;
  return RIGHT_TO_LEFT.test(last.text + next.text) || span(next)[0] - span(last)[1] >= -MOST_BACK * size;
}

/** Between the near ends of two characters of a line; negative where they overlap. */
function gapBetween(last: LayerCharacter, next: LayerCharacter): number {
  if (last.turn === null) return 0;
  const [[lastFrom, lastTo], [nextFrom, nextTo]] = [span(last), span(next)];
  return Math.max(nextFrom - lastTo, lastFrom - nextTo);
}

function around(a: Box, b: Box): Box {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}

/** From a line to the next below it, where they belong together: the median. */
function usualDistance(lines: readonly Line[]): number {
  const distances = lines.slice(1).flatMap((line, index) => {
    const before = lines[index];
    return before !== undefined && overlap(line, before) && line.y > before.y ? [(line.y - before.y) / line.size] : [];
  });
  return distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 1.2;
}

function overlap(a: Line, b: Line): boolean {
  return a.box[0] < b.box[2] && b.box[0] < a.box[2];
}

function beginningOf(line: Line, before: Line | undefined, usual: number): PageLine['begins'] {
  if (before === undefined || line.turn !== 0 || before.turn !== 0 || !overlap(line, before)) return 'block';
  const distance = (line.y - before.y) / Math.max(line.size, before.size) / usual;
  const sizes = Math.max(line.size, before.size) / Math.min(line.size, before.size);
  if (distance <= 0 || distance > BLOCK_DISTANCE || sizes > BLOCK_SIZE) return 'block';
  const indent = (line.box[0] - before.box[0]) / line.size;
  return distance > PARAGRAPH_DISTANCE || (indent > LEAST_INDENT && indent < MOST_INDENT) ? 'paragraph' : null;
}

/**
 * The order of the file, which nearly always is the order of reading, unless many lines follow one that is below them: then
 * columns from left to right, and in each from top to bottom.
 */
function inReadingOrder(lines: readonly Line[]): readonly Line[] {
  const jumps = lines.filter((line, index) => {
    const before = lines[index - 1];
    return before !== undefined && overlap(line, before) && line.box[3] <= before.box[1];
  });
  if (lines.length < LEAST_LINES_TO_SORT || lines.length > MOST_LINES_TO_SORT) return lines;
  return jumps.length <= lines.length * MOST_JUMPS_SHARE ? lines : sorted(lines);
}

function sorted(lines: readonly Line[]): readonly Line[] {
  if (lines.length < 2) return lines;
  const size = lines.reduce((sum, line) => sum + line.size, 0) / lines.length;
  const gutter = widestGap(lines, 0, 2);
  // One line beside others is a cell of a row; columns have several on both sides.
  if (gutter.width >= LEAST_GUTTER * size && Math.min(gutter.before.length, gutter.after.length) >= 3) {
    return [...sorted(gutter.before), ...sorted(gutter.after)];
  }
  const split = widestGap(lines, 1, 3);
  if (split.width > 0) return [...sorted(split.before), ...sorted(split.after)];
  return [...lines].sort((a, b) => (Math.abs(a.y - b.y) > MOST_SHIFT * size ? a.y - b.y : a.box[0] - b.box[0]));
}

/** The widest strip that no line reaches into, and the lines on its two sides. */
function widestGap(lines: readonly Line[], low: 0 | 1, high: 2 | 3) {
  const ordered = [...lines].sort((a, b) => a.box[low] - b.box[low]);
  let [reach, width, at] = [Number.NEGATIVE_INFINITY, 0, 0];
  for (const [index, { box }] of ordered.entries()) {
    if (index > 0 && box[low] - reach > width) [width, at] = [box[low] - reach, index];
    reach = Math.max(reach, box[high]);
  }
  return { width, before: ordered.slice(0, at), after: ordered.slice(at) };
}
