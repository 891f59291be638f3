/** Documents that nobody reads: job and pages as the pipeline would have written them, for tests of how they are shown. */

import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll } from 'vitest';
import {
  type DocumentDoubts,
  type JobDocument,
  LATER_OPTIONS,
  type PageDocument,
  type PageWords,
} from '../../functions/src/contract/documents.ts';
import { documentDoubtsPath, type JobRef, jobPath, pagePath, pageWordsPath } from '../../functions/src/contract/paths.ts';
import { type EmulatorAdmin, emulatorAdmin } from '../../functions/src/testing/emulatorAdmin.ts';
import type { SuiteAddresses } from '../../suite/suiteAddresses.ts';

let admin: EmulatorAdmin | undefined;
const adminOf = (suite: SuiteAddresses) => {
  admin ??= emulatorAdmin(suite);
  return admin;
};

const seeded: { readonly suite: SuiteAddresses; readonly ref: JobRef }[] = [];

/** A sweep, which tests of other files ask for, would take up what has not ended; but there is nothing to read. */
export function dropAfterwards(suite: SuiteAddresses, ref: JobRef): void {
  seeded.push({ suite, ref });
}
afterAll(async () => {
  await Promise.all(seeded.map(({ suite, ref }) => adminOf(suite).firestore.doc(jobPath(ref)).delete()));
});

/** Who the page is signed in as, from where Firebase Auth keeps it. */
export async function signedInUid(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open('firebaseLocalStorageDb');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('firebaseLocalStorage').objectStore('firebaseLocalStorage').getAll();
          reading.onerror = () => reject(reading.error);
          reading.onsuccess = () => resolve(reading.result[0].value.uid);
        };
      }),
  );
}

/** A job that was read to its end a moment ago, unless `changed` says otherwise. */
export function seededJob(ref: JobRef, totalPages: number, changed: Partial<JobDocument<Date>> = {}): JobDocument<Date> {
  const at = new Date();
  return {
    ...{ schemaVersion: 1, ownerUid: ref.uid, jobId: ref.jobId, run: 1, pipeline: 'document', status: 'completed', step: 'done' },
    source: {
      ...{ bucket: 'b', name: 'n', generation: '1', fileName: 'Archive.pdf', contentType: 'application/pdf' },
      ...{ sizeBytes: 1, sha256: null },
    },
    options: { languages: ['eng'], mode: 'auto', outputs: ['text'], batchId: null, retentionDays: null, ...LATER_OPTIONS },
    pageCount: totalPages,
    progress: { percent: 100, completedPages: totalPages, failedPages: 0, cancelledPages: 0, totalPages, message: '' },
    ...{ error: null, warnings: [], results: {}, metrics: {}, lane: 'standard', reusedFrom: null, optionsMixed: false },
    ...{
      title: null,
      trashedAt: null,
      revision: 0,
      exportedRevision: 0,
      pendingExport: null,
      exportLease: null,
      cancelRequestedAt: null,
    },
    dispatch: { round: 1, tasks: 1, at, scope: 'all' },
    ...{ createdAt: at, startedAt: at, completedAt: at, updatedAt: at, expireAt: null },
    ...changed,
  };
}

export function seededPage(pageNumber: number, changed: Partial<PageDocument<Date>> = {}): PageDocument<Date> {
  const at = new Date();
  return {
    ...{ pageNumber, run: 1, status: 'completed', source: 'ocr', text: `This is page ${pageNumber}.`, textTruncated: false },
    ...{ confidence: { mean: 93, p5: 60 }, width: 100, height: 140, rotation: 0, skew: 0, languages: ['eng'], attempts: 1 },
    ...{ error: null, warnings: [], artefacts: null, timings: null, startedAt: at, completedAt: at, lease: null },
    ...changed,
  };
}

/** Writes past the rules, as the functions do. */
export async function seedDocument(
  suite: SuiteAddresses,
  job: JobDocument<Date>,
  pages: readonly PageDocument<Date>[],
): Promise<void> {
  const { firestore } = adminOf(suite);
  const ref = { uid: job.ownerUid, jobId: job.jobId };
  for (let first = 0; first < pages.length; first += 500) {
    const batch = firestore.batch();
    for (const page of pages.slice(first, first + 500)) batch.set(firestore.doc(pagePath(ref, page.pageNumber)), page);
    await batch.commit();
  }
  dropAfterwards(suite, ref);
  // Its files are where those of the pipeline are: its words can be put right.
  const source = { ...job.source, bucket: adminOf(suite).bucket.name };
  await firestore.doc(jobPath(ref)).set({ ...job, source });
}

export async function changeJob(suite: SuiteAddresses, ref: JobRef, change: Partial<JobDocument<Date>>): Promise<void> {
  await emulatorAdmin(suite)
    .firestore.doc(jobPath(ref))
    .update({ ...change });
}

/** As the pipeline lists a document's words to check. */
export async function seedDoubts(suite: SuiteAddresses, uid: string, doubts: DocumentDoubts<Date>): Promise<void> {
  await adminOf(suite)
    .firestore.doc(documentDoubtsPath({ uid, jobId: doubts.jobId }))
    .set(doubts);
}

export async function seedFile(suite: SuiteAddresses, path: string, contentType: string, bytes: Buffer | string): Promise<void> {
  await adminOf(suite).bucket.file(path).save(bytes, { contentType, resumable: false });
}

/** Writes a page's words anew, as `change` would have them. */
export async function changeWords(suite: SuiteAddresses, ref: JobRef, pageNumber: number, words: PageWords): Promise<void> {
  await seedFile(suite, pageWordsPath(ref, pageNumber), 'application/gzip', gzipSync(JSON.stringify(words)));
}

export async function readStoredFile(suite: SuiteAddresses, path: string): Promise<Buffer> {
  const [bytes] = await adminOf(suite).bucket.file(path).download({ decompress: false });
  return bytes;
}

export async function storedJob(suite: SuiteAddresses, ref: JobRef): Promise<JobDocument> {
  return (await adminOf(suite).firestore.doc(jobPath(ref)).get()).data() as JobDocument;
}
