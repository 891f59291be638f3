/** What an owner does with a document as such: a name, the trash and back. */

import { describe, expect, it } from 'vitest';
import { TRASH_DAYS } from '../contract/limits.ts';
import { DAY_MS } from '../domain/allowance.ts';
import { REF } from '../testing/examples.ts';
import { runQueue } from '../testing/memoryRun.ts';
import { Killed, memoryWorld, theJob, UPLOADED, type World } from '../testing/memoryWorld.ts';
import { acceptUpload } from './acceptUpload.ts';
import { renameJob } from './renameJob.ts';
import { restoreJob } from './restoreJob.ts';
import { retryJob } from './retryJob.ts';
import { sweep } from './sweep.ts';
import { trashJob } from './trashJob.ts';

const NO_JOB = { ...REF, jobId: 'no-job-00000000000000' };
const types = (world: World) => world.jobs.audit(REF).map(({ type }) => type);
const sweepNow = (world: World) => sweep(world.ports, { trace: '', afterRestart: false, until: Number.POSITIVE_INFINITY });

async function ended(settings: Parameters<typeof memoryWorld>[0] = {}): Promise<World> {
  const world = memoryWorld(settings);
  await acceptUpload(world.ports, UPLOADED);
  await runQueue(world);
  return world;
}

/** Everything of the job but what `fields` say. */
async function without(world: World, ...fields: string[]) {
  return Object.fromEntries(Object.entries(await theJob(world)).filter(([field]) => !fields.includes(field)));
}

describe('renaming a document', () => {
  it('changes its name and nothing else, whatever its work has come to', async () => {
    const world = memoryWorld();
    await acceptUpload(world.ports, UPLOADED);
    for (const title of ['while it waits', 'when it has ended', null]) {
      const before = await without(world, 'title');
      world.now += 1000;
      expect(await renameJob(world.ports, REF, title)).toEqual({ kind: 'renamed' });
      expect((await theJob(world)).title).toBe(title);
      expect(await without(world, 'title')).toEqual(before);
      await runQueue(world);
    }
    expect(types(world).filter((type) => type === 'renamed')).toHaveLength(3);
  });

  it('twice is once, and without a job is nothing', async () => {
    const world = await ended();
    await renameJob(world.ports, REF, 'a name');
    expect(await renameJob(world.ports, REF, 'a name')).toEqual({ kind: 'renamed' });
    expect(types(world).filter((type) => type === 'renamed')).toHaveLength(1);
    expect(await renameJob(world.ports, NO_JOB, 'a name')).toEqual({ kind: 'gone' });
  });

  it('lasts: a retry keeps the name', async () => {
    const world = await ended();
    await renameJob(world.ports, REF, 'a name');
    await retryJob(world.ports, REF, 'all', undefined, '');
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ run: 2, status: 'completed', title: 'a name' });
  });
});

describe('the trash', () => {
  it('takes what has ended, and gives it back as it was', async () => {
    const world = await ended();
    const before = await theJob(world);
    world.now += 1000;
    expect(await trashJob(world.ports, REF)).toEqual({ kind: 'trashed' });
    expect((await theJob(world)).trashedAt).toBe(world.now);
    expect(await restoreJob(world.ports, REF)).toEqual({ kind: 'restored' });
    expect(await theJob(world)).toEqual(before);
    expect(types(world).slice(-2)).toEqual(['trashed', 'restored']);
  });

  it('does not take what still runs, nor what is not there', async () => {
    const world = memoryWorld();
    await acceptUpload(world.ports, UPLOADED);
    expect(await trashJob(world.ports, REF)).toEqual({ kind: 'running' });
    expect((await theJob(world)).trashedAt).toBeNull();
    for (const wish of [trashJob, restoreJob]) expect(await wish(world.ports, NO_JOB)).toEqual({ kind: 'gone' });
  });

  it('is entered and left once: the days count from the first time', async () => {
    const world = await ended();
    await trashJob(world.ports, REF);
    const { trashedAt } = await theJob(world);
    world.now += DAY_MS;
    expect(await trashJob(world.ports, REF)).toEqual({ kind: 'trashed' });
    expect((await theJob(world)).trashedAt).toBe(trashedAt);
    for (let time = 0; time < 2; time++) expect(await restoreJob(world.ports, REF)).toEqual({ kind: 'restored' });
    expect(types(world).slice(-2)).toEqual(['trashed', 'restored']);
  });

  it('holds what is in it: nothing there is read again until it was taken out', async () => {
    const world = await ended();
    await trashJob(world.ports, REF);
    const before = await theJob(world);
    expect(await retryJob(world.ports, REF, 'all', undefined, '')).toEqual({ kind: 'trashed' });
    expect(await theJob(world)).toEqual(before);
    await restoreJob(world.ports, REF);
    expect(await retryJob(world.ports, REF, 'all', undefined, '')).toEqual({ kind: 'retrying', run: 2 });
  });

  it('is emptied of what has lain in it for long enough, with all that belongs to it', async () => {
    const world = await ended({ retentionDays: 0 });
    await trashJob(world.ports, REF);
    world.now += TRASH_DAYS * DAY_MS - 1;
    expect(await sweepNow(world)).toMatchObject({ expired: 0 });
    world.now += 1;
    expect(await sweepNow(world)).toMatchObject({ expired: 1, failures: 0 });
    expect(await world.jobs.readJob(REF)).toBeUndefined();
    expect([world.jobs.pages(REF), world.jobs.audit(REF), [...world.objects]]).toEqual([[], [], []]);
  });

  it('keeps nothing longer than it was to be kept anyway', async () => {
    const world = await ended({ retentionDays: 2 });
    await trashJob(world.ports, REF);
    world.now += 2 * DAY_MS;
    expect(await sweepNow(world)).toMatchObject({ expired: 1 });
  });

  it('leaves a document alone that is taken out while the sweeper is about to delete it', async () => {
    const world = await ended({ retentionDays: 0 });
    await trashJob(world.ports, REF);
    world.now += TRASH_DAYS * DAY_MS;
    let restoring: Promise<unknown> | undefined;
    world.before = (call) => {
      if (call === 'deleteJob') restoring ??= restoreJob(world.ports, REF);
    };
    await sweepNow(world);
    expect(await restoring).toEqual({ kind: 'restored' });
    expect(await theJob(world)).toMatchObject({ status: 'completed', trashedAt: null });
    expect(world.objects.size).toBeGreaterThan(0);
  });

  it('is emptied by the next sweep when one was killed in between', async () => {
    const world = await ended({ retentionDays: 0 });
    await trashJob(world.ports, REF);
    world.now += TRASH_DAYS * DAY_MS;
    world.before = (call) => {
      if (call === 'delete') throw new Killed();
    };
    await sweepNow(world);
    expect(await world.jobs.readJob(REF)).toBeUndefined();
    expect(world.objects.size).toBeGreaterThan(0);
    world.before = () => undefined;
    await sweepNow(world);
    expect(world.objects.size).toBe(0);
  });
});
