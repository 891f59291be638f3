import { describe, expect, it } from 'vitest';
import { uploadPath } from '../contract/paths.ts';
import { PipelineError } from '../domain/failure.ts';
import { REF } from '../testing/examples.ts';
import { loseQueue, runQueue } from '../testing/memoryRun.ts';
import { Killed, memoryWorld, theJob, UPLOADED, type World } from '../testing/memoryWorld.ts';
import { acceptUpload } from './acceptUpload.ts';
import { cancelJob } from './cancelJob.ts';
import { deleteJob } from './deleteJob.ts';
import { recognisePages } from './recognisePages.ts';
import { retryJob } from './retryJob.ts';
import { setMode } from './setMode.ts';
import { sweep } from './sweep.ts';

const sweeping = (world: World, afterRestart = false) =>
  sweep(world.ports, { trace: 'sweep', afterRestart, until: Number.POSITIVE_INFINITY });

/** Long enough for anything to be taken for lost, however often it was sent. */
function passTime(world: World): void {
  world.now += world.ports.settings.stallMs * 8;
}

const jobId = (number: number) => `job-${String(number).padStart(17, '0')}`;
const upload = (number: number) => ({ ...UPLOADED, name: uploadPath({ ...REF, jobId: jobId(number) }, 'a.pdf') });

/** An upload whose event did not come. */
function store(world: World, number: number): void {
  world.objects.set(upload(number).name, { contentType: 'application/pdf', data: Buffer.alloc(10), createdAt: world.now });
}

async function accepted(): Promise<World> {
  const world = memoryWorld();
  await acceptUpload(world.ports, UPLOADED);
  return world;
}

describe('a sweep', () => {
  it('sends the pages again whose tasks were lost, and only those that have not ended', async () => {
    const world = await accepted();
    const [first] = world.pagesTasks;
    if (first !== undefined) await recognisePages(world.ports, first);
    loseQueue(world);
    expect(await sweeping(world)).toMatchObject({ advanced: 0 });
    passTime(world);
    expect(await sweeping(world)).toMatchObject({ advanced: 1, failures: 0 });
    expect(world.pagesTasks.map(({ firstPage, round }) => [firstPage, round])).toEqual([
      [2, 2],
      [3, 2],
    ]);
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ status: 'completed', progress: { completedPages: 3 } });
    expect([...world.recognitions.values()]).toEqual([1, 1, 1]);
  });

  it('has sent the pages again: a late copy of the upload’s event does not send them once more', async () => {
    const world = await accepted();
    loseQueue(world);
    passTime(world);
    await sweeping(world);
    expect(await acceptUpload(world.ports, UPLOADED)).toEqual({ kind: 'waiting' });
    expect(world.pagesTasks).toHaveLength(3);
  });

  it('twice at once sends each page once', async () => {
    const world = await accepted();
    loseQueue(world);
    passTime(world);
    await Promise.all([sweeping(world), sweeping(world)]);
    expect(world.pagesTasks.map((task) => task.firstPage)).toEqual([1, 2, 3]);
  });

  it('ends a job whose pages have ended and whose finish task was lost', async () => {
    const world = await accepted();
    for (const task of [...world.pagesTasks]) await recognisePages(world.ports, task);
    loseQueue(world);
    passTime(world);
    await sweeping(world);
    expect(world.finishTasks.map((task) => task.round)).toEqual([2]);
    await runQueue(world);
    expect((await theJob(world)).status).toBe('completed');
  });

  it('takes up an upload whose event never came, once it is old enough to be sure', async () => {
    const world = memoryWorld();
    world.objects.set(UPLOADED.name, { contentType: 'application/pdf', data: Buffer.alloc(10), createdAt: world.now });
    world.uploadMetadata = { languages: 'deu' };
    expect(await sweeping(world)).toMatchObject({ found: 0 });
    passTime(world);
    expect(await sweeping(world)).toMatchObject({ found: 1 });
    expect(await theJob(world)).toMatchObject({ pageCount: 3, options: { languages: ['deu'] } });
    passTime(world);
    expect(await sweeping(world)).toMatchObject({ found: 0 });
  });

  it('goes on with a file whose check was interrupted, and with one that nobody could send to the queue', async () => {
    for (const step of ['withFile', 'createPages', 'enqueuePages']) {
      const world = memoryWorld();
      world.before = (call) => {
        if (call === step) throw new Killed();
      };
      await expect(acceptUpload(world.ports, UPLOADED)).rejects.toThrow(Killed);
      expect((await theJob(world)).status).toBe('queued');
      world.before = () => undefined;
      passTime(world);
      expect(await sweeping(world), step).toMatchObject({ advanced: 1 });
      await runQueue(world);
      expect((await theJob(world)).status, step).toBe('completed');
    }
  });

  it('takes everything for lost after a restart, however short the silence', async () => {
    const world = await accepted();
    loseQueue(world);
    expect(await sweeping(world, true)).toMatchObject({ advanced: 1 });
    await runQueue(world);
    expect((await theJob(world)).status).toBe('completed');
  });

  it('does not wait after a restart for the leases of workers that are gone, and counts no attempt against the page', async () => {
    const world = await accepted();
    world.before = (call) => {
      if (call === 'settlePage') throw new Killed();
    };
    for (const task of [...world.pagesTasks]) await expect(recognisePages(world.ports, task)).rejects.toThrow(Killed);
    world.before = () => undefined;
    loseQueue(world);
    await sweeping(world, true);
    await runQueue(world);
    expect((await theJob(world)).status).toBe('completed');
    expect(world.jobs.pages(REF).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
  });

  it('stops a job that runs away: its open pages fail, what was read stays', async () => {
    const world = memoryWorld({ tasksPerPage: 1 });
    await acceptUpload(world.ports, UPLOADED);
    const [first] = world.pagesTasks;
    if (first !== undefined) await recognisePages(world.ports, first);
    for (let round = 0; round < 40 && (await theJob(world)).status === 'processing'; round++) {
      world.pagesTasks.length = 0;
      passTime(world);
      await sweeping(world);
      while (world.finishTasks.length > 0) await runQueue(world);
    }
    expect(await theJob(world)).toMatchObject({
      status: 'completed_with_errors',
      error: { code: 'BUDGET_EXCEEDED', page: 2, retryable: true },
      progress: { completedPages: 1, failedPages: 2 },
    });
    expect((await theJob(world)).dispatch.tasks).toBeLessThanOrEqual(20 + 3 + 1);
  });

  it('deletes jobs whose time is over, with everything of them', async () => {
    const world = await accepted();
    await runQueue(world);
    world.objects.set(UPLOADED.name, { contentType: 'application/pdf', data: Buffer.alloc(10), createdAt: world.now });
    world.now = (await theJob(world)).expireAt ?? 0;
    expect(await sweeping(world)).toMatchObject({ expired: 1 });
    expect(await world.jobs.readJob(REF)).toBeUndefined();
    expect(world.jobs.pages(REF)).toEqual([]);
    expect([...world.objects.keys()]).toEqual([]);
    passTime(world);
    expect(await sweeping(world)).toMatchObject({ purged: 1, found: 0 });
    expect([...world.jobs.deletions.values()].map(({ purgeAt }) => purgeAt)).toEqual([null]);
  });

  it('does not make a new job of an upload whose job was removed because its time was over', async () => {
    const world = memoryWorld();
    world.objects.set(UPLOADED.name, { contentType: 'application/pdf', data: Buffer.alloc(10), createdAt: world.now });
    world.now += 31 * 24 * 60 * 60 * 1000;
    expect(await sweeping(world)).toMatchObject({ expired: 1, found: 0 });
    expect(world.objects.size).toBe(0);
    expect(await world.jobs.readJob(REF)).toBeUndefined();
  });

  it('does not make one either of an upload that asked for less time, where nothing else goes by itself', async () => {
    const world = memoryWorld({ retentionDays: 0 });
    world.uploadMetadata = { retentionDays: '5' };
    world.objects.set(UPLOADED.name, { contentType: 'application/pdf', data: Buffer.alloc(10), createdAt: world.now });
    world.now += 6 * 24 * 60 * 60 * 1000;
    expect(await sweeping(world)).toMatchObject({ expired: 1, found: 0 });
    expect(world.objects.size).toBe(0);
  });

  it('goes on with the others when one cannot be put right', async () => {
    const world = await accepted();
    const other = { ...REF, jobId: 'job-11111111111111111' };
    await acceptUpload(world.ports, { ...UPLOADED, name: uploadPath(other, 'b.pdf') });
    loseQueue(world);
    passTime(world);
    let failed = false;
    world.before = (call) => {
      if (call !== 'enqueuePages' || failed) return;
      failed = true;
      throw new PipelineError('IO_ERROR');
    };
    expect(await sweeping(world)).toMatchObject({ advanced: 1, failures: 1 });
  });

  it('ends a job that nobody can put together, and a retry of all pages makes it whole', async () => {
    const world = await accepted();
    for (const task of [...world.pagesTasks]) await recognisePages(world.ports, task);
    world.objects.delete(`results/${REF.uid}/${REF.jobId}/pages/0001.json.gz`);
    for (let time = 0; time < 50 && (await theJob(world)).status === 'processing'; time++) {
      passTime(world);
      await sweeping(world);
      await runQueue(world).catch(() => undefined);
    }
    expect(await theJob(world)).toMatchObject({ status: 'failed', error: { code: 'IO_ERROR', retryable: true } });
    expect(await retryJob(world.ports, REF, 'all', undefined, '')).toEqual({ kind: 'retrying', run: 2 });
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ status: 'completed', run: 2, progress: { completedPages: 3 } });
  });

  it('ends a job whose finishers all die without a word, and a retry reads no page again', async () => {
    const world = await accepted();
    for (const task of [...world.pagesTasks]) await recognisePages(world.ports, task);
    for (let time = 0; time < 50 && (await theJob(world)).status === 'processing'; time++) {
      loseQueue(world);
      passTime(world);
      await sweeping(world);
    }
    expect(await theJob(world)).toMatchObject({
      status: 'failed',
      error: { code: 'BUDGET_EXCEEDED', retryable: true },
      progress: { completedPages: 3 },
      dispatch: { round: 30 },
    });
    expect(world.jobs.usage).toMatchObject([{ jobs: 1, failedJobs: 1, pages: 3 }]);
    expect(await retryJob(world.ports, REF, 'failed', undefined, '')).toEqual({ kind: 'retrying', run: 2 });
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ status: 'completed', run: 2 });
    expect([...world.recognitions.values()]).toEqual([1, 1, 1]);
  });

  it('ends a job whose tasks are always lost, however large its budget', async () => {
    const world = memoryWorld({ tasksPerPage: 100 });
    await acceptUpload(world.ports, UPLOADED);
    for (let time = 0; time < 50 && (await theJob(world)).status !== 'failed'; time++) {
      world.pagesTasks.length = 0;
      passTime(world);
      await sweeping(world);
      await runQueue({ ...world, pagesTasks: [] });
    }
    expect(await theJob(world)).toMatchObject({ error: { code: 'BUDGET_EXCEEDED', page: 1 }, progress: { failedPages: 3 } });
  });

  it('leaves a page that is being read its time when it stops a job that runs away', async () => {
    const world = memoryWorld({ tasksPerPage: 1 });
    await acceptUpload(world.ports, UPLOADED);
    loseQueue(world);
    passTime(world);
    await world.jobs.updateJob(REF, ({ dispatch }) => ({
      write: { job: { step: 'recognise', dispatch: { ...dispatch, tasks: 23 } } },
      result: 0,
    }));
    const { leaseMs } = world.ports.settings;
    const lease = { owner: 'slow', expiresAt: world.now + leaseMs };
    await world.jobs.updatePage(REF, 2, () => ({ write: { status: 'processing', attempts: 1, lease }, result: 0 }));
    await sweeping(world);
    expect(world.jobs.pages(REF).map(({ status }) => status)).toEqual(['failed', 'processing', 'failed']);
    expect([(await theJob(world)).dispatch.round, world.finishTasks]).toEqual([1, []]);
    world.now += leaseMs;
    await sweeping(world);
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ status: 'failed', error: { code: 'BUDGET_EXCEEDED' } });
  });

  it('goes on after the job at which it stopped, when there are more than it takes at once', async () => {
    const world = memoryWorld();
    world.owner = { plan: 'standard', activeJobs: 1000, pagesPerDay: 1000 };
    for (let number = 0; number < 201; number++) await acceptUpload(world.ports, upload(number));
    loseQueue(world);
    passTime(world);
    // They are not put right, so that they stay the first.
    world.before = (call) => {
      if (call === 'readTallies') throw new PipelineError('IO_ERROR');
    };
    expect(await sweeping(world)).toMatchObject({ failures: 200 });
    expect(world.place.job).toMatchObject({ jobId: jobId(199) });
    world.before = () => undefined;
    expect(await sweeping(world)).toMatchObject({ advanced: 1 });
    expect(world.pagesTasks.map((task) => task.jobId)).toEqual([jobId(200), jobId(200), jobId(200)]);
    expect(world.place.job).toBeNull();
    expect(await sweeping(world)).toMatchObject({ advanced: 200 });
  });

  it('goes on after the upload at which it stopped, when there are more than it looks at at once', async () => {
    const world = memoryWorld();
    world.owner = { plan: 'standard', activeJobs: 1000, pagesPerDay: 10_000 };
    for (let number = 0; number < 501; number++) store(world, number);
    passTime(world);
    expect(await sweeping(world)).toMatchObject({ found: 500 });
    expect(world.place.upload).toBe(upload(499).name);
    expect(await sweeping(world)).toMatchObject({ found: 1 });
    expect(world.place.upload).toBeNull();
  });

  it('passes over nothing that it had no time for', async () => {
    const world = memoryWorld();
    for (const number of [0, 1, 2]) await acceptUpload(world.ports, upload(number));
    for (const number of [3, 4, 5]) store(world, number);
    loseQueue(world);
    passTime(world);
    const before = { job: { ...REF, jobId: jobId(0), updatedAt: 0 }, upload: upload(3).name };
    world.place = before;
    expect(await sweep(world.ports, { trace: '', afterRestart: false, until: world.now })).toMatchObject({
      advanced: 0,
      found: 0,
    });
    expect(world.place).toEqual(before);

    // Each job takes a second of the two that there are.
    world.place = { job: null, upload: null };
    world.before = (call) => {
      if (call === 'updateJob') world.now += 1000;
    };
    const until = world.now + 2000;
    expect(await sweep(world.ports, { trace: '', afterRestart: false, until })).toMatchObject({ advanced: 2, found: 0 });
    expect(world.place).toMatchObject({ job: { jobId: jobId(1) }, upload: null });
    expect(await sweeping(world)).toMatchObject({ advanced: 1, found: 3 });
    expect(world.place).toEqual({ job: null, upload: null });
  });

  it('begins nothing when its time is over, and nothing at all while the pipeline is stopped', async () => {
    const world = await accepted();
    loseQueue(world);
    passTime(world);
    expect(await sweep(world.ports, { trace: '', afterRestart: false, until: world.now })).toMatchObject({ advanced: 0 });
    await setMode(world.ports, 'stop');
    passTime(world);
    expect(await sweeping(world)).toMatchObject({ advanced: 0 });
    expect(world.pagesTasks).toEqual([]);
  });
});

describe('wishes that were interrupted', () => {
  it('a cancel is carried out by the sweeper', async () => {
    const world = await accepted();
    world.before = (call) => {
      if (call === 'settleTally') throw new Killed();
    };
    await expect(cancelJob(world.ports, REF, 'trace')).rejects.toThrow(Killed);
    world.before = () => undefined;
    loseQueue(world);
    passTime(world);
    await sweeping(world);
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ status: 'cancelled', progress: { cancelledPages: 3 } });
  });

  it.each(['settleTally', 'raiseTallies', 'enqueuePages'])('a retry that died at %s is gone on with', async (step) => {
    const world = await accepted();
    world.readPage = () => {
      throw new PipelineError('CORRUPT');
    };
    await runQueue(world);
    expect((await theJob(world)).status).toBe('failed');
    world.readPage = (pageNumber) => ({ text: `now ${pageNumber}`, words: [] });
    world.before = (call) => {
      if (call === step) throw new Killed();
    };
    await expect(retryJob(world.ports, REF, 'failed', undefined, 'trace')).rejects.toThrow(Killed);
    world.before = () => undefined;
    loseQueue(world);
    passTime(world);
    await sweeping(world);
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ status: 'completed', run: 2, progress: { completedPages: 3, failedPages: 0 } });
  });

  it.each(['list', 'delete', 'purgeJob', 'postponeDeletion'])('a deletion that died at %s is gone on with', async (step) => {
    const world = await accepted();
    await runQueue(world);
    world.before = (call) => {
      if (call === step) throw new Killed();
    };
    await expect(deleteJob(world.ports, REF, 'bucket')).rejects.toThrow(Killed);
    world.before = () => undefined;
    expect(await world.jobs.readJob(REF)).toBeUndefined();
    await sweeping(world);
    expect(world.jobs.pages(REF)).toEqual([]);
    expect(world.objects.size).toBe(0);
  });
});
