/** Links to documents, in Firestore. */

import { type Firestore, Timestamp } from 'firebase-admin/firestore';
import type { ShareStore } from '../../app/storePorts.ts';
import { eventsPath, type JobRef, sharePath, sharesPath } from '../../contract/paths.ts';
import type { Share } from '../../domain/model.ts';
import { fromFirestore, reaching, toFirestore } from './documents.ts';
import { optimistically, unchanged } from './optimistic.ts';

export function firestoreShares(firestore: Firestore): ShareStore & { deleteShares(ref: JobRef): Promise<void> } {
  const shareDoc = (uid: string, shareId: string) => firestore.doc(sharePath(uid, shareId));
  const eventDoc = (ref: JobRef) => firestore.collection(eventsPath(ref)).doc();
  return {
    async createShare(uid, share, audit) {
      const batch = firestore.batch();
      batch.create(shareDoc(uid, share.shareId), toFirestore(share));
      batch.create(eventDoc({ uid, jobId: share.jobId }), toFirestore(audit));
      await reaching(() => batch.commit());
    },

    async readShare(uid, shareId) {
      const snapshot = await reaching(() => shareDoc(uid, shareId).get());
      return snapshot.exists ? fromFirestore<Share>(snapshot.data()) : undefined;
    },

    updateShare: (uid, shareId, decide) =>
      reaching(() =>
        optimistically(
          () => firestore.batch(),
          async () => {
            const snapshot = await shareDoc(uid, shareId).get();
            if (!snapshot.exists) return { result: undefined };
            const share = fromFirestore<Share>(snapshot.data());
            const { write, result } = decide(share);
            if (write === undefined) return { result };
            return {
              result,
              write: (batch) => {
                batch.update(snapshot.ref, toFirestore(write.share), unchanged(snapshot));
                if (write.audit !== undefined) batch.create(eventDoc({ uid, jobId: share.jobId }), toFirestore(write.audit));
              },
            };
          },
        ),
      ),

    async findExpiredShares(now, limit) {
      const query = firestore
        .collectionGroup('shares')
        .where('revokedAt', '==', null)
        .where('expiresAt', '<=', Timestamp.fromMillis(now))
        .orderBy('expiresAt')
        .limit(limit);
      const { docs } = await reaching(() => query.get());
      return docs.map((doc) => ({ uid: doc.ref.parent.parent?.id ?? '', jobId: doc.get('jobId') as string, shareId: doc.id }));
    },

    async deleteShares({ uid, jobId }) {
      const { docs } = await reaching(() => firestore.collection(sharesPath(uid)).where('jobId', '==', jobId).select().get());
      // A document may have more links than a batch takes.
      const writer = firestore.bulkWriter();
      const deleting = docs.map((doc) => reaching(() => writer.delete(doc.ref)));
      await Promise.all([writer.close(), ...deleting]);
    },
  };
}
