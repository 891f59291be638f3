import { describe, expect, it } from 'vitest';
import { growth, parseArguments } from './load.ts';

const stretch = (pages: number, reads: number) => ({
  title: `one job of ${pages} pages`,
  pages,
  seconds: 1,
  tasks: pages,
  reads,
  writes: pages * 7,
  jobWrites: pages,
});

describe('the cost of a page', () => {
  it('may differ a little between short jobs and long ones', () => {
    expect(growth([stretch(10, 100), stretch(100, 1090), stretch(1000, 9000)])).toEqual([]);
  });

  it('must not grow with the job', () => {
    expect(growth([stretch(10, 100), stretch(100, 1110), stretch(1000, 30_000)])).toEqual([
      'GROWS: reads a page are 11.10 in one job of 100 pages, 10.00 in one job of 10 pages',
      'GROWS: reads a page are 30.00 in one job of 1000 pages, 10.00 in one job of 10 pages',
    ]);
  });
});

describe('the command line of a load', () => {
  it('takes how many jobs at once, and the lengths of those one by one', () => {
    expect(parseArguments([])).toEqual({ jobs: 200, long: [10, 100, 1000] });
    expect(parseArguments(['--jobs', '5', '--long', '10,20'])).toEqual({ jobs: 5, long: [10, 20] });
  });

  it.each([[['--jobs', 'x']], [['--jobs', '0']], [['--long', '10,,20']]])('refuses %j', (args) => {
    expect(() => parseArguments(args)).toThrow(/must be whole numbers/);
  });
});
