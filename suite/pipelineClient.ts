/** A client of the pipeline like any other: Firebase's own SDK, a signed-in user, the rules, the contract's paths. */

import { gunzipSync } from 'node:zlib';
import { deleteApp, initializeApp, setLogLevel } from 'firebase/app';
import { connectAuthEmulator, createUserWithEmailAndPassword, getAuth, signInWithEmailAndPassword } from 'firebase/auth';
import {
  collection,
  connectFirestoreEmulator,
  doc,
  getDoc,
  getDocs,
  getFirestore,
  onSnapshot,
  terminate,
} from 'firebase/firestore';
import { connectStorageEmulator, getBytes, getStorage, ref, uploadBytes } from 'firebase/storage';
import type { JobDocument, PageDocument, PageWords } from '../functions/src/contract/documents.ts';
import { parseJob, parsePage } from '../functions/src/contract/documents.ts';
import type { JobRef } from '../functions/src/contract/paths.ts';
import { jobPath, newJobId, pagesPath, uploadPath } from '../functions/src/contract/paths.ts';
import { isTerminalJob } from '../functions/src/contract/states.ts';
import type { SuiteAddresses } from './suiteAddresses.ts';

/** The account that the commands of this folder use. It exists in emulators only, so that its password is no secret. */
export const CLI_USER = { email: 'cli@pagestream.example', password: 'pagestream' } as const;

/** How long an upload may wait for its job while nothing is heard of any other job of the client either. */
const SILENCE_SECONDS = 15 * 60;

export interface Upload {
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** Options, as `contract/options.ts` has them. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface JobListener {
  /** The upload's last byte was accepted. */
  onUploaded?(): void;
  /** Each state of the job document, as it arrives. */
  onJob?(job: JobDocument): void;
  /** Each page once, when it has reached its end, in the order in which pages do. */
  onPage?(page: PageDocument): void;
}

export interface FinishedJob {
  readonly job: JobDocument;
  /** In page order. */
  readonly pages: readonly PageDocument[];
}

export interface PipelineClient {
  readonly uid: string;
  /**
   * Listens, uploads, and waits for the job's end, however long it waits in the queue: whoever may lose the suite meanwhile
   * watches that. Rejects when the upload is refused or no job comes of it.
   */
  process(upload: Upload, listener?: JobListener): Promise<FinishedJob>;
  /** A job and its pages as they are now. */
  read(job: JobRef): Promise<FinishedJob>;
  /** A page's whole text, also where its document holds a cut one. */
  wholeText(page: PageDocument): Promise<string>;
  download(storagePath: string): Promise<Uint8Array>;
  /** Lets the process end. */
  close(): Promise<void>;
}

/** Signs in to a running suite as `user`, whose account is made on first use. */
export async function connectClient(
  suite: SuiteAddresses,
  user: { readonly email: string; readonly password: string } = CLI_USER,
): Promise<PipelineClient> {
  // Anything less would write to stdout, which belongs to results.
  setLogLevel('error');
  const config = { apiKey: 'emulator', projectId: suite.projectId, storageBucket: suite.storageBucket };
  const app = initializeApp(config, `client-${newJobId()}`);
  const auth = getAuth(app);
  connectAuthEmulator(auth, `http://${suite.auth.host}:${suite.auth.port}`, { disableWarnings: true });
  const firestore = getFirestore(app);
  connectFirestoreEmulator(firestore, suite.firestore.host, suite.firestore.port);
  const storage = getStorage(app);
  connectStorageEmulator(storage, suite.storage.host, suite.storage.port);

  const { email, password } = user;
  const credential = await signInWithEmailAndPassword(auth, email, password).catch((error: { code?: string }) => {
    if (error.code !== 'auth/user-not-found' && error.code !== 'auth/invalid-credential') throw error;
    return createUserWithEmailAndPassword(auth, email, password);
  });
  const { uid } = credential.user;

  /** One for each upload without a job. Uploads are taken up one after the other: news of one is a sign for all. */
  const waiting = new Set<() => void>();
  const news = () => {
    for (const restart of waiting) restart();
  };
  const pagesOf = (snapshot: { docs: readonly { data(): unknown }[] }) =>
    snapshot.docs.map((it) => parsePage(it.data())).filter((page) => page !== undefined);

  return {
    uid,
    async process(upload, listener = {}) {
      const jobRef: JobRef = { uid, jobId: newJobId() };
      const seen = new Set<number>();
      const showPages = (pages: readonly PageDocument[]) => {
        for (const page of pages) {
          if (seen.has(page.pageNumber) || (page.status !== 'completed' && page.status !== 'failed')) continue;
          seen.add(page.pageNumber);
          listener.onPage?.(page);
        }
      };
      const job = await new Promise<JobDocument>((resolve, reject) => {
        let silence: NodeJS.Timeout | undefined;
        const restart = () => {
          clearTimeout(silence);
          silence = setTimeout(() => fail(new Error(SILENT)), SILENCE_SECONDS * 1000);
        };
        const stopWaiting = () => {
          clearTimeout(silence);
          waiting.delete(restart);
        };
        const stopListening: (() => void)[] = [];
        const settle = (act: () => void) => {
          stopWaiting();
          for (const stop of stopListening) stop();
          act();
        };
        const fail = (error: Error) => settle(() => reject(error));
        waiting.add(restart);
        restart();
        // The emulator sends all pages anew whenever one changes, so this costs the square of their number: only for those who look.
        const pagesListener = () =>
          onSnapshot(
            collection(firestore, pagesPath(jobRef)),
            (snapshot) => {
              news();
              showPages(pagesOf(snapshot));
            },
            fail,
          );
        // Before the upload: nothing that happens to the job is missed, and the rules allow listening to what is not there yet. The
        // emulator may not tell a listener that it has not answered yet of what is created in that moment.
        const heard = Promise.withResolvers<void>();
        stopListening.push(
          onSnapshot(
            doc(firestore, jobPath(jobRef)),
            (snapshot) => {
              heard.resolve();
              news();
              const now = parseJob(snapshot.data());
              if (now === undefined) return;
              stopWaiting();
              listener.onJob?.(now);
              if (isTerminalJob(now.status)) settle(() => resolve(now));
            },
            fail,
          ),
        );
        if (listener.onPage !== undefined) stopListening.push(pagesListener());
        const metadata = { contentType: upload.contentType, customMetadata: { ...upload.metadata } };
        heard.promise
          .then(() => uploadBytes(ref(storage, uploadPath(jobRef, upload.fileName)), upload.bytes, metadata))
          .then(() => listener.onUploaded?.(), fail);
      });
      // The job's end may arrive before its last page's.
      const pages = [...pagesOf(await getDocs(collection(firestore, pagesPath(jobRef))))].sort(
        (a, b) => a.pageNumber - b.pageNumber,
      );
      showPages(pages);
      return { job, pages };
    },
    async read(jobRef) {
      const job = parseJob((await getDoc(doc(firestore, jobPath(jobRef)))).data());
      if (job === undefined) throw new Error(`there is no job ${jobRef.jobId}`);
      return { job, pages: pagesOf(await getDocs(collection(firestore, pagesPath(jobRef)))) };
    },
    async wholeText(page) {
      if (!page.textTruncated || page.artefacts === null) return page.text;
      const bytes = new Uint8Array(await getBytes(ref(storage, page.artefacts.words)));
      // Stored gzipped; what serves it may have unpacked it on the way.
      const json = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : Buffer.from(bytes);
      return (JSON.parse(json.toString()) as PageWords).text;
    },
    async download(storagePath) {
      return new Uint8Array(await getBytes(ref(storage, storagePath)));
    },
    async close() {
      await terminate(firestore);
      await deleteApp(app);
    },
  };
}

const SILENT = `The upload did not become a job within ${SILENCE_SECONDS / 60} minutes.`;
