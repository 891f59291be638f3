import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseSets, countOf, findSets, readSet, spreadOver } from './sets.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pagestream-sets-'));
  for (const name of ['a.png', 'a.gt.txt', 'b.pdf', 'b.gt.txt', 'c.jpg', 'notes.txt', 'd.gt.txt']) {
    await writeFile(join(folder, name), `text of ${name}`);
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a set', () => {
  it('is the documents of a folder that have a true text', async () => {
    const { documents, outOf } = await readSet('mine', folder, 10);
    expect(documents.map(({ path, truth }) => [basename(path), truth])).toEqual([
      ['a.png', 'text of a.gt.txt'],
      ['b.pdf', 'text of b.gt.txt'],
    ]);
    expect(outOf).toBe(2);
  });

  it('says how many it left out', async () => {
    expect(countOf(await readSet('mine', folder, 1))).toBe('1 of 2');
    expect(countOf(await readSet('mine', folder, 2))).toBe('2');
  });

  it('is refused where there is nothing to read', async () => {
    await rm(join(folder, 'a.png'));
    await rm(join(folder, 'b.pdf'));
    await expect(readSet('mine', folder, 10)).rejects.toThrow('NAME.gt.txt');
    await expect(readSet('mine', join(folder, 'nowhere'), 10)).rejects.toThrow('no folder');
  });

  it('comes from the samples and from every folder that is named', async () => {
    const sets = await findSets([folder]);
    expect(sets[0]?.name).toBe('samples');
    expect(sets.at(-1)).toMatchObject({ name: basename(folder), outOf: 2, isHard: false });
  });

  it('is chosen by its name', async () => {
    const sets = await findSets([folder]);
    expect(chooseSets(sets, ['samples']).map(({ name }) => name)).toEqual(['samples']);
    expect(chooseSets(sets, undefined)).toEqual(sets);
    expect(() => chooseSets(sets, ['nothing'])).toThrow('"nothing"');
  });
});

describe('documents that stand for all', () => {
  it('are spread over the list, and the same each time', () => {
    expect(spreadOver([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4)).toEqual([0, 2, 5, 7]);
    expect(spreadOver([1, 2], 4)).toEqual([1, 2]);
  });
});
