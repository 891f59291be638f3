import { describe, expect, it } from 'vitest';
import { aJob, aTally, NOW } from '../testing/examples.ts';
import {
  decideAssembling,
  decideFinished,
  decidePlanned,
  decideRefused,
  decideStarted,
  type Finished,
  isSameUpload,
  usageOf,
} from './jobStates.ts';
import { sumTallies } from './progress.ts';

const CHECKED = { contentType: 'image/png', sha256: 'abc', pageCount: 3 };
const DONE = sumTallies([{ ...aTally(3), completed: 3, ocrMs: 10, totalMs: 30, confidenceSum: 270, confidencePages: 3 }]);
const FINISHED: Finished = { totals: DONE, firstFailure: null, results: { text: 't' }, costUsd: 0.1 };
const ended = { ...aJob(), status: 'completed' as const };

describe('a job', () => {
  it('is the same upload only with the same bucket, name and generation', () => {
    const { source } = aJob();
    expect(isSameUpload(source, { ...source, sha256: 'later known' })).toBe(true);
    expect(isSameUpload(source, { ...source, generation: '2' })).toBe(false);
    expect(isSameUpload(source, { ...source, name: 'uploads/owner/job/b.pdf' })).toBe(false);
  });

  it('knows its pages and what the bytes are once it is planned', () => {
    const planned = decidePlanned(aJob(), CHECKED, NOW + 5);
    expect(planned).toMatchObject({
      step: 'plan',
      pageCount: 3,
      source: { contentType: 'image/png', sha256: 'abc', fileName: 'a file.pdf' },
      progress: { percent: 2, totalPages: 3, message: 'Waiting to read 3 pages' },
    });
  });

  it('is planned once', () => {
    expect(decidePlanned({ ...aJob(), pageCount: 3 }, CHECKED, NOW)).toBeUndefined();
  });

  it('starts with its first page, once', () => {
    const started = decideStarted(aJob(), 1, NOW + 250);
    expect(started).toMatchObject({ status: 'processing', step: 'recognise', startedAt: NOW + 250, metrics: { queueMs: 250 } });
    expect(decideStarted({ ...aJob(), ...started }, 1, NOW + 300)).toBeUndefined();
    expect(decideStarted(aJob(), 2, NOW)).toBeUndefined();
  });

  it('is refused with the code and, for options, with which one', () => {
    expect(decideRefused(aJob(), 'INVALID_OPTIONS', NOW, 'mode')).toMatchObject({
      status: 'failed',
      step: 'done',
      error: { code: 'INVALID_OPTIONS', option: 'mode', retryable: false },
      completedAt: NOW,
    });
  });

  it.each([
    ['completed', DONE, null, 'completed', null],
    [
      'one of its pages failed',
      { ...DONE, completed: 2, failed: 1 },
      { page: 2, code: 'CORRUPT' },
      'completed_with_errors',
      'CORRUPT',
    ],
    ['every page failed', { ...DONE, completed: 0, failed: 3 }, { page: 1, code: 'OCR_TIMEOUT' }, 'failed', 'OCR_TIMEOUT'],
  ] as const)('ends as its pages did: %s', (_title, totals, firstFailure, status, code) => {
    const job = { ...aJob(), status: 'processing' as const, startedAt: NOW };
    const finished = decideFinished(job, 1, { ...FINISHED, totals, firstFailure }, NOW + 1000);
    expect(finished).toMatchObject({ status, step: 'done', progress: { percent: 100 }, metrics: { processingMs: 1000 } });
    expect(finished?.error?.code ?? null).toBe(code);
  });

  it('tells the mean confidence of its pages', () => {
    expect(decideFinished(aJob(), 1, FINISHED, NOW)?.metrics).toMatchObject({ meanConfidence: 90, ocrMs: 10, costUsd: 0.1 });
  });

  it('shows that it is being put together only when the last write is old enough', () => {
    expect(decideAssembling(aJob(), 1, DONE, NOW + 999, 1000)).toBeUndefined();
    expect(decideAssembling(aJob(), 1, DONE, NOW + 1000, 1000)).toMatchObject({
      step: 'assemble',
      progress: { completedPages: 3 },
    });
  });

  it('absorbs everything that comes after its end', () => {
    expect(decidePlanned(ended, CHECKED, NOW)).toBeUndefined();
    expect(decideStarted(ended, 1, NOW)).toBeUndefined();
    expect(decideRefused(ended, 'CORRUPT', NOW)).toBeUndefined();
    expect(decideAssembling(ended, 1, DONE, NOW + 5000, 1000)).toBeUndefined();
    expect(decideFinished(ended, 1, FINISHED, NOW)).toBeUndefined();
  });

  it('does not let a late task of an earlier run end a later one', () => {
    expect(decideFinished({ ...aJob(), run: 2 }, 1, FINISHED, NOW)).toBeUndefined();
  });

  it('adds its pages, time and cost to the day on which it ended', () => {
    expect(usageOf(aJob(), 'completed', DONE, 0.1, NOW)).toEqual({
      day: '2026-11-22',
      jobs: 1,
      failedJobs: 0,
      pages: 3,
      failedPages: 0,
      ocrMs: 10,
      totalMs: 30,
      costUsd: 0.1,
    });
  });
});
