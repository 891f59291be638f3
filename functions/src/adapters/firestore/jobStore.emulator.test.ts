import { describe, expect, inject, it } from 'vitest';
import { eventsPath, newJobId } from '../../contract/paths.ts';
import type { Audit } from '../../domain/model.ts';
import { emulatorAdmin } from '../../testing/emulatorAdmin.ts';
import { aJob } from '../../testing/examples.ts';
import { jobStoreContract } from '../../testing/jobStoreContract.ts';
import { fromFirestore } from './documents.ts';
import { firestoreJobStore } from './jobStore.ts';

const { firestore } = emulatorAdmin(inject('suite'));

jobStoreContract(
  'the job store in Firestore',
  () => firestoreJobStore(firestore),
  async (_store, ref) => {
    const { docs } = await firestore.collection(eventsPath(ref)).orderBy('at').get();
    return docs.map((doc) => fromFirestore<Audit>(doc.data()));
  },
);

describe('the job store in Firestore', () => {
  it('adds what a job used to its day, in the same transaction', async () => {
    const store = firestoreJobStore(firestore);
    const ref = { uid: 'usage', jobId: newJobId() };
    await store.createJob(aJob(ref), []);
    const day = `test-${ref.jobId}`;
    const usage = { day, jobs: 1, failedJobs: 0, pages: 3, failedPages: 1, ocrMs: 10, totalMs: 20, costUsd: 0.5 };
    for (let time = 0; time < 2; time++) {
      await store.updateJob(ref, () => ({ write: { job: { run: 2 }, usage }, result: undefined }));
    }
    const { docs } = await firestore.collection(`usage/${day}/shards`).get();
    const sum = (field: string) => docs.reduce((total, doc) => total + Number(doc.get(field)), 0);
    expect([sum('jobs'), sum('pages'), sum('failedPages'), sum('costUsd')]).toEqual([2, 6, 2, 1]);
  });

  it('stores instants as timestamps, for every SDK to read', async () => {
    const ref = { uid: 'instants', jobId: newJobId() };
    await firestoreJobStore(firestore).createJob(aJob(ref), []);
    const snapshot = await firestore.doc(`users/${ref.uid}/jobs/${ref.jobId}`).get();
    expect(snapshot.get('createdAt').toMillis()).toBe(aJob(ref).createdAt);
    expect(snapshot.get('completedAt')).toBeNull();
  });
});
