/** The files of the pages that are read: fetched once while they are near, and the last ones kept. */

import type { PageWords } from '../../../functions/src/contract/documents.ts';

/** Images of a few hundred kilobytes each, and words of a few dozen. */
const MOST_KEPT = 24;

/** The files read last, by their paths. A file that could not be read is not kept: the next one who asks tries again. */
export class Files {
  readonly #read: (path: string) => Promise<Blob>;
  readonly #kept = new Map<string, Promise<unknown>>();

  constructor(read: (path: string) => Promise<Blob>) {
    this.#read = read;
  }

  image(path: string): Promise<Blob> {
    return this.#once(path, (blob) => Promise.resolve(blob));
  }

  words(path: string): Promise<PageWords> {
    return this.#once(path, async (blob) => JSON.parse(await unzipped(blob)) as PageWords);
  }

  #once<T>(path: string, use: (blob: Blob) => Promise<T>): Promise<T> {
    const kept = this.#kept.get(path) as Promise<T> | undefined;
    const file = kept ?? this.#read(path).then(use);
    // Last in line again: a map keeps the order in which its keys came.
    this.#kept.delete(path);
    this.#kept.set(path, file);
    if (kept === undefined) {
      file.catch(() => {
        if (this.#kept.get(path) === file) this.#kept.delete(path);
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
