import { describe, expect, it } from 'vitest';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import type { Upload } from '../upload/queue.ts';
import { endOf, endText, rowsOf, sizeText, whenText } from './view.ts';

const job = (jobId: string, at: number) =>
  ({ jobId, createdAt: { toMillis: () => at, toDate: () => new Date(at) } }) as unknown as JobDocument;
const upload = (jobId: string): Upload => ({
  ...{ jobId, fileName: jobId, sizeBytes: 1, fileType: null, pages: null },
  languages: ['eng'],
  state: { kind: 'waiting' },
});

describe('the list', () => {
  it('has uploads first, newest first, then jobs in the order that was chosen', () => {
    const rows = rowsOf([upload('u1'), upload('u2')], [job('new', 2), job('old', 1)]);
    expect(rows.map(({ key }) => key)).toEqual(['u2', 'u1', 'new', 'old']);
  });

  it('shows a document once: its job takes the place of its upload', () => {
    const rows = rowsOf([upload('a')], [job('a', 1)]);
    expect(rows.map(({ kind, key }) => [kind, key])).toEqual([['job', 'a']]);
  });
});

describe('when', () => {
  const now = new Date(2026, 10, 22, 15, 0);
  it.each([
    [new Date(2026, 10, 22, 9, 5), '09:05'],
    [new Date(2026, 10, 22, 0, 0), '00:00'],
    [new Date(2026, 10, 21, 23, 59), '21 Nov'],
    [new Date(2025, 0, 3), '3 Jan 2025'],
  ])('%s reads as %s', (at, text) => {
    expect(whenText(at, now, 'en-GB')).toBe(text);
  });
});

describe('an end', () => {
  const now = new Date(2026, 10, 22, 15, 0);
  it.each([
    [new Date(2026, 10, 22, 17, 5), '22 Nov, 17:05', '22. Nov., 17:05'],
    [new Date(2026, 10, 24, 14, 59), '24 Nov, 14:59', '24. Nov., 14:59'],
    [new Date(2026, 10, 25, 9, 0), '25 Nov', '25. Nov.'],
    [new Date(2027, 0, 3), '3 Jan 2027', '3. Jan. 2027'],
  ])('%s reads as %s', (at, english, german) => {
    expect(endText(at, now, 'en-GB')).toBe(english);
    expect(endText(at, now, 'de')).toBe(german);
  });
});

describe('size', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [300_024, '300 kB'],
    [1_250_000, '1.3 MB'],
    [104_857_600, '105 MB'],
  ])('%d bytes read as %s', (bytes, text) => {
    expect(sizeText(bytes, 'en')).toBe(text);
  });
});

describe('a document goes', () => {
  const day = (n: number) => ({ toMillis: () => n * 86_400_000, toDate: () => new Date(n * 86_400_000) });
  it.each([
    [null, null, null],
    [50, null, 50],
    [null, 10, 40],
    [50, 10, 40],
    [20, 10, 20],
  ])('kept until day %s and in the trash since day %s: on day %s', (expire, trashed, end) => {
    const date = endOf({ expireAt: expire === null ? null : day(expire), trashedAt: trashed === null ? null : day(trashed) });
    expect(date).toEqual(end === null ? null : day(end).toDate());
  });
});
