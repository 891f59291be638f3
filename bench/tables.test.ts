import { describe, expect, it } from 'vitest';
import { figure, percent, ratios, showSpread, spread, table, UNKNOWN } from './tables.ts';

describe('a table', () => {
  it('has a line for its head, one below it, and one for each row', () => {
    expect(
      table(
        ['set', 'CER %'],
        [
          ['books', 1.5],
          ['letters', UNKNOWN],
        ],
      ),
    ).toBe('| set | CER % |\n|---|---|\n| books | 1.5 |\n| letters | – |');
  });
});

describe('a spread', () => {
  it('is the median between the least and the most, whatever their order', () => {
    expect(spread([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5 });
    expect(showSpread([1.25, 1.5, 1], 2)).toBe('1.25 [1.00–1.50]');
  });

  it('sorts numbers as numbers', () => {
    expect(spread([10, 9, 100])).toEqual({ median: 10, min: 9, max: 100 });
  });

  it('of one value is that value, and of none unknown', () => {
    expect(showSpread([2], 1)).toBe('2.0');
    expect(showSpread([], 1)).toBe(UNKNOWN);
  });
});

describe('ratios', () => {
  it('are taken round by round, theirs by ours', () => {
    expect(ratios([2, 4], [3, 8])).toEqual([1.5, 2]);
  });

  it('leave out the rounds that one of them did not take part in', () => {
    expect(ratios([2, 4], [3])).toEqual([1.5]);
    expect(ratios([0], [3])).toEqual([]);
  });
});

describe('a figure', () => {
  it('has its decimals, or is unknown', () => {
    expect([figure(1, 2), figure(undefined, 2), figure(Number.NaN, 2)]).toEqual(['1.00', UNKNOWN, UNKNOWN]);
    expect([percent(0.0123), percent(undefined), percent(0.5, 0)]).toEqual(['1.23', UNKNOWN, '50']);
  });
});
