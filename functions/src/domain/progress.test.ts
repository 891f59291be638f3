import { describe, expect, it } from 'vitest';
import { aJob, aTally, NOW } from '../testing/examples.ts';
import { allSettled, decideProgress, progressOf, sumTallies } from './progress.ts';

const totals = (completed: number, failed: number, pages = 10) => sumTallies([{ ...aTally(pages), completed, failed }]);

describe('progress', () => {
  it('sums over all tallies', () => {
    const sum = sumTallies([
      { ...aTally(50), completed: 50, ocrMs: 5 },
      { ...aTally(7), completed: 3, failed: 1, ocrMs: 2 },
    ]);
    expect(sum).toMatchObject({ pages: 57, completed: 53, failed: 1, ocrMs: 7 });
  });

  it('is settled when every page has ended, whichever way, and never without pages', () => {
    expect(allSettled(totals(9, 1))).toBe(true);
    expect(allSettled(totals(9, 0))).toBe(false);
    expect(allSettled(sumTallies([]))).toBe(false);
  });

  it('rises with every page and stays below 100 until the results are written', () => {
    let percent = 0;
    for (let done = 0; done <= 10; done++) {
      const progress = progressOf(totals(done, 0), { ...aJob().progress, percent });
      expect(progress.percent).toBeGreaterThan(percent);
      expect(progress.percent).toBeLessThan(100);
      percent = progress.percent;
    }
  });

  it('never goes down, even when older sums come late', () => {
    const shown = { ...aJob().progress, percent: 60 };
    expect(progressOf(totals(1, 0), shown).percent).toBe(60);
  });

  it('is written when it is news and the last write is old enough', () => {
    expect(decideProgress(aJob(), 1, totals(2, 1), NOW + 1000, 1000)).toMatchObject({
      kind: 'write',
      write: {
        updatedAt: NOW + 1000,
        progress: { completedPages: 2, failedPages: 1, totalPages: 10, message: '3 of 10 pages read' },
      },
    });
  });

  it('waits out the interval since the last write, whoever wrote', () => {
    expect(decideProgress(aJob(), 1, totals(2, 0), NOW + 400, 1000)).toEqual({ kind: 'wait', waitMs: 600 });
  });

  it('does not repeat what the document shows, nor go back', () => {
    const job = { ...aJob(), progress: { ...aJob().progress, completedPages: 2 } };
    expect(decideProgress(job, 1, totals(2, 0), NOW + 5000, 1000)).toEqual({ kind: 'current' });
    expect(decideProgress(job, 1, totals(1, 0), NOW + 5000, 1000)).toEqual({ kind: 'current' });
  });

  it('leaves a job alone that has ended or runs anew', () => {
    expect(decideProgress({ ...aJob(), status: 'completed' }, 1, totals(2, 0), NOW + 5000, 1000)).toEqual({ kind: 'current' });
    expect(decideProgress({ ...aJob(), run: 2 }, 1, totals(2, 0), NOW + 5000, 1000)).toEqual({ kind: 'current' });
  });
});
