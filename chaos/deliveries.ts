/** Deliveries besides those of the emulators: events and tasks once more, and tasks that come late. They come again until acknowledged. */

import { setTimeout } from 'node:timers/promises';
import { deliverTask, deliverUploadEvent } from '../test/support/faults.ts';
import type { Emulators } from './emulators.ts';
import type { Uploaded } from './people.ts';
import type { AnyTask } from './record.ts';

type Metadata = Readonly<{ [key: string]: string }>;

/** As the queue of the emulators has it. */
const BACKOFF_MS = [1000, 2000, 4000, 8000, 16_000, 32_000];

/** Delivers the event of an upload once more; whoever cannot be reached is asked again, as Storage does. */
export async function deliverEvent(emulators: Emulators, uploaded: Uploaded, metadata: Metadata): Promise<boolean> {
  for (const backoffMs of [0, ...BACKOFF_MS]) {
    await setTimeout(backoffMs);
    const id = await emulators.reach((suite) => deliverUploadEvent(suite, uploaded, metadata)).catch(() => undefined);
    if (id !== undefined) return true;
  }
  return false;
}

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
