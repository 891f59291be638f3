import { expect, it } from 'vitest';
import { MAX_TITLE_LENGTH } from './limits.ts';
import { parseTitle } from './titles.ts';

it.each([
  ['  Annual report 2026  ', 'Annual report 2026'],
  ['one\ttwo\r\nthree\u0000', 'one two three'],
  ['請求書 👩‍👩‍👧 क्षि', '請求書 👩‍👩‍👧 क्षि'],
  ['', null],
  [' \n\t\u2028', null],
  // "gpj.exe" that reads "exe.jpg".
  ['report\u202Egpj.exe', 'report gpj.exe'],
  ['half \uD83D', 'half \uFFFD'],
  ['x'.repeat(MAX_TITLE_LENGTH), 'x'.repeat(MAX_TITLE_LENGTH)],
  [` ${'x'.repeat(MAX_TITLE_LENGTH)} `, 'x'.repeat(MAX_TITLE_LENGTH)],
])('of %j a document’s name keeps %j', (value, title) => {
  expect(parseTitle(value)).toBe(title);
});

it.each([['x'.repeat(MAX_TITLE_LENGTH + 1)], [undefined], [null], [7], [['a']], [{}]])('%j is no name', (value) => {
  expect(parseTitle(value)).toBeUndefined();
});
