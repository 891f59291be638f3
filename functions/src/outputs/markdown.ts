import type { PageWords } from '../contract/documents.ts';
import type { OutputDocument } from './document.ts';
import { between, type Line, linesOf } from './layout.ts';

/**
 * `document.md`: paragraphs, headings where the size of the letters says so, lists where the text does. From the second on, a
 * page begins with a comment that no reader sees. A page that was not read leaves a note.
 */
export async function* documentMarkdown({ pages, words }: OutputDocument): AsyncIterable<string> {
  // It knows where which character would be read as markup. Only who is asked for Markdown loads it.
  const { toMarkdown } = await import('mdast-util-to-markdown');
  for (const page of pages) {
    const { pageNumber, status, error } = page;
    const read = await words(page);
    const children: MarkdownNode[] = pageNumber === 1 ? [] : [{ type: 'html', value: `<!-- page ${pageNumber} -->` }];
    if (read === null) children.push(note(`Page ${pageNumber} was not read: ${error?.code ?? status}`));
    else children.push(...contentOf(read));
    const text = toMarkdown({ type: 'root', children }, OPTIONS);
    // Streams take no empty pieces.
    if (text !== '') yield `${page === pages[0] ? '' : '\n'}${text}`;
  }
}

type MarkdownNode = Extract<
  Parameters<typeof import('mdast-util-to-markdown').toMarkdown>[0],
  { type: 'html' | 'heading' | 'paragraph' | 'list' }
>;

const OPTIONS = {
  bullet: '-',
  // GitHub's crossed-out words are not in the library's own list.
  unsafe: [{ character: '~', inConstruct: 'phrasing' }],
} as const satisfies Parameters<typeof import('mdast-util-to-markdown').toMarkdown>[1];

/** Letters this many times as high as the page's usual ones are a heading's, of the level that comes with it. */
const HEADINGS = [
  { ratio: 1.9, depth: 1 },
  { ratio: 1.5, depth: 2 },
  { ratio: 1.25, depth: 3 },
] as const;
/** What is longer is no heading, however large. */
const MAX_HEADING_LINES = 3;
const MAX_HEADING_LENGTH = 150;
/** What follows more lines than this is no part of a list's item; also keeps pages full of numbers from being looked through over and over. */
const MAX_ITEM_LINES = 12;
/** Words this many of the line's heights apart stand in columns of a table: such a line is a row, and no part of a paragraph. */
const COLUMN_GAP = 2.5;
/** Within a paragraph, a line whose letters are this many times those of the line before, or the other way round, is another. */
const OTHER_SIZE = 1.3;

function contentOf(page: PageWords): readonly MarkdownNode[] {
  const lines = linesOf(page);
  const usual = usualSize(lines);
  const hyphenated = hyphenatedWords(lines);
  const nodes: MarkdownNode[] = [];
  for (let at = 0; at < lines.length; ) {
    const list = listAt(lines, at, usual);
    if (list !== null) {
      const items = list.items.map((item) => textOf(item, hyphenated, 1));
      nodes.push({
        type: 'list',
        ordered: list.first !== null,
        start: list.first,
        spread: false,
        children: items.map((value) => ({ type: 'listItem', spread: false, children: [paragraph(value)] })),
      });
      at = list.end;
      continue;
    }
    let end = at + 1;
    while (end < lines.length && !beginsAnew(lines, end) && listAt(lines, end, usual) === null) end++;
    const piece = lines.slice(at, end);
    const value = textOf(piece, hyphenated);
    const depth = depthOf(piece, value, usual);
    nodes.push(depth === null ? paragraph(value) : { type: 'heading', depth, children: [{ type: 'text', value }] });
    at = end;
  }
  return nodes;
}

function paragraph(value: string) {
  return { type: 'paragraph', children: [{ type: 'text', value }] } satisfies MarkdownNode;
}

function note(value: string): MarkdownNode {
  return { type: 'paragraph', children: [{ type: 'emphasis', children: [{ type: 'text', value }] }] };
}

const lettersIn = (text: string) => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

/** The size of the line in whose like half of the page's letters stand, or in smaller ones. */
function usualSize(lines: readonly Line[]): number {
  const sizes = lines
    .map(({ size, words }) => ({ size, letters: words.reduce((sum, [text]) => sum + lettersIn(text), 0) }))
    .sort((a, b) => a.size - b.size);
  let half = sizes.reduce((sum, { letters }) => sum + letters, 0) / 2;
  for (const { size, letters } of sizes) {
    half -= letters;
    if (half <= 0) return size;
  }
  return 0;
}

function beginsAnew(lines: readonly Line[], at: number): boolean {
  const [before, line] = [lines[at - 1], lines[at]];
  if (before === undefined || line === undefined || line.begins !== null || isRow(before) || isRow(line)) return true;
  return Math.max(before.size, line.size) >= OTHER_SIZE * Math.min(before.size, line.size);
}

function isRow({ words, size }: Line): boolean {
  return words.some(([text, , x0, , x1], index) => {
    // The text of a list's item may begin far behind its sign.
    if (index === 0 && (NUMBER.test(text) || BULLET.test(text))) return false;
    const [, , nextX0, , nextX1] = words[index + 1] ?? [];
    return nextX0 !== undefined && nextX1 !== undefined && Math.max(nextX0 - x1, x0 - nextX1) > size * COLUMN_GAP;
  });
}

/** null: no heading. */
function depthOf(lines: readonly Line[], text: string, usual: number): 1 | 2 | 3 | null {
  if (lines.length > MAX_HEADING_LINES || text.length > MAX_HEADING_LENGTH) return null;
  // A rule, a logo, an ornament; a sentence that goes on.
  if (lettersIn(text) < 2 || lettersIn(text) * 2 < text.length || /[,;]$/.test(text)) return null;
  const ratio = Math.min(...lines.map(({ size }) => size)) / usual;
  return HEADINGS.find((heading) => ratio >= heading.ratio)?.depth ?? null;
}

interface FoundList {
  readonly items: readonly (readonly Line[])[];
  /** The first number; null for bullets. */
  readonly first: number | null;
  /** The line after it. */
  readonly end: number;
}

/** The list that begins with a line: of bullets, or of numbers that go up by one. A dash or a number alone makes none. */
function listAt(lines: readonly Line[], start: number, usual: number): FoundList | null {
  const first = markerOf(lines[start], usual);
  if (first === null) return null;
  const items: Line[][] = [];
  let end = start;
  for (let line = lines[end]; line !== undefined; line = lines[++end]) {
    const marker = markerOf(line, usual);
    const isSameKind = marker?.bullet === first.bullet;
    const isNext = first.bullet !== null || marker?.number === first.number + items.length;
    if (marker !== null && isSameKind && isNext) items.push([line]);
    else if ((marker === null || isSameKind) && !beginsAnew(lines, end) && (items.at(-1)?.length ?? 0) < MAX_ITEM_LINES)
      items.at(-1)?.push(line);
    else break;
  }
  if (items.length < (CERTAIN_BULLET.test(first.bullet ?? '') ? 1 : 2)) return null;
  return { items, first: first.bullet === null ? first.number : null, end };
}

const CERTAIN_BULLET = /^[•‣◦▪▫●○■□►▸◆➤✓]$/u;
const BULLET = /^[-–—*+·•‣◦▪▫●○■□►▸◆➤✓]$/u;
const NUMBER = /^\(?(\d{1,3})[.)]$/;

interface Marker {
  /** null for a number. */
  readonly bullet: string | null;
  /** 0 for a bullet. */
  readonly number: number;
}

/** What a line of a list has before its text; null for other lines, and for large ones: numbered headings are no list. */
function markerOf(line: Line | undefined, usual: number): Marker | null {
  const [marker] = line?.words[0] ?? [''];
  if (line === undefined || line.words.length < 2 || line.size >= usual * HEADINGS[2].ratio) return null;
  const number = NUMBER.exec(marker)?.[1];
  if (number !== undefined) return { bullet: null, number: Number(number) };
  return BULLET.test(marker) ? { bullet: marker, number: 0 } : null;
}

/** Lines as one. @param skipped how many words of the first are left out */
function textOf(lines: readonly Line[], hyphenated: ReadonlySet<string>, skipped = 0): string {
  let text = '';
  let last = '';
  for (const [index, { words }] of lines.entries()) {
    for (const [place, [word]] of words.slice(index === 0 ? skipped : 0).entries()) {
      const { dropsHyphen, gap } =
        place > 0 || index === 0 ? { dropsHyphen: false, gap: between(last, word) } : acrossLines(last, word, hyphenated);
      text = (dropsHyphen ? text.slice(0, -1) : text) + (text === '' ? '' : gap) + word;
      last = word;
    }
  }
  return text;
}

const SOFT_HYPHEN = '\u00ad';
const HYPHEN_AT_END = /[\p{L}\p{M}\p{N}][-\u2010]$/u;
/** One word without a hyphen in it, then one. */
const BROKEN_WORD = /^[^\p{L}\p{N}]*(\p{L}[\p{L}\p{M}]+)[-\u2010]$/u;
/** What follows a hyphen that stands for the rest of a word: "pre- and post-war". */
const CONJUNCTIONS = new Set(['and', 'or', 'to', 'und', 'oder', 'bis', 'et', 'ou', 'y', 'e', 'en', 'of']);

/** What becomes of a hyphen at the end of a line: it goes where it plainly only broke a word, and stays where it may be the word's own. */
function acrossLines(last: string, next: string, hyphenated: ReadonlySet<string>): { dropsHyphen: boolean; gap: '' | ' ' } {
  const rest = /^[\p{L}\p{M}]+/u.exec(next)?.[0] ?? '';
  if (last.endsWith(SOFT_HYPHEN) && rest !== '') return { dropsHyphen: true, gap: '' };
  if (!HYPHEN_AT_END.test(last) || !/^[\p{L}\p{N}]/u.test(next) || CONJUNCTIONS.has(rest))
    return { dropsHyphen: false, gap: between(last, next) };
  const head = BROKEN_WORD.exec(last)?.[1];
  const isBroken = head !== undefined && /^\p{Ll}/u.test(rest) && !hyphenated.has(`${head}-${rest}`.toLowerCase());
  return { dropsHyphen: isBroken, gap: '' };
}

/** Words that the page writes with a hyphen in the middle of a line, in small letters. */
function hyphenatedWords(lines: readonly Line[]): ReadonlySet<string> {
  const texts = lines.flatMap(({ words }) => words.map(([text]) => text));
  return new Set(texts.flatMap((text) => /\p{L}[\p{L}\p{M}]*-\p{L}[\p{L}\p{M}]*/u.exec(text)?.[0].toLowerCase() ?? []));
}
