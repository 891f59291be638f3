import { describe, expect, test } from 'vitest';
import type { LayoutBlock, LayoutLine, Place } from '../layout.ts';
import type { LineImage } from './lineImage.ts';
import type { LineReader } from './lineReader.ts';
import { readPage } from './readPage.ts';

const SIZE = { width: 1000, height: 200 };
const INK = { data: new Uint8Array(SIZE.width * SIZE.height).fill(255), ...SIZE, dpi: 200 };
const signal = new AbortController().signal;

const place = (x0: number, y0: number, x1: number, y1: number): Place => ({ x0, y0, x1, y1 });

/** Words of a line, by where they begin and end; each letter is ten pixels wide. */
function line(y: number, ...words: readonly (readonly [x0: number, x1: number])[]): LayoutLine {
  return {
    bbox: place(words[0]?.[0] ?? 0, y, words.at(-1)?.[1] ?? 0, y + 20),
    baseline: place(words[0]?.[0] ?? 0, y + 15, words.at(-1)?.[1] ?? 0, y + 15),
    rowAttributes: { rowHeight: 20, descenders: 5 },
    words: words.map(([x0, x1]) => ({
      text: null,
      confidence: null,
      bbox: place(x0, y, x1, y + 20),
      symbols: Array.from({ length: (x1 - x0) / 10 }, (_, index) => ({
        bbox: place(x0 + index * 10, y, x0 + index * 10 + 9, y + 20),
      })),
    })),
  };
}

const block = (...paragraphs: readonly (readonly LayoutLine[])[]): LayoutBlock => ({
  text: '',
  paragraphs: paragraphs.map((lines) => ({ lines })),
});

/** Says what it is told to, ten pixels to a letter, and remembers what it was asked. */
function reader(say: (image: LineImage, call: number) => readonly [text: string, probability: number]) {
  const asked: (readonly LineImage[])[] = [];
  const it: LineReader = {
    height: 20,
    read: async (images) => {
      asked.push(images);
      return images.map((image) => {
        const [text, probability] = say(image, asked.length);
        return [...text].map((letter, index) => ({ text: letter, probability, at: image.left + 9 + index * 10 }));
      });
    },
  };
  return { ...it, asked };
}

describe('the words of a page', () => {
  test('are read line by line, and lie where their letters do', async () => {
    const page = [block([line(10, [100, 130], [140, 160])], [line(50, [100, 120])]), block([line(90, [300, 320])])];
    const says = ['one to', 'or', 'at'];
    const { text, words, lines } = await readPage([reader(() => [says.shift() ?? '', 1])], INK, page, signal);
    expect(text).toBe('one to\n\nor\n\nat');
    expect(words).toEqual([
      ['one', 96, 100, 10, 129, 30],
      ['to', 96, 140, 10, 159, 30],
      ['or', 96, 100, 50, 119, 70],
      ['at', 96, 300, 90, 319, 110],
    ]);
    expect(lines.map(({ wordCount, begins, size }) => [wordCount, begins, size])).toEqual([
      [2, 'block', 20],
      [1, 'paragraph', 20],
      [1, 'block', 20],
    ]);
  });

  test('are as sure as their least sure letter', async () => {
    const { words } = await readPage([reader(() => ['on', 0.9])], INK, [block([line(10, [100, 120])])], signal);
    expect(words[0]?.[1]).toBeCloseTo(96 * 0.81);
  });

  test('are read apart where a wide gap parts them', async () => {
    const both = reader((image) => [image.left < 300 ? 'on' : 'at', 1]);
    const { text, lines } = await readPage([both], INK, [block([line(10, [100, 120], [400, 420])])], signal);
    expect(both.asked[0]).toHaveLength(2);
    expect(text).toBe('on at');
    expect(lines).toHaveLength(1);
  });

  test('are read without the dots that lead to a number; an ellipsis is none', async () => {
    const word = (x0: number, ...widths: readonly number[]) => {
      let x = x0;
      const symbols = widths.map((width) => {
        const bbox = width > 4 ? place(x, 10, x + width, 30) : place(x, 24, x + width, 28);
        x += width + 4;
        return { bbox };
      });
      return { text: null, confidence: null, bbox: place(x0, 10, x - 4, 30), symbols };
    };
    const dots = (count: number) => Array.from({ length: count }, () => 4);
    const { words: _, ...row } = line(10, [100, 600]);
    const pieces = async (...words: LayoutLine['words']) => {
      const asked = reader((image) => [image.left < 300 ? 'on' : '17', 1]);
      const { text } = await readPage([asked], INK, [block([{ ...row, words }])], signal);
      return [text, asked.asked[0]?.map((image) => image.left)];
    };
    expect(await pieces(word(100, 10, 10), word(130, ...dots(50)), word(540, 10, 10))).toEqual(['on 17', [96, 536]]);
    // As one word.
    expect(await pieces(word(100, 10, 10, ...dots(50), 10, 10))).toEqual(['on 17', [96, 524]]);
    expect(await pieces(word(100, 10, 10, ...dots(3)))).toEqual(['on', [96]]);
    const ellipsis = reader(() => ['on', 1]);
    await readPage([ellipsis], INK, [block([{ ...row, words: [word(100, 10, 10, ...dots(4))] }])], signal);
    const whole = reader(() => ['on', 1]);
    await readPage([whole], INK, [block([{ ...row, words: [word(100, 10, 10, ...dots(5))] }])], signal);
    const widthOf = ({ asked }: typeof whole) => asked[0]?.[0]?.width ?? 0;
    expect(widthOf(ellipsis)).toBeGreaterThan(widthOf(whole));
  });

  test('are not looked for where the layout has a word without ink', async () => {
    const empty = { text: null, confidence: null, bbox: place(0, 0, 1000, 200), symbols: [] };
    const page = line(10, [100, 120]);
    const asked = reader(() => ['on', 1]);
    await readPage([asked], INK, [block([{ ...page, words: [empty, ...page.words, empty] }])], signal);
    expect(asked.asked[0]).toHaveLength(1);
    expect(asked.asked[0]?.[0]?.left).toBeGreaterThan(90);
  });

  test('that a line of another direction holds are read from their own box', async () => {
    const upright = { ...line(10, [100, 120]), baseline: place(500, 190, 500, 10) };
    const { words } = await readPage([reader(() => ['on', 1])], INK, [block([upright])], signal);
    expect(words).toHaveLength(1);
  });
});

describe('a line that is read with doubt', () => {
  const page = [block([line(10, [100, 120])], [line(50, [100, 120])])];

  test('is read again light on dark, and the surer reading is taken', async () => {
    const doubting = reader((_, call) => (call === 1 ? ['on', 0.6] : ['no', 0.95]));
    const { text } = await readPage([doubting], INK, page, signal);
    expect(doubting.asked).toHaveLength(2);
    expect(text).toBe('no\n\nno');
    const [dark, light] = doubting.asked.map((images) => images[0]?.pixels[0] ?? 0);
    expect(light).toBe(-(dark ?? 0));
  });

  test('is read by the next reader, and only that line', async () => {
    let line_ = 0;
    const first = reader(() => ['on', line_++ === 0 ? 0.99 : 0.6]);
    const second = reader(() => ['да', 0.99]);
    const { text } = await readPage([first, second], INK, page, signal);
    expect(text).toBe('on\n\nда');
    expect(second.asked[0]).toHaveLength(1);
  });

  test('and stays less likely than not is no text', async () => {
    const { text, words, lines } = await readPage([reader(() => ['zz', 0.4])], INK, page, signal);
    expect({ text, words, lines }).toEqual({ text: '', words: [], lines: [] });
  });
});

test('words between upright rules are read without these, each for itself', async () => {
  const drawn = { ...INK, data: INK.data.slice() };
  for (let y = 0; y < SIZE.height; y++) for (const x of [133, 134]) drawn.data[y * SIZE.width + x] = 0;
  // The layout takes the rule for a letter of one word with those on both sides.
  const words = line(90, [100, 170]);
  const boxed = reader((image) => [image.left < 133 ? 'one' : 'two', 1]);
  const { words: read } = await readPage([boxed], drawn, [block([words])], signal);
  expect(read.map(([text, , x0, , x1]) => [text, x0, x1])).toEqual([
    ['one', 100, 129],
    ['two', 140, 169],
  ]);
  for (const { pixels } of boxed.asked.flat()) expect(new Set(pixels).size, 'nothing is left of it').toBe(1);
});

test('a page of thousands of thin lines is read a part at a time', async () => {
  const rule = (index: number): LayoutLine => ({
    ...line(index % 180, [0, 1000]),
    rowAttributes: null,
    bbox: place(0, index % 180, 1000, (index % 180) + 1),
  });
  const thin = Array.from({ length: 2000 }, (_, index) => {
    const it = rule(index);
    return { ...it, words: it.words.map((word) => ({ ...word, bbox: it.bbox, symbols: [] })) };
  });
  const patient = reader(() => ['on', 1]);
  const { lines } = await readPage([patient], INK, [block(thin)], signal);
  expect(lines).toHaveLength(2000);
  const pixels = patient.asked.map((images) => images.reduce((sum, image) => sum + image.pixels.length, 0));
  expect(Math.max(...pixels) * Float32Array.BYTES_PER_ELEMENT).toBeLessThan(100 * 1024 * 1024);
  expect(patient.asked.flat()).toHaveLength(2000);
});

test('a page without lines has no text', async () => {
  expect(await readPage([reader(() => ['no', 1])], INK, [], signal)).toEqual({ text: '', words: [], lines: [] });
});
