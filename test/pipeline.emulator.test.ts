/** From the upload to the listener, through the real trigger, queue, functions and rules, as a signed-in user. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { DocumentJson, JobDocument, Manifest, PageDocument, PageWords } from '../functions/src/contract/documents.ts';
import { FILE_TYPES, fileTypeOfName } from '../functions/src/contract/fileTypes.ts';
import { resultPath } from '../functions/src/contract/paths.ts';
import { isTerminalJob } from '../functions/src/contract/states.ts';
import { connectClient, type PipelineClient } from '../suite/pipelineClient.ts';
import { deliverTask, deliverUploadAgain } from './support/faults.ts';
import { fixture, sample, truthOf } from './support/fixtures.ts';
import { characterErrorRate } from './support/score.ts';

const suite = inject('suite');
let client: PipelineClient;

beforeAll(async () => {
  client = await connectClient(suite, { email: 'pipeline@pagestream.example', password: 'pagestream' });
});
afterAll(() => client.close());

interface Watched {
  readonly job: JobDocument;
  readonly pages: readonly PageDocument[];
  /** Each state that the listener saw, with the time at which it came. */
  readonly states: readonly { readonly job: JobDocument; readonly atMs: number }[];
  /** Numbers of the pages whose text could be read while the job still ran. */
  readonly readEarly: readonly number[];
}

/** @param onPage called for each page that ends, with the job as it was then */
async function upload(
  path: string,
  metadata: Record<string, string> = {},
  onPage: (page: PageDocument, job: JobDocument) => void = () => undefined,
): Promise<Watched> {
  const type = fileTypeOfName(path);
  if (type === undefined) throw new Error(`${path} has no known type`);
  const states: { job: JobDocument; atMs: number }[] = [];
  const readEarly: number[] = [];
  const finished = await client.process(
    { fileName: basename(path), bytes: await readFile(path), contentType: FILE_TYPES[type].contentType, metadata },
    {
      onJob: (job) => states.push({ job, atMs: Date.now() }),
      onPage: (page) => {
        const ended = states.some((state) => isTerminalJob(state.job.status));
        if (!ended && page.status === 'completed' && page.text !== '') readEarly.push(page.pageNumber);
        const latest = states.at(-1)?.job;
        if (latest !== undefined) onPage(page, latest);
      },
    },
  );
  return { ...finished, states, readEarly };
}

const refOf = (job: JobDocument) => ({ uid: job.ownerUid, jobId: job.jobId });
const text = async (path: string | undefined) => new TextDecoder().decode(await client.download(path ?? 'no path'));

describe('a scanned PDF', () => {
  let watched: Watched;
  beforeAll(async () => {
    watched = await upload(sample('scan.pdf'));
  });

  it('becomes its text', async () => {
    expect(watched.job).toMatchObject({ status: 'completed', step: 'done', pageCount: 4, error: null, run: 1 });
    const found = await text(watched.job.results.text);
    expect(characterErrorRate(await truthOf(sample('scan.pdf')), found)).toBeLessThan(0.02);
  });

  it('shows each page to a listener while others are still read', () => {
    expect(watched.readEarly.length).toBeGreaterThanOrEqual(3);
    expect(watched.pages.map((page) => page.pageNumber)).toEqual([1, 2, 3, 4]);
  });

  it('goes through its states in order, and its percent never falls', () => {
    const order = ['queued', 'processing', 'completed'];
    const places = watched.states.map(({ job }) => order.indexOf(job.status));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const percents = watched.states.map(({ job }) => job.progress.percent);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(percents.at(-1)).toBe(100);
  });

  it('leaves results whose bytes are those of the manifest', async () => {
    const manifest = JSON.parse(await text(watched.job.results.manifest)) as Manifest;
    expect(manifest.files).toHaveLength(4 * 3 + 2);
    for (const { name, sizeBytes, sha256 } of manifest.files) {
      const bytes = await client.download(resultPath(refOf(watched.job), name));
      expect(bytes.length, name).toBe(sizeBytes);
      expect(createHash('sha256').update(bytes).digest('hex'), name).toBe(sha256);
    }
  });

  it('has a page image and word boxes for every page, and both fit each other', async () => {
    const json = JSON.parse(await text(watched.job.results.json)) as DocumentJson;
    for (const [index, page] of watched.pages.entries()) {
      const { gunzipSync } = await import('node:zlib');
      const words = JSON.parse(gunzipSync(await client.download(page.artefacts?.words ?? '')).toString()) as PageWords;
      expect(words).toMatchObject({ pageNumber: page.pageNumber, width: page.width, height: page.height, text: page.text });
      expect(words.words.length).toBeGreaterThan(50);
      for (const [, , x0, y0, x1, y1] of words.words) {
        expect(x0).toBeLessThan(x1);
        expect(y0).toBeLessThan(y1);
        expect(x1).toBeLessThanOrEqual(words.width);
        expect(y1).toBeLessThanOrEqual(words.height);
      }
      expect(json.pages[index]?.words).toEqual(words.words);
    }
  });

  it('is not done again when its event and its tasks are delivered again', async () => {
    const { job, pages } = watched;
    const task = { ...refOf(job), run: 1, trace: '' };
    expect(await deliverUploadAgain(suite, job)).toBe('duplicate');
    expect(await deliverTask(suite, 'recognisePages', { ...task, firstPage: 1, lastPage: 4 })).toBeLessThan(300);
    expect(await deliverTask(suite, 'finishJob', task)).toBeLessThan(300);
    const again = await client.read(refOf(job));
    expect(again).toEqual({ job, pages });
  });

  it('cannot be seen by another signed-in user', async () => {
    const other = await connectClient(suite, { email: 'other@pagestream.example', password: 'pagestream' });
    try {
      await expect(other.read(refOf(watched.job))).rejects.toMatchObject({ code: 'permission-denied' });
      for (const path of Object.values(watched.job.results)) {
        await expect(other.download(path)).rejects.toMatchObject({ code: 'storage/unauthorized' });
      }
    } finally {
      await other.close();
    }
  });
});

describe('deliveries made again while the job runs', () => {
  it('read and count every page once', async () => {
    const events: Promise<string>[] = [];
    const tasks: Promise<number>[] = [];
    const { job, pages } = await upload(sample('article.pdf'), { mode: 'force' }, (_page, running) => {
      if (events.length > 0) return;
      const task = { ...refOf(running), run: 1, trace: '', firstPage: 1, lastPage: 2 };
      events.push(deliverUploadAgain(suite, running));
      tasks.push(deliverTask(suite, 'recognisePages', task), deliverTask(suite, 'recognisePages', task));
    });
    // While the job runs its planning is done again and changes nothing; once its last page has ended it is handed to its end once
    // more, which changes nothing either; and right after its end it is a duplicate.
    expect(['planned', 'finishing', 'duplicate']).toContain(await events[0]);
    expect(await Promise.all(tasks)).toHaveLength(2);
    expect(pages.map((page) => [page.status, page.attempts])).toEqual([
      ['completed', 1],
      ['completed', 1],
    ]);
    expect(job.progress).toMatchObject({ completedPages: 2, failedPages: 0, totalPages: 2 });
    expect(await client.read(refOf(job))).toEqual({ job, pages });
  });
});

describe('a task', () => {
  it('that names no job is dropped, not tried again', async () => {
    expect(await deliverTask(suite, 'recognisePages', { uid: 'x' })).toBeLessThan(300);
    expect(await deliverTask(suite, 'finishJob', null)).toBeLessThan(300);
  });
});

describe('a file that cannot be processed', () => {
  it.each([
    ['truncated.pdf', 'CORRUPT'],
    ['encrypted-user-password.pdf', 'ENCRYPTED'],
    ['zero-bytes.pdf', 'EMPTY_FILE'],
    ['text-renamed.pdf', 'UNSUPPORTED_TYPE'],
    ['huge-30000x30000.png', 'PAGE_TOO_BIG'],
    ['too-many-pages.pdf', 'TOO_MANY_PAGES'],
    ['truncated.jpg', 'CORRUPT'],
  ])('%s ends its job with %s', async (name, code) => {
    const { job } = await upload(fixture(name));
    expect(job).toMatchObject({ status: 'failed', step: 'done', results: {} });
    expect(job.error).toMatchObject({ code, retryable: false });
  });

  it('ends with INVALID_OPTIONS and the name of the option', async () => {
    const { job } = await upload(sample('notice.png'), { languages: 'klingon' });
    expect(job.error).toEqual({ code: 'INVALID_OPTIONS', option: 'languages', retryable: false });
  });
});

describe('a document with one bad page', () => {
  it('keeps its other pages and names the bad one', async () => {
    const { job, pages } = await upload(fixture('mixed-bad-page.pdf'));
    expect(job).toMatchObject({ status: 'completed_with_errors', progress: { completedPages: 2, failedPages: 1 } });
    expect(job.error).toEqual({ code: 'RENDER_FAILED', page: 2, retryable: true });
    expect(pages.map((page) => page.status)).toEqual(['completed', 'failed', 'completed']);
    // What may pass is tried again by the queue, three times in all.
    expect(pages.map((page) => page.attempts)).toEqual([1, 3, 1]);
  });
});

describe('a scan of sixty pages', () => {
  let watched: Watched;
  beforeAll(async () => {
    watched = await upload(fixture('sixty-pages.pdf'));
  }, 400_000);

  it('is read whole and put together in page order', async () => {
    expect(watched.job).toMatchObject({ status: 'completed', pageCount: 60, progress: { completedPages: 60, failedPages: 0 } });
    const pages = (await text(watched.job.results.text)).split('\f');
    expect(pages).toHaveLength(60);
    pages.forEach((page, index) => {
      expect(page).toContain(`Page ${index + 1} of sixty`);
    });
  });

  it('shows every page before the job ends', () => {
    expect(watched.readEarly.length).toBeGreaterThanOrEqual(58);
  });

  it('writes its job document about once a second at most, and never goes back', () => {
    const { states } = watched;
    const [first, last] = [states[0], states.at(-1)];
    const seconds = ((last?.atMs ?? 0) - (first?.atMs ?? 0)) / 1000;
    // Creation, plan, start and end are written when they happen, progress at most once a second.
    expect(states.length).toBeLessThanOrEqual(seconds + 5);
    const percents = states.map(({ job }) => job.progress.percent);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    const done = states.map(({ job }) => job.progress.completedPages);
    expect(done).toEqual([...done].sort((a, b) => a - b));
  });
});

describe('several files at once', () => {
  it('all come to an end, and share their batch', async () => {
    const metadata = { batchId: 'batch-of-three' };
    const all = await Promise.all(['notice.png', 'letter.jpg', 'receipt.jpg'].map((name) => upload(sample(name), metadata)));
    expect(all.map(({ job }) => [job.status, job.options.batchId])).toEqual(all.map(() => ['completed', 'batch-of-three']));
    expect(new Set(all.map(({ job }) => job.jobId)).size).toBe(3);
  });
});
