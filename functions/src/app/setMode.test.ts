import { describe, expect, it } from 'vitest';
import { REF } from '../testing/examples.ts';
import { loseQueue, runQueue } from '../testing/memoryRun.ts';
import { memoryWorld, theJob, UPLOADED, type World } from '../testing/memoryWorld.ts';
import { acceptUpload } from './acceptUpload.ts';
import { recognisePages } from './recognisePages.ts';
import { setMode } from './setMode.ts';
import { sweep } from './sweep.ts';

const sweeping = (world: World) => sweep(world.ports, { trace: 'sweep', afterRestart: false, until: Number.POSITIVE_INFINITY });

/** Long enough for anything to be taken for lost, however often it was sent. */
function passTime(world: World): void {
  world.now += world.ports.settings.stallMs * 8;
}

async function accepted(): Promise<World> {
  const world = memoryWorld();
  await acceptUpload(world.ports, UPLOADED);
  return world;
}

describe('a paused pipeline', () => {
  it('accepts uploads, keeps their jobs queued, and loses and doubles none when it goes on', async () => {
    const world = memoryWorld();
    await setMode(world.ports, 'pause');
    expect(await acceptUpload(world.ports, UPLOADED)).toEqual({ kind: 'held' });
    expect((await theJob(world)).status).toBe('queued');
    passTime(world);
    await sweeping(world);
    expect((await theJob(world)).status).toBe('queued');
    world.now++;
    await setMode(world.ports, 'run');
    await sweeping(world);
    await runQueue(world);
    expect((await theJob(world)).status).toBe('completed');
    expect([...world.recognitions.values()]).toEqual([1, 1, 1]);
  });

  it('puts tasks down before their next page, and sends the pages again when it goes on', async () => {
    const world = memoryWorld({ pagesPerTask: 3, concurrentTasks: 1 });
    await acceptUpload(world.ports, UPLOADED);
    const { readPage } = world;
    world.readPage = (pageNumber) => {
      if (pageNumber === 2) world.control = { mode: 'pause', changedAt: world.now };
      return readPage(pageNumber);
    };
    const [task] = world.pagesTasks;
    expect(task && (await recognisePages(world.ports, task))).toEqual({ kind: 'held' });
    expect(world.jobs.pages(REF).map(({ status }) => status)).toEqual(['completed', 'completed', 'pending']);
    loseQueue(world);
    world.readPage = readPage;
    // The job itself was not silent for long.
    world.now += 5000;
    await setMode(world.ports, 'run');
    expect(await sweeping(world)).toMatchObject({ advanced: 1 });
    await runQueue(world);
    expect((await theJob(world)).status).toBe('completed');
    expect([...world.recognitions.values()]).toEqual([1, 1, 1]);
  });

  it('set to what it is already hands no job to the queue once more', async () => {
    const world = await accepted();
    world.now += 1;
    expect(await setMode(world.ports, 'run')).toEqual(world.control);
    expect(await sweeping(world)).toMatchObject({ advanced: 0 });
  });

  it('that is stopped after the last page puts nothing together, and does when it goes on', async () => {
    const world = await accepted();
    for (const task of [...world.pagesTasks]) await recognisePages(world.ports, task);
    const before = [...world.objects.keys()];
    world.now += 1;
    await setMode(world.ports, 'stop');
    await runQueue(world);
    passTime(world);
    await sweeping(world);
    expect([...world.objects.keys()]).toEqual(before);
    expect((await theJob(world)).status).toBe('processing');
    await setMode(world.ports, 'run');
    await sweeping(world);
    await runQueue(world);
    expect((await theJob(world)).status).toBe('completed');
  });

  it('that is stopped ignores uploads, and finds them when it goes on', async () => {
    const world = memoryWorld();
    await setMode(world.ports, 'stop');
    world.objects.set(UPLOADED.name, { contentType: 'application/pdf', data: Buffer.alloc(10), createdAt: world.now });
    expect(await acceptUpload(world.ports, UPLOADED)).toMatchObject({ kind: 'ignored' });
    expect(await world.jobs.readJob(REF)).toBeUndefined();
    passTime(world);
    await setMode(world.ports, 'run');
    expect(await sweeping(world)).toMatchObject({ found: 1 });
  });
});
