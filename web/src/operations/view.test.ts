import { describe, expect, it } from 'vitest';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import type { TimelineEvent } from './operations.ts';
import {
  dayOf,
  daysUpTo,
  dayText,
  durationText,
  failuresOf,
  moneyText,
  parseJobName,
  parseLimit,
  throughputOf,
  timelineOf,
} from './view.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const MINUTE = 60_000;
const at = (ms: number) => ({ toMillis: () => ms, toDate: () => new Date(ms) });

function job(endedAt: number, completedPages: number, more: object = {}): JobDocument {
  return { completedAt: at(endedAt), progress: { completedPages }, reusedFrom: null, error: null, ...more } as JobDocument;
}

describe('days', () => {
  it('are those of UTC, which the counters are kept by', () => {
    expect(dayOf(new Date('2026-11-22T23:59:59Z'))).toBe('2026-11-22');
    expect(daysUpTo('2026-03-01', 3)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
    expect(dayText('2026-11-22', 'en-GB')).toBe('22 Nov');
  });
});

describe('a stretch of time', () => {
  it.each([
    [-5, '0ms'],
    [320.4, '320ms'],
    [4230, '4.2s'],
    [48_900, '48s'],
    [12.5 * MINUTE, '12m'],
    [60 * MINUTE, '1h'],
    [185 * MINUTE, '3h 5m'],
    [9.7 * 24 * 60 * MINUTE, '9 days'],
  ])('of %d ms reads %s', (ms, text) => {
    expect(durationText(ms, 'en-US')).toBe(text);
  });
});

describe('money', () => {
  it('keeps what is less than a cent visible', () => {
    expect([0, 0.00031, 0.1, 1234.5].map((usd) => moneyText(usd, 'en-US'))).toEqual(['$0.00', '$0.0003', '$0.10', '$1,234.50']);
  });
});

describe('throughput', () => {
  it('is what the documents of the last hour had of pages', () => {
    const ended = [job(NOW - MINUTE, 30), job(NOW - 50 * MINUTE, 12), job(NOW - 61 * MINUTE, 500)];
    const expected = { pages: 42, documents: 2, overMs: 60 * MINUTE, pagesPerHour: 42 };
    expect(throughputOf(ended, true, NOW)).toEqual(expected);
  });

  it('reaches no further back than the jobs that are known', () => {
    const ended = [job(NOW - MINUTE, 30), job(NOW - 15 * MINUTE, 20), job(NOW - 30 * MINUTE, 1)];
    expect(throughputOf(ended, false, NOW)).toMatchObject({ documents: 2, overMs: 30 * MINUTE, pagesPerHour: 100 });
  });

  it('leaves out what was answered from an earlier document', () => {
    expect(throughputOf([job(NOW - MINUTE, 30, { reusedFrom: 'another' })], true, NOW)).toMatchObject({ pages: 0, documents: 0 });
  });

  it('is nothing where nothing ended', () => {
    expect(throughputOf([], true, NOW)).toMatchObject({ pages: 0, pagesPerHour: 0 });
  });
});

describe('failures', () => {
  it('are counted by code, the most frequent first, each with its latest job', () => {
    const failed = ['CORRUPT', 'OCR_FAILED', 'CORRUPT', 'FROM_A_NEWER_SERVER'].map((code, i) =>
      job(NOW - i, 0, { jobId: `job-${i}`, error: { code, retryable: false } }),
    );
    expect(failuresOf(failed).map(({ code, count, latest }) => [code, count, latest.jobId])).toEqual([
      ['CORRUPT', 2, 'job-0'],
      ['OCR_FAILED', 1, 'job-1'],
      ['UNKNOWN', 1, 'job-3'],
    ]);
  });
});

describe('a job that is typed or pasted', () => {
  const JOB = { uid: 'someone@example', jobId: 'job-00000000000000000' };
  it.each([
    ' someone@example/job-00000000000000000 ',
    'users/someone@example/jobs/job-00000000000000000',
    'https://pagestream.example/operations/jobs/someone@example/job-00000000000000000/',
    'results/someone@example/job-00000000000000000',
  ])('as %s is found', (typed) => {
    expect(parseJobName(typed)).toEqual(JOB);
  });
  it.each(['', 'job-00000000000000000', 'someone/short', '../job-00000000000000000', 'a b/job-00000000000000000'])(
    'as %j is none',
    (typed) => {
      expect(parseJobName(typed)).toBeUndefined();
    },
  );
});

describe('a timeline', () => {
  const event = (id: string, ms: number) => ({ id, type: 'queued', run: 1, at: at(ms) }) as TimelineEvent;
  const rows = (before: TimelineEvent | null) =>
    timelineOf([event('a', NOW), event('b', NOW + 2500)], NOW, before).map((row) => [row.sinceStartMs, row.sincePreviousMs]);

  it('tells for each event how long after the start and after the one before it came', () => {
    expect(rows(null)).toEqual([
      [0, null],
      [2500, 2500],
    ]);
  });

  it('goes on from the window before', () => {
    expect(rows(event('z', NOW - 40))[0]).toEqual([0, 40]);
  });
});

describe('a limit', () => {
  it('is a whole number, or nothing for the pipeline’s own', () => {
    expect(['', ' 12 ', '0', '1000'].map((each) => parseLimit(each, 1000))).toEqual([null, 12, 0, 1000]);
    for (const typed of ['1001', '1.5', '1.0', '10.000', '-1', '1e3', '1,000', 'many'])
      expect(parseLimit(typed, 1000), typed).toBeUndefined();
  });

  it('in megabytes may have parts', () => {
    for (const typed of ['10.000', '10,000', '1.', '.5']) expect(parseLimit(typed, 1e12, 1e6), typed).toBeUndefined();
    expect(['0.5', '1,25', '20000', ''].map((each) => parseLimit(each, 1e12, 1e6))).toEqual([
      500_000,
      1_250_000,
      20_000_000_000,
      null,
    ]);
  });
});
