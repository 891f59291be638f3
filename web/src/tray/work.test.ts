import { describe, expect, it } from 'vitest';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { activeJobs, endedSince, percentOfAll, RECENT_MS, recentJobs } from './work.ts';

const at = (ms: number) => ({ toMillis: () => ms, toDate: () => new Date(ms) });
const job = (jobId: string, createdMs: number, changed: Partial<JobDocument> = {}) =>
  ({
    ...{ jobId, status: 'processing', createdAt: at(createdMs), startedAt: at(createdMs), completedAt: null, trashedAt: null },
    progress: { percent: 0, completedPages: 0, failedPages: 0, cancelledPages: 0, totalPages: 10, message: '' },
    ...changed,
  }) as JobDocument;

describe('documents in work', () => {
  it('come in the order in which they are read, and those that wait know their place', () => {
    const jobs = [
      job('c', 3, { status: 'queued', startedAt: null }),
      job('b', 2, { startedAt: null }),
      job('a', 1),
      job('done', 4, { status: 'completed' }),
    ];
    expect(activeJobs(jobs).map(({ job: { jobId }, place }) => [jobId, place])).toEqual([
      ['a', null],
      ['b', 1],
      ['c', 2],
    ]);
  });

  it('weigh by their pages', () => {
    const progress = (percent: number, totalPages: number) => ({ ...job('', 1).progress, percent, totalPages });
    expect(
      percentOfAll(activeJobs([job('a', 1, { progress: progress(50, 90) }), job('b', 2, { progress: progress(0, 10) })])),
    ).toBe(45);
    expect(percentOfAll([])).toBe(0);
  });

  it('are news once they have ended, unless their owner ended them', () => {
    const jobs = [
      job('a', 1, { status: 'completed' }),
      job('b', 2),
      job('c', 3, { status: 'cancelled' }),
      job('old', 4, { status: 'completed' }),
    ];
    expect(endedSince(new Set(['a', 'b', 'c']), jobs).map(({ jobId }) => jobId)).toEqual(['a']);
  });
});

describe('documents that ended lately', () => {
  it('are a few, what ended last first, without what lies in the trash', () => {
    const ended = Array.from({ length: 7 }, (_, i) => job(`${i}`, i, { status: 'completed', completedAt: at(1000 + i) }));
    const trashed = job('trashed', 9, { status: 'completed', completedAt: at(2000), trashedAt: at(2001) });
    expect(recentJobs([...ended, trashed], 3000).map(({ jobId }) => jobId)).toEqual(['6', '5', '4', '3', '2']);
    expect(recentJobs(ended, 1003 + RECENT_MS).map(({ jobId }) => jobId)).toEqual(['6', '5', '4']);
  });
});
