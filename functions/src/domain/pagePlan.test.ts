import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../contract/options.ts';
import { newPages, newTallies, PAGES_PER_TALLY, planTasks } from './pagePlan.ts';

describe('planning tasks', () => {
  it.each([
    [1, 4, 100],
    [60, 4, 2],
    [7, 10, 3],
    [2000, 1, 1],
    [2000, 10, 1000],
    [3, 1, 1],
  ])('covers each of %i pages once, in order, at most %i a task', (pageCount, pagesPerTask, concurrent) => {
    const ranges = planTasks(pageCount, pagesPerTask, concurrent);
    const pages = ranges.flatMap(({ firstPage, lastPage }) =>
      Array.from({ length: lastPage - firstPage + 1 }, (_, index) => firstPage + index),
    );
    expect(pages).toEqual(Array.from({ length: pageCount }, (_, index) => index + 1));
    expect(Math.max(...ranges.map(({ firstPage, lastPage }) => lastPage - firstPage + 1))).toBeLessThanOrEqual(pagesPerTask);
  });

  it('spreads a short document over the workers there are', () => {
    expect(planTasks(4, 4, 2)).toEqual([
      { firstPage: 1, lastPage: 2 },
      { firstPage: 3, lastPage: 4 },
    ]);
  });
});

describe('tallies', () => {
  it.each([1, PAGES_PER_TALLY, PAGES_PER_TALLY + 1, 2000])('of %i pages have a place for each page', (pageCount) => {
    const tallies = newTallies(pageCount, 1);
    const members = tallies.map(() => 0);
    for (const { tally } of newPages(pageCount, 1, DEFAULT_OPTIONS)) members[tally] = (members[tally] ?? 0) + 1;
    expect(tallies.map((tally) => tally.pages)).toEqual(members);
    expect(tallies.map((tally) => tally.index)).toEqual(tallies.map((_, index) => index));
  });

  it('are not shared by neighbours, which end at the same time', () => {
    const [first, second] = newPages(PAGES_PER_TALLY * 2, 1, DEFAULT_OPTIONS);
    expect(first?.tally).not.toBe(second?.tally);
  });
});
