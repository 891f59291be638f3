import { describe, expect, it, vi } from 'vitest';
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
  const read = async (path: string, version: number | undefined, content: string | Error) => {
    const blob = await files.read(path, version, async () => {
      asked.push(path);
      if (content instanceof Error) throw content;
      return new Blob([content]);
    });
    await files.settled();
    return blob.text();
  };
  return { cache, line, asked, read };
}

describe('files that were opened', () => {
  it('are read without a connection, and with one too without asking anybody', async () => {
    const { line, asked, read } = setUp();
    await read(WORDS, 1, 'words');
    expect(await read(WORDS, 1, 'words again')).toBe('words');
    line.up = false;
    expect(await read(WORDS, 1, 'words again')).toBe('words');
    expect(asked).toEqual([WORDS]);
  });

  it.each([PICTURE, WORDS])('are never those of another reading, with a connection or without (%s)', async (path) => {
    const { line, read } = setUp();
    await read(path, 1, 'first reading');
    line.up = false;
    await expect(read(path, 2, 'second reading')).rejects.toMatchObject({ code: 'unavailable' });
    line.up = true;
    expect(await read(path, 2, 'second reading')).toBe('second reading');
    line.up = false;
    expect(await read(path, 2, '')).toBe('second reading');
  });

  it('are not taken, nor kept, where only the server’s will do', async () => {
    const { cache, line, read } = setUp();
    await read(WORDS, 1, 'words');
    expect(await read(WORDS, undefined, 'newer words')).toBe('newer words');
    expect(cache.files.size).toBe(1);
    line.up = false;
    await expect(read(WORDS, undefined, 'newer words')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('that cannot be had say why, and are not kept', async () => {
    const { cache, read } = setUp();
    const denied = Object.assign(new Error('denied'), { code: 'storage/unauthorized' });
    await expect(read(WORDS, 1, denied)).rejects.toBe(denied);
    expect(cache.files.size).toBe(0);
  });

  it('are not kept once their owner leaves, also when they were on their way', async () => {
    let opened = 0;
    const cache = new CacheInHand();
    const files = new KeptFiles(
      async () => {
        opened++;
        return cache;
      },
      () => true,
    );
    const arrival = Promise.withResolvers<Blob>();
    const reading = files.read(PICTURE, 1, () => arrival.promise);
    await vi.waitFor(() => expect(opened, 'looked for').toBe(1));
    files.close();
    arrival.resolve(new Blob(['picture']));
    expect(await (await reading).text()).toBe('picture');
    expect(await (await files.read(WORDS, 1, async () => new Blob(['words']))).text()).toBe('words');
    await files.settled();
    expect([cache.files.size, opened], 'a cache that is opened is there again').toEqual([0, 1]);
  });

  it('that were never opened fail at once without a connection', async () => {
    const { line, asked, read } = setUp();
    line.up = false;
    await expect(read(PICTURE, 1, 'picture')).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked).toEqual([]);
  });

  it('that are downloads are not kept', async () => {
    const { cache, read } = setUp({ mostBytes: 10 * LARGEST_FILE_BYTES });
    await read('results/ann/job/document.pdf', 1, 'x'.repeat(LARGEST_FILE_BYTES + 1));
    expect(cache.files.size).toBe(0);
  });

  it('make room, the oldest first, when they are too many', async () => {
    const { cache, read } = setUp({ mostBytes: 1000 });
    for (let page = 1; page <= 10; page++) await read(`results/ann/job/pages/${page}.webp`, 1, 'x'.repeat(100));
    expect(cache.files.size).toBe(10);
    await read('results/ann/job/pages/11.webp', 1, 'x'.repeat(100));
    expect([...cache.files.keys()].map((address) => new URL(address).pathname.split('/').at(-1))).toEqual(
      [3, 4, 5, 6, 7, 8, 9, 10, 11].map((page) => `${page}.webp`),
    );
  });

  it('are counted once when two asked for them at once', async () => {
    const { cache, read } = setUp({ mostBytes: 1000 });
    await read(PICTURE, 1, 'x'.repeat(500));
    await Promise.all(Array.from({ length: 10 }, () => read(WORDS, 1, 'x'.repeat(400))));
    expect(cache.files.size).toBe(2);
  });

  it('of a browser that forbids keeping are read from the server', async () => {
    const files = new KeptFiles(
      () => Promise.reject(new Error('forbidden')),
      () => true,
    );
    expect(await (await files.read(PICTURE, 1, async () => new Blob(['picture']))).text()).toBe('picture');
  });
});
