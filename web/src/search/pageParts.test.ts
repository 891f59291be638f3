import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { PageParts } from './pageParts.ts';

const JOB = { uid: 'ann', jobId: 'job' };

function setUp() {
  const reads: string[] = [];
  const parts = new PageParts({
    readFile: async (path, version) => {
      reads.push(`${path.split('/').at(-1)} ${version}`);
      const content = JSON.stringify({ text: `reading ${reads.length}` });
      return new Blob([path.endsWith('.gz') ? gzipSync(content) : content]);
    },
  });
  return { parts, reads };
}

it('a page’s image and words are fetched once for each reading', async () => {
  const { parts, reads } = setUp();
  expect(await parts.words(JOB, 7, 1)).toEqual({ text: 'reading 1' });
  expect(await parts.words(JOB, 7, 1)).toEqual({ text: 'reading 1' });
  expect(await parts.words(JOB, 7, 2)).toEqual({ text: 'reading 2' });
  const first = await parts.image(JOB, 7, 1);
  expect(await parts.image(JOB, 7, 1)).toBe(first);
  expect(await parts.image(JOB, 7, 2)).not.toBe(first);
  expect(reads).toEqual(['0007.json.gz 1', '0007.json.gz 2', '0007.webp 1', '0007.webp 2']);
});

it('where the reading is not known only the server’s will do, and a page is fetched anew once it is forgotten', async () => {
  const { parts, reads } = setUp();
  const [words, image] = await Promise.all([parts.words(JOB, 7, null), parts.image(JOB, 7, null)]);
  parts.forget(JOB, 7, null);
  expect(await parts.words(JOB, 7, null)).not.toEqual(words);
  expect(await parts.image(JOB, 7, null)).not.toBe(image);
  expect(reads).toEqual(['0007.json.gz undefined', '0007.webp undefined', '0007.json.gz undefined', '0007.webp undefined']);
});
