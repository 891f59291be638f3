import { describe, expect, it } from 'vitest';
import type { DocumentJson, Manifest } from '../contract/documents.ts';
import { PipelineError } from '../domain/failure.ts';
import { REF } from '../testing/examples.ts';
import { Killed, memoryWorld, storedText, theJob, UPLOADED, type World } from '../testing/memoryWorld.ts';
import { acceptUpload } from './acceptUpload.ts';
import { finishJob } from './finishJob.ts';
import type { FinishTask } from './ports.ts';
import { recognisePages } from './recognisePages.ts';
import { setMode } from './setMode.ts';

const TASK: FinishTask = { ...REF, run: 1, round: 1, trace: 'trace' };
const path = (name: string) => `results/${REF.uid}/${REF.jobId}/${name}`;

async function readBut(failing: readonly number[], metadata: Record<string, string> = {}): Promise<World> {
  const world = memoryWorld();
  const { readPage } = world;
  world.readPage = (pageNumber) => {
    if (failing.includes(pageNumber)) throw new PipelineError('CORRUPT');
    return readPage(pageNumber);
  };
  await acceptUpload(world.ports, { ...UPLOADED, metadata });
  // Any order will do.
  for (const task of [...world.pagesTasks].reverse()) await recognisePages(world.ports, task);
  return world;
}

describe('finishing a job', () => {
  it('puts the pages together in page order, whatever order they were read in', async () => {
    const world = await readBut([]);
    expect(await finishJob(world.ports, TASK)).toEqual({ kind: 'finished', status: 'completed' });
    expect(storedText(world, path('document.txt'))).toBe('text of page 1\n\ftext of page 2\n\ftext of page 3\n');
    const json = JSON.parse(storedText(world, path('document.json'))) as DocumentJson;
    expect(json.pages.map((page) => [page.pageNumber, page.text, page.words.length])).toEqual([
      [1, 'text of page 1', 1],
      [2, 'text of page 2', 1],
      [3, 'text of page 3', 1],
    ]);
    expect(await theJob(world)).toMatchObject({
      status: 'completed',
      step: 'done',
      error: null,
      progress: { percent: 100, completedPages: 3 },
      results: { text: path('document.txt'), json: path('document.json'), manifest: path('manifest.json') },
      metrics: { meanConfidence: 90 },
    });
  });

  it('lists every result in the manifest, with its size and hash', async () => {
    const world = await readBut([2]);
    await finishJob(world.ports, TASK);
    const manifest = JSON.parse(storedText(world, path('manifest.json'))) as Manifest;
    expect(manifest.files.map((file) => path(file.name)).sort()).toEqual(
      [...world.objects.keys()].filter((name) => name !== path('manifest.json')).sort(),
    );
    for (const file of manifest.files) {
      expect(file.sizeBytes).toBe(world.objects.get(path(file.name))?.data.length);
      expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(manifest.pages).toEqual([
      { pageNumber: 1, status: 'completed', attempts: 1 },
      { pageNumber: 2, status: 'failed', attempts: 1 },
      { pageNumber: 3, status: 'completed', attempts: 1 },
    ]);
  });

  it('keeps every page that could be read when one could not', async () => {
    const world = await readBut([2]);
    expect(await finishJob(world.ports, TASK)).toEqual({ kind: 'finished', status: 'completed_with_errors' });
    expect(storedText(world, path('document.txt'))).toBe('text of page 1\n\f\ftext of page 3\n');
    expect((await theJob(world)).error).toEqual({ code: 'CORRUPT', page: 2, retryable: false });
  });

  it('fails the job with the first page that failed when none could be read', async () => {
    const world = await readBut([1, 2, 3]);
    expect(await finishJob(world.ports, TASK)).toEqual({ kind: 'finished', status: 'failed' });
    expect(await theJob(world)).toMatchObject({ error: { code: 'CORRUPT', page: 1 }, results: {}, progress: { failedPages: 3 } });
  });

  it('writes only the outputs that were asked for', async () => {
    const world = await readBut([], { outputs: 'text' });
    await finishJob(world.ports, TASK);
    expect(Object.keys((await theJob(world)).results).sort()).toEqual(['manifest', 'text']);
    expect(world.objects.has(path('document.json'))).toBe(false);
  });

  it('twice ends the job once and adds to the day once', async () => {
    const world = await readBut([]);
    await Promise.all([finishJob(world.ports, TASK), finishJob(world.ports, TASK)]);
    const first = await theJob(world);
    expect(await finishJob(world.ports, TASK)).toEqual({ kind: 'stale' });
    expect(await theJob(world)).toEqual(first);
    expect(world.jobs.usage).toMatchObject([{ jobs: 1, pages: 3, failedPages: 0 }]);
  });

  it('waits for pages that still run, and ignores other runs', async () => {
    const world = memoryWorld();
    await acceptUpload(world.ports, UPLOADED);
    expect(await finishJob(world.ports, TASK)).toEqual({ kind: 'early' });
    expect(await finishJob(world.ports, { ...TASK, run: 2 })).toEqual({ kind: 'stale' });
    expect((await theJob(world)).status).toBe('queued');
  });

  it('puts the task down while the pipeline is stopped, and is done while it is only paused', async () => {
    const world = await readBut([]);
    await setMode(world.ports, 'stop');
    const before = [...world.objects.keys()];
    expect(await finishJob(world.ports, TASK)).toEqual({ kind: 'held' });
    expect([...world.objects.keys()]).toEqual(before);
    expect((await theJob(world)).status).toBe('processing');
    await setMode(world.ports, 'pause');
    expect(await finishJob(world.ports, TASK)).toEqual({ kind: 'finished', status: 'completed' });
  });

  it('is tried again while Storage does not answer; after ten minutes the job has failed, and its pages keep their texts', async () => {
    const world = await readBut([2]);
    world.before = (call) => {
      if (call === 'write') throw new PipelineError('IO_ERROR');
    };
    world.now += 2000;
    await expect(finishJob(world.ports, TASK)).rejects.toMatchObject({ code: 'IO_ERROR' });
    world.now += world.ports.settings.outageMs - 2001;
    await expect(finishJob(world.ports, TASK)).rejects.toMatchObject({ code: 'IO_ERROR' });
    world.now += 1;
    expect(await finishJob(world.ports, TASK)).toEqual({ kind: 'finished', status: 'failed' });
    expect(await theJob(world)).toMatchObject({
      status: 'failed',
      error: { code: 'IO_ERROR', retryable: true },
      results: {},
      progress: { completedPages: 2, failedPages: 1 },
    });
    expect(world.jobs.pages(REF).map(({ text }) => text)).toEqual(['text of page 1', '', 'text of page 3']);
    expect(world.jobs.audit(REF).at(-1)).toMatchObject({ type: 'failed', code: 'IO_ERROR' });
    expect(world.jobs.usage).toMatchObject([{ jobs: 1, failedJobs: 1, pages: 2, failedPages: 1 }]);
  });

  it('does not end the job at its first failure, however late it comes', async () => {
    const world = await readBut([]);
    world.now += 10 * world.ports.settings.outageMs;
    let failures = 0;
    world.before = (call) => {
      if (call === 'write' && ++failures === 1) throw new PipelineError('IO_ERROR');
    };
    await expect(finishJob(world.ports, TASK)).rejects.toMatchObject({ code: 'IO_ERROR' });
    expect(await finishJob(world.ports, TASK)).toEqual({ kind: 'finished', status: 'completed' });
  });

  it('writes the searchable PDF of the source, from the words of every page', async () => {
    const world = await readBut([2], { outputs: 'text,pdf' });
    await finishJob(world.ports, TASK);
    expect(await theJob(world)).toMatchObject({
      status: 'completed_with_errors',
      warnings: [],
      results: { pdf: path('document.pdf') },
    });
    expect(storedText(world, path('document.pdf'))).toBe('searchable pdf: text of page 1, nothing, text of page 3');
    expect(world.objects.get(path('document.pdf'))?.contentType).toBe('application/pdf');
  });

  it('warns of the first twenty pages whose picture could not be shrunk, and lists such a picture for what it is', async () => {
    const world = memoryWorld();
    world.file = { pageCount: 30 };
    world.isShrunk = (pageNumber) => pageNumber > 25;
    await acceptUpload(world.ports, UPLOADED);
    for (const task of world.pagesTasks) await recognisePages(world.ports, task);
    await finishJob(world.ports, TASK);
    const job = await theJob(world);
    expect(job.status).toBe('completed');
    expect(job.warnings).toEqual(Array.from({ length: 20 }, (_, index) => ({ code: 'IMAGE_NOT_SHRUNK', page: index + 1 })));
    expect(world.jobs.pages(REF).map(({ warnings }) => warnings.length)).toEqual([...Array(25).fill(1), ...Array(5).fill(0)]);
    const { files } = JSON.parse(storedText(world, path('manifest.json'))) as Manifest;
    const types = new Map(files.map(({ name, contentType }) => [name, contentType]));
    expect([types.get('pages/0025.webp'), types.get('pages/0026.webp')]).toEqual(['image/png', 'image/webp']);
    expect(world.objects.get(path('pages/0025.webp'))?.contentType).toBe('image/png');
  });

  it('makes the PDF of page images when the source cannot be written, says so, and fails nothing', async () => {
    const world = await readBut([2], { outputs: 'pdf' });
    world.before = (call) => {
      if (call === 'withSearchablePdf') throw new PipelineError('PAGE_TOO_BIG');
    };
    await finishJob(world.ports, TASK);
    expect(await theJob(world)).toMatchObject({ status: 'completed_with_errors', warnings: [{ code: 'PDF_FROM_IMAGES' }] });
    expect(storedText(world, path('document.pdf'))).toBe(
      'images pdf: 3 bytes, text of page 1 no bytes, nothing 3 bytes, text of page 3',
    );
  });

  it('makes a PDF/A of a PDF of its page images, beside the searchable PDF', async () => {
    const world = await readBut([2], { outputs: 'pdf,pdfa' });
    await finishJob(world.ports, TASK);
    const [pdf, pdfa] = [path('document.pdf'), path('document.pdfa.pdf')];
    expect(await theJob(world)).toMatchObject({ status: 'completed_with_errors', warnings: [], results: { pdf, pdfa } });
    expect(storedText(world, pdf)).toBe('searchable pdf: text of page 1, nothing, text of page 3');
    expect(storedText(world, pdfa)).toBe('images pdfa: 3 bytes, text of page 1 no bytes, nothing 3 bytes, text of page 3');
    expect(world.objects.get(pdfa)?.contentType).toBe('application/pdf');
  });

  it('of some pages tells which they are: in the text by their places, in the PDF by the first of them', async () => {
    const world = memoryWorld();
    world.file = { pageCount: 9 };
    const { withSearchablePdf } = world.ports.pdfs;
    let first: number | undefined;
    world.ports.pdfs.withSearchablePdf = (source, output, pages, use, firstPage) => {
      first = firstPage;
      return withSearchablePdf(source, output, pages, use);
    };
    await acceptUpload(world.ports, { ...UPLOADED, metadata: { pages: '3-4', outputs: 'text,md,json,pdf' } });
    for (const task of world.pagesTasks) await recognisePages(world.ports, task);
    await finishJob(world.ports, TASK);
    expect(await theJob(world)).toMatchObject({ status: 'completed', progress: { completedPages: 2, totalPages: 2 } });
    expect(storedText(world, path('document.txt'))).toBe('\f\ftext of page 3\n\ftext of page 4\n');
    expect(storedText(world, path('document.md'))).toMatch(/^<!-- page 3 -->/);
    const { pageCount, pages } = JSON.parse(storedText(world, path('document.json'))) as DocumentJson;
    expect([pageCount, pages.map(({ pageNumber }) => pageNumber)]).toEqual([2, [3, 4]]);
    expect([first, storedText(world, path('document.pdf'))]).toEqual([3, 'searchable pdf: text of page 3, text of page 4']);
  });

  it('does not take Storage that does not answer for a source that cannot be written', async () => {
    const world = await readBut([], { outputs: 'pdf' });
    world.before = (call) => {
      if (call === 'write') throw new PipelineError('IO_ERROR');
    };
    await expect(finishJob(world.ports, TASK)).rejects.toMatchObject({ code: 'IO_ERROR' });
    world.before = () => undefined;
    await finishJob(world.ports, TASK);
    expect(await theJob(world)).toMatchObject({ status: 'completed', warnings: [] });
  });

  it('that died between two results is done whole by the redelivery', async () => {
    const world = await readBut([]);
    let writes = 0;
    world.before = (call) => {
      if (call === 'write' && ++writes === 2) throw new Killed();
    };
    await expect(finishJob(world.ports, TASK)).rejects.toThrow(Killed);
    expect((await theJob(world)).status).toBe('processing');
    expect(await finishJob(world.ports, TASK)).toEqual({ kind: 'finished', status: 'completed' });
    expect(Object.keys((await theJob(world)).results)).toHaveLength(3);
  });
});
