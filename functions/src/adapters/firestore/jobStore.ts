/** Jobs, pages and tallies in Firestore. The only code that knows how they are stored. */

import {
  type DocumentReference,
  type DocumentSnapshot,
  type Firestore,
  type Query,
  Timestamp,
  type WriteBatch,
} from 'firebase-admin/firestore';
import type { JobStore, JobWrite } from '../../app/storePorts.ts';
import {
  allowancePath,
  documentDoubtsPath,
  eventsPath,
  type JobRef,
  jobPath,
  jobsPath,
  pageId,
  pagePath,
  pagesPath,
} from '../../contract/paths.ts';
import { isTerminalJob, isTerminalPage, JOB_STATUSES, PAGE_STATUSES } from '../../contract/states.ts';
import { NOTHING_USED } from '../../domain/allowance.ts';
import { answers } from '../../domain/jobContents.ts';
import type { Allowance, Audit, Deletion, Tally } from '../../domain/model.ts';
import { firestoreCorrections } from './corrections.ts';
import { ALREADY_EXISTS, fromFirestore, hasCode, increments, reaching, toFirestore, unreachable } from './documents.ts';
import { jobFrom, pageFrom } from './jobDocument.ts';
import { type Change, optimistically, unchanged } from './optimistic.ts';
import { firestoreShares } from './shares.ts';

/** Counters of one day are spread over this many documents: jobs may end faster than one document can be written. */
const USAGE_SHARDS = 10;
/** How many page documents are held in memory while reading a job. */
const PAGES_PER_READ = 50;

/** A transaction, or a batch. */
interface Creates {
  create(doc: DocumentReference, data: object): unknown;
}

export function firestoreJobStore(firestore: Firestore): JobStore {
  const jobDoc = (ref: JobRef) => firestore.doc(jobPath(ref));
  const pageDoc = (ref: JobRef, pageNumber: number) => firestore.doc(pagePath(ref, pageNumber));
  const tallyDoc = (ref: JobRef, index: number) => firestore.doc(`${jobPath(ref)}/tallies/${pageId(index)}`);

  const change = <R>(decide: () => Promise<Change<R>>) => reaching(() => optimistically(() => firestore.batch(), decide));

  const contentDoc = (uid: string, key: string) => firestore.doc(`users/${uid}/contents/${key}`);
  const deletionDoc = (ref: JobRef) => firestore.doc(`deletions/${ref.uid}~${ref.jobId}`);
  const addAudit = (writes: Creates, ref: JobRef, audit: readonly Audit[] = []) => {
    for (const event of audit) writes.create(firestore.collection(eventsPath(ref)).doc(), toFirestore(event));
  };

  /** Everything that belongs to one change of a job. */
  function writeJob(batch: WriteBatch, snapshot: DocumentSnapshot, write: JobWrite, ref: JobRef): void {
    const { job, audit, usage, contentKey: key, doubts } = write;
    batch.update(snapshot.ref, toFirestore(job), unchanged(snapshot));
    addAudit(batch, ref, audit);
    if (usage !== undefined) {
      const { day, ...counts } = usage;
      const shard = Math.floor(Math.random() * USAGE_SHARDS);
      batch.set(firestore.doc(`usage/${day}/shards/${shard}`), { day, ...increments(counts) }, { merge: true });
    }
    if (key !== undefined) batch.set(contentDoc(ref.uid, key), { jobId: ref.jobId });
    if (doubts === undefined) return;
    // Whatever was listed before: nobody's decision rests on it without the job, which is as it was read.
    const listed = firestore.doc(documentDoubtsPath(ref));
    if (doubts === null) batch.delete(listed);
    else batch.set(listed, toFirestore(doubts));
  }

  /** @returns whether all of them were missing */
  async function createMissing(documents: readonly (readonly [DocumentReference, object])[]): Promise<boolean> {
    const writer = firestore.bulkWriter();
    // What is there stays as it is; anything else fails the call, after BulkWriter's own retries.
    writer.onWriteError((error) => !hasCode(error, ALREADY_EXISTS) && error.failedAttempts < 5);
    const writing = Promise.allSettled(documents.map(([doc, data]) => writer.create(doc, toFirestore(data))));
    await writer.close();
    const errors = (await writing).flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    const failure = errors.find((error) => !hasCode(error, ALREADY_EXISTS));
    if (failure !== undefined) throw unreachable(failure);
    return errors.length === 0;
  }

  const jobsOf = async (query: Query) => (await reaching(() => query.get())).docs.map((doc) => jobFrom(doc.data()));

  const { deleteShares, ...shares } = firestoreShares(firestore);
  const { deleteDoubts, ...corrections } = firestoreCorrections(firestore);

  return {
    ...shares,
    ...corrections,

    createJob: (job, audit) =>
      reaching(() =>
        firestore.runTransaction(async (transaction) => {
          const ref = { uid: job.ownerUid, jobId: job.jobId };
          const [existing, deletion] = await transaction.getAll(jobDoc(ref), deletionDoc(ref));
          if (existing?.exists) return 'exists';
          if (deletion?.exists) return 'deleted';
          transaction.create(jobDoc(ref), toFirestore(job));
          addAudit(transaction, ref, audit);
          return 'created';
        }),
      ),

    async readJob(ref) {
      const snapshot = await reaching(() => jobDoc(ref).get());
      return snapshot.exists ? jobFrom(snapshot.data()) : undefined;
    },

    updateJob: (ref, decide) =>
      change(async () => {
        const snapshot = await jobDoc(ref).get();
        if (!snapshot.exists) return { result: undefined };
        const { write, result } = decide(jobFrom(snapshot.data()));
        return { result, write: write && ((batch) => writeJob(batch, snapshot, write, ref)) };
      }),

    chargeJob: (ref, day, decide) =>
      change(async () => {
        const [snapshot, allowance] = await firestore.getAll(jobDoc(ref), firestore.doc(allowancePath(ref.uid, day)));
        if (!snapshot?.exists || allowance === undefined) return { result: undefined };
        const used = { ...NOTHING_USED, ...(allowance.data() as Partial<Allowance> | undefined) };
        const { write, result } = decide(jobFrom(snapshot.data()), used);
        if (write === undefined) return { result };
        return {
          result,
          write: (batch) => {
            writeJob(batch, snapshot, write, ref);
            if (write.used === undefined) return;
            if (allowance.exists) batch.update(allowance.ref, { ...write.used }, unchanged(allowance));
            else batch.create(allowance.ref, { ...write.used });
          },
        };
      }),

    createPages: (ref, pages) => createMissing(pages.map((page) => [pageDoc(ref, page.pageNumber), page])),

    async createTallies(ref, tallies) {
      await createMissing(tallies.map((tally) => [tallyDoc(ref, tally.index), tally]));
    },

    raiseTallies: (ref, run) =>
      change(async () => {
        const { docs } = await firestore.collection(`${jobPath(ref)}/tallies`).get();
        const earlier = docs.filter((doc) => (doc.get('run') as number) < run);
        if (earlier.length === 0) return { result: undefined };
        return {
          result: undefined,
          write: (batch) => {
            for (const doc of earlier) batch.update(doc.ref, { run }, unchanged(doc));
          },
        };
      }),

    updatePage: (ref, pageNumber, decide) =>
      change(async () => {
        const snapshot = await pageDoc(ref, pageNumber).get();
        if (!snapshot.exists) return { result: undefined };
        const { write, result } = decide(pageFrom(snapshot.data()));
        return { result, write: write && ((batch) => void batch.update(snapshot.ref, toFirestore(write), unchanged(snapshot))) };
      }),

    settlePage: (ref, pageNumber, decide) =>
      change(async () => {
        const page = await pageDoc(ref, pageNumber).get();
        if (!page.exists) return { result: undefined };
        const tally = await tallyDoc(ref, page.get('tally') as number).get();
        if (!tally.exists) return { result: undefined };
        const { write, result } = decide(pageFrom(page.data()), fromFirestore<Tally>(tally.data()));
        if (write === undefined) return { result };
        return {
          result,
          write: (batch) => {
            batch.update(page.ref, toFirestore(write.page), unchanged(page));
            if (write.tally !== undefined) batch.update(tally.ref, toFirestore(write.tally), unchanged(tally));
            addAudit(batch, ref, write.audit);
          },
        };
      }),

    settleTally: (ref, index, decide) =>
      change(async () => {
        // The tally first: a page that settles after that changes it, so that nothing here is written.
        const snapshot = await tallyDoc(ref, index).get();
        if (!snapshot.exists) return { result: undefined };
        const { docs } = await firestore.collection(pagesPath(ref)).where('tally', '==', index).get();
        let tally = fromFirestore<Tally>(snapshot.data());
        const writes: ((batch: WriteBatch) => void)[] = [];
        for (const doc of docs) {
          const write = decide(pageFrom(doc.data()), tally);
          if (write === undefined) continue;
          tally = write.tally ?? tally;
          writes.push((batch) => {
            batch.update(doc.ref, toFirestore(write.page), unchanged(doc));
            addAudit(batch, ref, write.audit);
          });
        }
        if (writes.length === 0) return { result: undefined };
        return {
          result: undefined,
          write: (batch) => {
            for (const write of writes) write(batch);
            batch.update(snapshot.ref, toFirestore(tally), unchanged(snapshot));
          },
        };
      }),

    async readTallies(ref) {
      const snapshot = await reaching(() => firestore.collection(`${jobPath(ref)}/tallies`).get());
      return snapshot.docs.map((doc) => fromFirestore<Tally>(doc.data()));
    },

    async *readPages(ref) {
      const query = firestore.collection(pagesPath(ref)).orderBy('pageNumber').limit(PAGES_PER_READ);
      for (let after = 0; ; ) {
        const { docs } = await reaching(() => query.startAfter(after).get());
        for (const doc of docs) {
          const page = pageFrom(doc.data());
          after = page.pageNumber;
          yield page;
        }
        if (docs.length < PAGES_PER_READ) return;
      }
    },

    async openPages(ref) {
      // Sorted here: no index but the field's own is needed.
      const query = firestore.collection(pagesPath(ref)).where('status', 'in', OPEN_PAGES).select('pageNumber');
      const { docs } = await reaching(() => query.get());
      return docs.map((doc) => doc.get('pageNumber') as number).sort((a, b) => a - b);
    },

    async countActiveJobs(uid, createdBefore) {
      const query = firestore
        .collection(jobsPath(uid))
        .where('status', 'in', OPEN_JOBS)
        .where('createdAt', '<', Timestamp.fromMillis(createdBefore))
        .count();
      return (await reaching(() => query.get())).data().count;
    },

    async findContent(uid, key) {
      const content = await reaching(() => contentDoc(uid, key).get());
      if (!content.exists) return undefined;
      const ref = { uid, jobId: content.get('jobId') as string };
      const job = await reaching(() => jobDoc(ref).get());
      return job.exists && answers(jobFrom(job.data()), key) ? ref : undefined;
    },

    findUnfinished(updatedBefore, cursor, limit) {
      const query = firestore
        .collectionGroup('jobs')
        .where('status', 'in', OPEN_JOBS)
        .where('updatedAt', '<=', Timestamp.fromMillis(updatedBefore))
        .orderBy('updatedAt')
        .orderBy('__name__')
        .limit(limit);
      return jobsOf(cursor === null ? query : query.startAfter(Timestamp.fromMillis(cursor.updatedAt), jobPath(cursor)));
    },

    findExpired: (now, limit) =>
      jobsOf(
        firestore.collectionGroup('jobs').where('expireAt', '<=', Timestamp.fromMillis(now)).orderBy('expireAt').limit(limit),
      ),

    findTrashed: (until, limit) =>
      jobsOf(
        firestore.collectionGroup('jobs').where('trashedAt', '<=', Timestamp.fromMillis(until)).orderBy('trashedAt').limit(limit),
      ),

    async findMissing(refs) {
      const lacking = async (docs: DocumentReference[]) => {
        if (docs.length === 0) return new Set<string>();
        // Whether they are there is all that is asked.
        const snapshots = await reaching(() => firestore.getAll(...docs, { fieldMask: [] }));
        return new Set(snapshots.filter(({ exists }) => !exists).map((snapshot) => snapshot.ref.path));
      };
      const jobless = await lacking(refs.map(jobDoc));
      const candidates = refs.filter((ref) => jobless.has(jobDoc(ref).path));
      const undeleted = await lacking(candidates.map(deletionDoc));
      return candidates.filter((ref) => undeleted.has(deletionDoc(ref).path));
    },

    deleteJob: (deletion, mayGo) =>
      reaching(() =>
        firestore.runTransaction(async (transaction) => {
          const [snapshot, noted] = await transaction.getAll(jobDoc(deletion), deletionDoc(deletion));
          if (snapshot?.exists && mayGo?.(jobFrom(snapshot.data())) === false) return false;
          // One for each set of options that all of it was read with; there are some also when the document's time was over.
          const filed = firestore.collection(`users/${deletion.uid}/contents`).where('jobId', '==', deletion.jobId);
          const { docs } = await transaction.get(filed);
          for (const content of docs) transaction.delete(content.ref);
          if (snapshot?.exists) transaction.delete(snapshot.ref);
          if (!noted?.exists) transaction.create(deletionDoc(deletion), toFirestore(deletion));
          return true;
        }),
      ),

    async purgeJob(ref) {
      for (const name of ['pages', 'tallies', 'events', 'corrections']) {
        const collection = firestore.collection(`${jobPath(ref)}/${name}`);
        for (;;) {
          const { docs } = await reaching(() => collection.select().limit(DELETIONS_AT_ONCE).get());
          const batch = firestore.batch();
          for (const doc of docs) batch.delete(doc.ref);
          await reaching(() => batch.commit());
          if (docs.length < DELETIONS_AT_ONCE) break;
        }
      }
      await Promise.all([deleteShares(ref), deleteDoubts(ref)]);
    },

    async dueDeletions(now, limit) {
      const query = firestore
        .collection('deletions')
        .where('purgeAt', '<=', Timestamp.fromMillis(now))
        .orderBy('purgeAt')
        .limit(limit);
      return (await reaching(() => query.get())).docs.map((doc) => fromFirestore<Deletion>(doc.data()));
    },

    async postponeDeletion(ref, purgeAt) {
      await reaching(() => deletionDoc(ref).update(toFirestore({ purgeAt })));
    },
  };
}

/** How many documents are deleted with one request. */
const DELETIONS_AT_ONCE = 400;
const OPEN_JOBS = JOB_STATUSES.filter((status) => !isTerminalJob(status));
const OPEN_PAGES = PAGE_STATUSES.filter((status) => !isTerminalPage(status));
