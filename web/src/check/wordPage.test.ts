import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { DoubtfulWord, WordBox } from '../../../functions/src/contract/documents.ts';
import { PageParts } from '../search/pageParts.ts';
import { wordPage } from './wordPage.ts';

const JOB = { uid: 'ann', jobId: 'job' };
const FIRST: WordBox = ['harbuor', 30, 0, 0, 40, 10];
const SECOND: WordBox = ['harbonr', 40, 100, 50, 140, 60];
const doubt = ([text, confidence, ...box]: WordBox): DoubtfulWord => ({ pageNumber: 1, text, confidence, box });

/** A page that was read as one after the other of these, whenever its files are asked for. */
function pageReadAs(...readings: readonly WordBox[]) {
  let at = 0;
  const images: Blob[] = [];
  const parts = new PageParts({
    readFile: async (path) => {
      if (path.endsWith('.gz')) return new Blob([gzipSync(JSON.stringify({ words: [readings[at++]] }))]);
      images.push(new Blob());
      return images.at(-1) as Blob;
    },
  });
  return { parts, images, fetched: () => at };
}

it('the page of a word is fetched once for as long as it has the words that are asked for', async () => {
  const { parts, fetched } = pageReadAs(FIRST);
  expect(await wordPage(parts, JOB, doubt(FIRST))).toEqual({ words: [FIRST] });
  expect(await wordPage(parts, JOB, doubt(FIRST))).toEqual({ words: [FIRST] });
  expect(fetched()).toBe(1);
});

it('a page that was read again is fetched anew, with its image', async () => {
  const { parts, images } = pageReadAs(FIRST, SECOND);
  await wordPage(parts, JOB, doubt(FIRST));
  await parts.image(JOB, 1, null);
  expect(await wordPage(parts, JOB, doubt(SECOND))).toEqual({ words: [SECOND] });
  expect(await parts.image(JOB, 1, null)).toBe(images[1]);
});

it('a page without the word is none: the list of words does not know its reading yet', async () => {
  const { parts } = pageReadAs(FIRST, FIRST);
  expect(await wordPage(parts, JOB, doubt(SECOND))).toBeUndefined();
});

it('a word that was read otherwise in the same place is another', async () => {
  const { parts } = pageReadAs(['harbour', 90, 100, 50, 140, 60], SECOND);
  expect(await wordPage(parts, JOB, doubt(SECOND))).toEqual({ words: [SECOND] });
});
