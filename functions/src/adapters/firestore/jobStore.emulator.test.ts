import { FieldValue } from 'firebase-admin/firestore';
import { describe, expect, inject, it } from 'vitest';
import { eventsPath, type JobRef, jobPath, newJobId } from '../../contract/paths.ts';
import type { Audit } from '../../domain/model.ts';
import { emulatorAdmin } from '../../testing/emulatorAdmin.ts';
import { aJob, NOW } from '../../testing/examples.ts';
import { jobStoreContract } from '../../testing/jobStoreContract.ts';
import { fromFirestore } from './documents.ts';
import { firestoreJobStore } from './jobStore.ts';

const { firestore } = emulatorAdmin(inject('suite'));

async function contentKeysOf({ uid, jobId }: JobRef): Promise<string[]> {
  const { docs } = await firestore.collection(`users/${uid}/contents`).where('jobId', '==', jobId).get();
  return docs.map(({ id }) => id);
}

jobStoreContract(
  'the job store in Firestore',
  () => firestoreJobStore(firestore),
  async (_store, ref) => {
    const { docs } = await firestore.collection(eventsPath(ref)).orderBy('at').get();
    return docs.map((doc) => fromFirestore<Audit>(doc.data()));
  },
  (_store, ref) => contentKeysOf(ref),
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

  it('forgets what a job was filed under also when its document went before, since its time was over', async () => {
    const store = firestoreJobStore(firestore);
    const ref = { uid: 'expired', jobId: newJobId() };
    await store.createJob(aJob(ref), []);
    await store.updateJob(ref, () => ({ write: { job: { run: 1 }, contentKey: `key-${ref.jobId}` }, result: undefined }));
    await firestore.doc(jobPath(ref)).delete();
    expect(await contentKeysOf(ref)).toEqual([`key-${ref.jobId}`]);
    await store.deleteJob({ ...ref, bucket: 'bucket', deletedAt: NOW, purgeAt: null, expireAt: Date.UTC(2100, 0) });
    expect(await contentKeysOf(ref)).toEqual([]);
  });

  it('gives a job that is older than some fields their first values', async () => {
    const ref = { uid: 'older', jobId: newJobId() };
    const store = firestoreJobStore(firestore);
    await store.createJob(aJob(ref), []);
    await firestore.doc(jobPath(ref)).update({ title: FieldValue.delete(), trashedAt: FieldValue.delete() });
    expect(await store.readJob(ref)).toEqual(aJob(ref));
  });

  it('stores instants as timestamps, for every SDK to read', async () => {
    const ref = { uid: 'instants', jobId: newJobId() };
    await firestoreJobStore(firestore).createJob(aJob(ref), []);
    const snapshot = await firestore.doc(`users/${ref.uid}/jobs/${ref.jobId}`).get();
    expect(snapshot.get('createdAt').toMillis()).toBe(aJob(ref).createdAt);
    expect(snapshot.get('completedAt')).toBeNull();
  });
});
