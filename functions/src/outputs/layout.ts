/** A page's words in the blocks, paragraphs and lines that they stand in: what every output with a structure is written from. */

import type { Box, PageLine, PageWords, WordBox } from '../contract/documents.ts';

export interface Line extends Pick<PageLine, 'box' | 'baseline' | 'size' | 'begins'> {
  /** At least one. */
  readonly words: readonly WordBox[];
}

export interface Paragraph {
  readonly box: Box;
  readonly lines: readonly Line[];
}

export interface Block {
  readonly box: Box;
  readonly paragraphs: readonly Paragraph[];
}

/** The page's lines in reading order. Their words are as read but for what nobody can see: control characters and half characters. */
export function linesOf({ words, lines }: PageWords): readonly Line[] {
  const found: Line[] = [];
  let begins: PageLine['begins'] = 'block';
  let at = 0;
  const add = (line: Omit<Line, 'words'>, of: readonly WordBox[]) => {
    // What a line without words would have begun, the next one begins.
    begins = line.begins === 'block' ? 'block' : (begins ?? line.begins);
    const visible = of.map(visibleWord).filter(([text]) => text.trim() !== '');
    if (visible.length === 0) return;
    found.push({ ...line, begins, words: visible });
    begins = null;
  };
  for (const { wordCount, ...line } of lines) {
    add(line, words.slice(at, at + wordCount));
    at += wordCount;
  }
  const rest = words.slice(at);
  // No word is lost for want of a line.
  const box = around(rest.map(boxOfWord));
  add({ box, baseline: null, size: box[3] - box[1], begins: 'block' }, rest);
  return found;
}

/** The page's blocks in reading order; see `linesOf`. */
export function blocksOf(page: PageWords): readonly Block[] {
  return groups(linesOf(page), ({ begins }) => begins === 'block').map((block) => ({
    box: around(block.map(({ box }) => box)),
    paragraphs: groups(block, ({ begins }) => begins !== null).map((lines) => ({
      box: around(lines.map(({ box }) => box)),
      lines,
    })),
  }));
}

/** What stands between two words of a line: nothing in scripts that are written without spaces. */
export function between(word: string, next: string): '' | ' ' {
  return ENDS_UNSPACED.test(word) && BEGINS_UNSPACED.test(next) ? '' : ' ';
}

const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303f\uff00-\uffef]`;
const ENDS_UNSPACED = new RegExp(`${UNSPACED}$`, 'u');
const BEGINS_UNSPACED = new RegExp(`^${UNSPACED}`, 'u');

export function boxOfWord([, , ...box]: WordBox): Box {
  return box;
}

/** In whole pixels, within the page: what a file says of its own text may lie beyond the page's edges. */
export function pixels([x0, y0, x1, y1]: Box, { width, height }: Pick<PageWords, 'width' | 'height'>): Box {
  const within = (value: number, least: number, most: number) => Math.min(Math.max(Math.round(value), least), most);
  const left = within(x0, 0, width);
  const top = within(y0, 0, height);
  return [left, top, within(x1, left, width), within(y1, top, height)];
}

function visibleWord([text, ...rest]: WordBox): WordBox {
  return [text.replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, ''), ...rest];
}

function around(boxes: readonly Box[]): Box {
  const [x0, y0, x1, y1] = ([0, 1, 2, 3] as const).map((side) => boxes.map((box) => box[side]));
  return [least(x0), least(y0), most(x1), most(y1)];
}

// Math.min(...) has no place for as many arguments as a page may have words.
const least = (values: readonly number[] = []) => values.reduce((a, b) => Math.min(a, b), values[0] ?? 0);
const most = (values: readonly number[] = []) => values.reduce((a, b) => Math.max(a, b), values[0] ?? 0);

/** Runs of lines, each begun by the first line or by one that `begins`. */
function groups(lines: readonly Line[], begins: (line: Line) => boolean): readonly (readonly Line[])[] {
  const found: Line[][] = [];
  for (const line of lines) {
    const last = found.at(-1);
    if (last === undefined || begins(line)) found.push([line]);
    else last.push(line);
  }
  return found;
}
