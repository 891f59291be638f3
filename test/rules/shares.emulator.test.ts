/**
 * What a link to a document is good for, in Firestore and in Storage, on the rules that the suite has loaded: that one document,
 * while the link is open. Whoever opened it has a token that outlives it; what the token may read does not.
 */

import { initializeApp } from 'firebase/app';
import {
  collection,
  connectFirestoreEmulator,
  doc,
  getDoc,
  getDocs,
  getFirestore,
  onSnapshot,
  orderBy,
  query,
  setDoc,
  terminate,
} from 'firebase/firestore';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Share } from '../../functions/src/contract/documents.ts';
import {
  correctionsPath,
  eventsPath,
  type JobRef,
  jobPath,
  jobsPath,
  newJobId,
  newShareId,
  pagePath,
  pagesPath,
  resultPath,
  sharePath,
  sharesPath,
  uploadPath,
} from '../../functions/src/contract/paths.ts';
import { visitorOf } from '../../functions/src/domain/shares.ts';
import { emulatorAdmin } from '../../functions/src/testing/emulatorAdmin.ts';
import { type SignedIn, tokenOf } from '../../suite/emulatorTokens.ts';

const suite = inject('suite');
const { firestore: admin, bucket } = emulatorAdmin(suite);

const HOUR_MS = 60 * 60 * 1000;
const job: JobRef = { uid: `owner-${newJobId()}`, jobId: newJobId() };
const other: JobRef = { ...job, jobId: newJobId() };
const apps: ReturnType<typeof getFirestore>[] = [];

/** Writes as the functions do. */
async function shareOf(ref: JobRef, more: Partial<Share<Date>> = {}): Promise<string> {
  const shareId = newShareId();
  const share = { shareId, jobId: ref.jobId, createdAt: new Date(), expiresAt: new Date(Date.now() + HOUR_MS), revokedAt: null };
  await admin.doc(sharePath(ref.uid, shareId)).set({ ...share, ...more });
  return shareId;
}

function as({ uid, claims = {} }: SignedIn) {
  const firestore = getFirestore(initializeApp({ projectId: suite.projectId, apiKey: 'emulator' }, newJobId()));
  const { host, port } = suite.firestore;
  connectFirestoreEmulator(firestore, host, port, { mockUserToken: { sub: uid, user_id: uid, ...claims } });
  apps.push(firestore);
  return firestore;
}

/** Each on its own connection, since a client keeps what it has read. */
async function readsJob(who: SignedIn, ref = job): Promise<boolean> {
  return getDoc(doc(as(who), jobPath(ref))).then(
    (snapshot) => snapshot.exists(),
    () => false,
  );
}
const lists = (who: SignedIn, path: string) =>
  getDocs(collection(as(who), path)).then(
    ({ size }) => size > 0,
    () => false,
  );

async function storageStatus(who: SignedIn, name: string, method = 'GET', more = ''): Promise<number> {
  const { host, port } = suite.storage;
  const headers = { authorization: `Firebase ${tokenOf(who)}`, 'content-type': 'image/png' };
  const at = method === 'POST' ? `?name=${encodeURIComponent(name)}` : `/${encodeURIComponent(name)}${more}`;
  const body = method === 'POST' ? { body: Buffer.from('no picture') } : {};
  const response = await fetch(`http://${host}:${port}/v0/b/${suite.storageBucket}/o${at}`, { method, headers, ...body });
  await response.arrayBuffer();
  return response.status;
}
const readsImage = async (who: SignedIn, ref = job) =>
  (await storageStatus(who, resultPath(ref, 'pages/0001.webp'), 'GET', '?alt=media')) === 200;

/** Everything that a link opens. */
async function whatOpens(who: SignedIn, ref = job) {
  const [theJob, pages, corrections, image] = await Promise.all([
    readsJob(who, ref),
    lists(who, pagesPath(ref)),
    lists(who, correctionsPath(ref)),
    readsImage(who, ref),
  ]);
  return { job: theJob, pages, corrections, image };
}
const ALL = { job: true, pages: true, corrections: true, image: true };
const NOTHING = { job: false, pages: false, corrections: false, image: false };

beforeAll(async () => {
  for (const ref of [job, other]) {
    await admin.doc(jobPath(ref)).set({ ownerUid: ref.uid, trashedAt: null });
    await admin.doc(pagePath(ref, 1)).set({ pageNumber: 1 });
    await admin.doc(`${correctionsPath(ref)}/0001`).set({ pageNumber: 1 });
    await admin.doc(`${eventsPath(ref)}/created`).set({ type: 'queued' });
    for (const name of ['pages/0001.webp', 'document.txt']) await bucket.file(resultPath(ref, name)).save('bytes');
  }
});
afterAll(() => Promise.all(apps.map(terminate)));

describe('an open link', () => {
  let visitor: SignedIn;
  beforeAll(async () => {
    visitor = visitorOf(job.uid, await shareOf(job));
  });

  test('opens its document, with pages, corrections and results', async () => {
    expect(await whatOpens(visitor)).toEqual(ALL);
    expect(await storageStatus(visitor, resultPath(job, 'document.txt'))).toBe(200);
    expect((await getDoc(doc(as(visitor), pagePath(job, 1)))).get('pageNumber')).toBe(1);
  });

  test('opens no other document of the same owner', async () => {
    expect(await whatOpens(visitor, other)).toEqual(NOTHING);
  });

  test('opens no list of documents, links, events or results, and no upload', async () => {
    for (const path of [jobsPath(job.uid), sharesPath(job.uid), eventsPath(job), `${jobPath(job)}/tallies`])
      expect(await lists(visitor, path), path).toBe(false);
    await expect(getDoc(doc(as(visitor), sharePath(job.uid, String(visitor.claims?.share))))).rejects.toMatchObject({
      code: 'permission-denied',
    });
    const { host, port } = suite.storage;
    const prefix = encodeURIComponent(`${resultPath(job, '')}`);
    const listed = await fetch(`http://${host}:${port}/v0/b/${suite.storageBucket}/o?prefix=${prefix}&delimiter=%2F`, {
      headers: { authorization: `Firebase ${tokenOf(visitor)}` },
    });
    expect(listed.status).toBe(403);
    expect(await storageStatus(visitor, uploadPath(job, 'scan.png'))).toBe(403);
  });

  test('writes nothing, and has no place of its own', async () => {
    const own: JobRef = { uid: visitor.uid, jobId: newJobId() };
    for (const path of [jobPath(job), pagePath(job, 1), jobPath(own)])
      await expect(setDoc(doc(as(visitor), path), { run: 9 }), path).rejects.toMatchObject({ code: 'permission-denied' });
    await expect(getDoc(doc(as(visitor), jobPath(own)))).rejects.toMatchObject({ code: 'permission-denied' });
    for (const ref of [own, job]) expect(await storageStatus(visitor, uploadPath(ref, 'scan.png'), 'POST')).toBe(403);
    expect(await storageStatus(visitor, resultPath(job, 'document.txt'), 'DELETE')).toBe(403);
  });
});

describe('a link opens nothing', () => {
  test.for([
    ['after its time', { expiresAt: new Date(Date.now() - 1000) }],
    ['once it was ended', { revokedAt: new Date() }],
    ['of a document that is not there', { jobId: newJobId() }],
  ] as const)('%s', async ([, more]) => {
    expect(await whatOpens(visitorOf(job.uid, await shareOf(job, more)))).toEqual(NOTHING);
  });

  test('that is not there', async () => {
    expect(await whatOpens(visitorOf(job.uid, newShareId()))).toEqual(NOTHING);
  });

  test('while its document lies in the trash', async () => {
    const trashed: JobRef = { uid: job.uid, jobId: newJobId() };
    const visitor = visitorOf(job.uid, await shareOf(trashed));
    await admin.doc(pagePath(trashed, 1)).set({ pageNumber: 1 });
    await admin.doc(`${correctionsPath(trashed)}/0001`).set({ pageNumber: 1 });
    await bucket.file(resultPath(trashed, 'pages/0001.webp')).save('bytes');
    await admin.doc(jobPath(trashed)).set({ trashedAt: new Date() });
    expect(await whatOpens(visitor, trashed)).toEqual(NOTHING);
    // One that is older than the trash has no such field.
    await admin.doc(jobPath(trashed)).set({ ownerUid: job.uid });
    expect(await whatOpens(visitor, trashed)).toEqual(ALL);
  });

  test('to somebody whose token says something else of it', async () => {
    const share = await shareOf(job);
    const claims: readonly Record<string, unknown>[] = [
      { share },
      { share, shareOf: 'somebody' },
      { share: [share], shareOf: job.uid },
      { share: { id: share }, shareOf: job.uid },
      { share: true, shareOf: job.uid },
      { share: '', shareOf: job.uid },
      { shareOf: job.uid },
    ];
    for (const its of claims) expect(await whatOpens({ uid: 'share:x', claims: its }), JSON.stringify(its)).toEqual(NOTHING);
  });

  test('that is as old as the owner’s own token would be: whoever has the claim is no owner', async () => {
    const share = await shareOf(other);
    expect(await whatOpens({ uid: job.uid, claims: { share, shareOf: job.uid } })).toEqual(NOTHING);
  });
});

describe('ending a link', () => {
  test('is felt by the next read, in Firestore and in Storage, of whoever has it open', async () => {
    const shareId = await shareOf(job);
    const visitor = visitorOf(job.uid, shareId);
    expect(await whatOpens(visitor)).toEqual(ALL);
    await admin.doc(sharePath(job.uid, shareId)).update({ revokedAt: new Date() });
    expect(await whatOpens(visitor)).toEqual(NOTHING);
  });

  const ENDS = [
    ['ending it', (shareId: string) => admin.doc(sharePath(job.uid, shareId)).update({ revokedAt: new Date() })],
    ['the trash', () => admin.doc(jobPath(job)).update({ trashedAt: new Date() })],
  ] as const;
  test.for(ENDS)('by %s ends listening, too: whoever has the document open hears that, and nothing later', async ([, end]) => {
    await admin.doc(jobPath(job)).set({ ownerUid: job.uid, trashedAt: null });
    await admin.doc(pagePath(job, 2)).delete();
    const shareId = await shareOf(job);
    const firestore = as(visitorOf(job.uid, shareId));
    const seen = { job: [] as string[], pages: [] as string[] };
    const listening = (target: 'job' | 'pages') => {
      const [opened, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      return {
        ...{ opened: opened.promise, closed: closed.promise },
        hear: (what: string) => {
          seen[target].push(what);
          opened.resolve();
        },
        fail: ({ code }: { code: string }) => {
          seen[target].push(code);
          closed.resolve();
        },
      };
    };
    const [theJob, pages] = [listening('job'), listening('pages')];
    onSnapshot(doc(firestore, jobPath(job)), (snapshot) => theJob.hear(snapshot.get('mark') ?? 'unmarked'), theJob.fail);
    const inOrder = query(collection(firestore, pagesPath(job)), orderBy('pageNumber'));
    onSnapshot(inOrder, ({ size }) => pages.hear(`${size} pages`), pages.fail);
    await Promise.all([theJob.opened, pages.opened]);
    await end(shareId);
    await admin.doc(jobPath(job)).update({ mark: 'later' });
    await admin.doc(pagePath(job, 2)).set({ pageNumber: 2 });
    await Promise.all([theJob.closed, pages.closed]);
    expect(seen).toEqual({ job: ['unmarked', 'permission-denied'], pages: ['1 pages', 'permission-denied'] });
  });
});
