/** A link to a document, from its owner's call to a stranger's screen: on the whole suite, with Firebase's own SDK on both sides. */

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { deleteApp, initializeApp } from 'firebase/app';
import { connectAuthEmulator, getAuth, signInWithCustomToken } from 'firebase/auth';
import { connectFirestoreEmulator, type DocumentSnapshot, doc, getDoc, getFirestore, onSnapshot } from 'firebase/firestore';
import { connectStorageEmulator, getBytes, getStorage, ref as storageRef, uploadBytes } from 'firebase/storage';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { CallName, Calls } from '../functions/src/contract/calls.ts';
import { FILE_TYPES, fileTypeOfName } from '../functions/src/contract/fileTypes.ts';
import { type JobRef, jobPath, newJobId, newShareId, pagesPath, sharePath, uploadPath } from '../functions/src/contract/paths.ts';
import { emulatorAdmin } from '../functions/src/testing/emulatorAdmin.ts';
import { connectClient, type PipelineClient } from '../suite/pipelineClient.ts';
import { call, OPERATOR, setMode } from './support/calls.ts';
import { sample } from './support/fixtures.ts';

const suite = inject('suite');
const { firestore: admin } = emulatorAdmin(suite);
let client: PipelineClient;

beforeAll(async () => {
  client = await connectClient(suite, { email: 'shares@pagestream.example', password: 'pagestream' });
});
afterAll(() => client.close());

const asOwner = (name: string, data: object) => call(suite, { uid: client.uid }, name, data);

async function answerOf<C extends 'shareJob' | 'openShare'>(name: C, request: Calls[C]['request']): Promise<Calls[C]['answer']> {
  const who = name === 'openShare' ? { uid: null } : { uid: client.uid };
  const answer = await call(suite, who, name, request);
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.result as Calls[C]['answer'];
}

/** A stranger who follows a link. */
async function visit(shareId: string) {
  const opened = await answerOf('openShare', { uid: client.uid, shareId });
  const { projectId, storageBucket, auth: authAt, firestore: firestoreAt, storage: storageAt } = suite;
  const app = initializeApp({ apiKey: 'emulator', projectId, storageBucket }, newJobId());
  const auth = getAuth(app);
  connectAuthEmulator(auth, `http://${authAt.host}:${authAt.port}`, { disableWarnings: true });
  const firestore = getFirestore(app);
  connectFirestoreEmulator(firestore, firestoreAt.host, firestoreAt.port);
  const storage = getStorage(app);
  connectStorageEmulator(storage, storageAt.host, storageAt.port);
  const { user } = await signInWithCustomToken(auth, opened.token);
  return { ...opened, user, firestore, storage, close: () => deleteApp(app) };
}

const OWNERS_CALLS: readonly CallName[] = [
  ...(['cancelJob', 'retryJob', 'deleteJob', 'renameJob', 'trashJob', 'restoreJob'] as const),
  ...(['shareJob', 'revokeShare', 'correctPage'] as const),
];

/** Waits until a snapshot is as wanted. */
const until = (firestore: ReturnType<typeof getFirestore>, path: string, isWanted: (snapshot: DocumentSnapshot) => boolean) =>
  new Promise<DocumentSnapshot>((resolve, reject) => {
    const stop = onSnapshot(
      doc(firestore, path),
      (snapshot) => {
        if (!isWanted(snapshot)) return;
        stop();
        resolve(snapshot);
      },
      reject,
    );
  });

async function upload(file: string) {
  const type = fileTypeOfName(file);
  if (type === undefined) throw new Error(`${file} is of no known type`);
  const metadata = { batchId: newJobId(), outputs: 'text' };
  return { fileName: basename(file), bytes: await readFile(file), contentType: FILE_TYPES[type].contentType, metadata };
}

/** Shares a document, follows the link, and notes each state in which the document is seen, once there is a first one. */
async function visitAndWatch(jobId: string) {
  const { shareId, expiresAt } = await answerOf('shareJob', { jobId, days: 7 });
  const visitor = await visit(shareId);
  const seen: string[] = [];
  await new Promise<void>((resolve, reject) => {
    onSnapshot(
      doc(visitor.firestore, jobPath({ uid: client.uid, jobId })),
      (snapshot) => {
        // On a slow machine the SDK first says that it knows of nothing yet.
        if (snapshot.metadata.fromCache) return;
        const status = String(snapshot.get('status'));
        if (seen.at(-1) !== status) seen.push(status);
        resolve();
      },
      reject,
    );
  });
  return { visitor, shareId, expiresAt, seen };
}

describe('a shared document', () => {
  // Whatever a test came to: the suite is everybody's.
  afterEach(async () => {
    await setMode(suite, 'run');
  });

  it('is followed live by somebody without an account, until its owner ends that', async () => {
    await setMode(suite, 'pause');
    let visiting: ReturnType<typeof visitAndWatch> | undefined;
    let resumed: Promise<void> | undefined;
    const { job } = await client.process(await upload(sample('notice.png')), {
      onJob: ({ jobId }) => {
        visiting ??= visitAndWatch(jobId);
        // Who visits is there before anything is read; a visit that failed fails the test below, not by its silence.
        resumed ??= visiting.then(
          () => setMode(suite, 'run'),
          () => setMode(suite, 'run'),
        );
      },
    });
    await resumed;
    const visited = await visiting;
    if (visited === undefined) throw new Error('nobody visited');
    const { visitor, shareId, expiresAt, seen } = visited;
    const ref: JobRef = { uid: client.uid, jobId: job.jobId };
    expect(visitor).toMatchObject({ jobId: job.jobId, expiresAt });
    expect(Math.round((Date.parse(expiresAt) - Date.now()) / 3_600_000)).toBe(7 * 24);

    await until(visitor.firestore, jobPath(ref), (it) => it.get('status') === job.status);
    expect([seen.at(0), seen.at(-1)]).toEqual(['queued', 'completed']);
    const text = new TextDecoder().decode(await getBytes(storageRef(visitor.storage, job.results.text ?? '')));
    expect(text.length).toBeGreaterThan(100);

    // The claims come again with each new token. Of another visit, which listens to nothing: the emulator fails a write that it
    // would refuse to tell a listener of whose connection is gone, as that of an older token is.
    const second = await visit(shareId);
    const { claims } = await second.user.getIdTokenResult(true);
    await second.close();
    expect(claims).toMatchObject({ share: shareId, shareOf: client.uid, user_id: `share:${shareId}` });
    const token = { uid: visitor.user.uid, claims: { share: shareId, shareOf: client.uid } };
    const wishes = { jobId: job.jobId, shareId, title: 'x', days: 1, pages: 'all' };
    for (const name of OWNERS_CALLS)
      expect(await call(suite, token, name, wishes), name).toEqual({ ok: false, status: 'permission-denied' });
    const own = storageRef(visitor.storage, uploadPath({ uid: visitor.user.uid, jobId: newJobId() }, 'a.png'));
    await expect(uploadBytes(own, new Uint8Array(1), { contentType: 'image/png' })).rejects.toMatchObject({
      code: 'storage/unauthorized',
    });

    for (let time = 0; time < 2; time++) expect(await asOwner('revokeShare', { shareId })).toEqual({ ok: true, result: {} });
    await expect(getDoc(doc(visitor.firestore, `${pagesPath(ref)}/0001`))).rejects.toMatchObject({ code: 'permission-denied' });
    await expect(getBytes(storageRef(visitor.storage, job.results.text ?? ''))).rejects.toMatchObject({
      code: 'storage/unauthorized',
    });
    await expect(visit(shareId)).rejects.toThrow('not-found');

    const next = await answerOf('shareJob', { jobId: job.jobId, days: 1 });
    const opened = { ok: false, status: 'not-found' };
    expect(await asOwner('trashJob', { jobId: job.jobId })).toEqual({ ok: true, result: {} });
    expect(await asOwner('shareJob', { jobId: job.jobId, days: 1 })).toEqual({ ok: false, status: 'failed-precondition' });
    expect(await call(suite, { uid: null }, 'openShare', { uid: client.uid, shareId: next.shareId })).toEqual(opened);
    expect(await asOwner('deleteJob', { jobId: job.jobId })).toEqual({ ok: true, result: {} });
    for (const id of [shareId, next.shareId]) expect((await admin.doc(sharePath(client.uid, id)).get()).exists).toBe(false);
    await visitor.close();
  }, 240_000);

  it('is followed no further by a listener whose link has ended by itself, once a sweep has noted that', async () => {
    const ref: JobRef = { uid: client.uid, jobId: newJobId() };
    const job = admin.doc(jobPath(ref));
    await job.set({ ownerUid: ref.uid, jobId: ref.jobId, trashedAt: null, status: 'completed', title: 'before', run: 1 });
    const { shareId } = await answerOf('shareJob', { jobId: ref.jobId, days: 1 });
    const visitor = await visit(shareId);
    const titles: unknown[] = [];
    const heard = Promise.withResolvers<void>();
    const ended = new Promise<{ code: string }>((resolve) => {
      onSnapshot(
        doc(visitor.firestore, jobPath(ref)),
        (snapshot) => {
          if (snapshot.metadata.fromCache) return;
          titles.push(snapshot.get('title'));
          heard.resolve();
        },
        resolve,
      );
    });
    await heard.promise;
    // Later than the listener's beginning, which is what rules go by, and over by now.
    const share = admin.doc(sharePath(ref.uid, shareId));
    const expiresAt = new Date();
    await share.update({ expiresAt });
    expect(await call(suite, OPERATOR, 'sweep', {})).toMatchObject({ ok: true });
    expect((await share.get()).get('revokedAt').toDate()).toEqual(expiresAt);
    // The emulator may refuse the write as well, and writes nevertheless.
    await job.update({ title: 'after' }).catch(() => undefined);
    expect((await ended).code).toBe('permission-denied');
    expect(titles).toEqual(['before']);
    await visitor.close();
    await asOwner('deleteJob', { jobId: ref.jobId });
  }, 120_000);

  it('is shared by its owner only, for so many days, and opened by nothing but its own link', async () => {
    const { job } = await client.process(await upload(sample('notice.png')));
    const { jobId } = job;
    for (const days of [0, 366, 1.5, '7', null, Number.NaN])
      expect(await asOwner('shareJob', { jobId, days }), String(days)).toEqual({ ok: false, status: 'invalid-argument' });
    const somebody = { uid: 'somebody-else' };
    expect(await call(suite, somebody, 'shareJob', { jobId, days: 1 })).toEqual({ ok: false, status: 'not-found' });
    expect(await call(suite, { uid: null }, 'shareJob', { jobId, days: 1 })).toEqual({ ok: false, status: 'unauthenticated' });
    const { shareId } = await answerOf('shareJob', { jobId, days: 365 });
    expect(await call(suite, somebody, 'revokeShare', { shareId })).toEqual({ ok: false, status: 'not-found' });
    expect(await call(suite, { uid: null }, 'revokeShare', { shareId })).toEqual({ ok: false, status: 'unauthenticated' });
    expect(await asOwner('revokeShare', { shareId: '../x' })).toEqual({ ok: false, status: 'invalid-argument' });
    const others = [
      { uid: client.uid, shareId: newShareId() },
      { uid: 'somebody-else', shareId },
      { uid: client.uid, shareId: `../${shareId}` },
      { uid: `${client.uid}/shares`, shareId },
      { shareId },
      {},
    ];
    for (const link of others)
      expect(await call(suite, { uid: null }, 'openShare', link), JSON.stringify(link)).toEqual({
        ok: false,
        status: 'not-found',
      });
  }, 240_000);
});
