/** Words that somebody puts right, through the real functions: into every export, and through another reading. */

import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { DocumentDoubts, JobDocument, PageDocument, PageWords, WordBox } from '../functions/src/contract/documents.ts';
import { documentDoubtsPath, type JobRef, jobPath, pageCorrectionsPath, pagePath } from '../functions/src/contract/paths.ts';
import { isTerminalJob } from '../functions/src/contract/states.ts';
import { emulatorAdmin } from '../functions/src/testing/emulatorAdmin.ts';
import { readPdf } from '../functions/src/testing/pdfReading.ts';
import { connectClient, type PipelineClient } from '../suite/pipelineClient.ts';
import { call } from './support/calls.ts';
import { sample } from './support/fixtures.ts';

const suite = inject('suite');
const { firestore, bucket } = emulatorAdmin(suite);
let client: PipelineClient;

beforeAll(async () => {
  client = await connectClient(suite, { email: 'corrections@pagestream.example', password: 'pagestream' });
});
afterAll(() => client.close());

/** Waits until a job is as wished. */
function until(ref: JobRef, isWished: (job: JobDocument) => boolean): Promise<JobDocument> {
  return new Promise((resolve, reject) => {
    const stop = firestore.doc(jobPath(ref)).onSnapshot((snapshot) => {
      const job = snapshot.data() as JobDocument | undefined;
      if (job === undefined || !isWished(job)) return;
      stop();
      resolve(job);
    }, reject);
  });
}

const stored = async (path: string) => (await bucket.file(path).download({ decompress: false }))[0];
const boxOf = ([, , ...box]: WordBox) => box;

it('corrections show at once, reach every export, and outlive another reading', async () => {
  const { job } = await client.process({
    fileName: 'notice.png',
    bytes: await readFile(sample('notice.png')),
    contentType: 'image/png',
    metadata: { outputs: 'text,md,pdf,json,hocr,alto' },
  });
  const ref = { uid: job.ownerUid, jobId: job.jobId };
  expect(job).toMatchObject({ status: 'completed', revision: 0 });
  const page = (await firestore.doc(pagePath(ref, 1)).get()).data() as PageDocument;
  const read = JSON.parse(gunzipSync(await stored(page.artefacts?.words ?? '')).toString()) as PageWords;
  const [one, two] = read.words.filter(([text]) => /^[A-Za-z]{6,}$/.test(text));
  if (one === undefined || two === undefined) throw new Error('the notice has no two words of six letters');

  const wishes = [
    { box: boxOf(one), was: one[0], text: 'Quokka' },
    { box: boxOf(two), was: two[0], text: 'Wombat Numbat' },
  ];
  const wish = { jobId: job.jobId, pageNumber: 1, words: wishes };
  expect(await call(suite, { uid: 'somebody-else' }, 'correctPage', wish)).toMatchObject({ ok: false });
  expect(await call(suite, { uid: ref.uid }, 'correctPage', { ...wish, words: [] })).toMatchObject({ ok: false });
  expect(await call(suite, { uid: ref.uid }, 'correctPage', wish)).toEqual({ ok: true, result: { revision: 1 } });
  expect((await firestore.doc(pagePath(ref, 1)).get()).get('text')).toContain('Quokka');
  expect((await firestore.doc(pageCorrectionsPath(ref, 1)).get()).data()).toMatchObject({
    words: [
      { ...wishes[0], authorUid: ref.uid },
      { ...wishes[1], authorUid: ref.uid },
    ],
  });

  const exported = await until(ref, ({ revision, exportedRevision }) => revision === exportedRevision);
  expect(exported).toMatchObject({ status: 'completed', pendingExport: null });
  const { pdf, manifest, ...texts } = exported.results;
  expect(Object.keys(texts).sort()).toEqual(['alto', 'hocr', 'json', 'md', 'text']);
  for (const path of Object.values(texts)) {
    const content = (await stored(path)).toString();
    for (const word of ['Quokka', 'Wombat', 'Numbat']) expect(content, path).toContain(word);
  }
  const found = (await readPdf(await stored(pdf ?? ''))).map(({ text }) => text).join(' ');
  expect(found).toMatch(/Quokka.*Wombat\s+Numbat/s);
  expect(JSON.parse((await stored(manifest ?? '')).toString()).pages[0]).toMatchObject({ corrections: 2 });
  const doubts = (await firestore.doc(documentDoubtsPath(ref)).get()).data() as DocumentDoubts | undefined;
  expect((doubts?.words ?? []).some(({ box }) => String(box) === String(boxOf(one)))).toBe(false);

  expect(await call(suite, { uid: ref.uid }, 'retryJob', { jobId: job.jobId, pages: 'all' })).toMatchObject({ ok: true });
  const again = await until(ref, ({ run, status }) => run === 2 && isTerminalJob(status));
  expect((await stored(again.results.text ?? '')).toString()).toContain('Wombat Numbat');
  expect((await firestore.doc(pagePath(ref, 1)).get()).get('text')).toContain('Wombat Numbat');

  expect(await call(suite, { uid: ref.uid }, 'deleteJob', { jobId: job.jobId })).toMatchObject({ ok: true });
  expect((await firestore.doc(pageCorrectionsPath(ref, 1)).get()).exists).toBe(false);
  expect((await firestore.doc(documentDoubtsPath(ref)).get()).exists).toBe(false);
});
