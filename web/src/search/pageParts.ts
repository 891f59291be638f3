/**
 * Images and words of single pages by their numbers, for pictures of words. Who knows the document's run asks for it: what belongs to
 * another is not given. Who does not know it (null) looks whether the words are those that are meant, and has the page forgotten when
 * they are not.
 */

import type { PageWords } from '../../../functions/src/contract/documents.ts';
import { type JobRef, pageImagePath, pageWordsPath } from '../../../functions/src/contract/paths.ts';
import type { Store } from '../firebase/ports.ts';
import { Files } from '../job/files.ts';

export class PageParts {
  readonly #files: Files;

  constructor(store: Pick<Store, 'readFile'>) {
    this.#files = new Files((path, run) => store.readFile(path, run));
  }

  image(job: JobRef, pageNumber: number, run: number | null): Promise<Blob> {
    return this.#files.image(pageImagePath(job, pageNumber), run);
  }

  words(job: JobRef, pageNumber: number, run: number | null): Promise<PageWords> {
    return this.#files.words(pageWordsPath(job, pageNumber), run);
  }

  forget(job: JobRef, pageNumber: number, run: number | null): void {
    this.#files.forget(pageImagePath(job, pageNumber), run);
    this.#files.forget(pageWordsPath(job, pageNumber), run);
  }
}
