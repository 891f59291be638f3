/** Faults come in at the planned call, once, and the product's own code meets them. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptUpload } from '../functions/src/app/acceptUpload.ts';
import { finishJob } from '../functions/src/app/finishJob.ts';
import { recognisePages } from '../functions/src/app/recognisePages.ts';
import { REF } from '../functions/src/testing/examples.ts';
import { memoryWorld, theJob, UPLOADED, type World } from '../functions/src/testing/memoryWorld.ts';
import type { FaultEffect, FaultPoint, WorkerFault } from './faults.ts';
import { faultyPorts } from './faultyPorts.ts';
import { createRecord, type Line, type Record } from './record.ts';

const { jobId } = REF;
let folder: string;
let world: World;
let record: Record;
/** Settles when a worker was killed: what it was doing then never ends. */
let killed: Promise<'killed'>;
let kill: () => void;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pagestream-test-'));
  world = memoryWorld();
  killed = new Promise((resolve) => {
    kill = () => resolve('killed');
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fault = (port: FaultPoint['port'], method: string, page: number | null, effect: FaultEffect): WorkerFault => ({
  id: `${port}-${method}-${page}-${effect.do.replaceAll(' ', '-')}`,
  kind: 'Firestore fails',
  jobId,
  at: { port, method, page },
  effect,
});

/** A worker as it starts: its ports are its own, the world and the record are everybody's. */
function worker() {
  return faultyPorts(world.ports, record, {
    kill: () => {
      kill();
      return new Promise<never>(() => undefined);
    },
    wait: async (milliseconds) => {
      world.now += milliseconds;
    },
  });
}
const meeting = (...faults: WorkerFault[]) => {
  record = createRecord(folder, faults);
  return worker();
};
const lines = <W extends Line['what']>(what: W) =>
  record.read().filter((line): line is Extract<Line, { what: W }> => line.what === what);
const accept = () => acceptUpload(worker(), UPLOADED);
const task = (index: number) => {
  const found = world.pagesTasks[index];
  if (found === undefined) throw new Error(`there is no task ${index}`);
  return found;
};

describe('a worker without faults', () => {
  it('does its work and tells the record of attempts, readings, ends, writes and tasks', async () => {
    meeting();
    await accept();
    for (const each of world.pagesTasks) await recognisePages(worker(), each);
    await finishJob(worker(), { ...REF, run: 1, round: 1, trace: '' });
    expect((await theJob(world)).status).toBe('completed');
    for (const what of ['claimed', 'recognised', 'completed'] as const)
      expect(lines(what).map(({ page }) => page)).toEqual([1, 2, 3]);
    expect(lines('created').map((line) => line.jobId)).toEqual([jobId]);
    expect(lines('task').map(({ queue, fate }) => [queue, fate])).toEqual([
      ['recognisePages', 'sent'],
      ['recognisePages', 'sent'],
      ['recognisePages', 'sent'],
      ['finishJob', 'sent'],
    ]);
    expect(lines('job written').map(({ status }) => status)).toContain('completed');
    expect(lines('call').length).toBe(lines('done').length);
  });
});

it('a page is told from the one that is written down meanwhile', async () => {
  world = memoryWorld({ pagesPerTask: 3, concurrentTasks: 1 });
  // No page is recognised before the one before it has been written down.
  const { preparePage } = world.ports.pages;
  world.ports.pages.preparePage = async (file, pageNumber, wish) => {
    const before = pageNumber - 2;
    if (before >= 0) await expect.poll(() => world.jobs.pages(REF)[before]?.status).toBe('completed');
    return preparePage(file, pageNumber, wish);
  };
  meeting();
  await accept();
  await recognisePages(worker(), task(0));
  for (const what of ['claimed', 'recognised', 'completed'] as const)
    expect(lines(what).map(({ page }) => page)).toEqual([1, 2, 3]);
});

describe('a planned fault', () => {
  it('makes its call fail once, with a code that the product tries again', async () => {
    meeting(fault('jobs', 'createPages', null, { do: 'fail' }));
    await expect(accept()).rejects.toMatchObject({ code: 'IO_ERROR' });
    expect(world.jobs.pages(REF)).toEqual([]);
    await accept();
    expect(world.jobs.pages(REF)).toHaveLength(3);
    expect(lines('fault')).toHaveLength(1);
  });

  it('loses the answer of a call that was made', async () => {
    meeting(fault('jobs', 'createJob', null, { do: 'lose answer' }));
    await expect(accept()).rejects.toMatchObject({ code: 'IO_ERROR' });
    expect(await theJob(world)).toMatchObject({ status: 'queued' });
  });

  it('concerns only the page that it names', async () => {
    meeting(fault('jobs', 'settlePage', 2, { do: 'kill' }));
    await accept();
    await recognisePages(worker(), task(0));
    expect(await Promise.race([recognisePages(worker(), task(1)), killed])).toBe('killed');
    expect(world.jobs.pages(REF).map(({ status }) => status)).toEqual(['completed', 'processing', 'pending']);
  });

  it('kills a worker while it reads the page that it names', async () => {
    meeting(fault('recogniser', 'recognise', 3, { do: 'kill' }));
    await accept();
    await recognisePages(worker(), task(1));
    expect(await Promise.race([recognisePages(worker(), task(2)), killed])).toBe('killed');
    expect(lines('recognised').map(({ page }) => page)).toEqual([2]);
  });

  it('kills a worker between artefacts and document of a page, whatever it reads meanwhile', async () => {
    world = memoryWorld({ pagesPerTask: 3, concurrentTasks: 1 });
    // Before anything is stored of the first page, the second one is claimed.
    const ports = world.ports as { gzip: typeof world.ports.gzip };
    const { gzip } = ports;
    ports.gzip = async (text) => {
      await expect.poll(() => world.jobs.pages(REF)[1]?.status).toBe('processing');
      return gzip(text);
    };
    const late = fault('jobs', 'settlePage', 1, { do: 'kill' });
    meeting({ ...late, kind: 'killed before a page is written' });
    await accept();
    expect(await Promise.race([recognisePages(worker(), task(0)), killed])).toBe('killed');
    expect([...world.objects.keys()].filter((name) => name.includes('/pages/0001'))).not.toEqual([]);
    expect(world.jobs.pages(REF)[0]?.status).toBe('processing');
    expect(lines('claimed').map(({ page }) => page)).toEqual([1, 2]);
  });

  it('lets a slow worker outlive its lease', async () => {
    meeting(fault('jobs', 'settlePage', 1, { do: 'wait', ms: 400_000 }));
    await accept();
    const begun = world.now;
    await recognisePages(worker(), task(0));
    expect(world.now).toBeGreaterThanOrEqual(begun + 400_000);
  });

  it('is met by one worker only, however many come by', async () => {
    meeting(fault('jobs', 'createJob', null, { do: 'wait', ms: 1 }));
    await Promise.all([accept(), accept(), accept()]);
    expect(lines('fault')).toHaveLength(1);
  });
});

describe('a task on its way to the queue', () => {
  it('is lost without a word', async () => {
    meeting(fault('queue', 'enqueuePages', 2, { do: 'lose task' }));
    await accept();
    expect(world.pagesTasks.map(({ firstPage }) => firstPage)).toEqual([1, 3]);
    expect(lines('task').filter(({ fate }) => fate === 'lost')).toMatchObject([{ data: { firstPage: 2 } }]);
  });

  it('is held back, finish tasks too, and the record says for how long', async () => {
    meeting(fault('queue', 'enqueueFinish', null, { do: 'hold task', ms: 5000 }));
    await accept();
    for (const each of world.pagesTasks) await recognisePages(worker(), each);
    expect(world.finishTasks).toEqual([]);
    expect(lines('task').at(-1)).toMatchObject({ queue: 'finishJob', fate: 'held', ms: 5000, data: { jobId } });
  });

  it('comes in another order', async () => {
    meeting(fault('queue', 'enqueuePages', 1, { do: 'reverse tasks' }));
    await accept();
    expect(world.pagesTasks.map(({ firstPage }) => firstPage)).toEqual([3, 2, 1]);
  });
});

describe('a frozen run', () => {
  it('begins no call until it is thawed', async () => {
    const ports = meeting();
    record.freeze();
    const accepting = acceptUpload(ports, UPLOADED);
    // Longer than the worker needs to begin, were it not for the freeze: it does so in the same turn.
    await new Promise((resolve) => setImmediate(resolve));
    expect(lines('call')).toEqual([]);
    record.thaw();
    await accepting;
    expect(lines('call').length).toBeGreaterThan(0);
  });
});
