import { describe, expect, it } from 'vitest';
import { uploadPath } from '../contract/paths.ts';
import { REF } from '../testing/examples.ts';
import { runQueue } from '../testing/memoryRun.ts';
import { memoryWorld, theJob, UPLOADED, type World } from '../testing/memoryWorld.ts';
import { acceptUpload } from './acceptUpload.ts';
import { advanceJob } from './advanceJob.ts';
import { setMode } from './setMode.ts';

describe('an allowance', () => {
  const upload = (number: number) => ({
    ...UPLOADED,
    name: uploadPath({ ...REF, jobId: `job-${String(number).padStart(17, '0')}` }, 'x.pdf'),
  });
  const jobOf = (world: World, number: number) => theJob(world, { ...REF, jobId: `job-${String(number).padStart(17, '0')}` });

  it('of pages a day refuses what goes beyond, says what is left and when it begins anew', async () => {
    const world = memoryWorld();
    world.file = { pageCount: 60 };
    await acceptUpload(world.ports, upload(1));
    expect(await acceptUpload(world.ports, upload(2))).toEqual({ kind: 'refused', code: 'QUOTA_EXCEEDED' });
    expect((await jobOf(world, 2)).error).toEqual({
      code: 'QUOTA_EXCEEDED',
      retryable: true,
      quota: { name: 'pages_per_day', limit: 100, left: 40, resetsAt: '2026-11-23T00:00:00.000Z' },
    });
    world.now += 12 * 60 * 60 * 1000;
    expect(await acceptUpload(world.ports, upload(3))).toMatchObject({ kind: 'planned' });
  });

  it('of bytes a day counts every planned upload once, however often it is delivered', async () => {
    const world = memoryWorld();
    for (let time = 0; time < 3; time++) await acceptUpload(world.ports, { ...upload(1), sizeBytes: 600_000 });
    expect(await acceptUpload(world.ports, { ...upload(2), sizeBytes: 400_000 })).toMatchObject({ kind: 'planned' });
    await acceptUpload(world.ports, { ...upload(3), sizeBytes: 1 });
    expect((await jobOf(world, 3)).error?.quota).toMatchObject({ name: 'bytes_per_day', left: 0 });
  });

  it('of jobs at once frees a place when one ends', async () => {
    const world = memoryWorld();
    world.owner = { plan: 'standard', activeJobs: 1 };
    await acceptUpload(world.ports, upload(1));
    world.now++;
    await acceptUpload(world.ports, upload(2));
    expect((await jobOf(world, 2)).error?.quota).toEqual({ name: 'active_jobs', limit: 1, left: 0, resetsAt: null });
    await runQueue(world);
    expect(await acceptUpload(world.ports, { ...upload(3), metadata: { languages: 'deu' } })).toMatchObject({ kind: 'planned' });
  });

  it('of jobs at once is for those that came first, though all of them are there when the first is looked at', async () => {
    const world = memoryWorld();
    world.owner = { plan: 'standard', activeJobs: 2 };
    await setMode(world.ports, 'pause');
    for (const index of [1, 2, 3]) {
      world.now++;
      await acceptUpload(world.ports, upload(index));
    }
    await setMode(world.ports, 'run');
    for (const index of [3, 1, 2]) {
      const { jobId } = await jobOf(world, index);
      await advanceJob(world.ports, { ...REF, jobId }, { trace: '', isStalled: false });
    }
    const codes = await Promise.all([1, 2, 3].map(async (index) => (await jobOf(world, index)).error?.code));
    expect(codes).toEqual([undefined, undefined, 'QUOTA_EXCEEDED']);
  });

  it('and the lane follow the owner’s plan', async () => {
    const world = memoryWorld();
    world.owner = { plan: 'priority', pagesPerDay: 1 };
    expect(await acceptUpload(world.ports, upload(1))).toMatchObject({ kind: 'refused' });
    world.owner = { plan: 'priority' };
    await acceptUpload(world.ports, upload(2));
    expect([...world.lanes]).toEqual(['priority']);
    expect((await jobOf(world, 2)).lane).toBe('priority');
  });
});
