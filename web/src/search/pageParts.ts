/** Images and words of single pages, for pictures of words. The last few stay in memory: a page often has several. */

import type { PageWords } from '../../../functions/src/contract/documents.ts';
import { type JobRef, pageImagePath, pageWordsPath } from '../../../functions/src/contract/paths.ts';
import type { Store } from '../firebase/ports.ts';

type Files = Pick<Store, 'readFile'>;

const IMAGES_KEPT = 8;
const WORDS_KEPT = 32;

export class PageParts {
  readonly #files: Files;
  readonly #images = new Map<string, Promise<Blob>>();
  readonly #words = new Map<string, Promise<PageWords>>();

  constructor(files: Files) {
    this.#files = files;
  }

  image(job: JobRef, pageNumber: number): Promise<Blob> {
    return remembered(this.#images, IMAGES_KEPT, pageImagePath(job, pageNumber), (path) => this.#files.readFile(path));
  }

  words(job: JobRef, pageNumber: number): Promise<PageWords> {
    return remembered(this.#words, WORDS_KEPT, pageWordsPath(job, pageNumber), async (path) => {
      const file = await this.#files.readFile(path);
      return new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).json() as Promise<PageWords>;
    });
  }
}

function remembered<T>(
  known: Map<string, Promise<T>>,
  most: number,
  path: string,
  fetch: (path: string) => Promise<T>,
): Promise<T> {
  const found = known.get(path) ?? fetch(path);
  // Set anew, it is the last to be forgotten.
  known.delete(path);
  known.set(path, found);
  found.catch(() => known.delete(path));
  const [oldest] = known.keys();
  if (known.size > most && oldest !== undefined) known.delete(oldest);
  return found;
}
