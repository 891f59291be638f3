/** What people put right, and what they should look at, in Firestore. */

import { type DocumentSnapshot, type Firestore, Timestamp, type WriteBatch } from 'firebase-admin/firestore';
import type { CorrectionStore } from '../../app/storePorts.ts';
import {
  correctionsPath,
  documentDoubtsPath,
  eventsPath,
  type JobRef,
  jobPath,
  pageCorrectionsPath,
  pagePath,
} from '../../contract/paths.ts';
import type { Corrections, Doubts } from '../../domain/model.ts';
import { fromFirestore, reaching, toFirestore } from './documents.ts';
import { jobFrom, pageFrom } from './jobDocument.ts';
import { optimistically, unchanged } from './optimistic.ts';

export function firestoreCorrections(firestore: Firestore): CorrectionStore & { deleteDoubts(ref: JobRef): Promise<void> } {
  const doubtsDoc = (ref: JobRef) => firestore.doc(documentDoubtsPath(ref));
  const layerDoc = (ref: JobRef, pageNumber: number) => firestore.doc(pageCorrectionsPath(ref, pageNumber));
  const found = <T>(snapshot: DocumentSnapshot | undefined) =>
    snapshot?.exists === true ? fromFirestore<T>(snapshot.data()) : null;

  return {
    correctPage: (ref, pageNumber, decide) =>
      reaching(() =>
        optimistically(
          () => firestore.batch(),
          async () => {
            const documents = [
              firestore.doc(jobPath(ref)),
              firestore.doc(pagePath(ref, pageNumber)),
              layerDoc(ref, pageNumber),
              doubtsDoc(ref),
            ];
            const [job, page, layer, doubts] = await firestore.getAll(...documents);
            if (!job?.exists || !page?.exists || layer === undefined || doubts === undefined) return { result: undefined };
            const { write, result } = decide({
              job: jobFrom(job.data()),
              page: pageFrom(page.data()),
              corrections: found<Corrections>(layer),
              doubts: found<Doubts>(doubts),
            });
            if (write === undefined) return { result };
            return {
              result,
              write: (batch) => {
                batch.update(job.ref, toFirestore(write.job), unchanged(job));
                batch.update(page.ref, toFirestore(write.page), unchanged(page));
                replace(batch, layer, write.corrections);
                replace(batch, doubts, write.doubts);
                for (const event of write.audit) batch.create(firestore.collection(eventsPath(ref)).doc(), toFirestore(event));
              },
            };
          },
        ),
      ),

    async readPageCorrections(ref, pageNumber) {
      return found<Corrections>(await reaching(() => layerDoc(ref, pageNumber).get()));
    },

    async readCorrections(ref) {
      const { docs } = await reaching(() => firestore.collection(correctionsPath(ref)).get());
      return new Map(docs.map((doc) => [doc.get('pageNumber') as number, fromFirestore<Corrections>(doc.data())]));
    },

    changeDoubts: (ref, decide) =>
      reaching(() =>
        // Locks the job, which is not written: whoever trashes, names or deletes it changes the doubts after that.
        firestore.runTransaction(async (transaction) => {
          const [job, doubts] = await transaction.getAll(firestore.doc(jobPath(ref)), doubtsDoc(ref));
          if (!job?.exists || doubts === undefined) return;
          const changed = decide(jobFrom(job.data()), found<Doubts>(doubts));
          if (changed !== null) transaction.set(doubts.ref, toFirestore(changed));
          else if (doubts.exists) transaction.delete(doubts.ref);
        }),
      ),

    async deleteDoubts(ref) {
      await reaching(() => doubtsDoc(ref).delete());
    },

    async findUnexported(dueBefore, limit) {
      const query = firestore
        .collectionGroup('jobs')
        .where('pendingExport.dueAt', '<=', Timestamp.fromMillis(dueBefore))
        .orderBy('pendingExport.dueAt')
        .limit(limit);
      return (await reaching(() => query.get())).docs.map((doc) => jobFrom(doc.data()));
    },
  };
}

/** Writes a whole document in the place of what was read, of nothing too; null: there is none any more. */
function replace(batch: WriteBatch, snapshot: DocumentSnapshot, value: object | null): void {
  if (!snapshot.exists) {
    if (value !== null) batch.create(snapshot.ref, toFirestore(value));
    return;
  }
  if (value === null) batch.delete(snapshot.ref, unchanged(snapshot));
  else batch.update(snapshot.ref, toFirestore(value), unchanged(snapshot));
}
