import { describe, expect, it } from 'vitest';
import { uploadPath } from '../contract/paths.ts';
import { PipelineError } from '../domain/failure.ts';
import { aPage, REF } from '../testing/examples.ts';
import { Killed, memoryWorld, theJob, UPLOADED } from '../testing/memoryWorld.ts';
import { acceptUpload } from './acceptUpload.ts';

describe('an uploaded object', () => {
  it('becomes a job, a page document for each page, and tasks for all of them', async () => {
    const world = memoryWorld();
    expect(await acceptUpload(world.ports, UPLOADED)).toEqual({ kind: 'planned', pageCount: 3, tasks: 3 });
    expect(await theJob(world)).toMatchObject({
      status: 'queued',
      step: 'plan',
      pageCount: 3,
      ownerUid: REF.uid,
      source: { sha256: 'abc', generation: '1' },
      progress: { totalPages: 3 },
    });
    expect(world.jobs.pages(REF).map((page) => [page.pageNumber, page.status])).toEqual([
      [1, 'pending'],
      [2, 'pending'],
      [3, 'pending'],
    ]);
    expect(world.pagesTasks.map(({ firstPage, lastPage, run, trace }) => [firstPage, lastPage, run, trace])).toEqual([
      [1, 1, 1, 'trace'],
      [2, 2, 1, 'trace'],
      [3, 3, 1, 'trace'],
    ]);
  });

  it('delivered twice starts one job with each page queued once', async () => {
    const world = memoryWorld();
    await acceptUpload(world.ports, UPLOADED);
    const first = await theJob(world);
    await acceptUpload(world.ports, UPLOADED);
    expect(await theJob(world)).toEqual(first);
    expect(world.pagesTasks).toHaveLength(3);
  });

  it('delivered twice at the same time starts one job', async () => {
    const world = memoryWorld();
    await Promise.all([acceptUpload(world.ports, UPLOADED), acceptUpload(world.ports, UPLOADED)]);
    expect(world.jobs.jobWrites.filter((write) => write.createdAt !== undefined)).toHaveLength(1);
    expect(world.pagesTasks).toHaveLength(3);
  });

  it('counts pages that were there already as what they are', async () => {
    const world = memoryWorld();
    await world.jobs.createPages(REF, [{ ...aPage(1), status: 'completed' }]);
    await acceptUpload(world.ports, UPLOADED);
    expect(await world.jobs.readTallies(REF)).toMatchObject([{ pages: 3, completed: 1 }]);
  });

  it.each(['createPages', 'chargeJob', 'enqueuePages', 'withFile'])(
    'is accepted whole by the redelivery when the first delivery died at %s',
    async (step) => {
      const world = memoryWorld();
      let calls = 0;
      world.before = (call) => {
        // For the queue: after one of the three tasks.
        if (call === step && ++calls === (step === 'enqueuePages' ? 2 : 1)) throw new Killed();
      };
      await expect(acceptUpload(world.ports, UPLOADED)).rejects.toThrow(Killed);
      expect((await theJob(world)).status).toBe('queued');
      await acceptUpload(world.ports, UPLOADED);
      expect(world.pagesTasks.map((task) => task.firstPage)).toEqual([1, 2, 3]);
      expect(world.jobs.pages(REF)).toHaveLength(3);
      expect(await theJob(world)).toMatchObject({ step: 'plan', pageCount: 3 });
    },
  );

  it('that is no upload is ignored', async () => {
    const world = memoryWorld();
    for (const name of [
      'uploads/owner/',
      'results/owner/job-00000000000000000/document.txt',
      'uploads/owner/short/a.pdf',
      'a.pdf',
    ]) {
      expect(await acceptUpload(world.ports, { ...UPLOADED, name })).toMatchObject({ kind: 'ignored' });
    }
    expect(world.jobs.jobWrites).toEqual([]);
  });

  it('under the id of another job starts nothing and changes nothing', async () => {
    const world = memoryWorld();
    await acceptUpload(world.ports, UPLOADED);
    const second = { ...UPLOADED, name: uploadPath(REF, 'second.pdf') };
    expect(await acceptUpload(world.ports, second)).toMatchObject({ kind: 'ignored' });
    expect((await theJob(world)).source.fileName).toBe('a file.pdf');
  });

  it.each([
    ['EMPTY_FILE', { sizeBytes: 0 }],
    ['TOO_LARGE', { sizeBytes: 100 * 1024 * 1024 + 1 }],
    ['INVALID_OPTIONS', { metadata: { mode: 'sideways' } }],
  ])('is refused with %s before it is downloaded', async (code, change) => {
    const world = memoryWorld();
    world.before = (call) => {
      if (call === 'withFile') throw new Error('downloaded');
    };
    expect(await acceptUpload(world.ports, { ...UPLOADED, ...change })).toEqual({ kind: 'refused', code });
    expect(await theJob(world)).toMatchObject({ status: 'failed', step: 'done', error: { code, retryable: false } });
    expect(world.jobs.usage).toMatchObject([{ jobs: 1, failedJobs: 1 }]);
  });

  it('says which option is wrong', async () => {
    const world = memoryWorld();
    await acceptUpload(world.ports, { ...UPLOADED, metadata: { languages: 'eng+tlh' } });
    expect((await theJob(world)).error).toMatchObject({ code: 'INVALID_OPTIONS', option: 'languages' });
  });

  it.each([
    ['as many days as it asks for', { metadata: { retentionDays: '5' } }, 30, 5],
    ['as many as it asks for, where the others are kept for ever', { metadata: { retentionDays: '5' } }, 0, 5],
    ['the pipeline’s own time', {}, 30, 30],
  ])('is kept for %s', async (_howLong, change, retentionDays, days) => {
    const world = memoryWorld({ retentionDays });
    await acceptUpload(world.ports, { ...UPLOADED, ...change });
    expect((await theJob(world)).expireAt).toBe(world.now + days * 24 * 60 * 60 * 1000);
  });

  it('is kept for ever where the pipeline says so', async () => {
    const world = memoryWorld({ retentionDays: 0 });
    await acceptUpload(world.ports, UPLOADED);
    expect((await theJob(world)).expireAt).toBeNull();
  });

  it.each(['CORRUPT', 'ENCRYPTED', 'UNSUPPORTED_TYPE', 'PAGE_TOO_BIG'] as const)(
    'that turns out to be %s ends its job and is acknowledged',
    async (code) => {
      const world = memoryWorld();
      world.file = new PipelineError(code);
      expect(await acceptUpload(world.ports, UPLOADED)).toEqual({ kind: 'refused', code });
      expect((await theJob(world)).error?.code).toBe(code);
      // Once more changes nothing, not even the day's usage.
      expect(await acceptUpload(world.ports, UPLOADED)).toEqual({ kind: 'duplicate' });
      expect(world.jobs.usage).toHaveLength(1);
    },
  );

  it('with more pages than allowed, or none, is refused', async () => {
    const world = memoryWorld();
    world.file = { pageCount: 2001 };
    expect(await acceptUpload(world.ports, UPLOADED)).toEqual({ kind: 'refused', code: 'TOO_MANY_PAGES' });
    const empty = memoryWorld();
    empty.file = { pageCount: 0 };
    expect(await acceptUpload(empty.ports, UPLOADED)).toEqual({ kind: 'refused', code: 'CORRUPT' });
    expect(empty.pagesTasks).toEqual([]);
  });

  it('with some pages asked for has those, and is charged for those', async () => {
    const world = memoryWorld({ pagesPerTask: 4, concurrentTasks: 1 });
    world.file = { pageCount: 20 };
    await acceptUpload(world.ports, { ...UPLOADED, metadata: { pages: '15-' } });
    expect(await theJob(world)).toMatchObject({
      pageCount: 6,
      options: { pages: { first: 15, last: null } },
      progress: { totalPages: 6 },
    });
    expect(world.jobs.pages(REF).map(({ pageNumber }) => pageNumber)).toEqual([15, 16, 17, 18, 19, 20]);
    expect(world.pagesTasks.map(({ firstPage, lastPage }) => [firstPage, lastPage])[0]).toEqual([15, 18]);
    expect(world.pagesTasks.at(-1)?.lastPage).toBe(20);
  });

  it('that ends before the pages that are asked for is refused, with the option that is wrong', async () => {
    const world = memoryWorld();
    world.file = { pageCount: 4 };
    const metadata = { pages: '5-8' };
    expect(await acceptUpload(world.ports, { ...UPLOADED, metadata })).toEqual({ kind: 'refused', code: 'INVALID_OPTIONS' });
    expect(await theJob(world)).toMatchObject({ status: 'failed', error: { code: 'INVALID_OPTIONS', option: 'pages' } });
  });

  it('comes again when Storage does not answer, and its job stays queued', async () => {
    const world = memoryWorld();
    world.before = (call) => {
      if (call === 'withFile') throw new PipelineError('IO_ERROR');
    };
    await expect(acceptUpload(world.ports, UPLOADED)).rejects.toMatchObject({ code: 'IO_ERROR' });
    expect((await theJob(world)).status).toBe('queued');
    // Ten minutes later it is no passing fault any more.
    world.now += 10 * 60 * 1000;
    expect(await acceptUpload(world.ports, UPLOADED)).toEqual({ kind: 'refused', code: 'IO_ERROR' });
    expect((await theJob(world)).error).toEqual({ code: 'IO_ERROR', retryable: true });
  });
});

describe('an upload whose sender means no good', () => {
  it.each([
    'no extension',
    '.pdf',
    '-rf ..pdf',
    'a%2Fb%00.pdf',
    '"quoted" \'twice\' <b>&amp; $(id) `id` ; | *.pdf',
    'tab\tbell\u0007escape\u001b[31m.pdf',
    'right-to-left \u202efdp.exe',
    'e\u0301 and é, ﬁ, \u200b, 😀.pdf',
    '__proto__',
    `${'x'.repeat(251)}.pdf`,
  ])('may call it %j', async (fileName) => {
    const world = memoryWorld();
    expect(await acceptUpload(world.ports, { ...UPLOADED, name: uploadPath(REF, fileName) })).toMatchObject({ kind: 'planned' });
    expect((await theJob(world)).source.fileName).toBe(fileName);
  });

  it.each<[string, Record<string, string>]>([
    ['enormous in a value', { languages: 'eng+'.repeat(100_000) }],
    ['enormous in a key', { ['k'.repeat(100_000)]: 'v' }],
    ['many keys', Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key-${index}`, 'v']))],
    ['a key of every object', { constructor: 'x' }],
    ['half a character', { batchId: '\ud83d' }],
  ])('is told in a small document that its metadata is wrong: %s', async (_, metadata) => {
    const world = memoryWorld();
    expect(await acceptUpload(world.ports, { ...UPLOADED, metadata })).toEqual({ kind: 'refused', code: 'INVALID_OPTIONS' });
    const job = await theJob(world);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'INVALID_OPTIONS' } });
    const stored = JSON.stringify(job);
    expect(stored.length).toBeLessThan(3000);
    expect(stored.isWellFormed()).toBe(true);
  });
});
