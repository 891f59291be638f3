import { describe, expect, it } from 'vitest';
import type { PageWords } from '../../../functions/src/contract/documents.ts';
import { layerOf, plainText } from './layer.ts';

const page: PageWords = {
  ...{ pageNumber: 1, source: 'ocr', width: 200, height: 400, dpi: null, rotation: 0, skew: 0, languages: ['eng'] },
  text: 'A year\nwith the\n\nroof on',
  words: [
    ['A', 90, 20, 10, 30, 30],
    ['year', 90, 40, 14, 80, 34],
    ['with', 90, 20, 50, 60, 70],
    ['the', 40, 70, 50, 100, 70],
    ['roof', 90, 20, 100, 60, 120],
    ['on', 90, 70, 100, 90, 120],
  ],
  lines: [
    { wordCount: 2, box: [20, 10, 80, 34], baseline: null, size: 18.6, begins: 'block' },
    { wordCount: 2, box: [20, 50, 100, 70], baseline: null, size: 18.6, begins: null },
    { wordCount: 2, box: [20, 100, 90, 120], baseline: null, size: 18.6, begins: 'paragraph' },
  ],
};

describe('the words over the image', () => {
  it('are where they were read, in shares of the image, and as high as their line', () => {
    const [first, second] = layerOf(page);
    expect(first).toMatchObject({ left: 10, top: 2.5, width: 5, height: 6 });
    expect(second).toMatchObject({ left: 20, top: 2.5, width: 20, height: 6, lineHeight: 12 });
    expect(second?.fontSize).toBeCloseTo(10);
  });

  it('are parted as the page’s text parts them', () => {
    const layer = layerOf(page);
    expect(layer.map(({ text, after }) => text + after).join('')).toBe(page.text);
    expect(layerOf({ ...page, text: 'nothing like it' }).map(({ after }) => after)).toEqual([' ', '\n', ' ', '\n\n', ' ', '']);
  });

  it('keep to themselves where their line runs another way, and where no line is known', () => {
    const turned = { ...page, lines: [{ wordCount: 6, box: [0, 0, 10, 400] as const, baseline: null, size: 300, begins: null }] };
    expect(layerOf(turned)[0]).toMatchObject({ top: 2.5, height: 5 });
    expect(layerOf({ ...page, lines: [] })[0]).toMatchObject({ top: 2.5, height: 5 });
  });

  it('have no blanks between them where the text has none', () => {
    const text = '日本';
    const words = [['日', 90, 0, 0, 9, 9] as const, ['本', 90, 10, 0, 19, 9] as const];
    expect(layerOf({ ...page, text, words, lines: [] }).map(({ after }) => after)).toEqual(['', '']);
  });
});

describe('a page’s text by its words', () => {
  it('has a line for a line and a gap before a paragraph', () => {
    expect(
      plainText(
        page.words.map(([text]) => ({ text })),
        page.lines,
      ),
    ).toBe(page.text);
  });

  it('leaves no trace of words that are none', () => {
    const words = ['', 'year', 'with', '', '', ''].map((text) => ({ text }));
    expect(plainText(words, page.lines)).toBe('year\nwith');
  });
});
