import { describe, expect, it } from 'vitest';
import type { Box } from '../contract/documents.ts';
import { REF } from '../testing/examples.ts';
import { loseQueue, runQueue } from '../testing/memoryRun.ts';
import { Killed, memoryWorld, storedText, theJob, UPLOADED, type World } from '../testing/memoryWorld.ts';
import { acceptUpload } from './acceptUpload.ts';
import { correctPage } from './correctPage.ts';
import { exportJob } from './exportJob.ts';
import { finishJob } from './finishJob.ts';
import { recognisePages } from './recognisePages.ts';
import { renameJob } from './renameJob.ts';
import { restoreJob } from './restoreJob.ts';
import { retryJob } from './retryJob.ts';
import { sweep } from './sweep.ts';
import { trashJob } from './trashJob.ts';

const path = (name: string) => `results/${REF.uid}/${REF.jobId}/${name}`;
// The reading is on an image of twice the size.
const BOX: Box = [10, 5, 30, 15];
const wish = (text: string | null, was = 'qage') => ({ box: BOX, was, text });

/** Three pages that each read "qage n", the first word with little confidence. */
function uncertain(): World {
  const world = memoryWorld();
  world.readPage = (pageNumber) => ({
    text: `qage ${pageNumber}`,
    words: [
      ['qage', 20 + pageNumber, 20, 10, 60, 30],
      [String(pageNumber), 95, 70, 10, 90, 30],
    ],
  });
  return world;
}
async function done(): Promise<World> {
  const world = uncertain();
  await acceptUpload(world.ports, { ...UPLOADED, metadata: { outputs: 'text,json,pdf' } });
  await runQueue(world);
  return world;
}
/** Somebody else is at work between a task's beginning to write the results and its first write. */
function whileWriting(world: World, meanwhile: () => Promise<void>): World['ports'] {
  let isOver = false;
  const write: World['ports']['objects']['write'] = async (...object) => {
    if (!isOver) {
      isOver = true;
      await meanwhile();
    }
    return world.ports.objects.write(...object);
  };
  return { ...world.ports, objects: { ...world.ports.objects, write } };
}
const doubtfulPages = (world: World) => world.jobs.doubts(REF)?.words.map(({ pageNumber }) => pageNumber);
const sweepNow = (world: World) => sweep(world.ports, { trace: '', afterRestart: false, until: Number.POSITIVE_INFINITY });
const pageText = (world: World, pageNumber: number) => world.jobs.pages(REF)[pageNumber - 1]?.text;

describe('correcting a page', () => {
  it('changes its text at once, and every export soon after', async () => {
    const world = await done();
    expect(await correctPage(world.ports, REF, 2, [wish('page')], '')).toEqual({ kind: 'corrected', revision: 1 });
    expect(pageText(world, 2)).toBe('page 2');
    expect(await theJob(world)).toMatchObject({ revision: 1, exportedRevision: 0 });
    expect(storedText(world, path('document.txt'))).toBe('qage 1\n\fqage 2\n\fqage 3\n');
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ revision: 1, exportedRevision: 1, pendingExport: null, status: 'completed' });
    expect(storedText(world, path('document.txt'))).toBe('qage 1\n\fpage 2\n\fqage 3\n');
    const json = JSON.parse(storedText(world, path('document.json')));
    expect(json.pages[1].words[0]).toEqual(['page', 100, ...BOX]);
    expect(storedText(world, path('document.pdf'))).toBe('searchable pdf: qage 1, page 2, qage 3');
    expect(
      JSON.parse(storedText(world, path('manifest.json'))).pages.map(({ corrections }: { corrections?: number }) => corrections),
    ).toEqual([undefined, 1, undefined]);
    expect(storedText(world, path('pages/0002.json.gz')), 'what was read stays what it is').toContain('"qage"');
  });

  it('lists the least sure words of the document, and takes those out that were looked at', async () => {
    const world = await done();
    const pages = () => doubtfulPages(world);
    expect(world.jobs.doubts(REF)).toMatchObject({
      name: 'a file.pdf',
      lowest: 21,
      words: [{ text: 'qage', confidence: 21, box: BOX }, {}, {}],
    });
    await correctPage(world.ports, REF, 1, [wish('page')], '');
    expect(pages()).toEqual([2, 3]);
    expect(world.jobs.doubts(REF)?.lowest).toBe(22);
    // Right as it was read: it is looked at all the same.
    await correctPage(world.ports, REF, 2, [wish('qage')], '');
    expect(pages()).toEqual([3]);
    await correctPage(world.ports, REF, 3, [wish('')], '');
    expect(world.jobs.doubts(REF)).toBeNull();
    await runQueue(world);
    expect(world.jobs.doubts(REF)).toBeNull();
  });

  it('twice changes nothing the second time', async () => {
    const world = await done();
    await correctPage(world.ports, REF, 2, [wish('page')], '');
    expect(await correctPage(world.ports, REF, 2, [wish('page')], '')).toEqual({ kind: 'corrected', revision: 1 });
    expect(world.exportTasks).toHaveLength(1);
    expect(world.jobs.audit(REF).filter(({ type }) => type === 'corrected')).toHaveLength(1);
  });

  it('thirty times in a row costs one export', async () => {
    const world = await done();
    for (let i = 1; i <= 30; i++) await correctPage(world.ports, REF, 2, [wish(`page${i}`)], '');
    let writes = 0;
    world.before = (call) => void (call === 'write' && writes++);
    await runQueue(world);
    const results = Object.keys((await theJob(world)).results).length;
    expect(writes).toBe(results);
    expect(pageText(world, 2)).toBe('page30 2');
    expect((await world.jobs.readPageCorrections(REF, 2))?.words).toHaveLength(1);
  });

  it('is taken back with null', async () => {
    const world = await done();
    await correctPage(world.ports, REF, 2, [wish('page')], '');
    expect(await correctPage(world.ports, REF, 2, [wish(null)], '')).toEqual({ kind: 'corrected', revision: 2 });
    expect(pageText(world, 2)).toBe('qage 2');
    await runQueue(world);
    expect(storedText(world, path('document.txt'))).toContain('qage 2');
  });

  it('keeps who wrote it and when, and survives reading all pages again', async () => {
    const world = await done();
    await correctPage(world.ports, REF, 2, [wish('page')], '');
    const corrections = await world.jobs.readPageCorrections(REF, 2);
    expect(corrections?.words).toEqual([{ box: BOX, was: 'qage', text: 'page', authorUid: REF.uid, at: world.now }]);
    world.readPage = (pageNumber) => ({
      text: `quage ${pageNumber}`,
      words: [
        ['quage', 50, 22, 10, 62, 30],
        [String(pageNumber), 95, 70, 10, 90, 30],
      ],
    });
    expect(await retryJob(world.ports, REF, 'all', undefined, '')).toMatchObject({ kind: 'retrying' });
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ status: 'completed', run: 2, exportedRevision: 1, pendingExport: null });
    expect(pageText(world, 2)).toBe('page 2');
    expect(storedText(world, path('document.txt'))).toBe('quage 1\n\fpage 2\n\fquage 3\n');
  });

  it('is refused for what is not there, while the job runs, and in the trash', async () => {
    const world = await done();
    expect(await correctPage(world.ports, REF, 9, [wish('page')], '')).toEqual({ kind: 'gone' });
    const elsewhere = { ...wish('page'), box: [50, 30, 60, 40] as Box };
    expect(await correctPage(world.ports, REF, 2, [elsewhere], '')).toEqual({ kind: 'no_such_word', was: 'qage' });
    await trashJob(world.ports, REF);
    expect(await correctPage(world.ports, REF, 2, [wish('page')], '')).toEqual({ kind: 'trashed' });
    const running = memoryWorld();
    await acceptUpload(running.ports, UPLOADED);
    expect(await correctPage(running.ports, REF, 2, [wish('page')], '')).toEqual({ kind: 'not_ready' });
    expect((await theJob(world)).revision).toBe(0);
  });

  it('is exported by the sweeper when its task was never enqueued, and when it was lost', async () => {
    const world = await done();
    world.before = (call) => {
      if (call === 'enqueueExport') throw new Killed();
    };
    await expect(correctPage(world.ports, REF, 2, [wish('page')], '')).rejects.toThrow(Killed);
    world.before = () => undefined;
    expect(pageText(world, 2)).toBe('page 2');
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
    expect(storedText(world, path('document.txt'))).toContain('page 2');
  });

  it('is exported at once after a restart, however long it would have waited', async () => {
    const world = await done();
    await correctPage(world.ports, REF, 2, [wish('page')], '');
    for (let restart = 1; restart <= 3; restart++) {
      loseQueue(world);
      await sweep(world.ports, { trace: '', afterRestart: true, until: Number.POSITIVE_INFINITY });
      expect(world.exportTasks).toMatchObject([{ revision: 1, tries: restart }]);
    }
  });

  it('is exported after an outage of hours, and is asked for the less often the longer that lasts', async () => {
    const world = await done();
    await correctPage(world.ports, REF, 2, [wish('page')], '');
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

  it('half exported is exported whole by the next delivery', async () => {
    const world = await done();
    await correctPage(world.ports, REF, 2, [wish('page')], '');
    const [task] = world.exportTasks;
    let writes = 0;
    world.before = (call) => {
      if (call === 'write' && ++writes === 2) throw new Killed();
    };
    await expect(runQueue(world)).rejects.toThrow(Killed);
    expect(await theJob(world)).toMatchObject({ exportedRevision: 0, pendingExport: { tries: 0 } });
    world.before = () => undefined;
    if (task !== undefined) world.exportTasks.push(task);
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ exportedRevision: 1 });
  });

  it('is in the results also when an export of fewer corrections ends after that of all', async () => {
    const world = await done();
    await correctPage(world.ports, REF, 2, [wish('page')], '');
    const [first] = world.exportTasks.splice(0);
    if (first === undefined) throw new Error('nothing was enqueued');
    const slow = whileWriting(world, async () => {
      await correctPage(world.ports, REF, 3, [wish('page')], '');
      await runQueue(world);
      expect(await theJob(world)).toMatchObject({ revision: 2, exportedRevision: 2 });
    });
    expect(await exportJob(slow, first)).toBe('exported');
    expect(await theJob(world)).toMatchObject({ revision: 2, exportedRevision: 2, pendingExport: null });
    expect(storedText(world, path('document.txt'))).toBe('qage 1\n\fpage 2\n\fpage 3\n');
    expect(doubtfulPages(world)).toEqual([1]);
  });

  it('is not listed as doubtful again by an export of fewer corrections', async () => {
    const world = await done();
    await correctPage(world.ports, REF, 2, [wish('page')], '');
    const [first] = world.exportTasks.splice(0);
    if (first === undefined) throw new Error('nothing was enqueued');
    const ports = whileWriting(world, async () => void (await correctPage(world.ports, REF, 3, [wish('page')], '')));
    expect(await exportJob(ports, first)).toBe('exported');
    expect(await theJob(world)).toMatchObject({ revision: 2, exportedRevision: 1, pendingExport: { tries: 0 } });
    expect(doubtfulPages(world)).toEqual([1]);
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ exportedRevision: 2, pendingExport: null });
    expect(doubtfulPages(world)).toEqual([1]);
  });

  it('is not listed as doubtful again by a second finish of the reading that ends late', async () => {
    const world = uncertain();
    await acceptUpload(world.ports, UPLOADED);
    for (const task of world.pagesTasks.splice(0)) await recognisePages(world.ports, task);
    const [finish] = world.finishTasks;
    if (finish === undefined) throw new Error('nothing was enqueued');
    const ports = whileWriting(world, async () => {
      await runQueue(world);
      await correctPage(world.ports, REF, 2, [wish('page')], '');
    });
    expect(await finishJob(ports, finish)).toEqual({ kind: 'stale' });
    expect(doubtfulPages(world)).toEqual([1, 3]);
  });

  it('is asked for by the document’s name, and not while the document lies in the trash', async () => {
    const world = await done();
    await renameJob(world.ports, REF, 'Lease');
    expect(world.jobs.doubts(REF)).toMatchObject({ name: 'Lease', lowest: 21 });
    await trashJob(world.ports, REF);
    expect(world.jobs.doubts(REF)).not.toHaveProperty('lowest');
    await restoreJob(world.ports, REF);
    expect(world.jobs.doubts(REF)).toMatchObject({ name: 'Lease', lowest: 21 });
    expect(world.jobs.doubts(REF)?.words).toHaveLength(3);
  });

  it('is not listed again by an export that goes on while the document is put into the trash', async () => {
    const world = await done();
    await correctPage(world.ports, REF, 2, [wish('page')], '');
    await trashJob(world.ports, REF);
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ exportedRevision: 1 });
    expect(world.jobs.doubts(REF)?.words).toHaveLength(2);
    expect(world.jobs.doubts(REF)).not.toHaveProperty('lowest');
  });

  it('makes a document answer no later upload of its file, whose words are its own', async () => {
    const world = await done();
    await correctPage(world.ports, REF, 2, [wish('page')], '');
    await runQueue(world);
    const [again, other] = [{ ...REF, jobId: 'B'.repeat(20) }, UPLOADED.name.replace(REF.jobId, 'B'.repeat(20))];
    await acceptUpload(world.ports, { ...UPLOADED, name: other, metadata: { outputs: 'text,json,pdf' } });
    await runQueue(world);
    expect(await world.jobs.readJob(again)).toMatchObject({ status: 'completed', reusedFrom: null, revision: 0 });
    expect(storedText(world, path('document.txt').replace(REF.jobId, again.jobId))).toBe('qage 1\n\fqage 2\n\fqage 3\n');
  });

  it('is refused when the page’s corrections would not fit into their document', async () => {
    const world = await done();
    const huge = wish('page', 'q'.repeat(900_000));
    expect(await correctPage(world.ports, REF, 2, [huge], '')).toEqual({ kind: 'too_many' });
    expect((await theJob(world)).revision).toBe(0);
  });

  it('waits with the export while the pipeline is stopped', async () => {
    const world = await done();
    await correctPage(world.ports, REF, 2, [wish('page')], '');
    world.control = { mode: 'stop', changedAt: world.now };
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ exportedRevision: 0 });
    world.now += 300_000;
    world.control = { mode: 'run', changedAt: world.now };
    await sweepNow(world);
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ exportedRevision: 1 });
  });
});
