/** Deliveries beside the queue's own: copies of its tasks, and tasks that come late. They come again until acknowledged, as its own do. */

import { setTimeout } from 'node:timers/promises';
import { deliverTask } from '../test/support/faults.ts';
import type { Emulators } from './emulators.ts';
import type { AnyTask } from './record.ts';

/** As the queue of the emulators has it. */
const BACKOFF_MS = [1000, 2000, 4000, 8000, 16_000, 32_000];

/** @returns whether the task was acknowledged; the queue would go on for longer, but the sweeper is there for that */
export async function deliver(emulators: Emulators, task: AnyTask): Promise<boolean> {
  const { queue, data } = task;
  for (const backoffMs of [0, ...BACKOFF_MS]) {
    await setTimeout(backoffMs);
    const status = await emulators.reach((suite) => deliverTask(suite, queue, data)).catch(() => 500);
    if (status < 300) return true;
  }
  return false;
}
