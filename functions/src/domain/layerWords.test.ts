import { describe, expect, it } from 'vitest';
import { charactersOf, LAYER_HEIGHT, LAYER_WIDTH, layerOf, layerOfLines } from '../testing/layers.ts';
import { wordsOfLayer } from './layerWords.ts';
import type { LayerCharacter } from './textLayer.ts';

const text = (...lines: LayerCharacter[][]) => wordsOfLayer(layerOf(lines.flat()), 1).text;

describe('words of a text layer', () => {
  it('have their boxes in pixels, and no doubt', () => {
    const { words, lines, rotation } = wordsOfLayer(layerOfLines(['two words']), 2);
    expect(words).toEqual([
      ['two', 100, 100, 186, 130, 200],
      ['words', 100, 140, 186, 190, 200],
    ]);
    expect(lines).toEqual([
      { wordCount: 2, box: [100, 186, 190, 200], baseline: [100, 200, 190, 200], size: 19, begins: 'block' },
    ]);
    expect(rotation).toBe(0);
  });

  it('are parted by a gap where the file has no blank, and not by the narrow ones between letters', () => {
    expect(text(charactersOf('left'), charactersOf('right', { x: 78 }))).toBe('left right');
    expect(text(charactersOf('left'), charactersOf('right', { x: 71 }))).toBe('leftright');
  });

  it('keep an exponent on its line', () => {
    expect(text(charactersOf('E = mc'), charactersOf('2', { x: 80, y: 96, size: 6 }))).toBe('E = mc2');
  });

  it('break with a hyphen at the end of a line; a soft hyphen shows only there', () => {
    const lines = [
      charactersOf('har\u00ADbour mas\u00AD'),
      charactersOf('ter loa\u0002', { y: 114 }),
      charactersOf('ded', { y: 128 }),
    ];
    expect(text(...lines)).toBe('harbour mas-\nter loa-\nded');
  });

  it('show bullets of symbol fonts as bullets, and what has no meaning as such', () => {
    expect(text(charactersOf('\uF0B7 point \uE123 \u0001'))).toBe('• point \uFFFD');
  });

  it('compose letters from their parts', () => {
    expect(text(charactersOf('cafe\u0301'))).toBe('caf\u00E9');
  });

  it('are none beyond the edge of the page', () => {
    expect(text(charactersOf('seen'), charactersOf('cut', { y: -20 }), charactersOf('off', { x: LAYER_WIDTH + 5 }))).toBe('seen');
  });

  it('read from right to left keep their order', () => {
    const letters = charactersOf('שלום');
    const places = letters.map(({ box, x }) => ({ box, x })).reverse();
    expect(text(letters.map((letter, index) => ({ ...letter, ...places[index] })))).toBe('שלום');
  });

  it('written downwards make one line', () => {
    expect(text(...[...'日本語'].map((it, index) => charactersOf(it, { y: 100 + index * 11 })))).toBe('日本語');
  });
});

describe('lines of a text layer', () => {
  const begins = (...lines: LayerCharacter[][]) => wordsOfLayer(layerOf(lines.flat()), 1).lines.map((line) => line.begins);

  it('begin a paragraph after a wider distance or indented, a block after a far wider one or in another size', () => {
    const at = (y: number, style = {}) => charactersOf('some words', { y, ...style });
    expect(begins(at(100), at(114), at(128), at(149), at(163), at(177, { x: 65 }), at(191))).toEqual([
      ...['block', null, null, 'paragraph', null, 'paragraph', null],
    ]);
    expect(begins(at(100, { size: 16 }), at(116), at(130), at(144), at(190))).toEqual(['block', 'block', null, null, 'block']);
  });

  it('are parted in the text by what they begin', () => {
    const lines = [
      charactersOf('one'),
      charactersOf('two', { y: 114 }),
      charactersOf('three', { y: 128 }),
      charactersOf('four', { y: 200 }),
    ];
    expect(text(...lines)).toBe('one\ntwo\nthree\n\nfour');
  });

  it('of columns that the file has one after the other stay in its order', () => {
    const column = (x: number, name: string) =>
      [0, 1, 2, 3].map((row) => charactersOf(`${name}${row}`, { x, y: 100 + row * 14 }));
    expect(text(...column(50, 'a'), ...column(250, 'b'))).toBe('a0\na1\na2\na3\n\nb0\nb1\nb2\nb3');
  });

  it('in no order are read column by column from the top', () => {
    const column = (x: number, name: string) =>
      [3, 0, 2, 1].map((row) => charactersOf(`${name}${row}`, { x, y: 100 + row * 14 }));
    expect(text(...column(250, 'b'), ...column(50, 'a'))).toBe('a0\na1\na2\na3\n\nb0\nb1\nb2\nb3');
  });
});

describe('a page whose text stands on its side', () => {
  /** As the upright page would be if the whole sheet were turned clockwise by a quarter: x' = height − y, y' = x. */
  const onSide = ({ characters }: ReturnType<typeof layerOfLines>): LayerCharacter[] =>
    characters.map((character) => {
      const [x0, y0, x1, y1] = character.box;
      const box = [LAYER_HEIGHT - y1, x0, LAYER_HEIGHT - y0, x1] as const;
      return { ...character, box, x: LAYER_HEIGHT - character.y, y: character.x, turn: 90 };
    });

  it('is turned, with the places of its words', () => {
    const upright = layerOfLines(['some words', 'and more']);
    const turned = { ...layerOf(onSide(upright)), width: LAYER_HEIGHT, height: LAYER_WIDTH };
    expect(wordsOfLayer(turned, 1)).toEqual({ ...wordsOfLayer(upright, 1), rotation: 270 });
  });

  it('stays when it is only a note in the margin', () => {
    const note = layerOf(onSide(layerOfLines(['note'])));
    const page = layerOf([
      ...layerOfLines(['an upright page']).characters,
      ...note.characters.map((it) => ({ ...it, x: 20, box: [10, 60, 20, 80] as const })),
    ]);
    expect(wordsOfLayer(page, 1).rotation).toBe(0);
  });
});
