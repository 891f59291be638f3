/**
 * Sends what people put right: one call for a page at a time, with all that was said about that page while the call before it was
 * under way. So nothing overtakes what was said before it, whichever screen it comes from.
 */

import type { Calls } from '../../../functions/src/contract/calls.ts';
import { MAX_CORRECTIONS_PER_CALL } from '../../../functions/src/contract/limits.ts';
import type { Store } from '../firebase/ports.ts';
import { warnOnUnload } from '../shell/unload.ts';

type Request = Calls['correctPage']['request'];
type Words = Request['words'];

interface Pending {
  readonly words: Words;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Saver {
  readonly #call: (request: Request) => Promise<unknown>;
  readonly #pages = new Map<string, Pending[]>();
  readonly #sending = new Map<string, Promise<void>>();

  constructor(call: (request: Request) => Promise<unknown>) {
    this.#call = call;
  }

  /**
   * Resolves once they are saved; rejects with the SDK's error.
   * @param words at most `MAX_CORRECTIONS_PER_CALL`
   */
  save(jobId: string, pageNumber: number, words: Words): Promise<void> {
    const page = `${jobId} ${pageNumber}`;
    const saved = new Promise<void>((resolve, reject) => {
      const pending = this.#pages.get(page) ?? [];
      this.#pages.set(page, [...pending, { words, resolve, reject }]);
    });
    if (!this.#sending.has(page)) this.#sending.set(page, this.#send(page, { jobId, pageNumber }));
    return saved;
  }

  /** Resolves once nothing is on its way, whatever came of it. */
  async settled(): Promise<void> {
    await Promise.all(this.#sending.values());
  }

  async #send(page: string, of: { jobId: string; pageNumber: number }): Promise<void> {
    const settled = warnOnUnload();
    for (let pending = this.#take(page); pending.length > 0; pending = this.#take(page)) {
      try {
        // Of several answers about one word the last one counts.
        const words = new Map(pending.flatMap(({ words }) => words.map((word) => [word.box.join(' '), word] as const)));
        await this.#call({ ...of, words: [...words.values()] });
        for (const { resolve } of pending) resolve();
      } catch (error) {
        for (const { reject } of pending) reject(error);
      }
    }
    this.#sending.delete(page);
    settled();
  }

  /** As many as one call takes. */
  #take(page: string): readonly Pending[] {
    const pending = this.#pages.get(page) ?? [];
    let count = 0;
    const isOver = pending.findIndex(({ words }, i) => {
      count += words.length;
      return i > 0 && count > MAX_CORRECTIONS_PER_CALL;
    });
    const now = isOver < 0 ? pending : pending.slice(0, isOver);
    if (isOver < 0) this.#pages.delete(page);
    else this.#pages.set(page, pending.slice(isOver));
    return now;
  }
}

const savers = new WeakMap<Pick<Store, 'call'>, Saver>();

/** The one of a store: it lives for as long as its owner is signed in, whatever screens come and go. */
export function saverOf(store: Pick<Store, 'call'>): Saver {
  const saver = savers.get(store) ?? new Saver((request) => store.call('correctPage', request));
  savers.set(store, saver);
  return saver;
}
