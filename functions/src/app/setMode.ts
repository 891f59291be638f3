/**
 * The operators' switch. It is read live: by the trigger for each upload, by workers before each page, by the sweeper.
 *
 * Going on again: jobs whose tasks were put down meanwhile are handed to the queue by a sweep, at once and every minute.
 */

import type { Control } from '../domain/model.ts';
import type { Clock } from './ports.ts';
import type { Operations } from './storePorts.ts';

export async function setMode(
  ports: { readonly clock: Clock; readonly operations: Operations },
  mode: Control['mode'],
): Promise<Control> {
  const before = await ports.operations.readControl();
  // Setting what is set changes nothing: jobs would be taken for put down, and handed to the queue once more.
  if (before.mode === mode) return before;
  const control = { mode, changedAt: ports.clock() };
  await ports.operations.writeControl(control);
  return control;
}
