/** Jobs, pages and tallies in Firestore. The only code that knows how they are stored. */

import { type DocumentReference, FieldValue, type Firestore, Timestamp } from 'firebase-admin/firestore';
import type { JobStore, Outcome } from '../../app/ports.ts';
import { type JobRef, jobPath, pageId, pagePath, pagesPath } from '../../contract/paths.ts';
import { PipelineError } from '../../domain/failure.ts';
import type { Job, Page, Tally, Usage } from '../../domain/model.ts';

/** Counters of one day are spread over this many documents: jobs may end faster than one document can be written. */
const USAGE_SHARDS = 10;
/** How many page documents are held in memory while reading a job. */
const PAGES_PER_READ = 50;

export function firestoreJobStore(firestore: Firestore): JobStore {
  const jobDoc = (ref: JobRef) => firestore.doc(jobPath(ref));
  const pageDoc = (ref: JobRef, pageNumber: number) => firestore.doc(pagePath(ref, pageNumber));
  const tallyDoc = (ref: JobRef, index: number) => firestore.doc(`${jobPath(ref)}/tallies/${pageId(index)}`);

  const update = <T, R>(doc: DocumentReference, decide: (value: T) => Outcome<Partial<T>, R>) =>
    reaching(() =>
      firestore.runTransaction(async (transaction) => {
        const snapshot = await transaction.get(doc);
        if (!snapshot.exists) return undefined;
        const { write, result } = decide(fromFirestore<T>(snapshot.data()));
        if (write !== undefined) transaction.update(doc, toFirestore(write));
        return result;
      }),
    );

  return {
    async createJob(job) {
      try {
        await jobDoc({ uid: job.ownerUid, jobId: job.jobId }).create(toFirestore(job));
        return 'created';
      } catch (error) {
        if (hasCode(error, ALREADY_EXISTS)) return 'exists';
        throw unreachable(error);
      }
    },

    async readJob(ref) {
      const snapshot = await reaching(() => jobDoc(ref).get());
      return snapshot.exists ? fromFirestore<Job>(snapshot.data()) : undefined;
    },

    updateJob: (ref, decide) =>
      reaching(() =>
        firestore.runTransaction(async (transaction) => {
          const snapshot = await transaction.get(jobDoc(ref));
          if (!snapshot.exists) return undefined;
          const { write, result } = decide(fromFirestore<Job>(snapshot.data()));
          if (write !== undefined) transaction.update(jobDoc(ref), toFirestore(write.job));
          if (write?.usage !== undefined) {
            const { day, ...counts } = write.usage;
            const shard = Math.floor(Math.random() * USAGE_SHARDS);
            transaction.set(firestore.doc(`usage/${day}/shards/${shard}`), { day, ...increments(counts) }, { merge: true });
          }
          return result;
        }),
      ),

    async createPages(ref, pages, tallies) {
      const writer = firestore.bulkWriter();
      const failures: unknown[] = [];
      // What is there stays as it is; anything else fails the call, after BulkWriter's own retries.
      writer.onWriteError((error) => !hasCode(error, ALREADY_EXISTS) && error.failedAttempts < 5);
      const create = (doc: DocumentReference, data: object) => {
        writer.create(doc, toFirestore(data)).catch((error: unknown) => {
          if (!hasCode(error, ALREADY_EXISTS)) failures.push(error);
        });
      };
      for (const tally of tallies) create(tallyDoc(ref, tally.index), tally);
      for (const page of pages) create(pageDoc(ref, page.pageNumber), page);
      await writer.close();
      if (failures.length > 0) throw unreachable(failures[0]);
    },

    updatePage: (ref, pageNumber, decide) => update(pageDoc(ref, pageNumber), decide),

    settlePage: (ref, pageNumber, decide) =>
      reaching(() =>
        firestore.runTransaction(async (transaction) => {
          const pageSnapshot = await transaction.get(pageDoc(ref, pageNumber));
          if (!pageSnapshot.exists) return undefined;
          const page = fromFirestore<Page>(pageSnapshot.data());
          const tallySnapshot = await transaction.get(tallyDoc(ref, page.tally));
          if (!tallySnapshot.exists) return undefined;
          const { write, result } = decide(page, fromFirestore<Tally>(tallySnapshot.data()));
          if (write !== undefined) transaction.update(pageSnapshot.ref, toFirestore(write.page));
          if (write?.tally !== undefined) transaction.set(tallySnapshot.ref, toFirestore(write.tally));
          return result;
        }),
      ),

    async readTallies(ref) {
      const snapshot = await reaching(() => firestore.collection(`${jobPath(ref)}/tallies`).get());
      return snapshot.docs.map((doc) => fromFirestore<Tally>(doc.data()));
    },

    async *readPages(ref) {
      const query = firestore.collection(pagesPath(ref)).orderBy('pageNumber').limit(PAGES_PER_READ);
      for (let after = 0; ; ) {
        const { docs } = await reaching(() => query.startAfter(after).get());
        for (const doc of docs) {
          const page = fromFirestore<Page>(doc.data());
          after = page.pageNumber;
          yield page;
        }
        if (docs.length < PAGES_PER_READ) return;
      }
    },
  };
}

const ALREADY_EXISTS = 6;

function hasCode(error: unknown, code: number): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

/** Whatever Firestore throws means that it could not do what is always allowed: the caller may try again. */
async function reaching<R>(call: () => Promise<R>): Promise<R> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof PipelineError ? error : unreachable(error);
  }
}

function unreachable(error: unknown): PipelineError {
  return new PipelineError('IO_ERROR', `Firestore: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}

function increments(counts: Omit<Usage, 'day'>): Record<string, FieldValue> {
  return Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, FieldValue.increment(value)]));
}

/** Instants are epoch milliseconds in the domain and timestamps in Firestore; these are all the fields that hold one. */
const INSTANTS = new Set(['createdAt', 'startedAt', 'completedAt', 'updatedAt', 'expireAt', 'expiresAt']);

function toFirestore(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      if (INSTANTS.has(key) && typeof field === 'number') return [key, Timestamp.fromMillis(field)];
      return [key, isPlainObject(field) ? toFirestore(field) : field];
    }),
  );
}

/** Trusts the shape: nobody else writes these documents. */
function fromFirestore<T>(value: object | undefined): T {
  return Object.fromEntries(
    Object.entries(value ?? {}).map(([key, field]) => {
      if (field instanceof Timestamp) return [key, field.toMillis()];
      return [key, isPlainObject(field) ? fromFirestore(field) : field];
    }),
  ) as T;
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
