import { setTimeout } from 'node:timers/promises';

export interface Stoppable {
  /** Settles when the last time is over. */
  stop(): Promise<void>;
}

/** Does something again and again, a while after the last time, until it is stopped. */
export function again(everyMs: number, act: () => Promise<void> | void): Stoppable {
  const stopped = new AbortController();
  const running = (async () => {
    while (!stopped.signal.aborted) {
      await act();
      await setTimeout(everyMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await running;
    },
  };
}
