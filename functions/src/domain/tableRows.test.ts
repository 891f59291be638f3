import { describe, expect, it } from 'vitest';
import type { PageLine, WordBox } from '../contract/documents.ts';
import { inRows } from './tableRows.ts';

const [SIZE, PITCH, LETTER] = [20, 26, 9];

interface Column {
  readonly x: number;
  /** Of the first line's baseline. */
  readonly y: number;
  /** '' is none, in the middle of a block. */
  readonly lines: readonly string[];
}

/** Blocks as they were read, one after the other, on a page whose lines fall by `slope`. */
function read(columns: readonly Column[], slope = 0) {
  const words: WordBox[] = [];
  const lines: PageLine[] = [];
  for (const { x, y, lines: texts } of columns) {
    for (const [index, text] of texts.entries()) {
      if (text === '') continue;
      let left = x;
      const of = text.split(' ').map((word): WordBox => {
        const right = left + word.length * LETTER;
        const foot = y + index * PITCH + slope * left;
        const box: WordBox = [word, 90, left, foot - SIZE, right, foot];
        left = right + LETTER;
        return box;
      });
      const [first, last] = [of[0], of.at(-1)] as [WordBox, WordBox];
      const baseline = [first[2], first[5], last[4], first[5] + slope * (last[4] - first[2])] as const;
      words.push(...of);
      lines.push({
        wordCount: of.length,
        box: [first[2], first[3], last[4], last[5]],
        baseline,
        size: SIZE,
        begins: index === 0 ? 'block' : null,
      });
    }
  }
  return { words, lines };
}

function textOf({ words, lines }: ReturnType<typeof read> | ReturnType<typeof inRows>): string[] {
  let next = 0;
  return lines.map(({ wordCount }) => {
    next += wordCount;
    return words
      .slice(next - wordCount, next)
      .map(([text]) => text)
      .join(' ');
  });
}

const NAMES = { x: 60, y: 100, lines: ['Rope', 'Tar', 'Sailcloth', 'Two lamps'] };
const PRICES = { x: 600, y: 100, lines: ['12.50', '3.00', '48.90', '£ 7.25'] };
const ROWS = ['Rope 12.50', 'Tar 3.00', 'Sailcloth 48.90', 'Two lamps £ 7.25'];

describe('a table that was read column by column is put into rows', () => {
  it.each<[string, readonly Column[], readonly string[], number?]>([
    ['of two columns', [NAMES, PRICES], ROWS],
    ['of a page that leans', [NAMES, PRICES], ROWS, 0.015],
    [
      'with words in two of them',
      [NAMES, { x: 300, y: 100, lines: ['by the yard', 'in barrels', 'new', 'of brass'] }, PRICES],
      ['Rope by the yard 12.50', 'Tar in barrels 3.00', 'Sailcloth new 48.90', 'Two lamps of brass £ 7.25'],
    ],
    [
      'with cells that are empty',
      [NAMES, { x: 600, y: 100 + PITCH, lines: ['3.00', '48.90'] }],
      ['Rope', 'Tar 3.00', 'Sailcloth 48.90', 'Two lamps'],
    ],
    [
      'with a column that fell into several blocks',
      [{ ...NAMES, lines: NAMES.lines.slice(0, 2) }, { ...NAMES, y: 100 + 2 * PITCH, lines: NAMES.lines.slice(2) }, PRICES],
      ROWS,
    ],
    [
      'with a cell of its own block',
      [{ ...NAMES, lines: NAMES.lines.slice(0, 3) }, { x: 60, y: 100 + 3 * PITCH, lines: ['Two lamps'] }, PRICES],
      ROWS,
    ],
    [
      'with a cell of two lines',
      [
        { x: 60, y: 100, lines: ['Rope', 'of hemp', 'Tar', 'Lamps'] },
        { x: 600, y: 100, lines: ['12', '', '3', '7'] },
      ],
      ['Rope 12', 'of hemp', 'Tar 3', 'Lamps 7'],
    ],
  ])('%s', (_name, columns, rows, slope = 0) => {
    expect(textOf(inRows(read(columns, slope)))).toEqual(rows);
  });

  it('where its first column stood, and the rest of the page stays as it was', () => {
    const before = { x: 60, y: 40, lines: ['Price list'] };
    const after = { x: 60, y: 400, lines: ['Come and see us', 'by the harbour'] };
    expect(textOf(inRows(read([before, NAMES, after, PRICES])))).toEqual([
      'Price list',
      ...ROWS,
      'Come and see us',
      'by the harbour',
    ]);
  });

  it('and a cell between two tables is read once', () => {
    const tables = [
      NAMES,
      { ...PRICES, x: 500 },
      { x: 350, y: 100 + 3 * PITCH, lines: ['each'] },
      { x: 200, y: 100 + 3 * PITCH, lines: ['Bread', 'Salt', 'Beans', 'Oats'] },
      { x: 700, y: 100 + 3 * PITCH, lines: ['1.10', '0.90', '2.00', '3.30'] },
    ];
    const before = read(tables);
    const after = inRows(before);
    expect(after.words.toSorted()).toEqual(before.words.toSorted());
    expect(after.lines.reduce((sum, { wordCount }) => sum + wordCount, 0)).toBe(after.words.length);
  });

  it('each row a line around its cells, the first of them the begin of a block', () => {
    const { lines, words } = inRows(read([NAMES, PRICES]));
    expect(lines.map(({ begins }) => begins)).toEqual(['block', null, null, null]);
    expect(lines[0]).toMatchObject({ wordCount: 2, box: [60, 80, 645, 100], baseline: [60, 100, 645, 100], size: SIZE });
    expect(words).toHaveLength(lines.reduce((sum, { wordCount }) => sum + wordCount, 0));
  });
});

describe('what is no table is left as it was read', () => {
  const prose = (x: number, of: string) => ({
    x,
    y: 100,
    lines: Array.from({ length: 6 }, (_, row) => `${of} goes on and on and on ${row}`),
  });
  it.each<[string, readonly Column[]]>([
    ['two columns of text on the same lines', [prose(60, 'this'), prose(600, 'that')]],
    ['text beside numbers', [prose(60, 'this'), { x: 600, y: 100, lines: ['1', '2', '3', '4', '5', '6'] }]],
    ['two addresses', [NAMES, { ...NAMES, x: 600 }]],
    [
      'narrow columns of text with numbers at the margin',
      [
        { x: 20, y: 100, lines: ['1', '2', '3', '4', '5'] },
        { x: 60, y: 100, lines: ['the harbour lay', 'quiet under the', 'first light and', 'nobody had come', 'to it.'] },
        { x: 300, y: 100, lines: ['boats that were', 'to leave waited', 'for a wind that', 'did not come up', 'that day'] },
      ],
    ],
    ['numbers between the lines', [NAMES, { ...PRICES, y: 100 + PITCH / 2 }]],
    ['one number beside a list', [NAMES, { x: 600, y: 100, lines: ['12.50'] }]],
    ['what begins beside the end of a list', [NAMES, { ...PRICES, y: 100 + 3 * PITCH }]],
    ['numbers below a list', [NAMES, { ...PRICES, x: 60, y: 300 }]],
    ['nothing', []],
  ])('%s', (_name, columns) => {
    const before = read(columns);
    expect(inRows(before)).toBe(before);
  });
});
