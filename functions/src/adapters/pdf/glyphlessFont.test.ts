import { describe, expect, it } from 'vitest';
import { type CodeBytes, textFonts } from './glyphlessFont.ts';
import { pdfFile } from './pdfFile.ts';

const someFonts = () => {
  let free = 1;
  return textFonts(() => free++);
};
const fontOf = (text: string) => someFonts().fontFor(text);
const encoded = (text: string, font: CodeBytes) => someFonts().encode(text, font);

describe('the font of a text', () => {
  it('has codes of one byte for what Western European languages write', () => {
    const texts = ['A plain word, 100 % (of it)', 'Größe', 'l’été', '“quoted” – 5 €', 'œuvre Ÿ ž'];
    expect(texts.map(fontOf)).toEqual(texts.map(() => 1));
  });

  it('has codes of two bytes for all else, and for what such a code would tell of two characters', () => {
    const texts = ['Ἀθῆναι', 'мир', '中', '😀', 'ﬁ', 'a\u00a0b', 'co\u00adop', '\u0081', '\u007f', '\t', '\ud800'];
    expect(texts.map(fontOf)).toEqual(texts.map(() => 2));
  });
});

describe('codes of one byte', () => {
  it('are those of Windows 1252', () => {
    expect(encoded('aß–€', 1)).toEqual({ codes: 'a\u00df\u0096\u0080', length: 4 });
  });

  it('that would end the string are escaped', () => {
    expect(encoded('(a\\b)', 1)).toEqual({ codes: '\\(a\\\\b\\)', length: 5 });
  });
});

describe('codes of two bytes', () => {
  const numbersOf = (codes: string) => codes.match(/.{2}/gs)?.map((pair) => pair.charCodeAt(0) * 256 + pair.charCodeAt(1));

  it('are the characters’ own, as far as two bytes go', () => {
    expect(encoded('aß中', 2)).toEqual({ codes: '\0a\0\u00df\u004e\u002d', length: 3 });
  });

  it('that would end the string, or be taken for the end of a line, are escaped', () => {
    expect(encoded('\u0d28\u295c', 2).codes).toBe('\\r\\(\\)\\\\');
  });

  it('beyond that are given out in turn, one to each character', () => {
    const { codes, length } = encoded('😀a𝒳😀', 2);
    expect([numbersOf(codes), length]).toEqual([[0xd800, 0x61, 0xd801, 0xd800], 4]);
  });

  it('run out, and what comes then has no meaning but a width', () => {
    const many = Array.from({ length: 2049 }, (_, index) => String.fromCodePoint(0x20000 + index)).join('');
    const { codes, length } = encoded(many, 2);
    expect(length).toBe(2049);
    expect(numbersOf(codes.slice(-4))).toEqual([0xdfff, 0xfffd]);
  });

  it('of half characters and control characters have no meaning', () => {
    expect(numbersOf(encoded('\ud800\u0000', 2).codes)).toEqual([0xfffd, 0xfffd]);
  });
});

describe('the objects of fonts', () => {
  it.each<[CodeBytes[], number]>([
    [[], 0],
    [[1], 3],
    [[2], 6],
    [[1, 2, 1], 7],
  ])('are those of the fonts that were asked for: of %j, %i', (asked, objects) => {
    const fonts = someFonts();
    fonts.encode('中', 2);
    for (const font of asked) fonts.objectOf(font);
    expect(fonts.objects(pdfFile(0))).toHaveLength(objects);
  });
});
