/** Worker processes, one for each core, that read documents as the functions would: each with its engine and its page process. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Read, Task } from './worker.ts';

export interface Workers {
  readonly pids: readonly number[];
  /**
   * Reads all of it, each worker one document at a time, the longest first: the pipeline and the other programs share out pages, so
   * that nobody waits for one worker with a long document.
   * @param pageCounts one for each task; one page each unless given
   * @returns in the order of the tasks
   */
  read(tasks: readonly Task[], pageCounts?: readonly number[]): Promise<Read[]>;
  /** Has every worker read the document, so that none has to start anything later. */
  warmUp(task: Task): Promise<void>;
  stop(): Promise<void>;
}

export async function startWorkers(count: number): Promise<Workers> {
  const workers = Array.from({ length: count }, () => fork(new URL('worker.ts', import.meta.url), { serialization: 'advanced' }));
  await Promise.all(workers.map(nextMessage));
  const ask = (worker: ChildProcess, task: Task) => {
    const answer = nextMessage(worker);
    worker.send(task);
    return answer as Promise<Read>;
  };
  return {
    pids: workers.map(({ pid = 0 }) => pid),
    async read(tasks, pageCounts = []) {
      const pages = (index: number) => pageCounts[index] ?? 1;
      const waiting = [...tasks.entries()].sort(([a], [b]) => pages(b) - pages(a));
      const answers: Read[] = [];
      await Promise.all(
        workers.map(async (worker) => {
          for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            const [index, task] = next;
            answers[index] = await ask(worker, task);
          }
        }),
      );
      return answers;
    },
    async warmUp(task) {
      await Promise.all(workers.map((worker) => ask(worker, task)));
    },
    async stop() {
      await Promise.all(
        workers.map(async (worker) => {
          // One that failed is gone already.
          if (worker.exitCode !== null || worker.signalCode !== null) return;
          const ended = once(worker, 'exit');
          if (worker.connected) worker.disconnect();
          await ended;
        }),
      );
    },
  };
}

function nextMessage(worker: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => settle(() => resolve(message));
    const onExit = (code: number | null) => settle(() => reject(new Error(`a bench worker ended with ${code}`)));
    const settle = (act: () => void) => {
      worker.off('message', onMessage);
      worker.off('exit', onExit);
      act();
    };
    worker.once('message', onMessage);
    worker.once('exit', onExit);
  });
}
