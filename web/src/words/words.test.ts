import { describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode } from '../../../functions/src/contract/errors.ts';
import { failureOf } from '../firebase/failure.ts';
import { de } from './de.ts';
import { en, type Words } from './en.ts';
import { errorSentence, ownVariety } from './words.ts';

describe('error sentences', () => {
  it('are the contract’s, unless a language has its own', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) expect(errorSentence(code)).toBe(ERRORS[code].sentence);
    const german = { ...en, errors: { CORRUPT: 'Die Datei ist beschädigt.' } };
    expect(errorSentence('CORRUPT', german)).toBe('Die Datei ist beschädigt.');
    expect(errorSentence('ENCRYPTED', german)).toBe(ERRORS.ENCRYPTED.sentence);
  });

  it('read a code of a newer server as the general one', () => {
    expect(errorSentence('toString')).toBe(ERRORS.UNKNOWN.sentence);
  });
});

describe('failures of the SDK', () => {
  it.each([
    [{ code: 'auth/invalid-credential' }, 'wrong_credentials'],
    [{ code: 'permission-denied' }, 'denied'],
    [{ code: 'functions/permission-denied' }, 'denied'],
    [{ code: 'storage/retry-limit-exceeded' }, 'offline'],
    [{ code: 'something/new' }, 'unknown'],
    [new Error('no code'), 'unknown'],
    [null, 'unknown'],
  ])('%j is %s', (error, failure) => {
    expect(failureOf(error)).toBe(failure);
  });
});

describe('the variety of a language', () => {
  it.each([
    [['de', 'en-GB', 'en'], 'en-GB'],
    [['en-US@posix', 'en-AU'], 'en-AU'],
    [['de'], 'en'],
    [[], 'en'],
  ])('of %j is %s', (wishes, variety) => {
    expect(ownVariety(wishes, 'en')).toBe(variety);
    expect(() => new Date(0).toLocaleString(variety)).not.toThrow();
  });
});

describe('the second language', () => {
  it('has a sentence of its own for every error', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) expect(errorSentence(code, de)).not.toBe(ERRORS[code].sentence);
  });

  it('has a word for each that English has, and no other', () => {
    // The contract has the English sentences of errors and warnings.
    const places = (words: object, place = ''): string[] =>
      Object.entries(words).flatMap(([name, value]) =>
        typeof value === 'object' && value !== null ? places(value, `${place}${name}.`) : [`${place}${name}`],
      );
    const own = (words: Words) => places({ ...words, errors: {}, warnings: {} }).sort();
    expect(own(de)).toEqual(own(en));
  });

  it('leaves nothing in English but names and words that are the same in both', () => {
    const same = new Set([
      'Pagestream',
      'Text',
      'Markdown',
      'hOCR',
      'Manifest',
      'Hindi',
      'Scan',
      'System',
      'Standard',
      'Link',
      'uid',
      'PDFs',
      'WebP',
    ]);
    for (const key of ['Enter', 'Esc', 'Tab']) same.add(key);
    const german = new Map(sentences(de));
    const untranslated = sentences(en).filter(
      ([key, sentence]) => german.get(key) === sentence && !same.has(sentence) && !/^[A-Z/]+$/.test(sentence),
    );
    expect(untranslated).toEqual([]);
  });

  it('counts and groups digits by its own rules', () => {
    expect(de.job.pages(1)).toBe('1 Seite');
    expect(de.job.pages(2000)).toBe('2.000 Seiten');
    expect(en.job.pages(2000)).toBe('2,000 pages');
  });
});

/** Every message that takes nothing, by its path. */
function sentences(words: Words | object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] => {
    const here = `${path}.${key}`;
    if (typeof value === 'string') return /\p{L}{3}/u.test(value) ? [[here, value]] : [];
    return typeof value === 'object' && value !== null ? sentences(value, here) : [];
  });
}
