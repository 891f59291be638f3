/** Cancel, retry, delete, reuse, allowances, lanes and the operators' switch, through the real functions as a signed-in user. */

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { JobDocument, PageDocument } from '../functions/src/contract/documents.ts';
import { FILE_TYPES, fileTypeOfName } from '../functions/src/contract/fileTypes.ts';
import {
  eventsPath,
  type JobRef,
  jobPath,
  newJobId,
  ownerPath,
  pagesPath,
  resultsPath,
  uploadsPath,
} from '../functions/src/contract/paths.ts';
import { isTerminalJob } from '../functions/src/contract/states.ts';
import { emulatorAdmin } from '../functions/src/testing/emulatorAdmin.ts';
import type { Person } from '../suite/emulatorTokens.ts';
import { connectClient, type JobListener, type PipelineClient } from '../suite/pipelineClient.ts';
import { type Answer, call, OPERATOR, setMode } from './support/calls.ts';
import { deliverUploadAgain } from './support/faults.ts';
import { fixture, sample } from './support/fixtures.ts';

const suite = inject('suite');
const { firestore, bucket } = emulatorAdmin(suite);
let client: PipelineClient;
let owner: Person;

beforeAll(async () => {
  client = await connectClient(suite, { email: 'calls@pagestream.example', password: 'pagestream' });
  owner = { uid: client.uid };
});
afterAll(() => client.close());

const asOwner = (name: string, data: object) => call(suite, owner, name, data);
const refOf = ({ ownerUid, jobId }: JobDocument): JobRef => ({ uid: ownerUid, jobId });
const OK: Answer = { ok: true, result: {} };

async function upload(file: string, metadata: Record<string, string> = {}, listener: JobListener = {}, as = client) {
  const type = fileTypeOfName(file);
  if (type === undefined) throw new Error(`${file} is of no known type`);
  const { contentType } = FILE_TYPES[type];
  return as.process({ fileName: basename(file), bytes: await readFile(file), contentType, metadata }, listener);
}

/** Waits until the job has ended in `run`. */
async function ended(ref: JobRef, run: number): Promise<JobDocument> {
  return new Promise((resolve, reject) => {
    const stop = firestore.doc(jobPath(ref)).onSnapshot((snapshot) => {
      const job = snapshot.data() as JobDocument | undefined;
      if (job === undefined || job.run !== run || !isTerminalJob(job.status)) return;
      stop();
      resolve(job);
    }, reject);
  });
}

const auditOf = async (ref: JobRef) =>
  (await firestore.collection(eventsPath(ref)).orderBy('at').get()).docs.map((doc) => doc.get('type') as string);

describe('cancelling and retrying', () => {
  let first: { job: JobDocument; pages: readonly PageDocument[] };
  let cancelled: Answer | undefined;

  beforeAll(async () => {
    let current: JobDocument | undefined;
    let calling: Promise<void> | undefined;
    first = await upload(
      fixture('sixty-pages.pdf'),
      { batchId: 'cancelled' },
      {
        onJob: (job) => {
          current = job;
        },
        onPage: () => {
          calling ??= asOwner('cancelJob', { jobId: current?.jobId }).then((answer) => {
            cancelled = answer;
          });
        },
      },
    );
    await calling;
  }, 240_000);

  it('ends a running job at the next page and keeps what is done', async () => {
    expect(cancelled).toEqual(OK);
    expect(first.job).toMatchObject({ status: 'cancelled', error: { code: 'CANCELLED', retryable: true } });
    const statuses = first.pages.map(({ status }) => status);
    expect(statuses).toContain('completed');
    expect(statuses).toContain('cancelled');
    expect(first.job.progress).toMatchObject({
      completedPages: statuses.filter((status) => status === 'completed').length,
      cancelledPages: statuses.filter((status) => status === 'cancelled').length,
    });
    const text = new TextDecoder().decode(await client.download(first.job.results.text ?? ''));
    expect(text.split('\f')).toHaveLength(60);
  });

  it('of a job that has ended is refused, and so is a job of nobody', async () => {
    expect(await asOwner('cancelJob', { jobId: first.job.jobId })).toEqual({ ok: false, status: 'failed-precondition' });
    expect(await asOwner('cancelJob', { jobId: newJobId() })).toEqual({ ok: false, status: 'not-found' });
    expect(await asOwner('retryJob', { jobId: newJobId() })).toEqual({ ok: false, status: 'not-found' });
    expect(await asOwner('cancelJob', { jobId: '../x' })).toEqual({ ok: false, status: 'invalid-argument' });
  });

  it('reads what was cancelled in a new run, and no page again that was completed', async () => {
    const ref = refOf(first.job);
    expect(await asOwner('retryJob', { jobId: ref.jobId })).toEqual({ ok: true, result: { run: 2 } });
    expect(await ended(ref, 2)).toMatchObject({ status: 'completed', progress: { completedPages: 60, cancelledPages: 0 } });
    const { pages } = await client.read(ref);
    for (const page of first.pages.filter(({ status }) => status === 'completed'))
      expect(pages[page.pageNumber - 1]).toEqual(page);
    const audit = await auditOf(ref);
    expect(audit.filter((type) => type === 'page_completed')).toHaveLength(60);
    expect(audit).toEqual(expect.arrayContaining(['queued', 'planned', 'cancel_requested', 'cancelled', 'retried', 'completed']));
  }, 240_000);

  it('with other options reads every page anew', async () => {
    const { job } = await upload(sample('notice.png'), { batchId: 'again' });
    const data = { jobId: job.jobId, pages: 'all', options: { languages: 'deu', outputs: 'text' } };
    expect(await asOwner('retryJob', { ...data, options: { languages: 'klingon' } })).toEqual({
      ...{ ok: false, status: 'invalid-argument' },
    });
    expect(await asOwner('retryJob', { ...data, pages: 'some' })).toEqual({ ok: false, status: 'invalid-argument' });
    for (const options of ['deu', ['deu'], 5])
      expect(await asOwner('retryJob', { ...data, options })).toEqual({ ok: false, status: 'invalid-argument' });
    expect(await asOwner('retryJob', { jobId: job.jobId })).toEqual({ ok: false, status: 'failed-precondition' });
    expect(await asOwner('retryJob', data)).toEqual({ ok: true, result: { run: 2 } });
    const again = await ended(refOf(job), 2);
    expect(again).toMatchObject({ status: 'completed', options: { languages: ['deu'] } });
    expect(Object.keys(again.results).sort()).toEqual(['manifest', 'text']);
    const [files] = await bucket.getFiles({ prefix: `${resultsPath(refOf(job))}/document.` });
    expect(files.map(({ name }) => basename(name))).toEqual(['document.txt']);
    // The SDKs send null for what is undefined.
    expect(await asOwner('retryJob', { ...data, options: null })).toEqual({ ok: true, result: { run: 3 } });
    expect((await ended(refOf(job), 3)).options).toEqual(again.options);
    // What was read with other options answers nobody who asks for the first ones.
    const anew = await upload(sample('notice.png'), { batchId: 'anew' });
    expect(anew.job).toMatchObject({ status: 'completed', options: { languages: ['eng'] } });
    expect(anew.job.reusedFrom).not.toBe(job.jobId);
  }, 240_000);
});

describe('the same file twice', () => {
  it('is answered from the first time, without reading a page, and stands by itself', async () => {
    const before = await upload(sample('receipt.jpg'), { batchId: 'one' });
    const after = await upload(sample('receipt.jpg'), { batchId: 'two' });
    expect(after.job).toMatchObject({ status: 'completed', reusedFrom: before.job.jobId, progress: { percent: 100 } });
    expect(after.pages.map(({ attempts, text }) => [attempts, text])).toEqual(before.pages.map(({ text }) => [0, text]));
    expect(await asOwner('deleteJob', { jobId: before.job.jobId })).toEqual(OK);
    const image = await client.download(after.pages[0]?.artefacts?.image ?? '');
    expect(image.length).toBeGreaterThan(1000);
    expect(await auditOf(refOf(after.job))).toEqual(['queued', 'reused', 'completed']);
  }, 240_000);
});

describe('deleting', () => {
  it('takes the job, its pages, its trail, its upload and its results, and a late event brings nothing back', async () => {
    const { job } = await upload(sample('notice.png'), { batchId: 'deleted' });
    const ref = refOf(job);
    expect(await call(suite, { uid: 'somebody-else' }, 'deleteJob', { jobId: job.jobId })).toEqual(OK);
    expect((await client.read(ref)).job).toEqual(job);
    expect(await asOwner('deleteJob', { jobId: job.jobId })).toEqual(OK);
    expect(await asOwner('deleteJob', { jobId: job.jobId })).toEqual(OK);
    expect(await deliverUploadAgain(suite, job)).toBe('ignored');
    expect((await firestore.doc(jobPath(ref)).get()).exists).toBe(false);
    for (const path of [pagesPath(ref), eventsPath(ref), `${jobPath(ref)}/tallies`])
      expect((await firestore.collection(path).get()).size, path).toBe(0);
    for (const prefix of [resultsPath(ref), uploadsPath(ref)])
      expect((await bucket.getFiles({ prefix: `${prefix}/` }))[0], prefix).toEqual([]);
  }, 240_000);
});

describe('a document', () => {
  it('is renamed, put into the trash, held there, and given back', async () => {
    const { job } = await upload(sample('notice.png'), { batchId: 'kept' });
    const { jobId } = job;
    const now = async () => (await client.read(refOf(job))).job;
    expect(await asOwner('renameJob', { jobId, title: '  The notice\n' })).toEqual(OK);
    expect(await asOwner('renameJob', { jobId, title: 7 })).toEqual({ ok: false, status: 'invalid-argument' });
    expect(await asOwner('trashJob', { jobId })).toEqual(OK);
    const trashed = await now();
    expect(trashed).toMatchObject({ title: 'The notice', status: 'completed', results: job.results });
    expect(trashed?.trashedAt?.toMillis()).toBeGreaterThan(job.createdAt.toMillis());
    expect(await asOwner('retryJob', { jobId, pages: 'all' })).toEqual({ ok: false, status: 'failed-precondition' });
    for (let time = 0; time < 2; time++) expect(await asOwner('restoreJob', { jobId })).toEqual(OK);
    expect(await asOwner('renameJob', { jobId, title: '' })).toEqual(OK);
    expect(await now()).toEqual(job);
    expect((await auditOf(refOf(job))).slice(-4)).toEqual(['renamed', 'trashed', 'restored', 'renamed']);
  }, 240_000);
});

describe('allowances and lanes', () => {
  it('follow the owner’s plan', async () => {
    const other = await connectClient(suite, { email: 'limited@pagestream.example', password: 'pagestream' });
    try {
      const own = { pagesPerDay: null, bytesPerDay: null, activeJobs: null };
      const setOwner = (pagesPerDay: number) =>
        call(suite, OPERATOR, 'setOwner', { uid: other.uid, plan: 'priority', ...own, pagesPerDay });
      expect(await setOwner(3)).toEqual(OK);
      expect((await firestore.doc(ownerPath(other.uid)).get()).data()).toEqual({ plan: 'priority', pagesPerDay: 3 });
      const refused = await upload(sample('scan.pdf'), {}, {}, other);
      expect(refused.job.error).toMatchObject({ code: 'QUOTA_EXCEEDED', quota: { name: 'pages_per_day', limit: 3, left: 3 } });
      const { job } = await upload(sample('notice.png'), {}, {}, other);
      expect(job).toMatchObject({ status: 'completed', lane: 'priority' });
      // One page is used.
      await setOwner(1);
      const again = () => call(suite, { uid: other.uid }, 'retryJob', { jobId: job.jobId, pages: 'all' });
      expect(await again()).toEqual({ ok: false, status: 'resource-exhausted' });
      expect((await other.read(refOf(job))).job).toEqual(job);
      await setOwner(2);
      expect(await again()).toEqual({ ok: true, result: { run: 2 } });
      await ended(refOf(job), 2);
      expect(await again()).toEqual({ ok: false, status: 'resource-exhausted' });
    } finally {
      await other.close();
    }
  }, 240_000);
});

describe('a job’s calls', () => {
  const NAMES = ['cancelJob', 'retryJob', 'deleteJob', 'renameJob', 'trashJob', 'restoreJob'];
  let job: JobDocument;

  beforeAll(async () => {
    ({ job } = await upload(sample('notice.png'), { batchId: 'denied', outputs: 'json' }));
  }, 240_000);
  afterEach(async () => {
    expect((await client.read(refOf(job))).job).toEqual(job);
  });

  it.each(NAMES)('%s needs somebody who is signed in', async (name) => {
    const answer = await call(suite, { uid: null }, name, { jobId: job.jobId, pages: 'all', title: 'x' });
    expect(answer).toEqual({ ok: false, status: 'unauthenticated' });
  });

  it.each(NAMES)('%s needs a job’s id', async (name) => {
    for (const data of [{}, { jobId: null }, { jobId: '../x' }, { jobId: [job.jobId] }])
      expect(await asOwner(name, data)).toEqual({ ok: false, status: 'invalid-argument' });
  });

  it.each([
    ['cancelJob', { ok: false, status: 'not-found' }],
    ['retryJob', { ok: false, status: 'not-found' }],
    // As for a job that was deleted before.
    ['deleteJob', OK],
    ['renameJob', { ok: false, status: 'not-found' }],
    ['trashJob', { ok: false, status: 'not-found' }],
    ['restoreJob', { ok: false, status: 'not-found' }],
  ] as const)('%s of somebody else finds no such job, not even as an operator', async (name, answer) => {
    const data = { jobId: job.jobId, pages: 'all', title: 'x', uid: client.uid, ownerUid: client.uid };
    for (const who of [{ uid: 'somebody-else' }, OPERATOR]) expect(await call(suite, who, name, data)).toEqual(answer);
  });
});

describe('the operators’ switch', () => {
  // Whatever a test came to: the suite is everybody's.
  afterEach(async () => {
    await setMode(suite, 'run');
  });

  it('is for operators, as is the sweeper, and what owners may use', async () => {
    for (const name of ['setPipelineMode', 'sweep', 'setOwner']) {
      expect(await asOwner(name, { mode: 'stop' })).toEqual({ ok: false, status: 'permission-denied' });
      expect(await call(suite, { uid: null }, name, { mode: 'stop' })).toEqual({ ok: false, status: 'unauthenticated' });
    }
    expect(await call(suite, OPERATOR, 'setPipelineMode', { mode: 'sideways' })).toEqual({
      ok: false,
      status: 'invalid-argument',
    });
    expect(await call(suite, OPERATOR, 'setOwner', { uid: owner.uid, plan: 'gold' })).toEqual({
      ...{ ok: false, status: 'invalid-argument' },
    });
  });

  it('pauses: uploads are accepted and wait, and go on afterwards', async () => {
    await setMode(suite, 'pause');
    let resumed: Promise<void> | undefined;
    const { job } = await upload(
      sample('notice.png'),
      { batchId: 'paused' },
      {
        onJob: (state) => {
          if (resumed !== undefined) return;
          expect(state.status).toBe('queued');
          resumed = deliverUploadAgain(suite, state).then((outcome) => {
            expect(outcome).toBe('held');
            return setMode(suite, 'run');
          });
        },
      },
    );
    await resumed;
    expect(job).toMatchObject({ status: 'completed', progress: { completedPages: 1 } });
  }, 240_000);

  it('stops: uploads are not even looked at, and found by the sweeper when work goes on', async () => {
    await setMode(suite, 'stop');
    const swept: Promise<Answer>[] = [];
    const { job } = await upload(
      sample('notice.png'),
      { batchId: 'stopped' },
      {
        onUploaded: () => {
          swept.push(setMode(suite, 'run').then(() => call(suite, OPERATOR, 'sweep', { afterRestart: true })));
        },
      },
    );
    expect(await swept[0]).toMatchObject({ ok: true });
    expect(job.status).toBe('completed');
  }, 240_000);
});
