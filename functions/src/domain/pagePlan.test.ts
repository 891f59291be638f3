import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../contract/options.ts';
import { newPages, newTallies, PAGES_PER_TALLY, pagesOf, planTasks, talliesOf, taskBudget } from './pagePlan.ts';

describe('planning tasks', () => {
  it.each([
    [1, 4, 100],
    [60, 4, 2],
    [7, 10, 3],
    [2000, 1, 1],
    [2000, 10, 1000],
    [3, 1, 1],
  ])('covers each of %i pages once, in order, at most %i a task', (pageCount, pagesPerTask, concurrent) => {
    const ranges = planTasks(pagesOf(pageCount, DEFAULT_OPTIONS), pagesPerTask, concurrent);
    const pages = ranges.flatMap(({ firstPage, lastPage }) =>
      Array.from({ length: lastPage - firstPage + 1 }, (_, index) => firstPage + index),
    );
    expect(pages).toEqual(Array.from({ length: pageCount }, (_, index) => index + 1));
    expect(Math.max(...ranges.map(({ firstPage, lastPage }) => lastPage - firstPage + 1))).toBeLessThanOrEqual(pagesPerTask);
  });

  it('spreads a short document over the workers there are', () => {
    expect(planTasks(pagesOf(4, DEFAULT_OPTIONS), 4, 2)).toEqual([
      { firstPage: 1, lastPage: 2 },
      { firstPage: 3, lastPage: 4 },
    ]);
  });

  it('keeps the workers of a long document busy to the end with smaller tasks', () => {
    const sizes = (count: number, pagesPerTask: number, concurrent: number) =>
      planTasks(pagesOf(count, DEFAULT_OPTIONS), pagesPerTask, concurrent).map(
        ({ firstPage, lastPage }) => lastPage - firstPage + 1,
      );
    expect(sizes(50, 4, 2)).toEqual([...Array<number>(11).fill(4), 2, 2, 1, 1]);
    expect(sizes(9, 4, 2)).toEqual([4, 2, 2, 1]);
    expect(sizes(8, 4, 2)).toEqual([4, 4]);
    expect(sizes(9, 1, 2)).toEqual(Array<number>(9).fill(1));
  });
});

it('pages between those that have ended share a task only with near ones', () => {
  expect(planTasks([2, 3, 9, 40], 4, 1)).toEqual([
    { firstPage: 2, lastPage: 3 },
    { firstPage: 9, lastPage: 9 },
    { firstPage: 40, lastPage: 40 },
  ]);
});

describe('of the pages that were asked for', () => {
  const asked = (first: number, last: number | null) => ({ ...DEFAULT_OPTIONS, pages: { first, last } });

  it('each is made under its own number, and counted in a tally that there is', () => {
    const pages = newPages(120, 1, asked(61, 180));
    expect(pages.map(({ pageNumber }) => pageNumber)).toEqual(Array.from({ length: 120 }, (_, index) => 61 + index));
    const tallies = newTallies(120, 1);
    expect(tallies.map(({ index }) => pages.filter(({ tally }) => tally === index).length)).toEqual(
      tallies.map((each) => each.pages),
    );
    expect(planTasks(pagesOf(8, asked(5, 12)), 4, 2)).toEqual([
      { firstPage: 5, lastPage: 8 },
      { firstPage: 9, lastPage: 12 },
    ]);
  });
});

it('a job has room for several rounds of tasks, and no more', () => {
  expect(taskBudget(1, 5)).toBe(25);
  expect(taskBudget(1000, 5)).toBe(5020);
});

describe('tallies', () => {
  it('count pages that are created as completed', () => {
    const pages = newPages(3, 1, DEFAULT_OPTIONS).map((page) => ({
      ...page,
      status: 'completed' as const,
      confidence: page.pageNumber === 2 ? null : { mean: 80, p5: 70 },
    }));
    expect(talliesOf(pages, 1)).toMatchObject([{ pages: 3, completed: 3, confidenceSum: 160, confidencePages: 2 }]);
  });

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
