import { describe, expect, it } from 'vitest';
import type { Box } from '../contract/documents.ts';
import { BOX, doubtfulPages, doubtfulWorld, resultOf, wish } from '../testing/doubtfulWorld.ts';
import { REF } from '../testing/examples.ts';
import { runQueue } from '../testing/memoryRun.ts';
import { memoryWorld, storedText, theJob, UPLOADED, type World } from '../testing/memoryWorld.ts';
import { acceptUpload } from './acceptUpload.ts';
import { correctPage } from './correctPage.ts';
import { renameJob } from './renameJob.ts';
import { restoreJob } from './restoreJob.ts';
import { retryJob } from './retryJob.ts';
import { trashJob } from './trashJob.ts';

const pageText = (world: World, pageNumber: number) => world.jobs.pages(REF)[pageNumber - 1]?.text;

describe('correcting a page', () => {
  it('changes its text at once, and every export soon after', async () => {
    const world = await doubtfulWorld();
    expect(await correctPage(world.ports, REF, 2, [wish('page')], '')).toEqual({ kind: 'corrected', revision: 1 });
    expect(pageText(world, 2)).toBe('page 2');
    expect(await theJob(world)).toMatchObject({ revision: 1, exportedRevision: 0 });
    expect(storedText(world, resultOf('document.txt'))).toBe('qage 1\n\fqage 2\n\fqage 3\n');
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ revision: 1, exportedRevision: 1, pendingExport: null, status: 'completed' });
    expect(storedText(world, resultOf('document.txt'))).toBe('qage 1\n\fpage 2\n\fqage 3\n');
    const json = JSON.parse(storedText(world, resultOf('document.json')));
    expect(json.pages[1].words[0]).toEqual(['page', 100, ...BOX]);
    expect(storedText(world, resultOf('document.pdf'))).toBe('searchable pdf: qage 1, page 2, qage 3');
    expect(
      JSON.parse(storedText(world, resultOf('manifest.json'))).pages.map(
        ({ corrections }: { corrections?: number }) => corrections,
      ),
    ).toEqual([undefined, 1, undefined]);
    expect(storedText(world, resultOf('pages/0002.json.gz')), 'what was read stays what it is').toContain('"qage"');
  });

  it('lists the least sure words of the document, and takes those out that were looked at', async () => {
    const world = await doubtfulWorld();
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
    const world = await doubtfulWorld();
    await correctPage(world.ports, REF, 2, [wish('page')], '');
    expect(await correctPage(world.ports, REF, 2, [wish('page')], '')).toEqual({ kind: 'corrected', revision: 1 });
    expect(world.exportTasks).toHaveLength(1);
    expect(world.jobs.audit(REF).filter(({ type }) => type === 'corrected')).toHaveLength(1);
  });

  it('thirty times in a row costs one export', async () => {
    const world = await doubtfulWorld();
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
    const world = await doubtfulWorld();
    await correctPage(world.ports, REF, 2, [wish('page')], '');
    expect(await correctPage(world.ports, REF, 2, [wish(null)], '')).toEqual({ kind: 'corrected', revision: 2 });
    expect(pageText(world, 2)).toBe('qage 2');
    await runQueue(world);
    expect(storedText(world, resultOf('document.txt'))).toContain('qage 2');
  });

  it('keeps who wrote it and when, and survives reading all pages again', async () => {
    const world = await doubtfulWorld();
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
    expect(storedText(world, resultOf('document.txt'))).toBe('quage 1\n\fpage 2\n\fquage 3\n');
  });

  it('is refused for what is not there, while the job runs, and in the trash', async () => {
    const world = await doubtfulWorld();
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

  it('is asked for by the document’s name, and not while the document lies in the trash', async () => {
    const world = await doubtfulWorld();
    await renameJob(world.ports, REF, 'Lease');
    expect(world.jobs.doubts(REF)).toMatchObject({ name: 'Lease', lowest: 21 });
    await trashJob(world.ports, REF);
    expect(world.jobs.doubts(REF)).not.toHaveProperty('lowest');
    await restoreJob(world.ports, REF);
    expect(world.jobs.doubts(REF)).toMatchObject({ name: 'Lease', lowest: 21 });
    expect(world.jobs.doubts(REF)?.words).toHaveLength(3);
  });

  it('is not listed again by an export that goes on while the document is put into the trash', async () => {
    const world = await doubtfulWorld();
    await correctPage(world.ports, REF, 2, [wish('page')], '');
    await trashJob(world.ports, REF);
    await runQueue(world);
    expect(await theJob(world)).toMatchObject({ exportedRevision: 1 });
    expect(world.jobs.doubts(REF)?.words).toHaveLength(2);
    expect(world.jobs.doubts(REF)).not.toHaveProperty('lowest');
  });

  it('makes a document answer no later upload of its file, whose words are its own', async () => {
    const world = await doubtfulWorld();
    await correctPage(world.ports, REF, 2, [wish('page')], '');
    await runQueue(world);
    const [again, other] = [{ ...REF, jobId: 'B'.repeat(20) }, UPLOADED.name.replace(REF.jobId, 'B'.repeat(20))];
    await acceptUpload(world.ports, { ...UPLOADED, name: other, metadata: { outputs: 'text,json,pdf' } });
    await runQueue(world);
    expect(await world.jobs.readJob(again)).toMatchObject({ status: 'completed', reusedFrom: null, revision: 0 });
    expect(storedText(world, resultOf('document.txt').replace(REF.jobId, again.jobId))).toBe('qage 1\n\fqage 2\n\fqage 3\n');
  });

  it('is refused when the page’s corrections would not fit into their document', async () => {
    const world = await doubtfulWorld();
    const huge = wish('page', 'q'.repeat(900_000));
    expect(await correctPage(world.ports, REF, 2, [huge], '')).toEqual({ kind: 'too_many' });
    expect((await theJob(world)).revision).toBe(0);
  });
});
