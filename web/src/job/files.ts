/** The files of pages: fetched once while they are near, and the last ones kept. */

import type { PageWords } from '../../../functions/src/contract/documents.ts';

/** A few hundred kilobytes each. */
const IMAGES_KEPT = 24;
/** A few dozen kilobytes each. */
const WORDS_KEPT = 32;

/**
 * The files read last, by their paths and the runs in which their pages were read: each reading writes them anew. A file that could
 * not be read is not kept: the next one who asks tries again. A run of null: it is not known, and only the server's will do.
 */
export class Files {
  readonly #read: (path: string, run?: number) => Promise<Blob>;
  readonly #images = new Map<string, Promise<Blob>>();
  readonly #words = new Map<string, Promise<PageWords>>();

  constructor(read: (path: string, run?: number) => Promise<Blob>) {
    this.#read = read;
  }

  image(path: string, run: number | null): Promise<Blob> {
    return remembered(this.#images, IMAGES_KEPT, keyOf(path, run), () => this.#read(path, run ?? undefined));
  }

  words(path: string, run: number | null): Promise<PageWords> {
    return remembered(this.#words, WORDS_KEPT, keyOf(path, run), async () => {
      const file = await this.#read(path, run ?? undefined);
      const json = (await isPacked(file)) ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream();
      return new Response(json).json() as Promise<PageWords>;
    });
  }

  forget(path: string, run: number | null): void {
    this.#images.delete(keyOf(path, run));
    this.#words.delete(keyOf(path, run));
  }
}

/** What stands between may have unpacked it. */
async function isPacked(file: Blob): Promise<boolean> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b;
}

const keyOf = (path: string, run: number | null) => `${path} ${run}`;

function remembered<T>(known: Map<string, Promise<T>>, most: number, key: string, fetch: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? fetch();
  // Last in line again: a map keeps the order in which its keys came.
  known.delete(key);
  known.set(key, found);
  found.catch(() => {
    if (known.get(key) === found) known.delete(key);
  });
  const [oldest] = known.keys();
  if (known.size > most && oldest !== undefined) known.delete(oldest);
  return found;
}
