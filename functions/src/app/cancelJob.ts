/**
 * The owner stops a job: it ends with what is done. Nothing is taken back from the queue: workers look before each page.
 *
 * Twice: the wish is written once; asking again brings the job on. Crash after the wish: workers and the sweeper act on it.
 */

import type { JobRef } from '../contract/paths.ts';
import { type AdvanceJobPorts, advanceJob } from './advanceJob.ts';
import { changeJob } from './changeJob.ts';

/** `ended`: there is nothing to stop any more. */
export type Cancelled = { readonly kind: 'cancelling' | 'ended' | 'gone' };

/** @throws when something outside failed; the wish may be written nevertheless, and is acted on */
export async function cancelJob(ports: AdvanceJobPorts, ref: JobRef, trace: string): Promise<Cancelled> {
  const decision = await changeJob(ports, ref, { kind: 'requestCancel' });
  if (decision === undefined) return { kind: 'gone' };
  if (decision.kind === 'rejected' && decision.reason === 'state') return { kind: 'ended' };
  await advanceJob(ports, ref, { trace, isStalled: false });
  return { kind: 'cancelling' };
}
