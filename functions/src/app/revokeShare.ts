/**
 * The owner ends a link before its time. Whoever has it open reads nothing more: each read asks whether the link is still open.
 *
 * Twice: the second changes nothing, and the first moment stays. Crash: it has ended, with its event, or it has not.
 */

import { isOpen } from '../domain/shares.ts';
import type { Clock } from './ports.ts';
import type { JobStore } from './storePorts.ts';

/**
 * Notes that a link has ended by itself. Rules take the time of a listener's beginning for now, as long as it is open: only this tells
 * them that it is over.
 */
export async function endExpiredShare(
  ports: { readonly clock: Clock; readonly jobs: JobStore },
  uid: string,
  shareId: string,
): Promise<void> {
  await ports.jobs.updateShare(uid, shareId, ({ revokedAt, expiresAt }) => {
    const isOver = revokedAt === null && expiresAt <= ports.clock();
    return { write: isOver ? { share: { revokedAt: expiresAt } } : undefined, result: true };
  });
}

/** `ended` also when it had ended before, by itself or by an earlier call. */
export async function revokeShare(
  ports: { readonly clock: Clock; readonly jobs: JobStore },
  uid: string,
  shareId: string,
): Promise<{ readonly kind: 'ended' | 'gone' }> {
  const share = await ports.jobs.readShare(uid, shareId);
  if (share === undefined) return { kind: 'gone' };
  const job = await ports.jobs.readJob({ uid, jobId: share.jobId });
  const ended = await ports.jobs.updateShare(uid, shareId, (current) => {
    const now = ports.clock();
    if (!isOpen(current, now)) return { result: true };
    const audit = { type: 'share_revoked', run: job?.run ?? 1, at: now } as const;
    return { write: { share: { revokedAt: now }, audit }, result: true };
  });
  return { kind: ended === undefined ? 'gone' : 'ended' };
}
