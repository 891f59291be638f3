import { describe, expect, test } from 'vitest';
import { ERRORS, type ErrorCode, isErrorCode, isRetriedByQueue } from './errors.ts';
import { FILE_TYPES } from './fileTypes.ts';
import { MAX_PAGES, MAX_UPLOAD_BYTES } from './limits.ts';

const CODES = Object.keys(ERRORS) as ErrorCode[];

test('the codes are those of the contract, with what the queue does about them', () => {
  expect(CODES.map((code) => [code, isRetriedByQueue(code)])).toEqual([
    ['INVALID_OPTIONS', false],
    ['UNSUPPORTED_TYPE', false],
    ['EMPTY_FILE', false],
    ['TOO_LARGE', false],
    ['TOO_MANY_PAGES', false],
    ['PAGE_TOO_BIG', false],
    ['CORRUPT', false],
    ['ENCRYPTED', false],
    ['RENDER_FAILED', true],
    ['OCR_FAILED', true],
    ['OCR_TIMEOUT', true],
    ['IO_ERROR', true],
    ['GW_4XX', false],
    ['GW_5XX', true],
    ['GW_TIMEOUT', true],
    ['QUOTA_EXCEEDED', false],
    ['BUDGET_EXCEEDED', false],
    ['BAD_TASK', false],
    ['CANCELLED', false],
    ['UNKNOWN', true],
  ]);
});

describe('the sentence for people', () => {
  test.each(CODES)('of %s is one: it begins with a capital, ends with a full stop, and names no code', (code) => {
    const { sentence } = ERRORS[code];
    expect(sentence).toMatch(/^[A-Z].{15,160}\.$/);
    expect(sentence).not.toMatch(/[A-Z]+_[A-Z]/);
  });

  test('says something different for each code', () => {
    expect(new Set(CODES.map((code) => ERRORS[code].sentence)).size).toBe(CODES.length);
  });

  test('gives the limits as they are', () => {
    expect(ERRORS.TOO_LARGE.sentence).toContain(`${MAX_UPLOAD_BYTES / 1024 / 1024} MB`);
    expect(ERRORS.TOO_MANY_PAGES.sentence).toContain(`${MAX_PAGES.toLocaleString('en')} pages`);
  });

  test('names every type that may be uploaded', () => {
    const sentence = ERRORS.UNSUPPORTED_TYPE.sentence.toLowerCase();
    expect(Object.keys(FILE_TYPES).filter((type) => !sentence.includes(type))).toEqual([]);
  });
});

test.each(['', 'unknown', 'toString', '__proto__', 'constructor', 7, null, undefined, ['UNKNOWN']])('%j is no code', (value) => {
  expect(isErrorCode(value)).toBe(false);
});

test.each(CODES)('%s is one', (code) => {
  expect(isErrorCode(code)).toBe(true);
});
