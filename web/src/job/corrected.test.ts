import { describe, expect, it } from 'vitest';
import type { PageWords, WordCorrection } from '../../../functions/src/contract/documents.ts';
import { readPage, withFixes } from './corrected.ts';

const page: PageWords = {
  ...{ pageNumber: 1, source: 'ocr', width: 100, height: 100, dpi: null, rotation: 0, skew: 0, languages: ['eng'] },
  text: 'The har bour\nat davvn',
  words: [
    ['The', 90, 0, 0, 10, 10],
    ['har', 69, 12, 0, 20, 10],
    ['bour', 90, 22, 0, 30, 10],
    ['at', 90, 0, 20, 10, 30],
    ['davvn', 30, 12, 20, 30, 30],
  ],
  lines: [
    { wordCount: 3, box: [0, 0, 30, 10], baseline: null, size: 9, begins: 'block' },
    { wordCount: 2, box: [0, 20, 30, 30], baseline: null, size: 9, begins: null },
  ],
};
const size = { width: 100, height: 100 };
const noon = new Date('2026-11-22T12:00:00Z');
const at = { toMillis: () => noon.getTime(), toDate: () => noon };
const correction = (box: WordCorrection['box'], was: string, text: string): WordCorrection => ({
  box,
  was,
  text,
  authorUid: 'o',
  at,
});
const dawn = correction([12, 20, 30, 30], 'davvn', 'dawn');

describe('a page with what people put right', () => {
  it('reads as before where nobody did', () => {
    const { text, words } = readPage(page, [], size);
    expect(text).toBe(page.text);
    expect(words.map(({ place }) => place && text.slice(place.start, place.end))).toEqual(page.words.map(([word]) => word));
    expect(words.filter(({ doubtful }) => doubtful).map(({ index }) => index)).toEqual([1, 4]);
  });

  it('says the new words in the old ones’ places', () => {
    const harbour = [correction([12, 0, 20, 10], 'har', 'harbour'), correction([22, 0, 30, 10], 'bour', '')];
    const { text, words } = readPage(page, [...harbour, dawn], size);
    expect(text).toBe('The harbour\nat dawn');
    expect(words.map(({ place }) => place && text.slice(place.start, place.end))).toEqual(['The', 'harbour', null, 'at', 'dawn']);
    expect(
      words.some(({ doubtful }) => doubtful),
      'what was put right is in doubt no more',
    ).toBe(false);
    expect(words[4]).toMatchObject({ was: 'davvn', correction: { authorUid: 'o' } });
  });

  it('finds the word again that was read a little elsewhere, and on an image of another size', () => {
    expect(readPage(page, [correction([11, 19, 29, 31], 'davvn', 'dawn')], size).text).toContain('dawn');
    expect(readPage(page, [correction([120, 200, 300, 300], 'davvn', 'dawn')], { width: 1000, height: 1000 }).text).toContain(
      'dawn',
    );
    expect(readPage(page, [correction([60, 60, 90, 90], 'davvn', 'dawn')], size).text).toBe(page.text);
  });
});

describe('corrections that are on their way', () => {
  const fix = { box: dawn.box, was: 'davvn', text: 'Dawn' };
  it('are shown at once, in place of what was stored of the same word', () => {
    expect(withFixes([dawn], [fix], 'me', noon)).toMatchObject([{ text: 'Dawn', authorUid: 'me' }]);
    expect(withFixes([dawn], [], 'me', noon)).toEqual([dawn]);
  });

  it('take one back when they say what was read', () => {
    expect(withFixes([dawn], [{ ...fix, text: 'davvn' }], 'me', noon)).toEqual([]);
  });
});
