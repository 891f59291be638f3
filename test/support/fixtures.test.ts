import { existsSync, readdirSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isErrorCode } from '../../functions/src/contract/errors.ts';
import { fileTypeOfName } from '../../functions/src/contract/fileTypes.ts';
import { JOB_STATUSES } from '../../functions/src/contract/states.ts';
import { catalogue, fixture, nameOf, sample, truthOf } from './fixtures.ts';

const documentsIn = (folder: string) => readdirSync(folder).filter((name) => fileTypeOfName(name) !== undefined);

describe('the catalogue of fixtures', () => {
  const rows = catalogue(fixture('README.md'));

  it('lists the files that are in the folder, each once, and no others', () => {
    expect(rows.map(nameOf).sort()).toEqual(documentsIn(fixture('')).sort());
  });

  it('expects a state or an error code of the contract for each file', () => {
    for (const row of rows) {
      const expected = [...(row.at(-1) ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
      expect(expected, nameOf(row)).not.toEqual([]);
      for (const word of expected)
        expect(isErrorCode(word) || JOB_STATUSES.some((status) => status === word), `${nameOf(row)}: ${word}`).toBe(true);
    }
  });

  it('promises a true text where there is one, and only there', () => {
    for (const row of rows) {
      const truth = fixture(nameOf(row)).replace(/\.[^.]+$/, '.gt.txt');
      expect(existsSync(truth), nameOf(row)).toBe(row[3] !== '–');
    }
  });

  it('keeps every file small enough to clone without a thought', () => {
    for (const name of documentsIn(fixture(''))) expect(statSync(fixture(name)).size, name).toBeLessThan(600_000);
  });
});

describe('the catalogue of samples', () => {
  it('lists the files that are in the folder, and each has a true text', async () => {
    const documents = documentsIn(sample('')).sort();
    expect([...new Set(catalogue(sample('README.md')).map(nameOf))].sort()).toEqual(documents);
    for (const name of documents) expect((await truthOf(sample(name))).trim(), name).not.toBe('');
  });

  it('has the truth of the scan page by page', async () => {
    expect((await truthOf(sample('scan.pdf'))).split('\f')).toHaveLength(4);
  });
});
