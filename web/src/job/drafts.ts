/**
 * What somebody typed into an editor and neither saved nor gave up. Editors come and go with their pages; what is in them must not, and
 * the browser asks before it closes a window that holds some.
 */

import type { Store } from '../firebase/ports.ts';
import { warnOnUnload } from '../shell/unload.ts';

export type Draft =
  /** The text of the page. */
  | { readonly kind: 'text'; readonly text: string }
  /** One of the words as they were in that reading. */
  | { readonly kind: 'word'; readonly text: string; readonly index: number; readonly run: number };

type DraftOf<Kind extends Draft['kind']> = Extract<Draft, { readonly kind: Kind }>;

export class Drafts {
  readonly #drafts = new Map<string, { readonly jobId: string; readonly pageNumber: number; readonly draft: Draft }>();
  #settled: (() => void) | null = null;

  of<Kind extends Draft['kind']>(jobId: string, pageNumber: number, kind: Kind): DraftOf<Kind> | undefined {
    return this.#drafts.get(`${jobId} ${pageNumber} ${kind}`)?.draft as DraftOf<Kind> | undefined;
  }

  /** The pages of a document that have some, in order. */
  pagesOf(jobId: string): readonly number[] {
    const pages = [...this.#drafts.values()].filter((each) => each.jobId === jobId).map(({ pageNumber }) => pageNumber);
    return [...new Set(pages)].sort((a, b) => a - b);
  }

  put(jobId: string, pageNumber: number, draft: Draft): void {
    this.#drafts.set(`${jobId} ${pageNumber} ${draft.kind}`, { jobId, pageNumber, draft });
    this.#settled ??= warnOnUnload();
  }

  drop(jobId: string, pageNumber: number, kind: Draft['kind']): void {
    this.#drafts.delete(`${jobId} ${pageNumber} ${kind}`);
    if (this.#drafts.size === 0) this.clear();
  }

  clear(): void {
    this.#drafts.clear();
    this.#settled?.();
    this.#settled = null;
  }
}

const drafts = new WeakMap<Pick<Store, 'call'>, Drafts>();

/** Those of a store: they live for as long as its owner is signed in, whatever screens come and go. */
export function draftsOf(store: Pick<Store, 'call'>): Drafts {
  const mine = drafts.get(store) ?? new Drafts();
  drafts.set(store, mine);
  return mine;
}
