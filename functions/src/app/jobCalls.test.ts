import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../contract/options.ts';
import { uploadPath } from '../contract/paths.ts';
import { PipelineError } from '../domain/failure.ts';
import { REF } from '../testing/examples.ts';
import { runQueue } from '../testing/memoryRun.ts';
import { memoryWorld, storedText, theJob, UPLOADED, type World } from '../testing/memoryWorld.ts';
import { acceptUpload } from './acceptUpload.ts';
import { cancelJob } from './cancelJob.ts';
import { deleteJob } from './deleteJob.ts';
import { finishJob } from './finishJob.ts';
import { recognisePages } from './recognisePages.ts';
import { retryJob } from './retryJob.ts';
import { setMode } from './setMode.ts';
import { sweep } from './sweep.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const path = (name: string) => `results/${REF.uid}/${REF.jobId}/${name}`;
const statuses = (world: World) => world.jobs.pages(REF).map(({ status }) => status);
const types = (world: World) => world.jobs.audit(REF).map(({ type }) => type);

/** What is left of the owner's pages of the day, as the refusal of an upload that asks for all of them and one says it. */
async function pagesLeft(world: World): Promise<number | undefined> {
  const ref = { ...REF, jobId: 'job-99999999999999999' };
  world.before = () => undefined;
  world.file = { pageCount: 101 };
  await acceptUpload(world.ports, { ...UPLOADED, name: uploadPath(ref, 'greedy.pdf') });
  world.file = new PipelineError('CORRUPT');
  return (await theJob(world, ref)).error?.quota?.left;
}

async function accepted(): Promise<World> {
  const world = memoryWorld({ pagesPerTask: 3, concurrentTasks: 1 });
  await acceptUpload(world.ports, UPLOADED);
  return world;
}

describe('cancelling a job', () => {
  it('that waits ends it at once, without reading anything', async () => {
    const world = await accepted();
    expect(await cancelJob(world.ports, REF, '')).toEqual({ kind: 'cancelling' });
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({
      status: 'cancelled',
      error: { code: 'CANCELLED', retryable: true },
      results: {},
    });
    expect(statuses(world)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(world.recognitions.size).toBe(0);
    expect(types(world)).toEqual([
      ...['queued', 'planned', 'cancel_requested', 'page_cancelled', 'page_cancelled', 'page_cancelled', 'cancelled'],
    ]);
  });

  it('while a page is read keeps that page and stops before the next', async () => {
    const world = await accepted();
    const { readPage } = world;
    let wish: Promise<unknown> | undefined;
    world.readPage = (pageNumber) => {
      wish ??= cancelJob(world.ports, REF, '');
      return readPage(pageNumber);
    };
    const [task] = world.pagesTasks;
    if (task !== undefined) await recognisePages(world.ports, task);
    await wish;
    await runQueue(world);
    expect(statuses(world)).toEqual(['completed', 'cancelled', 'cancelled']);
    expect(await theJob(world)).toMatchObject({ status: 'cancelled', progress: { completedPages: 1, cancelledPages: 2 } });
    expect(storedText(world, path('document.txt'))).toContain('text of page 1');
    expect(world.recognitions.size).toBe(1);
  });

  it.each([
    ['is sound', { pageCount: 3 }],
    ['is broken', new PipelineError('CORRUPT')],
  ])('whose file is still being checked ends it, and charges nothing, when the file %s', async (_what, file) => {
    const world = memoryWorld();
    world.file = file;
    let wish: Promise<unknown> | undefined;
    world.before = (call) => {
      if (call === 'withFile') wish = cancelJob(world.ports, REF, '');
    };
    await acceptUpload(world.ports, UPLOADED);
    await wish;
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ status: 'cancelled', pageCount: null, error: { code: 'CANCELLED' } });
    expect(types(world)).toEqual(['queued', 'cancel_requested', 'cancelled']);
    expect(await pagesLeft(world)).toBe(100);
    expect(world.recognitions.size).toBe(0);
  });

  it.each(['called', 'interrupted, and gone on with by the sweeper'])(
    'before its file was looked at ends it without a look, and charges nothing: %s',
    async (how) => {
      const world = memoryWorld();
      let looks = 0;
      world.before = (call) => {
        if (call === 'withFile') looks++;
      };
      world.file = new PipelineError('CORRUPT');
      await setMode(world.ports, 'pause');
      await acceptUpload(world.ports, UPLOADED);
      if (how === 'called') await cancelJob(world.ports, REF, '');
      else await world.jobs.updateJob(REF, () => ({ write: { job: { cancelRequestedAt: world.now } }, result: undefined }));
      world.now += world.ports.settings.stallMs;
      await setMode(world.ports, 'run');
      await sweep(world.ports, { trace: '', afterRestart: false, until: Number.POSITIVE_INFINITY });
      await runQueue(world);
      expect(await theJob(world)).toMatchObject({ status: 'cancelled', step: 'done', error: { code: 'CANCELLED' } });
      expect(await pagesLeft(world)).toBe(100);
      expect(looks).toBe(0);
      await retryJob(world.ports, REF, 'failed', undefined, '');
      expect(await theJob(world)).toMatchObject({ status: 'failed', run: 2, error: { code: 'CORRUPT' } });
    },
  );

  it('twice is once, after the end is too late, and without a job is nothing', async () => {
    const world = await accepted();
    await cancelJob(world.ports, REF, '');
    expect(await cancelJob(world.ports, REF, '')).toEqual({ kind: 'cancelling' });
    await runQueue(world);
    expect(await cancelJob(world.ports, REF, '')).toEqual({ kind: 'ended' });
    expect(await cancelJob(world.ports, { ...REF, jobId: 'no-job-00000000000000' }, '')).toEqual({ kind: 'gone' });
    expect(types(world).filter((type) => type === 'cancel_requested')).toHaveLength(1);
  });
});

describe('retrying a job', () => {
  async function failedAt(failing: readonly number[]): Promise<World> {
    const world = await accepted();
    const { readPage } = world;
    world.readPage = (pageNumber) => {
      if (failing.includes(pageNumber)) throw new PipelineError('CORRUPT');
      return readPage(pageNumber);
    };
    await runQueue(world);
    world.readPage = (pageNumber) => ({ text: `again ${pageNumber}`, words: [] });
    return world;
  }

  it('reads the pages that failed, and no other', async () => {
    const world = await failedAt([2]);
    const first = world.jobs.pages(REF)[0];
    expect(await retryJob(world.ports, REF, 'failed', undefined, '')).toEqual({ kind: 'retrying', run: 2 });
    expect(await theJob(world)).toMatchObject({ run: 2, status: 'processing', completedAt: null, error: null });
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ run: 2, status: 'completed', progress: { completedPages: 3, failedPages: 0 } });
    expect(world.jobs.pages(REF)[0]).toEqual(first);
    expect(world.jobs.pages(REF)[1]).toMatchObject({ run: 2, text: 'again 2', attempts: 1 });
    expect(storedText(world, path('document.txt'))).toBe('text of page 1\n\fagain 2\n\ftext of page 3\n');
    expect(world.jobs.usage).toMatchObject([
      { jobs: 1, pages: 2, failedPages: 1 },
      { jobs: 0, pages: 1, failedPages: 0 },
    ]);
  });

  it('of a whole job reads every page, with the new options', async () => {
    const world = await failedAt([]);
    const options = { ...DEFAULT_OPTIONS, languages: ['deu'] as const, outputs: ['text'] as const };
    await retryJob(world.ports, REF, 'all', options, '');
    await runQueue(world);
    const job = await theJob(world);
    expect(job).toMatchObject({ status: 'completed', run: 2, options: { languages: ['deu'] } });
    expect(Object.keys(job.results).sort()).toEqual(['manifest', 'text']);
    expect(world.jobs.pages(REF).map(({ text, languages }) => [text, languages])).toEqual([
      ['again 1', ['deu']],
      ['again 2', ['deu']],
      ['again 3', ['deu']],
    ]);
  });

  it('leaves no object behind that the new run does not name', async () => {
    const world = await failedAt([]);
    world.now += 1000;
    await retryJob(world.ports, REF, 'all', { ...DEFAULT_OPTIONS, outputs: ['text'] }, '');
    world.readPage = (pageNumber) => {
      if (pageNumber === 3) throw new PipelineError('CORRUPT');
      return { text: 'again', words: [] };
    };
    world.now += 1000;
    await runQueue(world);
    expect([...world.objects.keys()].sort()).toEqual(
      [
        ...['0001', '0002'].flatMap((page) => ['json.gz', 'thumb.webp', 'webp'].map((kind) => path(`pages/${page}.${kind}`))),
        ...['document.txt', 'manifest.json'].map(path),
      ].sort(),
    );
  });

  it('of a file that was refused checks it again', async () => {
    const world = memoryWorld();
    await acceptUpload(world.ports, { ...UPLOADED, metadata: { mode: 'sideways' } });
    expect((await theJob(world)).status).toBe('failed');
    await retryJob(world.ports, REF, 'failed', DEFAULT_OPTIONS, '');
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ status: 'completed', run: 2, progress: { completedPages: 3 } });
  });

  it('of a cancelled job reads what was not read', async () => {
    const world = await accepted();
    await cancelJob(world.ports, REF, '');
    await runQueue(world);
    await retryJob(world.ports, REF, 'failed', undefined, '');
    expect((await theJob(world)).cancelRequestedAt).toBeNull();
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ status: 'completed', progress: { completedPages: 3, cancelledPages: 0 } });
  });

  it('is refused while the job runs, and when there is nothing to read again', async () => {
    const world = await accepted();
    expect(await retryJob(world.ports, REF, 'all', undefined, '')).toEqual({ kind: 'running' });
    await runQueue(world);
    expect(await retryJob(world.ports, REF, 'failed', undefined, '')).toEqual({ kind: 'nothing' });
    expect(await retryJob(world.ports, { ...REF, jobId: 'no-job-00000000000000' }, 'all', undefined, '')).toEqual({
      kind: 'gone',
    });
  });

  it('is charged for the pages that it reads again, and for nothing else', async () => {
    const world = await failedAt([2]);
    world.owner = { plan: 'standard', pagesPerDay: 7, bytesPerDay: UPLOADED.sizeBytes };
    await retryJob(world.ports, REF, 'failed', undefined, '');
    await runQueue(world);
    await retryJob(world.ports, REF, 'all', undefined, '');
    await runQueue(world);
    // Three, one and three are seven.
    expect(await retryJob(world.ports, REF, 'all', undefined, '')).toMatchObject({ quota: { name: 'pages_per_day', left: 0 } });
  });

  it('is refused when the day’s pages do not suffice, and the job stays as it was', async () => {
    const world = await failedAt([]);
    world.owner = { plan: 'standard', pagesPerDay: 5 };
    const before = [await theJob(world), world.jobs.pages(REF), types(world)];
    const quota = { name: 'pages_per_day', limit: 5, left: 2, resetsAt: '2026-11-23T00:00:00.000Z' };
    expect(await retryJob(world.ports, REF, 'all', undefined, '')).toEqual({ kind: 'exceeded', quota });
    expect([await theJob(world), world.jobs.pages(REF), types(world)]).toEqual(before);
    world.owner = { plan: 'standard', pagesPerDay: 6 };
    expect(await retryJob(world.ports, REF, 'all', undefined, '')).toEqual({ kind: 'retrying', run: 2 });
  });

  it('needs a place among the jobs at once', async () => {
    const world = await failedAt([]);
    world.owner = { plan: 'standard', activeJobs: 1 };
    const other = { ...REF, jobId: 'job-33333333333333333' };
    await acceptUpload(world.ports, { ...UPLOADED, name: uploadPath(other, 'b.pdf'), metadata: { languages: 'deu' } });
    world.now++;
    const quota = { name: 'active_jobs', limit: 1, left: 0, resetsAt: null };
    expect(await retryJob(world.ports, REF, 'all', undefined, '')).toEqual({ kind: 'exceeded', quota });
    await runQueue(world);
    expect(await retryJob(world.ports, REF, 'all', undefined, '')).toEqual({ kind: 'retrying', run: 2 });
  });

  it('of a file that was refused is charged once its pages are known', async () => {
    const world = memoryWorld();
    world.owner = { plan: 'standard', pagesPerDay: 2 };
    await acceptUpload(world.ports, UPLOADED);
    expect(await retryJob(world.ports, REF, 'failed', undefined, '')).toEqual({ kind: 'retrying', run: 2 });
    expect((await theJob(world)).error?.quota).toMatchObject({ name: 'pages_per_day', left: 2 });
    world.owner = { plan: 'standard', pagesPerDay: 3 };
    await retryJob(world.ports, REF, 'failed', undefined, '');
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ status: 'completed', run: 3 });
  });

  it('keeps its pages as long as the new options say, from now on', async () => {
    const world = await failedAt([]);
    world.now += DAY_MS;
    await retryJob(world.ports, REF, 'all', { ...DEFAULT_OPTIONS, retentionDays: 2 }, '');
    expect((await theJob(world)).expireAt).toBe(world.now + 2 * DAY_MS);
    await runQueue(world);
    await retryJob(world.ports, REF, 'all', DEFAULT_OPTIONS, '');
    expect((await theJob(world)).expireAt).toBe(world.now + 30 * DAY_MS);
  });

  it('makes late tasks of the earlier run stale', async () => {
    const world = await accepted();
    const [late] = [...world.pagesTasks];
    await runQueue(world);
    await retryJob(world.ports, REF, 'all', undefined, '');
    expect(late && (await recognisePages(world.ports, late))).toEqual({ kind: 'stale' });
    expect(await finishJob(world.ports, { ...REF, run: 1, round: 1, trace: '' })).toEqual({ kind: 'stale' });
  });
});

describe('deleting a job', () => {
  it('leaves nothing of it but the note that it was', async () => {
    const world = await accepted();
    world.objects.set(UPLOADED.name, { contentType: 'application/pdf', data: Buffer.alloc(1), createdAt: world.now });
    await runQueue(world);
    await deleteJob(world.ports, REF, 'bucket');
    await deleteJob(world.ports, REF, 'bucket');
    expect(await world.jobs.readJob(REF)).toBeUndefined();
    expect([world.jobs.pages(REF), await world.jobs.readTallies(REF), world.jobs.audit(REF), [...world.objects]]).toEqual([
      ...[[], [], [], []],
    ]);
  });

  it('while it runs: its tasks find nothing to do', async () => {
    const world = await accepted();
    await deleteJob(world.ports, REF, 'bucket');
    await runQueue(world);
    expect(world.recognitions.size).toBe(0);
    expect(await world.jobs.readJob(REF)).toBeUndefined();
  });

  it('is not undone by an event of its upload that comes late', async () => {
    const world = await accepted();
    await deleteJob(world.ports, REF, 'bucket');
    expect(await acceptUpload(world.ports, UPLOADED)).toEqual({ kind: 'ignored', reason: 'the job was deleted' });
    expect(await world.jobs.readJob(REF)).toBeUndefined();
  });
});
