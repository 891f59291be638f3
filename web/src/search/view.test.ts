import { describe, expect, it } from 'vitest';
import { en } from '../words/en.ts';
import type { KeeperState } from './keeper.ts';
import { coverageLines, hitAddress, queryOf, searchAddress } from './view.ts';

describe('addresses of the search', () => {
  it('hold the query as it was typed', () => {
    for (const query of ['', 'a b', 'ä&q=#/?', '“x”']) expect(queryOf(searchAddress(query).slice('/search'.length))).toBe(query);
    expect(queryOf(`?q=${'x'.repeat(500)}`)).toHaveLength(200);
  });

  it('lead to the page of a hit', () => {
    expect(hitAddress('abc', 'old & new', 3)).toBe('/jobs/abc?find=old+%26+new#page-3');
    expect(hitAddress('abc', 'x', null)).toBe('/jobs/abc?find=x');
  });
});

describe('what the search says it covers', () => {
  const coverage = { documents: 340, searched: 312, wanted: 28, running: 0, withoutText: 0, older: 0 };
  const state: KeeperState = { coverage, failed: 0, failure: null, loaded: true, settled: true };
  const line = (more: Partial<KeeperState>, online = true) => coverageLines({ ...state, ...more }, online, en).join(' ');

  it('is how many, and why not all', () => {
    expect(line({})).toBe('312 of 340 documents searched. 28 texts are still being fetched.');
    expect(line({ coverage: { documents: 5, searched: 5, wanted: 0, running: 0, withoutText: 0, older: 0 } })).toBe(
      'All 5 documents are searched.',
    );
    const mixed = { documents: 1010, searched: 996, wanted: 1, running: 1, withoutText: 2, older: 10 };
    expect(line({ coverage: mixed, failed: 1 })).toBe(
      '996 of 1,010 documents searched. One is still being read and is searched once it is done. 2 have no text to search. ' +
        '10 older ones are not searched on this device. 1 text could not be fetched.',
    );
  });

  it('says when only this device is searched', () => {
    expect(line({}, false)).toBe(
      '312 of 340 documents searched. You are offline: what this device has already fetched is searched.',
    );
  });

  it('claims nothing before it knows', () => {
    expect(line({ coverage: null, loaded: false })).toBe('Looking up your documents…');
    const none = { documents: 0, searched: 0, wanted: 0, running: 0, withoutText: 0, older: 0 };
    expect(line({ coverage: none, settled: false })).toBe('Looking up your documents…');
    expect(line({ coverage: none })).toBe('');
  });
});
