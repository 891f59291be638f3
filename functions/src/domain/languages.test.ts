import { describe, expect, test } from 'vitest';
import type { PageLine, WordBox } from '../contract/documents.ts';
import { LANGUAGES } from '../contract/options.ts';
import {
  askedLanguages,
  dataForScript,
  dataNeeded,
  dataToTry,
  evidence,
  isLatin,
  languagesOf,
  makesSense,
  paragraphsOf,
} from './languages.ts';

/** Words of ten pixels each, all as sure as is said. */
function wordsOf(text: string, confidence = 90): WordBox[] {
  return text.split(' ').map((word, index): WordBox => [word, confidence, index * 10, 0, index * 10 + 10, 10]);
}

const ENGLISH = 'Every Thursday evening the old library stays open until nine';
const RUSSIAN = 'Каждый четверг вечером старая библиотека открыта до девяти часов';

test('a page is in the languages that were asked for, and in none that is known when they are to be found out', () => {
  expect(askedLanguages(['deu', 'eng'])).toEqual(['deu', 'eng']);
  expect(askedLanguages(['auto'])).toEqual([]);
});

test('a reading makes sense when its words are sure; no words make none', () => {
  expect(makesSense(wordsOf(ENGLISH, 84))).toBe(true);
  expect(makesSense(wordsOf(ENGLISH, 50))).toBe(false);
  expect(makesSense([])).toBe(false);
});

test('every language can be found: its script has data for it, or it is told from the text', () => {
  const scripts = ['Cyrillic', 'Greek', 'Arabic', 'Devanagari', 'Han', 'Japanese', 'Korean', 'Latin'];
  const byScript = scripts.flatMap((script) => [...dataForScript(script)]);
  const inLatin = ['eng', 'deu', 'fra', 'spa', 'ita', 'por', 'nld', 'pol'];
  for (const language of LANGUAGES) expect([...byScript, ...inLatin]).toContain(language);
  expect(byScript).toContain('Latin');
});

test.each([null, 'Hebrew', 'constructor', ''])('script %o: nothing to read it with', (script) => {
  expect(dataForScript(script)).toEqual([]);
});

test('evidence is what was read and how surely, not how many words it fell into', () => {
  const whole: WordBox = ['港口边的', 90, 0, 0, 40, 10];
  const parts = [0, 10, 20, 30].map((x): WordBox => ['港', 90, x, 0, x + 10, 10]);
  expect(evidence([whole])).toBe(evidence(parts));
  expect(evidence(wordsOf(ENGLISH, 50))).toBeLessThan(evidence(wordsOf(ENGLISH, 90)));
});

describe('the data that a page needs', () => {
  test('is what it was read with when that was right', () => {
    for (const data of [['Latin'], ['rus']] as const) {
      expect(dataNeeded(data, wordsOf(data[0] === 'rus' ? RUSSIAN : ENGLISH))).toBe(data);
    }
  });

  test('has the Latin script besides when a good part of it is Latin', () => {
    expect(dataNeeded(['rus'], wordsOf(`${RUSSIAN} ${ENGLISH}`))).toEqual(['rus', 'Latin']);
  });

  test('is the Latin script alone when nothing else is there', () => {
    expect(dataNeeded(['rus'], wordsOf(ENGLISH))).toEqual(['Latin']);
    expect(dataNeeded(['rus', 'Latin'], wordsOf(ENGLISH))).toEqual(['Latin']);
  });

  test('does not change for a name in other letters, for what is hardly read, or for next to nothing', () => {
    const data = ['rus'] as const;
    expect(dataNeeded(data, wordsOf(`${RUSSIAN} ${RUSSIAN} Nautilus`))).toBe(data);
    expect(dataNeeded(data, [...wordsOf(RUSSIAN), ...wordsOf(ENGLISH, 40)])).toBe(data);
    expect(dataNeeded(data, wordsOf('Nautilus'))).toBe(data);
  });

  test('keeps its order, so that the same data needs no other worker', () => {
    const data = ['Latin', 'rus'] as const;
    expect(dataNeeded(data, wordsOf(`${RUSSIAN} ${ENGLISH}`))).toBe(data);
  });
});

test('what made sense of a good part of a page is kept beside the data that is tried next', () => {
  expect(dataToTry('rus', ['Latin'], [...wordsOf(ENGLISH), ...wordsOf(RUSSIAN, 30)])).toEqual(['Latin', 'rus']);
  expect(dataToTry('rus', ['Latin'], [...wordsOf('ok'), ...wordsOf(RUSSIAN, 70)])).toEqual(['rus']);
});

test('a page falls into its paragraphs; what is hardly read and what is too short to tell a language is left out', () => {
  const line = (wordCount: number, begins: PageLine['begins']): PageLine => {
    return { wordCount, begins, box: [0, 0, 1, 1], baseline: null, size: 1 };
  };
  const words = [...wordsOf(ENGLISH), ...wordsOf(RUSSIAN), ...wordsOf('No 7'), ...wordsOf(ENGLISH, 30)];
  const lines = [line(4, 'block'), line(6, null), line(9, 'paragraph'), line(2, 'block'), line(10, 'paragraph')];
  expect(paragraphsOf(words, lines)).toEqual([ENGLISH, RUSSIAN]);
});

describe('the languages of a page', () => {
  const words = wordsOf(`${ENGLISH} ${RUSSIAN}`);

  test('are those of its scripts and of its Latin paragraphs, the one with most letters first', () => {
    expect(languagesOf(['rus', 'Latin'], words, [[ENGLISH, 'eng']])).toEqual(['rus', 'eng']);
    expect(languagesOf(['Latin'], wordsOf(`${ENGLISH} ${ENGLISH}`), [[ENGLISH, 'deu']])).toEqual(['deu']);
  });

  test('do not count a quotation', () => {
    const german = `${ENGLISH} ${ENGLISH} ${ENGLISH} ${ENGLISH} ${ENGLISH}`;
    const paragraphs = [
      [german, 'deu'],
      [ENGLISH, 'eng'],
    ] as const;
    expect(languagesOf(['Latin'], wordsOf(`${german} ${ENGLISH}`), paragraphs)).toEqual(['deu']);
  });

  test('are English when it says too little, or what nobody knows', () => {
    expect(languagesOf(['Latin'], [], [])).toEqual(['eng']);
    expect(languagesOf(['Latin'], wordsOf('Nr. 7'), [['Nr. 7', 'deu']])).toEqual(['eng']);
    expect(languagesOf(['Latin'], wordsOf(ENGLISH), [[ENGLISH, null]])).toEqual(['eng']);
  });
});

test('text is Latin when most of its letters are', () => {
  expect(isLatin(`${ENGLISH} да`)).toBe(true);
  expect(isLatin(`${RUSSIAN} ok`)).toBe(false);
  expect(isLatin('1234')).toBe(false);
});
