/**
 * Loaded into firebase-tools before it starts: its task queues look a thousand times a second whether a task has ended, which
 * takes a twentieth of a processor from the tasks themselves, and once a second whether a first one has come, which every document
 * waits for. firebase-tools has no setting for either.
 */

import { createRequire } from 'node:module';

interface TasksEmulator {
  readonly TaskQueueController: { UPDATE_TIMEOUT: number; LISTEN_TIMEOUT: number };
}

/** Milliseconds between two looks while there are tasks. */
const BUSY_MS = 10;
/** And while there are none. */
const IDLE_MS = 50;

try {
  const { TaskQueueController } = createRequire(import.meta.url)('firebase-tools/lib/emulator/tasksEmulator') as TasksEmulator;
  TaskQueueController.UPDATE_TIMEOUT = BUSY_MS;
  TaskQueueController.LISTEN_TIMEOUT = IDLE_MS;
} catch {
  // A firebase-tools whose queues work otherwise has nothing to be told.
}
