/**
 * Listens to the pages of a document that can be seen, one window of pages at a time: however long the document is and however far
 * somebody scrolls, no more than `MOST_WINDOWS` windows are listened to at once. What was seen of others is remembered.
 */

import type { PageCorrections, PageDocument } from '../../../functions/src/contract/documents.ts';
import type { JobRef } from '../../../functions/src/contract/paths.ts';
import type { Failure } from '../firebase/failure.ts';
import type { Store, Unwatch } from '../firebase/ports.ts';
import { WINDOW_PAGES } from './window.ts';

/** Two for the pages, where one ends and the next begins, and two for the list of pages, which may be scrolled elsewhere. */
export const MOST_WINDOWS = 4;

export interface KnownPages {
  readonly pages: ReadonlyMap<number, PageDocument>;
  /** Of those that somebody corrected. */
  readonly corrections: ReadonlyMap<number, PageCorrections>;
  /** The first pages of the windows whose pages have been told at least once. */
  readonly told: ReadonlySet<number>;
  readonly failure: Failure | null;
}

export const NOTHING_KNOWN: KnownPages = { pages: new Map(), corrections: new Map(), told: new Set(), failure: null };

export class PageListeners {
  readonly #store: Pick<Store, 'watchPages' | 'watchCorrections'>;
  readonly #job: JobRef;
  readonly #tell: (known: KnownPages) => void;
  readonly #open = new Map<number, readonly Unwatch[]>();
  #known = NOTHING_KNOWN;

  constructor(store: Pick<Store, 'watchPages' | 'watchCorrections'>, job: JobRef, tell: (known: KnownPages) => void) {
    this.#store = store;
    this.#job = job;
    this.#tell = tell;
  }

  /** @param windows the first pages of the windows to listen to, the most important first; those beyond `MOST_WINDOWS` are not */
  want(windows: readonly number[]): void {
    const wanted = new Set([...new Set(windows)].slice(0, MOST_WINDOWS));
    for (const first of [...this.#open.keys()]) {
      if (!wanted.has(first)) this.#stop(first);
    }
    for (const first of wanted) {
      if (!this.#open.has(first)) this.#listen(first);
    }
  }

  /** A listener that failed is dead; each is made anew. */
  retry(): void {
    const windows = [...this.#open.keys()];
    this.close();
    this.#change({ failure: null });
    this.want(windows);
  }

  close(): void {
    for (const first of [...this.#open.keys()]) this.#stop(first);
  }

  #listen(first: number): void {
    this.#open.set(first, [
      this.#store.watchPages(
        this.#job,
        first,
        WINDOW_PAGES,
      )(
        (pages) => {
          const known = new Map(this.#known.pages);
          // The same page as before stays the same object: nothing of it has to be drawn again.
          for (const page of pages) if (!isSamePage(known.get(page.pageNumber), page)) known.set(page.pageNumber, page);
          // The line is up again, and the listener with it.
          const failure = this.#known.failure === 'offline' ? null : this.#known.failure;
          this.#change({ pages: known, told: new Set([...this.#known.told, first]), failure });
        },
        (failure) => this.#change({ failure }),
      ),
      this.#store.watchCorrections(
        this.#job,
        first,
        WINDOW_PAGES,
      )(
        (told) => {
          const corrections = new Map(this.#known.corrections);
          for (let page = first; page < first + WINDOW_PAGES; page++) corrections.delete(page);
          for (const page of told) {
            const before = this.#known.corrections.get(page.pageNumber);
            const isSame =
              before?.updatedAt.toMillis() === page.updatedAt.toMillis() && before.words.length === page.words.length;
            corrections.set(page.pageNumber, isSame ? before : page);
          }
          this.#change({ corrections });
        },
        // A document can be read without them; whoever may read its pages learns of anything worse from those.
        () => {},
      ),
    ]);
  }

  #stop(first: number): void {
    for (const unwatch of this.#open.get(first) ?? []) unwatch();
    this.#open.delete(first);
  }

  #change(change: Partial<KnownPages>): void {
    this.#known = { ...this.#known, ...change };
    this.#tell(this.#known);
  }
}

function isSamePage(before: PageDocument | undefined, now: PageDocument): boolean {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(now);
}
