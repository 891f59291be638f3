/**
 * Workers of tesseract.js. The library's hazards end here: without an error handler one bad image kills the process, it rejects
 * with strings, `terminate()` leaves pending calls unsettled, and a call may never settle. So every call races against its
 * signal, and whatever goes wrong costs the worker, not the process.
 */

import type { Worker as Thread } from 'node:worker_threads';
import type { Worker, WorkerOptions } from 'tesseract.js';
import { LANGUAGE_FOLDERS } from './languageData.ts';

/** A worker that starts too late is stopped when it is there, not left behind. */
export async function startUnless(signal: AbortSignal, ...parameters: Parameters<typeof startWorker>): Promise<Worker> {
  const starting = startWorker(...parameters);
  try {
    return await unless(signal, starting);
  } catch (error) {
    starting.then(end).catch(() => undefined);
    throw error;
  }
}

/** Returns when the thread is gone, in the middle of a page or not. The library's own way returns before, and keeps no promise. */
export async function end(worker: Worker): Promise<void> {
  await threadOf(worker).terminate();
}

function threadOf(worker: Worker): Thread {
  // The library's types leave it out.
  return (worker as Worker & { worker: Thread }).worker;
}

async function startWorker(languages: readonly string[], engine?: number, options: Partial<WorkerOptions> = {}): Promise<Worker> {
  // The code is large; only instances that read a page load it.
  const { createWorker, OEM } = await import('tesseract.js');
  let failed: (error: unknown) => void = () => undefined;
  const failure = new Promise<never>((_, reject) => {
    failed = reject;
  });
  // Also called while no call is pending, hence no rethrow: the next call finds out.
  const starting = createWorker([...languages], engine ?? OEM.LSTM_ONLY, {
    langPath: LANGUAGE_FOLDERS.fast,
    ...options,
    // Neither the network nor the working directory is touched.
    cacheMethod: 'none',
    errorHandler: (error: unknown) => failed(error),
  });
  const worker = await Promise.race([starting, failure]);
  // Its remarks on single pages belong in no log; what fails is said by other means.
  threadOf(worker).stderr.unpipe(process.stderr).resume();
  await worker.setParameters({ debug_file: '/dev/null' } as Parameters<Worker['setParameters']>[0]);
  return worker;
}

/** Rejects as soon as `signal` aborts, or as the work does. */
export async function unless<R>(signal: AbortSignal, work: Promise<R>): Promise<R> {
  // Should the signal win, a later rejection of the work has no listener left and must not end the process.
  work.catch(() => undefined);
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
