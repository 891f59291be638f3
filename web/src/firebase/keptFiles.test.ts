import { describe, expect, it } from 'vitest';
import { type FileCache, KeptFiles, LARGEST_FILE_BYTES } from './keptFiles.ts';

const PICTURE = 'results/ann/job/pages/0001.webp';
const WORDS = 'results/ann/job/pages/0001.json.gz';

/** A cache as the browser's: in the order of writing. */
class CacheInHand implements FileCache {
  readonly files = new Map<string, Response>();
  async match(request: RequestInfo | URL) {
    return this.files.get(addressOf(request))?.clone();
  }
  async put(request: RequestInfo | URL, response: Response) {
    this.files.delete(addressOf(request));
    this.files.set(addressOf(request), response);
  }
  async delete(request: RequestInfo | URL) {
    return this.files.delete(addressOf(request));
  }
  async keys() {
    return [...this.files.keys()].map((address) => new Request(address));
  }
}

const addressOf = (request: RequestInfo | URL) =>
  new URL(request instanceof Request ? request.url : String(request), 'https://app.example').href;

function setUp({ mostBytes = 1000 } = {}) {
  const cache = new CacheInHand();
  const line = { up: true };
  const asked: string[] = [];
  const files = new KeptFiles(
    async () => cache,
    () => line.up,
    mostBytes,
  );
  const read = async (path: string, content: string | Error) => {
    const blob = await files.read(path, async () => {
      asked.push(path);
      if (content instanceof Error) throw content;
      return new Blob([content]);
    });
    await files.settled();
    return blob.text();
  };
  return { cache, line, asked, read };
}

const failing = (code: string) => Object.assign(new Error(code), { code });

describe('files that were opened', () => {
  it('are read without a connection, and then nobody is asked', async () => {
    const { line, asked, read } = setUp();
    await read(WORDS, 'words');
    line.up = false;
    expect(await read(WORDS, 'newer words')).toBe('words');
    expect(asked).toEqual([WORDS]);
  });

  it('are fetched anew while there is one, since words are read again and put right', async () => {
    const { line, read } = setUp();
    await read(WORDS, 'words');
    expect(await read(WORDS, 'newer words')).toBe('newer words');
    line.up = false;
    expect(await read(WORDS, '')).toBe('newer words');
  });

  it('are fetched once when they are pictures of pages, which stay what they are', async () => {
    const { asked, read } = setUp();
    await read(PICTURE, 'picture');
    expect(await read(PICTURE, 'picture again')).toBe('picture');
    expect(asked).toEqual([PICTURE]);
  });

  it('serve when the line is up but carries nothing, and only then', async () => {
    const { read } = setUp();
    await read(WORDS, 'words');
    expect(await read(WORDS, failing('storage/retry-limit-exceeded'))).toBe('words');
    await expect(read(WORDS, failing('storage/unauthorized'))).rejects.toMatchObject({ code: 'storage/unauthorized' });
    await expect(read(WORDS, failing('storage/object-not-found'))).rejects.toThrow();
  });

  it('serve when the server does not answer at all', async () => {
    const cache = new CacheInHand();
    const files = new KeptFiles(
      async () => cache,
      () => true,
      1000,
      1,
    );
    await files.read(WORDS, async () => new Blob(['words']));
    await files.settled();
    expect(await (await files.read(WORDS, () => new Promise(() => {}))).text()).toBe('words');
  });

  it('that were never opened fail at once without a connection', async () => {
    const { line, asked, read } = setUp();
    line.up = false;
    await expect(read(PICTURE, 'picture')).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked).toEqual([]);
  });

  it('that are downloads are not kept', async () => {
    const { cache, read } = setUp({ mostBytes: 10 * LARGEST_FILE_BYTES });
    await read('results/ann/job/document.pdf', 'x'.repeat(LARGEST_FILE_BYTES + 1));
    expect(cache.files.size).toBe(0);
  });

  it('make room, the oldest first, when they are too many', async () => {
    const { cache, read } = setUp({ mostBytes: 1000 });
    for (let page = 1; page <= 10; page++) await read(`results/ann/job/pages/${page}.webp`, 'x'.repeat(100));
    expect(cache.files.size).toBe(10);
    await read('results/ann/job/pages/11.webp', 'x'.repeat(100));
    expect([...cache.files.keys()].map((address) => address.split('/').at(-1))).toEqual(
      [3, 4, 5, 6, 7, 8, 9, 10, 11].map((page) => `${page}.webp`),
    );
  });

  it('are counted once when they are written again', async () => {
    const { cache, read } = setUp({ mostBytes: 1000 });
    await read(PICTURE, 'x'.repeat(500));
    for (let again = 0; again < 10; again++) await read(WORDS, 'x'.repeat(400));
    expect(cache.files.size).toBe(2);
  });

  it('of a browser that forbids keeping are read from the server', async () => {
    const files = new KeptFiles(
      () => Promise.reject(new Error('forbidden')),
      () => true,
    );
    expect(await (await files.read(PICTURE, async () => new Blob(['picture']))).text()).toBe('picture');
  });
});
