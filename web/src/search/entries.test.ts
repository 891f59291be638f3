import { describe, expect, it } from 'vitest';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { type Entry, entryOf, planOf } from './entries.ts';

const instant = { toMillis: () => 5, toDate: () => new Date(5) };
const job = (more: Partial<JobDocument>) =>
  ({
    ...{ jobId: 'j', status: 'completed', source: { fileName: 'scan.pdf' }, title: null, results: { text: 'r/document.txt' } },
    ...{ run: 2, exportedRevision: 3, trashedAt: null, createdAt: instant, pageCount: 4, ...more },
  }) as JobDocument;

describe('a document, for the search', () => {
  it('is its name, and its text in the version of its run and corrections', () => {
    expect(entryOf(job({}))).toEqual({
      ...{ jobId: 'j', name: 'scan.pdf', createdAt: 5, pageCount: 4, state: 'text', path: 'r/document.txt', version: '2.3' },
    });
    expect(entryOf(job({ title: 'Lease' })).name).toBe('Lease');
  });

  it.each<[Partial<JobDocument>, Entry['state']]>([
    [{ status: 'completed_with_errors' }, 'text'],
    [{ status: 'processing' }, 'running'],
    [{ status: 'failed' }, 'no_text'],
    [{ results: { pdf: 'r/document.pdf' } }, 'no_text'],
    [{ trashedAt: instant }, 'trashed'],
  ])('with %j is %s', (more, state) => {
    expect(entryOf(job(more)).state).toBe(state);
  });
});

describe('the plan for a device', () => {
  const entries = ['a', 'b', 'c', 'd'].map((jobId, i) => ({ ...entryOf(job({ jobId })), createdAt: 10 - i }));
  const held = (...jobIds: string[]) => new Map(jobIds.map((jobId) => [jobId, { version: '2.3', bytes: 60 }]));

  it('wants the newest first, and no more documents than a device keeps', () => {
    const { wanted, dropped, coverage } = planOf(entries, held('b', 'd'), { documents: 3, bytes: 1000 });
    expect(wanted.map(({ jobId }) => jobId)).toEqual(['a', 'c']);
    expect(dropped).toEqual(['d']);
    expect(coverage).toMatchObject({ documents: 4, searched: 1, wanted: 2, older: 1 });
  });

  it('lets go of the oldest once the texts fill the room', () => {
    const { wanted, dropped, coverage } = planOf(entries, held('a', 'b', 'c'), { documents: 9, bytes: 100 });
    expect([wanted, dropped]).toEqual([[], ['c']]);
    expect(coverage).toMatchObject({ searched: 2, older: 2 });
  });

  it('lets go of what is no longer there, and keeps the text of what is read again', () => {
    const running = { ...entryOf(job({ jobId: 'b', status: 'processing' })), createdAt: 9 };
    expect(planOf([running], held('b', 'x')).dropped).toEqual(['x']);
  });
});
