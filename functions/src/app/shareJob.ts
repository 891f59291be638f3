/**
 * The owner makes a link to a document, which anybody who has it may read until then, also while it is still being read.
 *
 * Twice: two links, each of which ends by itself. Crash: the link is there, with its event, or it is not; one whose id never
 *   reached its owner is in their list, and can be ended there. A document that is deleted meanwhile leaves a link that leads
 *   nowhere, and takes it along when what is left of it is deleted for the second time.
 */

import { type JobRef, newShareId } from '../contract/paths.ts';
import { DAY_MS } from '../domain/allowance.ts';
import type { Share } from '../domain/model.ts';
import type { Clock } from './ports.ts';
import type { JobStore } from './storePorts.ts';

export type Shared =
  | { readonly kind: 'shared'; readonly shareId: string; readonly expiresAt: number }
  | { readonly kind: 'gone' }
  /** It lies in the trash, where no link would lead to it. */
  | { readonly kind: 'trashed' };

export async function shareJob(
  ports: { readonly clock: Clock; readonly jobs: JobStore },
  ref: JobRef,
  days: number,
): Promise<Shared> {
  const job = await ports.jobs.readJob(ref);
  if (job === undefined) return { kind: 'gone' };
  if (job.trashedAt !== null) return { kind: 'trashed' };
  const now = ports.clock();
  const expiresAt = now + days * DAY_MS;
  const share: Share = { shareId: newShareId(), jobId: ref.jobId, createdAt: now, expiresAt, revokedAt: null };
  await ports.jobs.createShare(ref.uid, share, { type: 'shared', run: job.run, at: now });
  return { kind: 'shared', shareId: share.shareId, expiresAt };
}
