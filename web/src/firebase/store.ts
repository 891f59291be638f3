/** Documents and files over Firestore and Storage. */

import { type FirebaseApp, getApp } from 'firebase/app';
import {
  collection,
  connectFirestoreEmulator,
  doc,
  documentId,
  endAt,
  type FirestoreLocalCache,
  getCountFromServer,
  getDocsFromServer,
  initializeFirestore,
  limit,
  memoryLocalCache,
  onSnapshot,
  orderBy,
  type QuerySnapshot,
  query,
  startAfter,
  startAt,
  Timestamp,
  where,
} from 'firebase/firestore';
import { connectFunctionsEmulator, getFunctions, httpsCallable } from 'firebase/functions';
import { connectStorageEmulator, getBlob, getStorage, ref, uploadBytesResumable } from 'firebase/storage';
import type { Calls } from '../../../functions/src/contract/calls.ts';
import {
  type JobDocument,
  type PageCorrections,
  parseDoubts,
  parseJob,
  parsePage,
  type Share,
} from '../../../functions/src/contract/documents.ts';
import {
  correctionsPath,
  doubtsPath,
  jobPath,
  jobsPath,
  pageId,
  pagesPath,
  sharesPath,
  uploadPath,
} from '../../../functions/src/contract/paths.ts';
import { hearServer } from '../job/serverClock.ts';
import type { Target } from './config.ts';
import { failureOf } from './failure.ts';
import type { PipelineMode, Store } from './ports.ts';
import { watchDocument, watchQuery } from './watching.ts';

const MODES: readonly PipelineMode[] = ['run', 'pause', 'stop'];

/**
 * @param app that of the session, which makes it, unless told otherwise
 * @param localCache what Firestore keeps, and where; unless told otherwise nothing is left on the machine (`keptStore.ts` keeps it)
 */
export function openStore(
  { emulators, functionsRegion }: Target,
  app: FirebaseApp = getApp(),
  localCache: FirestoreLocalCache = memoryLocalCache(),
): Store {
  const firestore = initializeFirestore(app, { localCache });
  const storage = getStorage(app);
  const functions = getFunctions(app, functionsRegion);
  if (emulators) {
    connectFirestoreEmulator(firestore, emulators.firestore.host, emulators.firestore.port);
    connectStorageEmulator(storage, emulators.storage.host, emulators.storage.port);
    connectFunctionsEmulator(functions, emulators.functions.host, emulators.functions.port);
  }

  return {
    watchControl: () =>
      watchDocument(doc(firestore, 'ops/switch'), (snapshot) => {
        const changedAt: unknown = snapshot.get('changedAt');
        return {
          mode: MODES.find((mode) => mode === snapshot.get('mode')) ?? 'run',
          changedAt: changedAt instanceof Timestamp && changedAt.toMillis() > 0 ? changedAt.toDate() : null,
        };
      }),

    watchJobs: (uid, count, sight = 'any') =>
      watchQuery(query(collection(firestore, jobsPath(uid)), orderBy('createdAt', 'desc'), limit(count)), parsed(seenJob), sight),

    watchTrash: (uid, count) =>
      watchQuery(
        query(collection(firestore, jobsPath(uid)), where('trashedAt', '!=', null), orderBy('trashedAt', 'desc'), limit(count)),
        parsed(parseJob),
      ),

    async findJobsOfFile(uid, sha256) {
      const found = await getDocsFromServer(
        query(collection(firestore, jobsPath(uid)), where('source.sha256', '==', sha256), limit(5)),
      );
      return found.docs.flatMap((entry) => parseJob(entry.data()) ?? []);
    },

    watchShares: ({ uid, jobId }) =>
      watchQuery(query(collection(firestore, sharesPath(uid)), where('jobId', '==', jobId), limit(50)), (snapshot) =>
        snapshot.docs.map((entry) => entry.data() as Share),
      ),

    watchJob: (job) =>
      watchDocument(doc(firestore, jobPath(job)), (snapshot) => {
        if (!snapshot.exists()) return { kind: 'missing' };
        const found = seenJob(snapshot.data());
        return found ? { kind: 'job', job: found } : { kind: 'newer' };
      }),

    watchPages: (job, first, count) =>
      watchQuery(
        query(collection(firestore, pagesPath(job)), orderBy('pageNumber'), startAt(first), endAt(first + count - 1)),
        parsed(parsePage),
      ),

    // Most pages have none, and no connection is needed to show what was kept of them.
    watchCorrections: (job, first, count) => (next, fail) =>
      onSnapshot(
        query(
          collection(firestore, correctionsPath(job)),
          orderBy(documentId()),
          startAt(pageId(first)),
          endAt(pageId(first + count - 1)),
        ),
        (snapshot) => next(snapshot.docs.map((entry) => entry.data() as PageCorrections)),
        (error) => fail(failureOf(error)),
      ),

    upload({ job, fileName, contentType, metadata, bytes }, onProgress) {
      const target = ref(storage, uploadPath(job, fileName));
      const task = uploadBytesResumable(target, bytes, { contentType, customMetadata: { ...metadata } });
      task.on('state_changed', ({ bytesTransferred, totalBytes }) => onProgress(totalBytes ? bytesTransferred / totalBytes : 0));
      const finished = async () => void (await task);
      return {
        done: finished(),
        cancel: () => void task.cancel(),
        pause: () => void task.pause(),
        resume: () => void task.resume(),
      };
    },

    // `getBlob` sends the reader's token each time; a download URL would be readable by whoever holds it, for good.
    readFile: (path) => getBlob(ref(storage, path)),

    async listJobs(uid, count, before) {
      const after = before === null ? [] : [startAfter(before.createdAt, before.jobId)];
      const found = await getDocsFromServer(
        query(
          collection(firestore, jobsPath(uid)),
          orderBy('createdAt', 'desc'),
          orderBy(documentId(), 'desc'),
          ...after,
          limit(count),
        ),
      );
      return found.docs.flatMap((entry) => parseJob(entry.data()) ?? []);
    },

    async countJobs(uid) {
      return (await getCountFromServer(collection(firestore, jobsPath(uid)))).data().count;
    },

    watchDoubts: (uid, count) =>
      watchQuery(query(collection(firestore, doubtsPath(uid)), orderBy('lowest'), limit(count)), parsed(parseDoubts)),

    async call(name, request) {
      const { data } = await httpsCallable<typeof request, Calls[typeof name]['answer']>(functions, name)(request);
      return data;
    },
  };
}

/** Each job that comes tells what time it is there. */
function seenJob(data: unknown): JobDocument | undefined {
  const job = parseJob(data);
  if (job !== undefined) hearServer(job.updatedAt.toMillis());
  return job;
}

/** What a newer version of the pipeline has written is left out. */
const parsed =
  <T>(parse: (data: unknown) => T | undefined) =>
  (snapshot: QuerySnapshot) =>
    snapshot.docs.flatMap((entry) => parse(entry.data()) ?? []);
