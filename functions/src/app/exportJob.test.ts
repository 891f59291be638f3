import { describe, expect, it } from 'vitest';
import type { Manifest } from '../contract/documents.ts';
import { PipelineError } from '../domain/failure.ts';
import {
  correct,
  doubtfulPages,
  doubtfulWorld,
  inTurns,
  readPages,
  readWorld,
  resultOf,
  sweepNow,
  wish,
} from '../testing/doubtfulWorld.ts';
import { REF } from '../testing/examples.ts';
import { loseQueue, runQueue } from '../testing/memoryRun.ts';
import { Killed, type Ports, storedText, theJob, type World } from '../testing/memoryWorld.ts';
import { correctPage } from './correctPage.ts';
import { exportJob } from './exportJob.ts';
import { finishJob } from './finishJob.ts';
import type { ExportTask } from './ports.ts';
import { retryJob } from './retryJob.ts';

const text = (world: World) => storedText(world, resultOf('document.txt'));

/** The task of the latest correction, taken off the queue. */
function takeExport(world: World): ExportTask {
  const task = world.exportTasks.pop();
  if (task === undefined) throw new Error('nothing was enqueued');
  return task;
}

/** The world as a worker has it between whose first two results something else happens. */
function whileWriting(world: World, meanwhile: () => Promise<void> | void): Ports {
  let writes = 0;
  return inTurns(world, async (call) => {
    if (call === 'write' && ++writes === 2) await meanwhile();
  });
}

/** The world as a worker has it who dies between his first two results. */
function dying(world: World): Ports {
  let writes = 0;
  return inTurns(world, async (call) => {
    if (call === 'write') writes++;
    if (writes >= 2) throw new Killed();
  });
}

/** Every result holds the same, of the same run and revision. */
async function mustBeWhole(world: World, expected: string): Promise<void> {
  const { revision, run, results } = await theJob(world);
  expect(await theJob(world)).toMatchObject({ exportedRevision: revision, pendingExport: null, exportLease: null });
  expect(text(world)).toBe(expected.split(', ').join('\n\f').concat('\n'));
  expect(storedText(world, resultOf('document.pdf'))).toBe(`searchable pdf: ${expected}`);
  const manifest = JSON.parse(storedText(world, resultOf('manifest.json'))) as Manifest;
  expect(manifest.run).toBe(run);
  for (const name of ['document.txt', 'document.json', 'document.pdf']) {
    const file = manifest.files.find((it) => it.name === name);
    expect(file?.sizeBytes, name).toBe(world.objects.get(resultOf(name))?.data.length);
  }
  expect(Object.keys(results)).toHaveLength(4);
}

describe('results that follow corrections', () => {
  it('are sent for by the sweeper when their task was never enqueued, and when it was lost', async () => {
    const world = await doubtfulWorld();
    world.before = (call) => {
      if (call === 'enqueueExport') throw new Killed();
    };
    await expect(correctPage(world.ports, REF, 2, [wish('page')], '')).rejects.toThrow(Killed);
    world.before = () => undefined;
    expect(world.jobs.pages(REF)[1]?.text).toBe('page 2');
    await sweepNow(world);
    expect(world.exportTasks).toEqual([]);
    world.now += 300_000;
    await sweepNow(world);
    expect(world.exportTasks).toHaveLength(1);
    loseQueue(world);
    world.now += 599_999;
    await sweepNow(world);
    expect(world.exportTasks).toEqual([]);
    world.now += 1;
    await sweepNow(world);
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ exportedRevision: 1, pendingExport: null });
    expect(storedText(world, resultOf('document.txt'))).toContain('page 2');
  });

  it('are sent for at once after a restart, however long they would have waited', async () => {
    const world = await doubtfulWorld();
    await correct(world, 2);
    for (let restart = 1; restart <= 3; restart++) {
      loseQueue(world);
      await sweepNow(world, true);
      expect(world.exportTasks).toMatchObject([{ revision: 1, tries: restart }]);
    }
  });

  it('follow after an outage of hours, and are sent for the less often the longer that lasts', async () => {
    const world = await doubtfulWorld();
    await correct(world, 2);
    loseQueue(world);
    let sent = 0;
    for (let minute = 0; minute < 10 * 60; minute++) {
      world.now += 60_000;
      await sweepNow(world);
      sent += world.exportTasks.length;
      loseQueue(world);
    }
    expect(sent).toBe(7);
    for (let minute = 0; minute < 10 * 60 && world.exportTasks.length === 0; minute++) {
      world.now += 60_000;
      await sweepNow(world);
    }
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ revision: 1, exportedRevision: 1, pendingExport: null });
  });

  it('wait while the pipeline is stopped', async () => {
    const world = await doubtfulWorld();
    await correct(world, 2);
    world.control = { mode: 'stop', changedAt: world.now };
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ exportedRevision: 0 });
    world.now += 300_000;
    world.control = { mode: 'run', changedAt: world.now };
    await sweepNow(world);
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ exportedRevision: 1 });
  });

  it('are written by one export at a time: another comes again, and what is corrected meanwhile follows', async () => {
    const world = await doubtfulWorld();
    await correct(world, 2);
    const first = takeExport(world);
    let second: ExportTask | undefined;
    const ports = whileWriting(world, async () => {
      await correct(world, 3);
      second = takeExport(world);
      expect(await exportJob(world.ports, second)).toBe('again');
    });
    expect(await exportJob(ports, first)).toBe('exported');
    expect(await theJob(world)).toMatchObject({ revision: 2, exportedRevision: 1, pendingExport: { tries: 0 } });
    expect(await exportJob(world.ports, second ?? first)).toBe('exported');
    await mustBeWhole(world, 'qage 1, page 2, page 3');
    expect(doubtfulPages(world)).toEqual([1]);
  });

  it('are written by another delivery at once when one fails, also those of a later correction', async () => {
    const world = await doubtfulWorld();
    await correct(world, 2);
    const first = takeExport(world);
    const ports = whileWriting(world, async () => {
      await correct(world, 3);
      throw new PipelineError('IO_ERROR');
    });
    await expect(exportJob(ports, first)).rejects.toMatchObject({ code: 'IO_ERROR' });
    expect(await exportJob(world.ports, first)).toBe('stale');
    await runQueue(world);
    await mustBeWhole(world, 'qage 1, page 2, page 3');
  });

  it('are written when the claim of one that died has run out, by a redelivery or by the sweeper', async () => {
    for (const isLost of [false, true]) {
      const world = await doubtfulWorld();
      await correct(world, 2);
      const first = takeExport(world);
      await expect(exportJob(dying(world), first)).rejects.toThrow(Killed);
      await correct(world, 3);
      const second = takeExport(world);
      for (let minute = 0; minute < 10; minute++) {
        expect(await exportJob(world.ports, second)).toBe('again');
        await sweepNow(world);
        expect(world.exportTasks, 'nothing is sent to wait for it').toEqual([]);
        world.now += 60_000;
      }
      if (isLost) await sweepNow(world);
      else world.exportTasks.push(second);
      await runQueue(world);
      await mustBeWhole(world, 'qage 1, page 2, page 3');
    }
  });

  it('are written at once after a restart, whoever had claimed them', async () => {
    const world = await doubtfulWorld();
    await correct(world, 2);
    await expect(exportJob(dying(world), takeExport(world))).rejects.toThrow(Killed);
    await sweepNow(world, true);
    await runQueue(world);
    await mustBeWhole(world, 'qage 1, page 2, qage 3');
  });

  it('are not mixed by a run that ends while an export still writes: its end waits', async () => {
    const world = await doubtfulWorld();
    await correct(world, 2);
    const ports = whileWriting(world, async () => {
      await retryJob(world.ports, REF, 'all', undefined, '');
      await readPages(world);
      const [finish] = world.finishTasks;
      if (finish === undefined) throw new Error('nothing was enqueued');
      expect(await finishJob(world.ports, finish)).toEqual({ kind: 'again' });
    });
    expect(await exportJob(ports, takeExport(world))).toBe('stale');
    expect(await theJob(world)).toMatchObject({ status: 'processing', exportLease: null });
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ status: 'completed', run: 2 });
    await mustBeWhole(world, 'qage 1, page 2, qage 3');
  });

  it('are not mixed by an export that died before a run that ends: its end waits until the claim has run out', async () => {
    const world = await doubtfulWorld();
    await correct(world, 2);
    await expect(exportJob(dying(world), takeExport(world))).rejects.toThrow(Killed);
    await retryJob(world.ports, REF, 'all', undefined, '');
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ status: 'processing', run: 2 });
    world.now += 600_000;
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ status: 'completed', run: 2 });
    await mustBeWhole(world, 'qage 1, page 2, qage 3');
  });

  it('are written once more when one that was frozen beyond its claim wrote over them, and it writes no other file', async () => {
    const world = await doubtfulWorld();
    await correct(world, 2);
    const first = takeExport(world);
    const written: string[] = [];
    const frozen = whileWriting(world, async () => {
      world.now += 600_000;
      await correct(world, 3);
      await runQueue(world);
      await mustBeWhole(world, 'qage 1, page 2, page 3');
    });
    const write: Ports['objects']['write'] = (object, ...content) => {
      written.push(object.name);
      return frozen.objects.write(object, ...content);
    };
    await expect(exportJob({ ...frozen, objects: { ...frozen.objects, write } }, first)).rejects.toMatchObject({
      code: 'IO_ERROR',
    });
    expect(written).toEqual(['document.txt', 'document.json'].map(resultOf));
    expect(await theJob(world)).toMatchObject({ revision: 2, exportedRevision: 1, pendingExport: { dueAt: world.now } });
    expect(doubtfulPages(world)).toEqual([1]);
    world.now += 300_000;
    await sweepNow(world);
    await runQueue(world);
    await mustBeWhole(world, 'qage 1, page 2, page 3');
  });

  it('list no word as doubtful again that was put right before a second finish of the run ends', async () => {
    const world = await readWorld('text');
    const [finish] = world.finishTasks;
    if (finish === undefined) throw new Error('nothing was enqueued');
    const ports = whileWriting(world, async () => {
      await runQueue(world);
      await correct(world, 2);
    });
    expect(await finishJob(ports, finish)).toEqual({ kind: 'stale' });
    expect(doubtfulPages(world)).toEqual([1, 3]);
  });

  it('are written once more when a late finish of the run, or of an earlier one, wrote over them, also when it failed', async () => {
    for (const isAnotherRun of [false, true]) {
      for (const isFailing of [false, true]) {
        const world = await readWorld('text,json,pdf');
        const [finish] = world.finishTasks;
        if (finish === undefined) throw new Error('nothing was enqueued');
        const late = whileWriting(world, async () => {
          await runQueue(world);
          if (isAnotherRun) await retryJob(world.ports, REF, 'all', undefined, '');
          else await correct(world, 2);
          await runQueue(world);
          if (isFailing) throw new PipelineError('IO_ERROR');
        });
        const ending = finishJob(late, finish);
        if (isFailing) await expect(ending).rejects.toMatchObject({ code: 'IO_ERROR' });
        else expect(await ending).toEqual({ kind: 'stale' });
        expect(await theJob(world)).toMatchObject({ exportedRevision: 0, pendingExport: { dueAt: world.now, tries: 0 } });
        world.now += 300_000;
        await sweepNow(world);
        await runQueue(world);
        await mustBeWhole(world, isAnotherRun ? 'qage 1, qage 2, qage 3' : 'qage 1, page 2, qage 3');
      }
    }
  });
});
