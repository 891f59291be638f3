import { describe, expect, it } from 'vitest';
import { aJob, aTally } from '../testing/examples.ts';
import { allSettled, isOpened, looksAround, progressOf, sumTallies } from './progress.ts';

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

  it('counts a cancelled page as ended', () => {
    expect(allSettled(sumTallies([{ ...aTally(2), completed: 1, cancelled: 1 }]))).toBe(true);
  });

  it('begins when every page of the run is there', () => {
    const job = { ...aJob(), run: 2, pageCount: 3 };
    expect(isOpened([], job)).toBe(false);
    expect(isOpened([{ ...aTally(3), run: 1 }], job)).toBe(false);
    expect(isOpened([{ ...aTally(3), run: 2 }], job)).toBe(true);
    expect(isOpened([{ ...aTally(3), run: 2 }], { ...job, pageCount: 4 })).toBe(false);
  });
});

describe('a page that looks at all tallies', () => {
  const looking = (pageCount: number, silentMs: number) => {
    const job = { ...aJob(), pageCount, updatedAt: 1_000_000 };
    return Array.from({ length: pageCount }, (_, index) => index + 1).filter((page) =>
      looksAround(job, page, 1_000_000 + silentMs, 1000),
    );
  };

  it('is every page of a document that has one', () => {
    expect(looking(50, 0)).toHaveLength(50);
  });

  it('is one in as many as there are tallies, so that a page of a long document costs no more', () => {
    for (const pages of [100, 1000, 2000]) expect(looking(pages, 0)).toHaveLength(50);
  });

  it('is the first after a long silence, whichever it is', () => {
    expect(looking(1000, 19_999)).toHaveLength(50);
    expect(looking(1000, 20_000)).toHaveLength(1000);
  });
});
