/**
 * Tables without rules, whose layout was taken for one of columns of text, and which were read one column after the other. People
 * read them row by row, and so does what people do with the text.
 */

import type { PageLine, WordBox } from '../contract/documents.ts';

type Layout = { readonly words: readonly WordBox[]; readonly lines: readonly PageLine[] };

interface Row {
  readonly line: PageLine;
  readonly words: readonly WordBox[];
  /** Where it stands, whatever the page's slope. */
  readonly y: number;
}

interface Block {
  readonly rows: readonly Row[];
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Of most of its lines. */
  readonly size: number;
  readonly kind: 'numbers' | 'prose' | 'words';
}

/** In heights of a line: so near each other two lines stand in one row. */
const SAME_ROW = 0.2;
/** Of the lines of the shorter column stand in rows of the other. */
const LEAST_SHARED = 0.8;
/** And so many at least, or the second number if the shorter has no more. */
const FEWEST_ROWS = 3;
const FEWEST_LINES = 2;
/** Of the lines of a column of numbers hold nothing else. */
const LEAST_NUMBERS = 0.6;
/** Lines with so many words most of which reach so far are running text, which has columns of its own. */
const PROSE_WORDS = 5;
const PROSE_FILL = 0.8;
/** Of its words are no numbers. */
const PROSE_TEXT = 0.7;
/** So are lines of a narrow column, if there are so many, that nearly all reach its end. */
const NARROW_WORDS = 2;
const NARROW_FILL = 0.9;
const FEWEST_NARROW_LINES = 4;
const MOST_SHORT_LINES = 0.3;
/** Amounts, dates, hours, dashes for nothing; with a currency or two letters, as `CR`. */
const NUMBER = /^(?:[^\p{L}]*\p{N}[^\p{L}]*|[-–—.]+|\p{Sc}|\p{Lu}{1,3})$/u;
/** What is longer is none; looking for one in it would take the square of its length. */
const LONGEST_NUMBER = 40;

/** @returns the same when there is no such table */
export function inRows<L extends Layout>(layout: L): Layout {
  const blocks = blocksOf(layout);
  const tables = tablesOf(blocks);
  if (tables.length === 0) return layout;
  const rows = blocks.flatMap((block): readonly Omit<Row, 'y'>[] => {
    const table = tables.find((columns) => columns.includes(block));
    if (table === undefined) return block.rows;
    return table[0] === block ? rowsOf(table) : [];
  });
  return { words: rows.flatMap(({ words }) => words), lines: rows.map(({ line }) => line) };
}

/** Columns of one table: each stands in rows with another. */
function tablesOf(blocks: readonly Block[]): Block[][] {
  const tables: Block[][] = [];
  for (const block of blocks) {
    const [beside, others] = [[], []] as [Block[][], Block[][]];
    for (const table of tables) (table.some((column) => areInRows(column, block)) ? beside : others).push(table);
    tables.splice(0, Infinity, ...others, [...beside.flat(), block]);
  }
  const found = tables.filter((table) => table.length > 1);
  const taken = new Set(found.flat());
  return found.map((table) => {
    const cells = blocks.filter((block) => !taken.has(block) && isCellOf(table, block));
    for (const cell of cells) taken.add(cell);
    // In the order in which they were read: the table stands where the first of them stood.
    return blocks.filter((block) => table.includes(block) || cells.includes(block));
  });
}

/** Whether a block of a line or two, too few to tell a column by, stands in rows of a table and beside what stands there. */
function isCellOf(table: readonly Block[], block: Block): boolean {
  const isWithin =
    block.left >= Math.min(...table.map(({ left }) => left)) && block.right <= Math.max(...table.map(({ right }) => right));
  if (!isWithin || block.kind === 'prose') return false;
  const others = table.flatMap((column) => column.rows);
  const near = SAME_ROW * block.size;
  return block.rows.every((row) => {
    const cells = others.filter(({ y }) => Math.abs(y - row.y) <= near);
    const [x0, , x1] = row.line.box;
    return cells.length > 0 && cells.every(({ line: { box } }) => box[2] <= x0 || box[0] >= x1);
  });
}

function blocksOf({ words, lines }: Layout): Block[] {
  const slope = slopeOf(lines);
  const blocks: Row[][] = [];
  let next = 0;
  for (const line of lines) {
    const row = { line, words: words.slice(next, next + line.wordCount), y: levelOf(line, slope) };
    next += line.wordCount;
    const last = blocks.at(-1);
    if (last === undefined || line.begins === 'block') blocks.push([row]);
    else last.push(row);
  }
  return blocks.map((rows) => {
    const [left, right] = [Math.min(...rows.map(({ line }) => line.box[0])), Math.max(...rows.map(({ line }) => line.box[2]))];
    const [top, bottom] = [Math.min(...rows.map(({ y }) => y)), Math.max(...rows.map(({ y }) => y))];
    return { rows, left, right, top, bottom, size: sizeOf(rows), kind: kindOf(rows, right - left) };
  });
}

/** How far lines fall, per pixel to the right: pages are level to a degree, and the columns of a table far apart. */
function slopeOf(lines: readonly PageLine[]): number {
  const slopes = lines.flatMap(({ baseline }) => {
    if (baseline === null || baseline[2] <= baseline[0]) return [];
    return [{ slope: (baseline[3] - baseline[1]) / (baseline[2] - baseline[0]), width: baseline[2] - baseline[0] }];
  });
  slopes.sort((a, b) => a.slope - b.slope);
  // A long line tells it better than a short one.
  let half = slopes.reduce((sum, { width }) => sum + width, 0) / 2;
  for (const { slope, width } of slopes) {
    half -= width;
    if (half <= 0) return slope;
  }
  return 0;
}

/** Where a line's baseline would be at the left edge of a level page. */
function levelOf({ baseline, box: [x0, , x1, bottom] }: PageLine, slope: number): number {
  const [left, y0, right, y1] = baseline ?? [x0, bottom, x1, bottom];
  return (y0 + y1) / 2 - (slope * (left + right)) / 2;
}

function kindOf(rows: readonly Row[], width: number): Block['kind'] {
  const numbers = rows.filter(
    ({ words }) => words.every(([text]) => isNumber(text)) && words.some(([text]) => /\p{N}/u.test(text)),
  );
  if (numbers.length >= rows.length * LEAST_NUMBERS) return 'numbers';
  const reach = ({ line: { box }, words }: Row, share: number, wordCount: number) => {
    const texts = words.filter(([text]) => !isNumber(text)).length;
    return box[2] - box[0] >= width * share && texts >= wordCount && texts >= words.length * PROSE_TEXT;
  };
  if (rows.filter((row) => reach(row, PROSE_FILL, PROSE_WORDS)).length * 2 > rows.length) return 'prose';
  const short = rows.filter((row) => !reach(row, NARROW_FILL, NARROW_WORDS));
  return rows.length >= FEWEST_NARROW_LINES && short.length <= rows.length * MOST_SHORT_LINES ? 'prose' : 'words';
}

const isNumber = (text: string) => text.length <= LONGEST_NUMBER && NUMBER.test(text);

/** Whether two blocks are columns of the same table: one of them holds numbers. Words side by side may be two addresses. */
function areInRows(a: Block, b: Block): boolean {
  if (a.kind !== 'numbers' && b.kind !== 'numbers') return false;
  if (a.kind === 'prose' || b.kind === 'prose' || (a.right > b.left && b.right > a.left)) return false;
  const near = SAME_ROW * Math.min(a.size, b.size);
  const [top, bottom] = [Math.max(a.top, b.top) - near, Math.min(a.bottom, b.bottom) + near];
  if (top > bottom) return false;
  const beside = ({ rows }: Block) => rows.filter(({ y }) => y >= top && y <= bottom);
  const [few, many] = [beside(a), beside(b)].toSorted((x, y) => x.length - y.length) as [Row[], Row[]];
  const shared = few.filter(({ y }) => many.some((row) => Math.abs(row.y - y) <= near));
  const fewest = Math.max(FEWEST_LINES, Math.min(FEWEST_ROWS, a.rows.length, b.rows.length));
  // What only begins beside the end of the other is another thing.
  if (few.length * 2 < Math.min(a.rows.length, b.rows.length)) return false;
  return shared.length >= fewest && shared.length >= few.length * LEAST_SHARED;
}

function sizeOf(rows: readonly Row[]): number {
  return rows.map(({ line }) => line.size).toSorted((x, y) => x - y)[rows.length >> 1] ?? 0;
}

/** Row by row, from left to right. What stands in no other column's row is a row by itself: a cell may have several lines. */
function rowsOf(table: readonly Block[]): Omit<Row, 'y'>[] {
  const rows: Row[][] = [];
  const byHeight = table
    .flatMap((block) => block.rows.map((row) => ({ row, near: SAME_ROW * block.size })))
    .toSorted((a, b) => a.row.y - b.row.y);
  for (const { row, near } of byHeight) {
    const last = rows.at(-1);
    if (last?.[0] !== undefined && row.y - last[0].y <= near) last.push(row);
    else rows.push([row]);
  }
  return rows.map((cells, index) =>
    joinedRow(
      cells.toSorted((a, b) => a.line.box[0] - b.line.box[0]),
      index === 0,
    ),
  );
}

function joinedRow(cells: readonly Row[], isFirst: boolean): Omit<Row, 'y'> {
  const lines = cells.map(({ line }) => line);
  const words = cells.flatMap((cell) => cell.words);
  const [first, last] = [lines[0], lines.at(-1)] as [PageLine, PageLine];
  const box = [
    Math.min(...lines.map((line) => line.box[0])),
    Math.min(...lines.map((line) => line.box[1])),
    Math.max(...lines.map((line) => line.box[2])),
    Math.max(...lines.map((line) => line.box[3])),
  ] as const;
  const baseline =
    first.baseline && last.baseline && ([first.baseline[0], first.baseline[1], last.baseline[2], last.baseline[3]] as const);
  const size = lines.toSorted((a, b) => b.wordCount - a.wordCount)[0]?.size ?? first.size;
  const line: PageLine = { wordCount: words.length, box, baseline, size, begins: isFirst ? 'block' : null };
  return { line, words };
}
