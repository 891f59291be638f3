/** Links to documents: what opens one, and what whoever opened it is. The rules of Firestore and Storage ask the same. */

import type { Job, Share } from './model.ts';

export function isOpen({ revokedAt, expiresAt }: Pick<Share, 'revokedAt' | 'expiresAt'>, now: number): boolean {
  return revokedAt === null && expiresAt > now;
}

/** Whether a link leads to a document now: it must be there, and not lie in the trash. */
export function leadsTo(share: Share, job: Pick<Job, 'trashedAt'> | undefined, now: number): boolean {
  return isOpen(share, now) && job !== undefined && job.trashedAt === null;
}

/** One visitor a share, whoever opens it: who may read what follows from the claims alone. */
export function visitorOf(ownerUid: string, shareId: string) {
  return { uid: `share:${shareId}`, claims: { share: shareId, shareOf: ownerUid } } as const;
}
