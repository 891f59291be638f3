/** Every invariant is broken here once in each way, and must be found broken: a checker that sees nothing would pass everything. */

import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DocumentJson, Manifest, PageWords } from '../functions/src/contract/documents.ts';
import { pageId } from '../functions/src/contract/paths.ts';
import type { Evidence, JobHistory } from './evidence.ts';
import { checkInvariants, INVARIANTS, type Invariant } from './invariants.ts';
import type { PlannedJob } from './plan.ts';
import type { Line } from './record.ts';
import type { Data, StoredBytes } from './snapshot.ts';

const UID = 'chaos-ada';
const NOW = Date.UTC(2026, 10, 22);
const TEXTS = [
  ['anchor autumn bakery balcony', 'bamboo banner barley basket'],
  ['beacon bishop blanket blossom', 'bottle branch bridge bronze'],
  ['cabbage camera candle canvas', 'captain carpet castle cathedral'],
];

/** What a run left, to be spoilt. */
interface Left {
  readonly plan: { readonly jobs: PlannedJob[] };
  readonly documents: Map<string, Data>;
  readonly objects: Map<string, StoredBytes>;
  readonly lines: Line[];
  readonly history: Map<string, JobHistory>;
}

const stored = (data: string | Uint8Array): StoredBytes => {
  const bytes = Buffer.from(data);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
};
const digest = ({ bytes, sha256 }: StoredBytes) => ({ sizeBytes: bytes.length, sha256 });

const JOB = 'chaos-seed00001-job000';
const SINGLE = 'chaos-seed00001-job001';
const jobPath = (jobId: string) => `users/${UID}/jobs/${jobId}`;

/** Two jobs that went well: one of two pages and one of one. */
function wholeRun(): Left {
  const left: Left = { plan: { jobs: [] }, documents: new Map(), objects: new Map(), lines: [], history: new Map() };
  addJob(left, JOB, TEXTS.slice(0, 2));
  addJob(left, SINGLE, TEXTS.slice(2));
  left.documents.set('usage/2026-11-22/shards/0', { day: '2026-11-22', jobs: 1, pages: 2 });
  left.documents.set('usage/2026-11-22/shards/7', { day: '2026-11-22', jobs: 1, pages: 1 });
  left.documents.set(`owners/${UID}/days/2026-11-22`, { jobs: 2, pages: 3, bytes: 16 });
  left.documents.set('ops/switch', { mode: 'run' });
  left.documents.set(`users/${UID}/contents/key`, { jobId: JOB });
  left.documents.set(`users/${UID}/shares/share`, { jobId: JOB });
  left.documents.set(`users/${UID}/doubts/${JOB}`, { jobId: JOB });
  left.documents.set(`${jobPath(JOB)}/corrections/0001`, {});
  left.documents.set(`deletions/${UID}~gone`, { purgeAt: null });
  return left;
}

function addJob(left: Left, jobId: string, texts: string[][]): void {
  const { documents, objects, lines } = left;
  const ref = { uid: UID, jobId };
  const results = `results/${UID}/${jobId}`;
  const upload = `uploads/${UID}/${jobId}/pages.pdf`;
  left.plan.jobs.push({
    ref,
    content: { kind: 'pdf', pages: texts, badPage: null },
    uploadAtMs: 0,
    copyOf: null,
    actions: [],
  });
  left.history.set(jobId, {
    uploadedName: upload,
    pushedAt: NOW,
    endedAt: NOW + 5000,
    isDeleted: false,
    isCancelled: false,
    retries: 0,
  });
  objects.set(upload, stored('the file'));
  const event = (type: string, at: number, page?: number) =>
    documents.set(`${jobPath(jobId)}/events/${type}-${page ?? 0}`, { type, run: 1, at: NOW + at, ...(page ? { page } : {}) });
  event('queued', 0);
  event('planned', 100);
  event('started', 200);

  const files: { name: string; sizeBytes: number; sha256: string; contentType: string }[] = [];
  const entries: object[] = [];
  const keep = (name: string, data: string | Uint8Array) => {
    const object = stored(data);
    objects.set(`${results}/${name}`, object);
    files.push({ name, contentType: '', ...digest(object) });
    return object;
  };
  for (const [index, text] of texts.map((words) => words.join('\n')).entries()) {
    const pageNumber = index + 1;
    const box = { width: 300, height: 80 };
    const image = keep(`pages/${pageId(pageNumber)}.webp`, `picture of ${text}`);
    const thumbnail = keep(`pages/${pageId(pageNumber)}.thumb.webp`, `small picture of ${text}`);
    const words = keep(`pages/${pageId(pageNumber)}.json.gz`, gzipSync(JSON.stringify({ pageNumber, ...box, text, words: [] })));
    const page = { pageNumber, status: 'completed', source: 'ocr', confidence: { mean: 90, p5: 80 }, ...box, error: null, text };
    entries.push({ ...page, words: [] });
    documents.set(`${jobPath(jobId)}/pages/${pageId(pageNumber)}`, {
      ...page,
      run: 1,
      attempts: 1,
      lease: null,
      artefacts: {
        image: `${results}/pages/${pageId(pageNumber)}.webp`,
        words: `${results}/pages/${pageId(pageNumber)}.json.gz`,
        thumbnail: `${results}/pages/${pageId(pageNumber)}.thumb.webp`,
      },
      digests: { image: digest(image), words: digest(words), thumbnail: digest(thumbnail) },
    });
    event('page_completed', 1000 * pageNumber, pageNumber);
    const key = { jobId, run: 1, page: pageNumber, pid: 1 };
    lines.push(
      { what: 'claimed', attempt: 1, at: NOW + 900 * pageNumber, ...key },
      { what: 'recognised', at: NOW + 950 * pageNumber, ...key },
      { what: 'completed', at: NOW + 1000 * pageNumber, ...key },
    );
  }
  const count = texts.length;
  documents.set(`${jobPath(jobId)}/tallies/0000`, { index: 0, run: 1, pages: count, completed: count, failed: 0, cancelled: 0 });
  keep('document.txt', texts.map((words) => `${words.join('\n')}\n`).join('\f'));
  keep('document.json', JSON.stringify({ jobId, pageCount: count, pages: entries }));
  const manifest = { jobId, run: 1, pages: texts.map((_, index) => ({ pageNumber: index + 1, status: 'completed' })), files };
  objects.set(`${results}/manifest.json`, stored(JSON.stringify(manifest)));
  documents.set(jobPath(jobId), {
    status: 'completed',
    run: 1,
    source: { name: upload },
    pageCount: count,
    progress: { completedPages: count, failedPages: 0, cancelledPages: 0, totalPages: count },
    error: null,
    reusedFrom: null,
    results: { text: `${results}/document.txt`, json: `${results}/document.json`, manifest: `${results}/manifest.json` },
  });
  event('completed', 5000);
  lines.push({ what: 'created', jobId, at: NOW, pid: 1 });
  for (const at of [100, 200, 1200, 2200, 5000]) lines.push({ what: 'job written', jobId, status: null, at: NOW + at, pid: 1 });
}

function evidenceOf({ plan, documents, objects, lines, history }: Left): Evidence {
  return { plan, snapshot: { documents, objects }, lines, history, statedMs: 60_000 };
}

/** Changes fields of a document. */
function change(left: Left, path: string, fields: Data): void {
  const data = left.documents.get(path);
  if (data === undefined) throw new Error(`there is no ${path}`);
  left.documents.set(path, { ...data, ...fields });
}

function changeJson(left: Left, name: string, edit: (json: never) => void): void {
  const object = left.objects.get(name);
  if (object === undefined) throw new Error(`there is no ${name}`);
  const gzipped = name.endsWith('.gz');
  const json = JSON.parse((gzipped ? gunzipSync(object.bytes) : Buffer.from(object.bytes)).toString()) as never;
  edit(json);
  const text = JSON.stringify(json);
  left.objects.set(name, stored(gzipped ? gzipSync(text) : text));
}

const PAGE = `${jobPath(JOB)}/pages/0001`;
const EVENT = (name: string) => `${jobPath(JOB)}/events/${name}`;
const RESULT = (name: string) => `results/${UID}/${JOB}/${name}`;
const seen = (left: Left, fields: Partial<JobHistory>) => {
  const history = left.history.get(JOB);
  if (history !== undefined) left.history.set(JOB, { ...history, ...fields });
};
const addEvent = (left: Left, type: string, at: number, more: Data = {}) =>
  left.documents.set(EVENT(`${type}-again`), { type, run: 1, at: NOW + at, ...more });
const copyOf = (left: Left, index: number, original: string) => {
  const planned = left.plan.jobs[index];
  if (planned !== undefined) left.plan.jobs[index] = { ...planned, copyOf: original };
};
const line = (left: Left, what: 'claimed' | 'completed', page: number) =>
  left.lines.push({ what, jobId: JOB, run: 1, page, attempt: 2, at: NOW + 9000, pid: 2 } as Line);

/** Ways to spoil a run, by the invariant that each must be found to break. */
const SPOILERS: { readonly [invariant in Invariant]: { readonly [title: string]: (left: Left) => void } } = {
  'each upload has exactly one job': {
    'a job is missing': (left) => left.documents.delete(jobPath(JOB)),
    'an upload was never made': (left) => seen(left, { uploadedName: null }),
    'a job is of another upload': (left) => seen(left, { uploadedName: `uploads/${UID}/${JOB}/other.pdf` }),
    'a job is of no upload': (left) =>
      left.documents.set(jobPath('chaos-seed00001-job999'), left.documents.get(jobPath(JOB)) ?? {}),
    'a job was created twice': (left) => left.lines.push({ what: 'created', jobId: JOB, at: NOW, pid: 2 }),
  },
  'each job ends within the stated time': {
    'a job still runs': (left) => change(left, jobPath(JOB), { status: 'processing' }),
    'a job ended late': (left) => seen(left, { endedAt: NOW + 61_000 }),
    'nobody saw the end': (left) => seen(left, { endedAt: null }),
  },
  'each job ends as its file says': {
    'a readable page failed': (left) => change(left, PAGE, { status: 'failed', error: { code: 'OCR_FAILED' } }),
    'a job failed whose pages can be read': (left) => change(left, jobPath(JOB), { status: 'failed' }),
    'a job was cancelled by nobody': (left) => change(left, jobPath(JOB), { status: 'cancelled' }),
    'a page is not there': (left) => left.documents.delete(PAGE),
    'a copy was read anew': (left) => copyOf(left, 1, JOB),
    'a job took over one that it is no copy of': (left) => change(left, jobPath(JOB), { reusedFrom: SINGLE }),
    'a job took over somebody else’s': (left) => {
      copyOf(left, 1, JOB);
      const [original] = left.plan.jobs;
      if (original !== undefined) left.plan.jobs[0] = { ...original, ref: { ...original.ref, uid: 'chaos-bob' } };
      change(left, jobPath(SINGLE), { reusedFrom: JOB });
    },
    'a corrupt file was read': (left) => {
      const [planned] = left.plan.jobs;
      if (planned !== undefined) left.plan.jobs[0] = { ...planned, content: { kind: 'corrupt', pages: TEXTS } };
    },
  },
  'counters equal page documents': {
    'the job shows a page too many': (left) =>
      change(left, jobPath(JOB), { progress: { completedPages: 3, failedPages: 0, cancelledPages: 0, totalPages: 2 } }),
    'a tally counted a page twice': (left) => change(left, `${jobPath(JOB)}/tallies/0000`, { completed: 3 }),
    'there is a page too many': (left) => left.documents.set(`${jobPath(JOB)}/pages/0003`, left.documents.get(PAGE) ?? {}),
    'a page never ended': (left) => change(left, PAGE, { status: 'processing' }),
    'a page is still held': (left) => change(left, PAGE, { lease: { owner: 'somebody', expiresAt: NOW } }),
    'a job was added to its day twice': (left) => change(left, 'usage/2026-11-22/shards/0', { jobs: 2 }),
    'pages were charged twice': (left) => change(left, `owners/${UID}/days/2026-11-22`, { pages: 5 }),
    'pages that were read again were not charged': (left) => {
      change(left, PAGE, { run: 2 });
      addEvent(left, 'page_completed', 6000, { page: 1, run: 2 });
      change(left, 'usage/2026-11-22/shards/0', { pages: 3 });
    },
    'pages were not added to their day': (left) => change(left, 'usage/2026-11-22/shards/0', { pages: 1 }),
  },
  'result objects equal page documents': {
    'a result is missing': (left) => left.objects.delete(RESULT('document.txt')),
    'a page image is missing': (left) => left.objects.delete(RESULT('pages/0001.webp')),
    'a page’s digest is another’s': (left) => left.objects.set(RESULT('pages/0001.webp'), stored('another picture')),
    'the words are another page’s': (left) =>
      changeJson(left, RESULT('pages/0001.json.gz'), (words: { -readonly [key in keyof PageWords]: PageWords[key] }) => {
        words.pageNumber = 2;
      }),
    'the text has its pages in another order': (left) =>
      left.objects.set(
        RESULT('document.txt'),
        stored(
          TEXTS.slice(0, 2)
            .reverse()
            .map((words) => `${words.join('\n')}\n`)
            .join('\f'),
        ),
      ),
    'document.json lacks a page': (left) =>
      changeJson(left, RESULT('document.json'), (json: { pages: DocumentJson['pages'][number][] }) => json.pages.pop()),
    'a failed page kept its text': (left) => change(left, PAGE, { status: 'failed' }),
    'a completed page has no artefacts': (left) => change(left, PAGE, { artefacts: null }),
  },
  'bytes equal the manifest': {
    'a file changed after the manifest': (left) => left.objects.set(RESULT('document.txt'), stored('something else')),
    'a file is not in the manifest': (left) => left.objects.set(RESULT('pages/0009.webp'), stored('picture')),
    'a file of the manifest is gone': (left) => left.objects.delete(RESULT('pages/0002.webp')),
    'there is no manifest': (left) => left.objects.delete(RESULT('manifest.json')),
    'the manifest is of an earlier run': (left) => change(left, jobPath(JOB), { run: 2 }),
    'a page’s state differs': (left) =>
      changeJson(left, RESULT('manifest.json'), (manifest: { pages: Manifest['pages'][number][] }) => manifest.pages.pop()),
  },
  'each page has its own text': {
    'a page has the text of another': (left) => change(left, PAGE, { text: (TEXTS[1] ?? []).join('\n') }),
    'a page has the text of another job': (left) => change(left, PAGE, { text: (TEXTS[2] ?? []).join('\n') }),
    'a page has no text': (left) => change(left, PAGE, { text: '' }),
    'a page reads like nothing': (left) => change(left, PAGE, { text: 'lorem ipsum dolor sit amet' }),
  },
  'no page is recognised again after it completed': {
    'a page was begun again': (left) => line(left, 'claimed', 1),
    'a job that took over another recognised': (left) => change(left, jobPath(JOB), { reusedFrom: SINGLE }),
  },
  'nothing is left over': {
    'a page of no job': (left) => left.documents.set(`${jobPath('chaos-seed00001-job999')}/pages/0001`, {}),
    'a document of no known kind': (left) => left.documents.set('scratch/1', {}),
    'a document below a job of no known kind': (left) => left.documents.set(`${jobPath(JOB)}/scratch/1`, {}),
    'an object of no job': (left) => left.objects.set(`results/${UID}/chaos-seed00001-job999/document.txt`, stored('')),
    'an object elsewhere': (left) => left.objects.set('scratch/1', stored('')),
    'an object that nothing names': (left) => left.objects.set(RESULT('pages/0009.webp'), stored('')),
    'a second upload': (left) => left.objects.set(`uploads/${UID}/${JOB}/other.pdf`, stored('')),
    'a deleted job that is there': (left) => seen(left, { isDeleted: true }),
    'a deletion that stopped half-way': (left) => change(left, `deletions/${UID}~gone`, { purgeAt: NOW }),
    'an index that points at nothing': (left) => change(left, `users/${UID}/contents/key`, { jobId: 'gone' }),
    'a link that leads nowhere': (left) => change(left, `users/${UID}/shares/share`, { jobId: 'gone' }),
    'doubts about no job': (left) => left.documents.set(`users/${UID}/doubts/gone`, {}),
    'a collection of a user of no known kind': (left) => left.documents.set(`users/${UID}/scratch/1`, {}),
  },
  'events tell a possible history': {
    'it does not begin': (left) => left.documents.delete(EVENT('queued-0')),
    'it began twice': (left) => addEvent(left, 'queued', 10),
    'it started twice': (left) => addEvent(left, 'started', 300),
    'it never ended': (left) => left.documents.delete(EVENT('completed-0')),
    'it ended twice': (left) => addEvent(left, 'failed', 5000),
    'it ended otherwise than the job': (left) => change(left, EVENT('completed-0'), { type: 'failed' }),
    'it went on after its end': (left) => addEvent(left, 'page_released', 6000, { page: 1 }),
    'a page ended twice': (left) => addEvent(left, 'page_completed', 3000, { page: 1 }),
    'a page’s end is missing': (left) => left.documents.delete(EVENT('page_completed-1')),
    'a page ended otherwise than its document': (left) => change(left, EVENT('page_completed-1'), { type: 'page_failed' }),
    'a page that the job does not have': (left) => addEvent(left, 'page_released', 3000, { page: 3 }),
    'a run that the job never had': (left) => addEvent(left, 'started', 3000, { run: 2 }),
    'a run that nobody began': (left) => {
      change(left, jobPath(JOB), { run: 2 });
      addEvent(left, 'completed', 9000, { run: 2 });
    },
    'a cancellation that nobody asked for': (left) => {
      change(left, jobPath(JOB), { status: 'cancelled' });
      change(left, EVENT('completed-0'), { type: 'cancelled' });
    },
  },
  'job documents are written within the budget': {
    'many writes at once': (left) => {
      for (let write = 0; write < 10; write++)
        left.lines.push({ what: 'job written', jobId: JOB, status: null, at: NOW + 3000, pid: 1 });
    },
    'twice a second for a while': (left) => {
      for (let write = 0; write < 30; write++) {
        left.lines.push({ what: 'job written', jobId: JOB, status: null, at: NOW + 5000 + write * 500, pid: 1 });
      }
    },
  },
};

describe('a run in which all went well', () => {
  it('breaks nothing', () => {
    expect(checkInvariants(evidenceOf(wholeRun()))).toEqual([]);
  });

  it('breaks nothing when a job had a second run and another took over its pages', () => {
    const left = wholeRun();
    // A second run, in which nothing had to be read.
    change(left, jobPath(JOB), { run: 2 });
    changeJson(left, RESULT('manifest.json'), (manifest: { run: number }) => {
      manifest.run = 2;
    });
    addEvent(left, 'retried', 6000, { run: 2 });
    addEvent(left, 'completed', 7000, { run: 2 });
    change(left, jobPath(SINGLE), { reusedFrom: JOB });
    copyOf(left, 1, JOB);
    left.documents.delete(`${jobPath(SINGLE)}/events/page_completed-1`);
    change(left, `owners/${UID}/days/2026-11-22`, { pages: 2 });
    const lines = left.lines.filter((it) => !(it.what === 'recognised' && it.jobId === SINGLE));
    expect(checkInvariants(evidenceOf({ ...left, lines }))).toEqual([]);
  });

  it('breaks nothing when a job was cancelled before its file was looked at', () => {
    const left = wholeRun();
    for (const path of left.documents.keys()) if (path.startsWith(`${jobPath(SINGLE)}/`)) left.documents.delete(path);
    for (const name of left.objects.keys()) if (name.startsWith(`results/${UID}/${SINGLE}/`)) left.objects.delete(name);
    for (const [type, at] of [
      ['queued', 0],
      ['cancel_requested', 100],
      ['cancelled', 100],
    ] as const)
      left.documents.set(`${jobPath(SINGLE)}/events/${type}-0`, { type, run: 1, at: NOW + at });
    change(left, jobPath(SINGLE), {
      ...{ status: 'cancelled', pageCount: null, results: {} },
      progress: { completedPages: 0, failedPages: 0, cancelledPages: 0, totalPages: 0 },
    });
    change(left, 'usage/2026-11-22/shards/7', { pages: 0 });
    change(left, `owners/${UID}/days/2026-11-22`, { jobs: 1, pages: 2 });
    const history = new Map(left.history);
    const its = history.get(SINGLE);
    if (its !== undefined) history.set(SINGLE, { ...its, isCancelled: true });
    const lines = left.lines.filter((it) => !('jobId' in it) || it.jobId !== SINGLE || it.what === 'created');
    expect(checkInvariants(evidenceOf({ ...left, history, lines }))).toEqual([]);
  });
});

describe.each(Object.keys(INVARIANTS) as Invariant[])('%s', (invariant) => {
  it.each(Object.entries(SPOILERS[invariant]))('is found broken when %s', (_title, spoil) => {
    const left = wholeRun();
    spoil(left);
    expect(checkInvariants(evidenceOf(left)).map((broken) => broken.invariant)).toContain(invariant);
  });
});
