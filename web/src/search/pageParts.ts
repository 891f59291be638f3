/**
 * Images and words of single pages, for pictures of words. The last few stay in memory: a page often has several.
 *
 * Both are written anew with each reading. Who knows the document's run asks for it: what belongs to another is not given. Who does
 * not know it (null) looks whether the words are those that are meant, and has the page forgotten when they are not.
 */

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

  image(job: JobRef, pageNumber: number, run: number | null): Promise<Blob> {
    return remembered(this.#images, IMAGES_KEPT, keyOf(job, pageNumber, run), () =>
      this.#files.readFile(pageImagePath(job, pageNumber), run ?? undefined),
    );
  }

  words(job: JobRef, pageNumber: number, run: number | null): Promise<PageWords> {
    return remembered(this.#words, WORDS_KEPT, keyOf(job, pageNumber, run), async () => {
      const file = await this.#files.readFile(pageWordsPath(job, pageNumber), run ?? undefined);
      return new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).json() as Promise<PageWords>;
    });
  }

  forget(job: JobRef, pageNumber: number, run: number | null): void {
    this.#images.delete(keyOf(job, pageNumber, run));
    this.#words.delete(keyOf(job, pageNumber, run));
  }
}

const keyOf = ({ uid, jobId }: JobRef, pageNumber: number, run: number | null) => [uid, jobId, pageNumber, run].join(' ');

function remembered<T>(known: Map<string, Promise<T>>, most: number, key: string, fetch: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? fetch();
  // Set anew, it is the last to be forgotten.
  known.delete(key);
  known.set(key, found);
  found.catch(() => {
    if (known.get(key) === found) known.delete(key);
  });
  const [oldest] = known.keys();
  if (known.size > most && oldest !== undefined) known.delete(oldest);
  return found;
}
