/** The worker's side: answers one call after the other, by its number. */

import { Library } from './library.ts';
import { browserShelf, memoryShelf } from './shelf.ts';

export type Method = 'open' | 'load' | 'update' | 'add' | 'wanted' | 'coverage' | 'find';

export interface Order {
  readonly id: number;
  readonly method: Method;
  readonly given: readonly unknown[];
}

export type Reply = { readonly id: number; readonly answer: unknown } | { readonly id: number; readonly error: string };

/** The worker is named after the owner. */
const library = browserShelf(self.name).then(
  (shelf) => new Library(shelf),
  () => new Library(memoryShelf()),
);

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  const { id, method, given } = data;
  const answered = async () => (await library)[method](...(given as [never, never, never]));
  answered().then(
    (answer) => postMessage({ id, answer } satisfies Reply),
    (error: unknown) => postMessage({ id, error: String(error) } satisfies Reply),
  );
});
