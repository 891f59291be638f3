/** The files of the pages that are read: fetched once while they are near, and the last ones kept. */

import type { PageWords } from '../../../functions/src/contract/documents.ts';

/** Images of a few hundred kilobytes each, and words of a few dozen. */
const MOST_KEPT = 24;

/**
 * The files read last, by their paths and the runs in which their pages were read: each reading writes them anew. A file that could
 * not be read is not kept: the next one who asks tries again.
 */
export class Files {
  readonly #read: (path: string, run: number) => Promise<Blob>;
  readonly #kept = new Map<string, Promise<unknown>>();

  constructor(read: (path: string, run: number) => Promise<Blob>) {
    this.#read = read;
  }

  image(path: string, run: number): Promise<Blob> {
    return this.#once(path, run, (blob) => Promise.resolve(blob));
  }

  words(path: string, run: number): Promise<PageWords> {
    return this.#once(path, run, async (blob) => JSON.parse(await unzipped(blob)) as PageWords);
  }

  #once<T>(path: string, run: number, use: (blob: Blob) => Promise<T>): Promise<T> {
    const key = `${path} ${run}`;
    const kept = this.#kept.get(key) as Promise<T> | undefined;
    const file = kept ?? this.#read(path, run).then(use);
    // Last in line again: a map keeps the order in which its keys came.
    this.#kept.delete(key);
    this.#kept.set(key, file);
    if (kept === undefined) {
      file.catch(() => {
        if (this.#kept.get(key) === file) this.#kept.delete(key);
      });
      const [oldest] = this.#kept.keys();
      if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    }
    return file;
  }
}

async function unzipped(blob: Blob): Promise<string> {
  return new Response(blob.stream().pipeThrough(new DecompressionStream('gzip'))).text();
}
