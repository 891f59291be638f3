/**
 * The owner puts a document into the trash: it stays what it is for `TRASH_DAYS`, then the sweeper deletes it. Whoever has a
 * link to it finds it closed meanwhile: rules and `openShare` look at `trashedAt`, so that nothing has to be ended, and taking it
 * out again undoes all of it.
 *
 * Twice: the second changes nothing, and the days count from the first. Crash: it was put there, with its event, or it was not;
 *   its doubtful words leave the list after that, also by a second call.
 */

import type { JobRef } from '../contract/paths.ts';
import { changeJob } from './changeJob.ts';
import type { Clock } from './ports.ts';
import { relistDoubts } from './relistDoubts.ts';
import type { JobStore } from './storePorts.ts';

/** `running`: it has not ended; it can be cancelled, and put into the trash then. */
export type Trashed = { readonly kind: 'trashed' | 'running' | 'gone' };

export async function trashJob(ports: { readonly clock: Clock; readonly jobs: JobStore }, ref: JobRef): Promise<Trashed> {
  const decision = await changeJob(ports, ref, { kind: 'trash' });
  if (decision === undefined) return { kind: 'gone' };
  if (decision.kind === 'rejected' && decision.reason === 'state') return { kind: 'running' };
  await relistDoubts(ports, ref);
  return { kind: 'trashed' };
}
