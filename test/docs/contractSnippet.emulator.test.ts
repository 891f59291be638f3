/** The page's JavaScript does what the page says: it is taken out, saved as it stands, and run by a signed-in user. */

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deleteApp, type FirebaseApp, initializeApp } from 'firebase/app';
import { connectAuthEmulator, getAuth, signInAnonymously } from 'firebase/auth';
import { connectFirestoreEmulator, getFirestore, terminate } from 'firebase/firestore';
import { connectStorageEmulator, getStorage } from 'firebase/storage';
import { expect, inject, onTestFinished, test } from 'vitest';
import type { JobDocument, PageDocument } from '../../functions/src/contract/documents.ts';
import { newJobId } from '../../functions/src/contract/paths.ts';
import { code } from './contractPage.ts';

interface Snippet {
  readDocument(
    app: FirebaseApp,
    uid: string,
    file: Blob,
    fileName: string,
    showJob: (job: JobDocument) => void,
    showPages: (pages: readonly PageDocument[]) => void,
  ): Promise<JobDocument>;
  downloadResult(app: FirebaseApp, path: string): Promise<Uint8Array>;
}

const ROOT = join(import.meta.dirname, '..', '..');

async function loadSnippet(): Promise<Snippet> {
  // Inside the project, where it finds the SDK as an app would.
  await mkdir(join(ROOT, 'test-artefacts'), { recursive: true });
  const folder = await mkdtemp(join(ROOT, 'test-artefacts', 'snippet-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'snippet.mjs');
  await writeFile(file, code('js'));
  return (await import(pathToFileURL(file).href)) as Snippet;
}

test('the JavaScript of docs/contract.md reads a picture, from the upload to the download', async () => {
  const { projectId, storageBucket, ...suite } = inject('suite');
  const app = initializeApp({ projectId, storageBucket, apiKey: 'emulator' }, newJobId());
  const firestore = getFirestore(app);
  onTestFinished(async () => {
    await terminate(firestore);
    await deleteApp(app);
  });
  connectAuthEmulator(getAuth(app), `http://${suite.auth.host}:${suite.auth.port}`, { disableWarnings: true });
  connectFirestoreEmulator(firestore, suite.firestore.host, suite.firestore.port);
  connectStorageEmulator(getStorage(app), suite.storage.host, suite.storage.port);
  const { uid } = (await signInAnonymously(getAuth(app))).user;

  const { readDocument, downloadResult } = await loadSnippet();
  const picture = new Blob([await readFile(join(ROOT, 'samples', 'notice.png'))], { type: 'image/png' });
  const percents: number[] = [];
  let pages: readonly PageDocument[] = [];
  const job = await readDocument(
    app,
    uid,
    picture,
    'notice.png',
    ({ progress }) => percents.push(progress.percent),
    (now) => {
      pages = now;
    },
  );

  expect(job).toMatchObject({ ownerUid: uid, status: 'completed', options: { languages: ['eng', 'deu'] } });
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  expect(pages.map(({ status }) => status)).toEqual(['completed']);
  const text = new TextDecoder().decode(await downloadResult(app, job.results.text ?? ''));
  expect(text.trim()).toBe(pages[0]?.text.trim());
  expect(text).toMatch(/\w{4}/);
});
