import { describe, expect, it } from 'vitest';
import { layerOfLines } from '../testing/layers.ts';
import { isLayerTaken, type LayerPage } from './textLayer.ts';

const PROSE = [
  'The harbour master wrote down when the sea came in,',
  'and nobody asked him to. His instruments would not',
  'have impressed a surveyor: a pole, marked in inches',
  'with a hot nail, and a silver watch that lost four',
  'minutes a week. He set it every Monday by the railway',
  'clock, and corrected each reading by hand, in red.',
];

describe('the text of a page, in auto,', () => {
  const taken = (page: LayerPage) => isLayerTaken(page, 'auto');

  it('is taken when it is prose', () => {
    expect(taken(layerOfLines(PROSE))).toBe(true);
  });

  it.each([
    ['one word', ['Introduction']],
    ['a table of numbers', Array.from({ length: 20 }, (_, row) => `${row} 1,204.50 38.2 % 17`)],
    ['contents with leaders', Array.from({ length: 20 }, (_, row) => `Chapter ${row} ${'.'.repeat(40)} ${row * 7}`)],
    ['German compounds', Array.from({ length: 10 }, () => 'Die Angstschweißtropfen des Rechtsschutzversicherers')],
    ['Polish', Array.from({ length: 10 }, () => 'Chrząszcz brzmi w trzcinie w Szczebrzeszynie')],
    ['Greek', Array.from({ length: 10 }, () => 'Ο καπετάνιος έγραφε πότε ερχόταν η θάλασσα')],
    ['Japanese, without blanks', Array.from({ length: 10 }, () => '港長は潮が満ちる時刻を書き留めた。')],
  ])('is taken when it is %s', (_, lines) => {
    expect(taken(layerOfLines(lines))).toBe(true);
  });

  it('is taken beside a picture that is smaller than the half of it', () => {
    expect(taken({ ...layerOfLines(PROSE), pictureShare: 0.4 })).toBe(true);
  });

  it('is taken on a picture that fills the page, if it is a whole text', () => {
    expect(taken({ ...layerOfLines(PROSE), pictureShare: 1 })).toBe(true);
  });

  it('is not taken when it is a stamp on a scan', () => {
    expect(taken({ ...layerOfLines(['Received 4 March 2021', 'Page 3 of 12']), pictureShare: 1 })).toBe(false);
  });

  it('is not taken when it is long but stands in the margins of a scan', () => {
    const page = layerOfLines(PROSE);
    const atTop = page.characters.map((character) => ({ ...character, y: 20 }));
    expect(taken({ ...page, characters: atTop, pictureShare: 1 })).toBe(false);
  });

  it('is not taken when it lies unseen over a scan', () => {
    expect(taken({ ...layerOfLines(PROSE, { isShown: false }), pictureShare: 1 })).toBe(false);
  });

  it('is not taken when most of its letters are drawings', () => {
    expect(taken({ ...layerOfLines(['Page 3']), letterShapeCount: 2000 })).toBe(false);
  });

  it('is not taken when its font does not say which characters they are', () => {
    expect(taken(layerOfLines(PROSE, { isMapped: false }))).toBe(false);
  });

  it.each([
    ['replacements', (text: string) => text.replace(/[aeiou]/g, '\uFFFD')],
    [
      'characters of private use',
      (text: string) => text.replace(/[a-z]/g, (letter) => String.fromCharCode(0xf000 + letter.charCodeAt(0))),
    ],
    ['control characters', (text: string) => text.replace(/[a-m]/g, '\u0001')],
    ['signs', (text: string) => text.replace(/[a-z]/g, '´')],
    [
      'letters that are all off by one',
      (text: string) => text.replace(/[a-z]/gi, (it) => String.fromCharCode(it.charCodeAt(0) + 1)),
    ],
    ['letters that stand apart', (text: string) => [...text.replaceAll(' ', '')].join(' ')],
    ['words that run together', (text: string) => text.replace(/[^a-z]/gi, '').repeat(3)],
    [
      'letters in mixed case',
      (text: string) => text.replace(/([a-z])([a-z])/g, (_, a: string, b: string) => a + b.toUpperCase()),
    ],
  ])('is not taken when it is %s', (_, spoil) => {
    expect(taken(layerOfLines(PROSE.map(spoil)))).toBe(false);
  });

  it('is taken with a bullet here and there that only its font knows', () => {
    expect(taken(layerOfLines(PROSE.map((line, index) => (index % 3 === 0 ? `\uF0B7 ${line}` : line))))).toBe(true);
  });

  it('is nothing to take when there is none', () => {
    expect(taken(layerOfLines([]))).toBe(false);
    expect(taken(layerOfLines(['* * *']))).toBe(false);
  });
});

describe('the text of a page, when it was asked for', () => {
  it('is always taken in skip: a stamp, an earlier recognition', () => {
    expect(isLayerTaken({ ...layerOfLines(['Received 4 March']), pictureShare: 1 }, 'skip')).toBe(true);
    expect(isLayerTaken({ ...layerOfLines(PROSE, { isShown: false }), pictureShare: 1 }, 'skip')).toBe(true);
  });

  it('is not taken in skip when it says nothing to anybody', () => {
    expect(isLayerTaken(layerOfLines(PROSE.map((line) => line.replace(/[a-z]/g, '\uFFFD'))), 'skip')).toBe(false);
    expect(isLayerTaken(layerOfLines([]), 'skip')).toBe(false);
  });

  it('is never taken in force', () => {
    expect(isLayerTaken(layerOfLines(PROSE), 'force')).toBe(false);
  });
});
