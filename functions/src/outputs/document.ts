/** A document whose pages have all ended, as its outputs are made from it. */

import type { Manifest, PageWords } from '../contract/documents.ts';
import type { Job, Page } from '../domain/model.ts';

export interface OutputDocument {
  readonly job: Job;
  readonly engine: Manifest['engine'];
  /** All of them, in page order. */
  readonly pages: readonly Omit<Page, 'text'>[];
  /** What was read on a page; null when the page was not completed. One page is held at a time. */
  readonly words: (page: Omit<Page, 'text'>) => Promise<PageWords | null>;
}
