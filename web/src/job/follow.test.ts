import { describe, expect, it } from 'vitest';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { paceAfter, SILENCE_MS, secondsLeft, silenceMs } from './follow.ts';

const at = (seconds: number) => ({ toMillis: () => seconds * 1000, toDate: () => new Date(seconds * 1000) });
const job = (seconds: number, done: number, changed: Partial<JobDocument> = {}) => ({
  ...{ status: 'processing' as const, step: 'recognise' as const, run: 1, startedAt: at(100), updatedAt: at(seconds) },
  progress: { percent: 0, completedPages: done, failedPages: 0, cancelledPages: 0, totalPages: 100, message: '' },
  ...changed,
});

describe('the time left', () => {
  it('is what the pages so far took, for the pages that are left', () => {
    expect(secondsLeft(paceAfter(null, job(120, 10)))).toBe(180);
    expect(secondsLeft(paceAfter(paceAfter(null, job(120, 10)), job(150, 50)))).toBe(50);
  });

  it('is not said before it can be: too few pages, too short a time, not reading yet, all read', () => {
    for (const early of [job(120, 1), job(101, 10), job(120, 0), job(150, 100)]) {
      expect(secondsLeft(paceAfter(null, early))).toBeNull();
    }
    for (const step of ['validate', 'plan', 'assemble'] as const) expect(paceAfter(null, job(120, 10, { step }))).toBeNull();
    for (const status of ['queued', 'completed', 'cancelled'] as const)
      expect(paceAfter(null, job(120, 10, { status }))).toBeNull();
    expect(secondsLeft(null)).toBeNull();
  });

  it('of pages that are read again counts from when they were seen, not with those of the run before', () => {
    const first = paceAfter(paceAfter(null, job(120, 10)), job(400, 90, { run: 2 }));
    expect(secondsLeft(first)).toBeNull();
    expect(secondsLeft(paceAfter(first, job(410, 95, { run: 2 })))).toBe(10);
  });
});

describe('silence', () => {
  it('is told of a running job after ninety seconds, and of none that ended', () => {
    expect(silenceMs(job(100, 1), 100_000 + SILENCE_MS - 1)).toBeNull();
    expect(silenceMs(job(100, 1), 100_000 + SILENCE_MS)).toBe(SILENCE_MS);
    expect(silenceMs(job(100, 1), 300_000)).toBe(200_000);
    expect(silenceMs(job(100, 1, { status: 'completed' }), 300_000)).toBeNull();
  });

  it('is no news of a job that waits for its turn', () => {
    expect(silenceMs(job(100, 0, { status: 'queued' }), 300_000)).toBeNull();
    expect(silenceMs(job(100, 0, { startedAt: null }), 300_000)).toBeNull();
  });
});
