import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PageLine, PageWords, WordBox } from '../../contract/documents.ts';
import { composed, type Matrix, toUserSpace, transformed } from '../../domain/pageGeometry.ts';
import { GLYPH_WIDTH, textFonts } from './glyphlessFont.ts';
import { textLayer } from './textLayer.ts';

const PAGE = { width: 1654, height: 2339, rotation: 0, skew: 0 } as const;
const TO_PAGE = toUserSpace(PAGE, { box: [0, 0, 595.44, 842.04], turn: 0 });

interface Shown {
  readonly codes: string;
  /** Where its baseline begins and ends, in pixels of the page image. */
  readonly start: { readonly x: number; readonly y: number };
  readonly end: { readonly x: number; readonly y: number };
}

/** What a reader makes of a content stream whose codes have one byte. */
function shownBy(content: string): Shown[] {
  const shown: Shown[] = [];
  const operands: string[] = [];
  const fromPage = inverse(TO_PAGE);
  let [toSpace, line]: [Matrix, Matrix] = [
    [1, 0, 0, 1, 0, 0],
    [1, 0, 0, 1, 0, 0],
  ];
  let [pen, size, scale] = [0, 0, 100];
  const place = (x: number) => transformed(composed(composed(line, toSpace), fromPage), { x, y: 0 });
  for (const [token] of content.matchAll(/\((?:\\.|[^\\)])*\)|[^\s()]+/gs)) {
    const numbers = () => operands.splice(0).map(Number);
    if (token === 'cm') toSpace = numbers() as unknown as Matrix;
    else if (token === 'Tm') [line, pen] = [numbers() as unknown as Matrix, 0];
    else if (token === 'Td') [line, pen] = [composed([1, 0, 0, 1, ...(numbers() as [number, number])], line), 0];
    else if (token === 'Tf') size = Number(operands.splice(0)[1]);
    else if (token === 'Tz') [scale = 0] = numbers();
    else if (token === 'Tj') {
      const codes = (operands.splice(0)[0] ?? '').slice(1, -1).replaceAll(/\\(.)/gs, '$1');
      // One at a time, so that those which were put together are seen apart.
      for (const part of codes.match(/ |[^ ]+/g) ?? []) {
        const width = (part.length * (GLYPH_WIDTH / 1000) * size * scale) / 100;
        if (part !== ' ') shown.push({ codes: part, start: place(pen), end: place(pen + width) });
        pen += width;
      }
    } else if (/^(q|Q|BT|ET|Tr)$/.test(token)) operands.splice(0);
    else operands.push(token);
  }
  return shown;
}

function inverse([a, b, c, d, e, f]: Matrix): Matrix {
  const area = a * d - b * c;
  return [d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area];
}

function pageOf(lines: readonly { readonly words: readonly WordBox[]; readonly baseline: PageLine['baseline'] }[]): PageWords {
  return {
    ...{ ...PAGE, pageNumber: 1, source: 'ocr', dpi: 200, languages: ['eng'], text: '' },
    words: lines.flatMap(({ words }) => words),
    lines: lines.map(({ words, baseline }) => {
      const [x0, y0, x1, y1] = [words[0]?.[2] ?? 0, words[0]?.[3] ?? 0, words.at(-1)?.[4] ?? 0, words[0]?.[5] ?? 0];
      return { wordCount: words.length, box: [x0, y0, x1, y1], baseline, size: y1 - y0, begins: null };
    }),
  };
}

function contentOf(page: PageWords): string {
  let free = 1;
  const fonts = textFonts(() => free++);
  return textLayer(page, (font) => `F${font}`, TO_PAGE, fonts).content;
}

const aWord = fc.tuple(fc.stringMatching(/^[!-~]{1,14}$/), fc.integer({ min: 6, max: 120 }), fc.integer({ min: 3, max: 200 }));
const aLine = fc.record({
  words: fc.array(aWord, { minLength: 1, maxLength: 12 }),
  left: fc.integer({ min: 0, max: 300 }),
  top: fc.integer({ min: 0, max: 2200 }),
  height: fc.integer({ min: 12, max: 60 }),
  falls: fc.integer({ min: -40, max: 40 }),
});

describe('a page’s text', () => {
  it('has every word where its box is, to a pixel, and as wide to half of one', () => {
    fc.assert(
      fc.property(fc.array(aLine, { minLength: 1, maxLength: 6 }), (lines) => {
        const placed = lines.map(({ words, left, top, height, falls }) => {
          let x = left;
          const boxes = words.map(([text, width, gap]): WordBox => {
            const box: WordBox = [text, 90, x, top, x + width, top + height];
            x += width + gap;
            return box;
          });
          const [y, length] = [top + height - 5, x - left];
          // Gentle enough for a line, whatever its length.
          const fall = Math.round((falls * length) / 1000);
          return { words: boxes, baseline: [left, y, left + length, y + fall] as const };
        });
        const page = pageOf(placed);
        const expected = placed.flatMap(({ words, baseline: [bx0, by0, bx1, by1] }) =>
          words.map(([text, , x0, , x1]) => ({ text, x0, x1, y: by0 + (((x0 + x1) / 2 - bx0) * (by1 - by0)) / (bx1 - bx0) })),
        );
        const shown = shownBy(contentOf(page));
        expect(shown.map(({ codes }) => codes)).toEqual(expected.map(({ text }) => text));
        for (const [index, { start, end }] of shown.entries()) {
          const { x0, x1, y } = expected[index] ?? { x0: 0, x1: 0, y: 0 };
          expect(Math.abs(start.x - x0)).toBeLessThan(1.01);
          expect(Math.abs(end.x - x1)).toBeLessThan(0.51);
          expect(Math.abs((start.y + end.y) / 2 - y)).toBeLessThan(1.1);
        }
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('says nothing anew that is as good as before: direction, size, width', () => {
    const word = (text: string, x0: number, y0: number, x1: number): WordBox => [text, 90, x0, y0, x1, y0 + 30];
    const content = contentOf(
      pageOf([
        { words: [word('One', 100, 100, 145), word('two', 160, 100, 205)], baseline: [100, 125, 205, 125] },
        { words: [word('Three', 100, 140, 176), word('four', 190, 140, 250)], baseline: [100, 165, 250, 166] },
      ]),
    );
    expect(content.split('\n').slice(1)).toEqual([
      '100 2214 Td',
      '/F1 30 Tf',
      '(One two)Tj',
      '0 -40 Td',
      '102 Tz(Three)Tj',
      '90 Tz( )Tj',
      '100 Tz(four)Tj',
      'ET Q',
      '',
    ]);
  });

  it('is nothing on a page that has no size', () => {
    const page = pageOf([{ words: [['word', 90, 10, 10, 50, 30]], baseline: null }]);
    const fonts = textFonts(() => 1);
    expect(textLayer(page, () => 'F', [0, 0, 0, 0, 5, 5], fonts)).toEqual({ content: '', used: [] });
  });
});
