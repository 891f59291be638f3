import { describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode } from '../../../functions/src/contract/errors.ts';
import { failureOf } from '../firebase/failure.ts';
import { en } from './en.ts';
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
