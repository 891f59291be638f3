/** Sends answers: one call for a page at a time, with all that was answered on that page while the call before it was under way. */

import type { Calls } from '../../../functions/src/contract/calls.ts';
import { MAX_CORRECTIONS_PER_CALL } from '../../../functions/src/contract/limits.ts';
import type { Doubt } from './inbox.ts';

type Request = Calls['correctPage']['request'];

interface Pending {
  readonly word: Request['words'][number];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Saver {
  readonly #call: (request: Request) => Promise<unknown>;
  readonly #pages = new Map<string, Pending[]>();
  readonly #busy = new Set<string>();

  constructor(call: (request: Request) => Promise<unknown>) {
    this.#call = call;
  }

  /**
   * Resolves once it is saved; rejects with the SDK's error.
   * @param text null takes the answer back
   */
  save({ jobId, pageNumber, box, text: was }: Doubt, text: string | null): Promise<void> {
    const page = `${jobId} ${pageNumber}`;
    const saved = new Promise<void>((resolve, reject) => {
      const pending = this.#pages.get(page) ?? [];
      this.#pages.set(page, [...pending, { word: { box, was, text }, resolve, reject }]);
    });
    if (!this.#busy.has(page)) void this.#send(page, { jobId, pageNumber });
    return saved;
  }

  async #send(page: string, of: { jobId: string; pageNumber: number }): Promise<void> {
    this.#busy.add(page);
    for (let pending = this.#take(page); pending.length > 0; pending = this.#take(page)) {
      try {
        // Of several answers about one word the last one counts.
        const words = new Map(pending.map(({ word }) => [word.box.join(' '), word]));
        await this.#call({ ...of, words: [...words.values()] });
        for (const { resolve } of pending) resolve();
      } catch (error) {
        for (const { reject } of pending) reject(error);
      }
    }
    this.#busy.delete(page);
  }

  #take(page: string): readonly Pending[] {
    const pending = this.#pages.get(page) ?? [];
    const later = pending.slice(MAX_CORRECTIONS_PER_CALL);
    if (later.length > 0) this.#pages.set(page, later);
    else this.#pages.delete(page);
    return pending.slice(0, MAX_CORRECTIONS_PER_CALL);
  }
}
