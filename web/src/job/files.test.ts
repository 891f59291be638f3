import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Files } from './files.ts';

function reader(content: (path: string) => Uint8Array<ArrayBuffer> = () => new Uint8Array(1)) {
  const reads: string[] = [];
  const files = new Files(async (path) => {
    reads.push(path);
    return new Blob([content(path)]);
  });
  return { files, reads };
}

describe('the files of pages', () => {
  it('are read once, however many ask', async () => {
    const { files, reads } = reader();
    const [one, other] = await Promise.all([files.image('a', 1), files.image('a', 1)]);
    expect(one).toBe(other);
    expect(await files.image('a', 1)).toBe(one);
    expect(reads).toEqual(['a']);
  });

  it('are read anew once their page was read again', async () => {
    const { files, reads } = reader((path) => new Uint8Array(gzipSync(JSON.stringify({ text: `${path}, ${reads.length}` }))));
    expect(await files.words('a', 1)).toEqual({ text: 'a, 1' });
    expect(await files.words('a', 2)).toEqual({ text: 'a, 2' });
    expect(reads).toEqual(['a', 'a']);
  });

  it('hold words as the pipeline wrote them', async () => {
    const words = { pageNumber: 3, words: [['Straße', 90, 0, 0, 1, 1]] };
    const { files } = reader(() => new Uint8Array(gzipSync(JSON.stringify(words))));
    expect(await files.words('a', 1)).toEqual(words);
  });

  it('are words too when they were unpacked on the way', async () => {
    const words = { pageNumber: 3, words: [] };
    const { files } = reader(() => new TextEncoder().encode(JSON.stringify(words)));
    expect(await files.words('a', 1)).toEqual(words);
  });

  it('are let go when many others came after them, and not before', async () => {
    const { files, reads } = reader();
    await files.image('first', 1);
    for (let i = 0; i < 20; i++) await files.image(`${i}`, 1);
    await files.image('first', 1);
    for (let i = 20; i < 40; i++) await files.image(`${i}`, 1);
    await files.image('first', 1);
    expect(reads.filter((path) => path === 'first')).toHaveLength(1);
    for (let i = 40; i < 80; i++) await files.image(`${i}`, 1);
    await files.image('first', 1);
    expect(reads.filter((path) => path === 'first')).toHaveLength(2);
  });

  it('that could not be read are read again', async () => {
    let reads = 0;
    const files = new Files(async () => {
      if (++reads === 1) throw new Error('offline');
      return new Blob();
    });
    await expect(files.image('a', 1)).rejects.toThrow('offline');
    await files.image('a', 1);
    expect(reads).toBe(2);
  });
});
