/** The library from this side of its worker: the same methods, each of which waits for an answer. */

import type { Library } from './library.ts';
import type { Method, Order, Reply } from './worker.ts';

export type RemoteLibrary = Pick<Library, Method>;

export interface LibraryWorker extends RemoteLibrary {
  close(): void;
}

export function openLibraryWorker(uid: string): LibraryWorker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: uid });
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  let last = 0;

  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    const caller = waiting.get(data.id);
    waiting.delete(data.id);
    if ('error' in data) caller?.reject(new Error(data.error));
    else caller?.resolve(data.answer as never);
  });
  // It could not be started, or something in it broke outside of a call.
  worker.addEventListener('error', (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message));
    waiting.clear();
  });

  const ask = <T>(method: Method, ...given: readonly unknown[]) =>
    new Promise<T>((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, method, given } satisfies Order);
    });

  return {
    open: () => ask('open'),
    load: (count) => ask('load', count),
    update: (entries, span, listing) => ask('update', entries, span, listing),
    add: (jobId, version, file) => ask('add', jobId, version, file),
    wanted: () => ask('wanted'),
    coverage: () => ask('coverage'),
    find: (query, most) => ask('find', query, most),
    close: () => worker.terminate(),
  };
}
