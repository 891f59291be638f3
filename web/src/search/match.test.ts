import { describe, expect, it } from 'vitest';
import { findIn, haystackOf, needleOf, wordHits } from './match.ts';

const found = (text: string, query: string) => findIn(text, query).map(({ start, end }) => text.slice(start, end));

describe('a query in a text', () => {
  it.each([
    ['The Harbour at dawn, the harbour at dusk', 'harbour', ['Harbour', 'harbour']],
    ['Ångström measured it', 'angstrom', ['Ångström']],
    ['In der STRASSE, in der Straße', 'straße', ['STRASSE', 'Straße']],
    ['A\u030Angstro\u0308m again', 'ångström', ['A\u030Angstro\u0308m']],
    ['two\n  words', 'two words', ['two\n  words']],
    ['Accounts', 'count', ['count']],
    ['1.000 (net)', '1.000 (', ['1.000 (']],
    ['Ιθάκη', 'ιθακη', ['Ιθάκη']],
    ['Ο ΔΡΟΜΟΣ', 'δρόμος', ['ΔΡΟΜΟΣ']],
    ['in the o\uFB03ce, don’t', "office, don't", ['o\uFB03ce, don’t']],
    ['“Zürich”–Bern', '"zurich"-b', ['“Zürich”–B']],
    ['हिंदी और हद', 'हिंदी', ['हिंदी']],
    ['cafe\u0301s and cafes', 'cafes', ['cafe\u0301s', 'cafes']],
    ['Straße', 's', ['S', 'ß', 'ß']],
    ['[C++] a/b', '[c++] a/', ['[C++] a/']],
    ['nothing', '  ', []],
    ['nothing', 'else', []],
  ])('%j holds %j as %j', (text, query, spans) => {
    expect(found(text, query)).toEqual(spans);
  });

  it('is looked for no oftener than wished', () => {
    expect(findIn('a a a a', 'a', 2)).toHaveLength(2);
  });
});

describe('the words that a query hits', () => {
  const words = [['The'], ['old'], ['harbour'], ['old'], ['harbours']] as const;
  it('are told hit by hit', () => {
    expect(wordHits(words, 'old harbour')).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(wordHits(words, 'arb')).toEqual([[2], [4]]);
    expect(wordHits(words, 'he old')).toEqual([[0, 1]]);
    expect(wordHits(words, '')).toEqual([]);
  });
});

describe('a haystack', () => {
  it('holds a query as often, and on the same pages, as the text itself', () => {
    const pages = ['Old  harbour,\nold\n\nhârbour', '', 'the o\uFB03ce of the OLD', 'harbour; old harbour'];
    for (const query of ['old harbour', 'o', 'office', 'of the old', 'harbour old']) {
      const counts = haystackOf(pages.join('\f'))
        .split('\f')
        .map((page) => page.split(needleOf(query)).length - 1);
      expect(counts, query).toEqual(pages.map((page) => findIn(page, query).length));
    }
  });
});
