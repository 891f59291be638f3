import { describe, expect, it } from 'vitest';
import type { PageCorrections, PageWords, WordCorrection } from '../../../functions/src/contract/documents.ts';
import { holds, isChanged, readPage, withFixes } from './corrected.ts';

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
const layer = (...words: WordCorrection[]): PageCorrections => ({ pageNumber: 1, width: 100, height: 100, words, updatedAt: at });

describe('a page with what people put right', () => {
  it('reads as before where nobody did', () => {
    const { text, words } = readPage(page, null);
    expect(text).toBe(page.text);
    expect(words.map(({ place }) => place && text.slice(place.start, place.end))).toEqual(page.words.map(([word]) => word));
    expect(words.filter(({ isDoubtful }) => isDoubtful).map(({ index }) => index)).toEqual([1, 4]);
  });

  it('says the new words in the old ones’ places', () => {
    const harbour = [correction([12, 0, 20, 10], 'har', 'harbour'), correction([22, 0, 30, 10], 'bour', '')];
    const { text, words } = readPage(page, layer(...harbour, dawn));
    expect(text).toBe('The harbour\nat dawn');
    expect(words.map(({ place }) => place && text.slice(place.start, place.end))).toEqual(['The', 'harbour', null, 'at', 'dawn']);
    expect(
      words.some(({ isDoubtful }) => isDoubtful),
      'what was put right is in doubt no more',
    ).toBe(false);
    expect(words[4]).toMatchObject({ was: 'davvn', correction: { authorUid: 'o' } });
  });

  it('knows what was only looked at from what was changed', () => {
    const { text, words } = readPage(page, layer(dawn, correction([12, 0, 20, 10], 'har', 'har')));
    expect(text).toBe('The har bour\nat dawn');
    expect(words.filter(isChanged).map(({ index }) => index)).toEqual([4]);
    expect(words.some(({ isDoubtful }) => isDoubtful)).toBe(false);
  });
});

describe('corrections that are on their way', () => {
  const fix = { box: dawn.box, was: 'davvn', text: 'Dawn' };
  it('are shown at once, in place of what was stored of the same word', () => {
    expect(withFixes(layer(dawn), [fix], page, 'me', noon)?.words).toMatchObject([{ text: 'Dawn', authorUid: 'me' }]);
    expect(withFixes(undefined, [fix], page, 'me', noon)?.words).toHaveLength(1);
    expect(withFixes(layer(dawn), [], page, 'me', noon)).toEqual(layer(dawn));
    expect(withFixes(undefined, [], page, 'me', noon)).toBeNull();
  });

  it('stand beside those that were made on an image of another size', () => {
    const large = { ...layer(correction([120, 200, 300, 300], 'davvn', 'dawn')), width: 1000, height: 1000 };
    const both = withFixes(large, [{ box: [12, 0, 20, 10], was: 'har', text: 'bar' }], page, 'me', noon);
    expect(readPage(page, both).text).toBe('The bar bour\nat dawn');
  });

  it('take one back', () => {
    expect(withFixes(layer(dawn), [{ ...fix, text: null }], page, 'me', noon)?.words).toEqual([]);
  });

  it('have arrived when what is stored says the same', () => {
    expect([holds(layer(dawn), fix), holds(layer(dawn), { ...fix, text: 'dawn' }), holds(undefined, fix)]).toEqual([
      false,
      true,
      false,
    ]);
    expect([holds(layer(dawn), { ...fix, text: null }), holds(layer(), { ...fix, text: null })]).toEqual([false, true]);
  });
});
