/**
 * A thread of the page process. The main thread may be drawing for ever when the parent dies and then never hears that the
 * channel was closed: nobody would be left to end it.
 */

import { setInterval } from 'node:timers';
import { workerData } from 'node:worker_threads';

const LOOK_EVERY_MS = 500;

setInterval(() => {
  // An orphan is given to another parent.
  if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL');
}, LOOK_EVERY_MS);
