import { describe, expect, it } from 'vitest';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { type Choice, choiceAddress, choiceOf, chooseJobs, EVERYTHING } from './choose.ts';

const NOW = new Date(2026, 10, 22, 15, 0);
const at = (date: Date) => ({ toMillis: () => date.getTime(), toDate: () => date });
const job = (jobId: string, created: Date, changed: object = {}): JobDocument =>
  ({
    ...{ jobId, title: null, status: 'completed', trashedAt: null, pageCount: 1, createdAt: at(created) },
    source: { fileName: `${jobId}.pdf`, contentType: 'application/pdf' },
    ...changed,
  }) as unknown as JobDocument;

const JOBS = [
  job('Page 10', new Date(2026, 10, 22, 9), { pageCount: 3 }),
  job('page 9', new Date(2026, 10, 21, 23), { status: 'failed', pageCount: null }),
  job('scan', new Date(2026, 10, 16, 0), { title: 'Straße', source: { fileName: 'x.png', contentType: 'image/png' } }),
  job('zebra', new Date(2026, 9, 1), { status: 'processing', pageCount: 40 }),
  job('gaps', new Date(2025, 0, 1), { status: 'completed_with_errors' }),
  job('gone', new Date(2026, 10, 22), { trashedAt: at(NOW) }),
];
const chosen = (choice: Partial<Choice>) => chooseJobs(JOBS, { ...EVERYTHING, ...choice }, NOW).map(({ jobId }) => jobId);

describe('the list shows', () => {
  it('everything but the trash, newest first', () => {
    expect(chosen({})).toEqual(['Page 10', 'page 9', 'scan', 'zebra', 'gaps']);
  });

  it.each([
    [{ state: 'reading' }, ['zebra']],
    [{ state: 'done' }, ['Page 10', 'scan']],
    [{ state: 'problem' }, ['page 9', 'gaps']],
    [{ kind: 'image' }, ['scan']],
    [{ kind: 'pdf', state: 'done' }, ['Page 10']],
    [{ time: 'today' }, ['Page 10']],
    [{ time: 'week' }, ['Page 10', 'page 9', 'scan']],
    [{ time: 'month' }, ['Page 10', 'page 9', 'scan']],
    [{ name: ' STRASSE ' }, ['scan']],
    [{ name: 'page' }, ['Page 10', 'page 9']],
    [{ name: 'x.png' }, []],
  ] as const)('with %j: %j', (choice, ids) => {
    expect(chosen(choice)).toEqual(ids);
  });

  it.each([
    ['oldest', ['gaps', 'zebra', 'scan', 'page 9', 'Page 10']],
    ['name', ['gaps', 'page 9', 'Page 10', 'scan', 'zebra']],
    ['pages', ['zebra', 'Page 10', 'scan', 'gaps', 'page 9']],
    ['state', ['page 9', 'gaps', 'zebra', 'Page 10', 'scan']],
  ] as const)('them in the order %s', (order, ids) => {
    expect(chosen({ order })).toEqual(ids);
  });
});

describe('the address', () => {
  it('keeps what was chosen, and only that', () => {
    expect(choiceAddress(EVERYTHING)).toBe('/');
    const choice: Choice = { ...EVERYTHING, state: 'problem', name: 'a & ü', order: 'name' };
    expect(choiceAddress(choice)).toBe('/?state=problem&name=a+%26+%C3%BC&order=name');
    expect(choiceOf('?state=problem&name=a+%26+%C3%BC&order=name')).toEqual(choice);
  });

  it('of something that cannot be chosen is everything', () => {
    expect(choiceOf('')).toEqual(EVERYTHING);
    expect(choiceOf('?state=gone&order=__proto__&more=1')).toEqual(EVERYTHING);
  });
});
