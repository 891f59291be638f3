import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Ends this process as soon as its parent is gone, even while it is busy for ever. */
export function endWithParent(): void {
  process.on('disconnect', () => process.exit());
  // Compiled or not, the other module has the same extension as this one.
  const watch = new URL(`./parentWatch${extname(import.meta.url)}`, import.meta.url);
  // The parent may be gone before the thread is up.
  new Worker(watch, { workerData: process.ppid, env: {}, execArgv: [] }).unref();
}
