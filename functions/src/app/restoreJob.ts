/**
 * The owner takes a document out of the trash, as it was.
 *
 * Twice, or of a document that does not lie there: nothing changes. Late: once the sweeper has deleted it, it is gone; until then
 *   the sweeper looks at it again in the transaction that deletes it. Crash: it was taken out, with its event, or it was not; its
 *   doubtful words are listed again after that, also by a second call.
 */

import type { JobRef } from '../contract/paths.ts';
import { changeJob } from './changeJob.ts';
import type { Clock } from './ports.ts';
import { relistDoubts } from './relistDoubts.ts';
import type { JobStore } from './storePorts.ts';

export async function restoreJob(
  ports: { readonly clock: Clock; readonly jobs: JobStore },
  ref: JobRef,
): Promise<{ readonly kind: 'restored' | 'gone' }> {
  const decision = await changeJob(ports, ref, { kind: 'restore' });
  if (decision !== undefined) await relistDoubts(ports, ref);
  return { kind: decision === undefined ? 'gone' : 'restored' };
}
