import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../contract/options.ts';
import { uploadPath } from '../contract/paths.ts';
import { PipelineError } from '../domain/failure.ts';
import { REF } from '../testing/examples.ts';
import { runQueue } from '../testing/memoryRun.ts';
import { Killed, memoryWorld, storedText, theJob, UPLOADED, type World } from '../testing/memoryWorld.ts';
import { acceptUpload } from './acceptUpload.ts';
import { deleteJob } from './deleteJob.ts';
import { retryJob } from './retryJob.ts';

const SECOND = { ...REF, jobId: 'job-22222222222222222' };
const second = { ...UPLOADED, name: uploadPath(SECOND, 'copy.pdf') };
const path = (name: string) => `results/${REF.uid}/${REF.jobId}/${name}`;

async function accepted(): Promise<World> {
  const world = memoryWorld({ pagesPerTask: 3, concurrentTasks: 1 });
  await acceptUpload(world.ports, UPLOADED);
  return world;
}

describe('a second upload of the same content', () => {
  it.each(['pdf', 'text,pdfa'])(
    'is put together by the finisher when it wants %s: nobody else has the memory for it',
    async (outputs) => {
      const world = memoryWorld();
      const metadata = { outputs };
      await acceptUpload(world.ports, { ...UPLOADED, metadata });
      await runQueue(world);
      await acceptUpload(world.ports, { ...second, metadata });
      expect(await theJob(world, SECOND)).toMatchObject({ status: 'processing', reusedFrom: REF.jobId });
      expect(world.finishTasks.at(-1)).toMatchObject(SECOND);
      await runQueue(world);
      expect(await theJob(world, SECOND)).toMatchObject({ status: 'completed', reusedFrom: REF.jobId });
      expect([...world.recognitions.values()]).toEqual([1, 1, 1]);
    },
  );

  it.each([{ model: 'accurate' }, { pages: '2-' }, { deskew: 'off' }, { clean: 'off' }])(
    'is read when it is to be read otherwise: %o',
    async (metadata) => {
      const world = await accepted();
      await runQueue(world);
      await acceptUpload(world.ports, { ...second, metadata });
      expect(await theJob(world, SECOND)).toMatchObject({ status: 'queued', reusedFrom: null });
      await runQueue(world);
      expect((await theJob(world, SECOND)).status).toBe('completed');
      // And what was read of it so answers who asks for the same.
      const third = { ...REF, jobId: 'the-third-of-these-jobs' };
      const name = uploadPath(third, 'third.pdf');
      expect(await acceptUpload(world.ports, { ...UPLOADED, name, generation: '3', metadata })).toEqual({ kind: 'reused' });
      expect(world.jobs.pages(third).map(({ pageNumber }) => pageNumber)).toEqual('pages' in metadata ? [2, 3] : [1, 2, 3]);
    },
  );

  it('by the same owner is answered from the first without reading a page, and says so', async () => {
    const world = await accepted();
    await runQueue(world);
    expect(await acceptUpload(world.ports, second)).toEqual({ kind: 'reused' });
    expect(await theJob(world, SECOND)).toMatchObject({
      status: 'completed',
      reusedFrom: REF.jobId,
      progress: { completedPages: 3, percent: 100 },
      source: { fileName: 'copy.pdf' },
    });
    expect([...world.recognitions.values()]).toEqual([1, 1, 1]);
    const texts = storedText(world, `results/${SECOND.uid}/${SECOND.jobId}/document.txt`);
    expect(texts).toBe(storedText(world, path('document.txt')));
    expect(world.jobs.audit(SECOND).map(({ type }) => type)).toEqual(['queued', 'reused', 'completed']);
    // It stands by itself: the first may go.
    await deleteJob(world.ports, REF, 'bucket');
    for (const { artefacts } of world.jobs.pages(SECOND))
      for (const object of Object.values(artefacts ?? {})) expect(world.objects.has(String(object)), String(object)).toBe(true);
  });

  it('is answered also when the first was read before there were small page images, and then has none', async () => {
    const world = await accepted();
    await runQueue(world);
    for (const page of world.jobs.pages(REF)) {
      const older = { artefacts: page.artefacts && { ...page.artefacts, thumbnail: null } };
      await world.jobs.updatePage(REF, page.pageNumber, () => ({ write: older, result: undefined }));
      world.objects.delete(page.artefacts?.thumbnail ?? '');
    }
    expect(await acceptUpload(world.ports, second)).toEqual({ kind: 'reused' });
    expect(world.jobs.pages(SECOND).map(({ artefacts }) => artefacts?.thumbnail)).toEqual([null, null, null]);
    expect(await theJob(world, SECOND)).toMatchObject({ status: 'completed' });
  });

  it.each([
    ['with other options', { metadata: { languages: 'deu' } }],
    ['by another owner', { name: uploadPath({ ...SECOND, uid: 'other' }, 'copy.pdf') }],
  ])('%s is read', async (_why, change) => {
    const world = await accepted();
    await runQueue(world);
    expect(await acceptUpload(world.ports, { ...second, ...change })).toMatchObject({ kind: 'planned' });
  });

  it('is read when all of the first was read again with other options, and answered when those are asked for', async () => {
    const world = await accepted();
    await runQueue(world);
    await retryJob(world.ports, REF, 'all', { ...DEFAULT_OPTIONS, languages: ['deu'] }, '');
    await runQueue(world);
    expect(await acceptUpload(world.ports, second)).toMatchObject({ kind: 'planned' });
    const third = { ...UPLOADED, name: uploadPath({ ...REF, jobId: 'job-33333333333333333' }, 'x.pdf') };
    expect(await acceptUpload(world.ports, { ...third, metadata: { languages: 'deu' } })).toEqual({ kind: 'reused' });
  });

  it('is read when some pages of the first were read again with other options, until all of it is', async () => {
    const world = await accepted();
    const { readPage } = world;
    const failAt = (failing: number) => {
      world.readPage = (pageNumber) => {
        if (pageNumber === failing) throw new PipelineError('CORRUPT');
        return readPage(pageNumber);
      };
    };
    const german = { ...DEFAULT_OPTIONS, languages: ['deu'] as const };
    const again = async (scope: 'failed' | 'all', options?: typeof german) => {
      await retryJob(world.ports, REF, scope, options, '');
      await runQueue(world);
      return theJob(world);
    };
    let uploads = 0;
    const upload = (languages: string) => {
      const name = uploadPath({ ...REF, jobId: `job-${String(++uploads).padStart(17, '2')}` }, 'copy.pdf');
      return acceptUpload(world.ports, { ...UPLOADED, name, metadata: { languages } });
    };
    failAt(2);
    await runQueue(world);
    failAt(0);
    expect(await again('failed', german)).toMatchObject({ status: 'completed', optionsMixed: true });
    expect(await upload('deu')).toMatchObject({ kind: 'planned' });
    expect(await upload('eng')).toMatchObject({ kind: 'planned' });
    await runQueue(world);

    failAt(3);
    expect(await again('all')).toMatchObject({ status: 'completed_with_errors', optionsMixed: false });
    failAt(0);
    expect(await again('failed')).toMatchObject({ status: 'completed', optionsMixed: false });
  });

  it('is read when the first one is read again while its results are copied', async () => {
    const world = await accepted();
    await runQueue(world);
    let retrying: Promise<unknown> | undefined;
    world.before = (call) => {
      if (call === 'copy') retrying ??= retryJob(world.ports, REF, 'all', { ...DEFAULT_OPTIONS, languages: ['deu'] }, '');
    };
    await acceptUpload(world.ports, second);
    await retrying;
    await runQueue(world);
    expect(await theJob(world, SECOND)).toMatchObject({ status: 'completed', reusedFrom: null });
    expect(world.recognitions.get(1)).toBe(3);
  });

  it('is read when the first one was read otherwise before an interrupted copy was gone on with', async () => {
    const world = await accepted();
    await runQueue(world);
    world.before = (call) => {
      if (call === 'copy') throw new Killed();
    };
    await expect(acceptUpload(world.ports, second)).rejects.toThrow(Killed);
    world.before = () => undefined;
    await retryJob(world.ports, REF, 'all', { ...DEFAULT_OPTIONS, languages: ['deu'] }, '');
    await runQueue(world);
    await acceptUpload(world.ports, second);
    await runQueue(world);
    expect(await theJob(world, SECOND)).toMatchObject({ status: 'completed', reusedFrom: null });
    expect(world.jobs.pages(SECOND).map(({ languages }) => languages)).toEqual([['eng'], ['eng'], ['eng']]);
  });

  it('is read when the first one was not read whole, or is gone', async () => {
    const failing = await accepted();
    failing.readPage = () => {
      throw new PipelineError('CORRUPT');
    };
    await runQueue(failing);
    expect(await acceptUpload(failing.ports, second)).toMatchObject({ kind: 'planned' });

    const world = await accepted();
    await runQueue(world);
    await deleteJob(world.ports, REF, 'bucket');
    expect(await acceptUpload(world.ports, second)).toMatchObject({ kind: 'planned' });
  });

  it('is read when the first one is deleted while its results are copied', async () => {
    const world = await accepted();
    await runQueue(world);
    world.before = (call) => {
      if (call === 'copy') world.objects.clear();
    };
    await acceptUpload(world.ports, second);
    world.before = () => undefined;
    await runQueue(world);
    expect(await theJob(world, SECOND)).toMatchObject({ status: 'completed', reusedFrom: null, progress: { completedPages: 3 } });
    expect(world.recognitions.get(1)).toBe(2);
  });
});

describe('a second upload that takes over the first', () => {
  async function halfCopied(pagesPerDay: number): Promise<World> {
    const world = await accepted();
    await runQueue(world);
    world.owner = { plan: 'standard', pagesPerDay };
    world.before = (call) => {
      if (call === 'copy') world.objects.clear();
    };
    await acceptUpload(world.ports, second);
    world.before = () => undefined;
    await runQueue(world);
    return world;
  }

  it('costs nothing', async () => {
    const world = await accepted();
    await runQueue(world);
    world.owner = { plan: 'standard', pagesPerDay: 3, bytesPerDay: UPLOADED.sizeBytes };
    expect(await acceptUpload(world.ports, second)).toEqual({ kind: 'reused' });
  });

  it('and has to be read after all is charged', async () => {
    const world = await halfCopied(6);
    expect(await theJob(world, SECOND)).toMatchObject({ status: 'completed', reusedFrom: null });
    expect(world.jobs.audit(SECOND).map(({ type }) => type)).toEqual([
      ...['queued', 'reused', 'planned', 'started', 'page_completed', 'page_completed', 'page_completed', 'completed'],
    ]);
    const third = { ...UPLOADED, name: uploadPath({ ...REF, jobId: 'job-33333333333333333' }, 'x.pdf') };
    await acceptUpload(world.ports, { ...third, metadata: { languages: 'deu' } });
    const { error } = await theJob(world, { ...REF, jobId: 'job-33333333333333333' });
    expect(error?.quota).toMatchObject({ name: 'pages_per_day', left: 0 });
  });

  it('and has to be read after all is refused when the allowance is used up, until it is not', async () => {
    const world = await halfCopied(5);
    expect(await theJob(world, SECOND)).toMatchObject({
      status: 'failed',
      pageCount: null,
      error: { code: 'QUOTA_EXCEEDED', quota: { name: 'pages_per_day', left: 2 } },
    });
    expect(world.recognitions.get(1)).toBe(1);
    world.owner = { plan: 'standard', pagesPerDay: 6 };
    await retryJob(world.ports, SECOND, 'failed', undefined, '');
    await runQueue(world);
    expect(await theJob(world, SECOND)).toMatchObject({ status: 'completed', run: 2 });
  });
});
