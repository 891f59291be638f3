/**
 * Stage 3: when every page of a run has ended, the pages become one document and the job ends.
 *
 * Key: job and run. Twice: a job that has ended is left alone; two at once write the same bytes to the same names, and one
 *   transaction ends the job and adds to the day's usage.
 * Early or late: pages still running, or another run: nothing happens; the last page of that run enqueues its own task.
 * Stopped: it puts the task down, and the sweeper sends another when the pipeline goes on. A pause lets finish what was read.
 * Crash: after some results, a redelivery writes them again; the job ends only after all of them are there.
 * Failing for ever: what keeps failing for longer than an outage ends the job with its code, and `advanceJob` ends one whose
 *   attempts all die without a word. The pages keep their texts; a retry puts them together.
 */

import { gunzipSync } from 'node:zlib';
import type { JobWarning, Manifest, PageWords } from '../contract/documents.ts';
import { SCHEMA_VERSION } from '../contract/documents.ts';
import type { ErrorCode } from '../contract/errors.ts';
import { PROGRESS_INTERVAL_MS } from '../contract/limits.ts';
import type { PdfOutput } from '../contract/options.ts';
import { resultPath, resultsPath } from '../contract/paths.ts';
import { isTerminalJob } from '../contract/states.ts';
import { filesOf } from '../domain/artefacts.ts';
import { costOf, type WorkerSize } from '../domain/cost.ts';
import { codeOf } from '../domain/failure.ts';
import { contentKey, type Finished } from '../domain/jobStates.ts';
import type { Job, Page } from '../domain/model.ts';
import { allSettled, isOpened, sumTallies, type Totals } from '../domain/progress.ts';
import type { OutputDocument } from '../outputs/document.ts';
import { OUTPUT_FILES, PDF_FILES } from '../outputs/files.ts';
import { changeJob } from './changeJob.ts';
import type {
  Clock,
  EngineIdentity,
  FinishTask,
  JobStore,
  Log,
  ObjectStore,
  Operations,
  PdfMaker,
  ReadImage,
  SourceFiles,
} from './ports.ts';

export interface FinishJobPorts {
  readonly clock: Clock;
  readonly jobs: JobStore;
  readonly operations: Operations;
  readonly objects: ObjectStore;
  readonly files: SourceFiles;
  readonly pdfs: PdfMaker;
  readonly engine: EngineIdentity;
  readonly log: Log;
  readonly settings: {
    readonly worker: WorkerSize;
    /** After this long, what keeps failing is no passing fault: a job ends with it. */
    readonly outageMs: number;
  };
}

export type FinishOutcome =
  | { readonly kind: 'finished'; readonly status: Job['status'] }
  /** The pipeline is stopped: the sweeper goes on when it runs again. */
  | { readonly kind: 'held' }
  | { readonly kind: 'stale' | 'early' };

/** @throws when something outside failed that may work the next time; the task must then be delivered again */
export async function finishJob(ports: FinishJobPorts, task: FinishTask): Promise<FinishOutcome> {
  const [job, control] = await Promise.all([ports.jobs.readJob(task), ports.operations.readControl()]);
  if (job === undefined || job.run !== task.run || isTerminalJob(job.status)) return { kind: 'stale' };
  if (control.mode === 'stop') return { kind: 'held' };
  const tallies = await ports.jobs.readTallies(task);
  const totals = sumTallies(tallies);
  if (!isOpened(tallies, job) || !allSettled(totals)) return { kind: 'early' };

  const assembling = { kind: 'assemble', run: task.run, totals } as const;
  await changeJob(ports, task, { ...assembling, intervalMs: PROGRESS_INTERVAL_MS });
  const read = await readThrough(ports, job);
  let made: Made;
  try {
    made = await assemble(ports, job, read);
  } catch (error) {
    // A first attempt ends nothing, since it may have come late: it makes sure to be seen by the next.
    const isFirst = job.step !== 'assemble';
    if (isFirst) await changeJob(ports, task, { ...assembling, intervalMs: 0 });
    const since = Math.max(read.endedAt, job.startedAt ?? 0, control.changedAt);
    if (isFirst || ports.clock() < since + ports.settings.outageMs) throw error;
    const { uid, jobId, run, trace } = task;
    ports.log.error('pages not put together', { uid, job: jobId, run, trace, reason: String(error) });
    return end(ports, task, job, totals, read, { ...NOTHING, failure: codeOf(error) });
  }
  return end(ports, task, job, totals, read, { ...made, failure: null });
}

/** Ends a job all of whose pages have ended, and whose every attempt to put them together died without a word. */
export async function leaveUnfinished(ports: FinishJobPorts, task: FinishTask, job: Job, totals: Totals): Promise<FinishOutcome> {
  return end(ports, task, job, totals, await readThrough(ports, job), { ...NOTHING, failure: 'BUDGET_EXCEEDED' });
}

async function end(
  ports: FinishJobPorts,
  task: FinishTask,
  job: Job,
  totals: Totals,
  { isSound, completedInRun, firstFailure }: ReadPages,
  made: Made & Pick<Finished, 'failure'>,
): Promise<FinishOutcome> {
  const costUsd = costOf(totals.totalMs, totals.pages, ports.settings.worker);
  const finished = { totals, costUsd, firstFailure, completedInRun, ...made };
  const key = isSound && made.failure === null ? contentKey(job) : null;
  const decision = await changeJob(ports, task, { kind: 'finish', run: task.run, finished }, key);
  if (decision?.kind !== 'next') return { kind: 'stale' };
  const ended = { status: decision.write.status ?? job.status, metrics: decision.write.metrics };
  ports.log.info('job finished', {
    uid: task.uid,
    job: task.jobId,
    run: task.run,
    trace: task.trace,
    status: ended.status,
    pages: totals.pages,
    failedPages: totals.failed,
    ...ended.metrics,
  });
  return { kind: 'finished', status: ended.status };
}

type Made = Pick<Finished, 'results' | 'warnings'>;
const NOTHING: Made = { results: {}, warnings: [] };

interface ReadPages extends Pick<Finished, 'completedInRun' | 'firstFailure'> {
  readonly pages: readonly Omit<Page, 'text'>[];
  /** Every page was read: later uploads of the same content can have what this one has. */
  readonly isSound: boolean;
  /** When the last of them ended, in epoch milliseconds. */
  readonly endedAt: number;
  /** When the first of them was looked at. */
  readonly begunAt: number;
}

/** Looks at every page, in order, and keeps all but the texts. */
async function readThrough(ports: FinishJobPorts, job: Job): Promise<ReadPages> {
  const begunAt = ports.clock();
  const pages: Omit<Page, 'text'>[] = [];
  let completedInRun = 0;
  let endedAt = 0;
  let firstFailure: { page: number; code: ErrorCode } | null = null;
  for await (const { text: _, ...page } of ports.jobs.readPages({ uid: job.ownerUid, jobId: job.jobId })) {
    pages.push(page);
    endedAt = Math.max(endedAt, page.completedAt ?? 0);
    if (page.status === 'completed' && page.run === job.run) completedInRun++;
    if (page.status === 'failed' && firstFailure === null)
      firstFailure = { page: page.pageNumber, code: page.error?.code ?? 'UNKNOWN' };
  }
  const isSound = pages.every((page) => page.status === 'completed');
  return { pages, completedInRun, firstFailure, isSound, endedAt, begunAt };
}

/** Writes the results in page order, one page in memory at a time. */
async function assemble(ports: FinishJobPorts, job: Job, { pages, isSound, begunAt }: ReadPages): Promise<Made> {
  const ref = { uid: job.ownerUid, jobId: job.jobId };
  if (!pages.some((page) => page.status === 'completed')) {
    await deleteLeftovers(ports, job, [], begunAt);
    return NOTHING;
  }

  const files: Manifest['files'][number][] = [];
  for (const page of pages) {
    for (const { path, contentType, digest } of filesOf(page))
      files.push({ name: path.slice(resultsPath(ref).length + 1), contentType, ...digest });
  }

  // A late copy of the task must not write over what a later run has.
  const current = await ports.jobs.readJob(ref);
  if (current === undefined || current.run !== job.run || isTerminalJob(current.status)) return NOTHING;

  const results: Record<string, string> = {};
  const warnings: JobWarning[] = [];
  const write = async (key: string, name: string, contentType: string, data: AsyncIterable<string | Uint8Array>) => {
    const path = resultPath(ref, name);
    const digest = await ports.objects.write({ bucket: job.source.bucket, name: path }, contentType, data);
    results[key] = path;
    files.push({ name, contentType, ...digest });
  };
  const document: OutputDocument = { job, engine: ports.engine, pages, words: wordsReader(ports, job) };
  for (const output of job.options.outputs) {
    if (output === 'pdf' || output === 'pdfa') {
      const { name, contentType } = PDF_FILES[output];
      const warned = await writePdf(ports, document, output, (content) => write(output, name, contentType, content));
      // Once is enough, whichever PDF it was.
      if (warnings.length === 0) warnings.push(...warned);
      continue;
    }
    const { name, contentType, content } = OUTPUT_FILES[output];
    await write(output, name, contentType, content(document));
  }
  const manifest: Manifest = {
    schemaVersion: SCHEMA_VERSION,
    jobId: job.jobId,
    run: job.run,
    source: job.source,
    pipeline: job.pipeline,
    options: job.options,
    engine: ports.engine,
    pages: pages.map(({ pageNumber, status, attempts }) => ({ pageNumber, status, attempts })),
    files,
  };
  await write('manifest', 'manifest.json', 'application/json', once(`${JSON.stringify(manifest, null, 2)}\n`));
  if (!isSound || job.run > 1) await deleteLeftovers(ports, job, files, begunAt);
  return { results, warnings };
}

/**
 * The source with its text; of the page images when the source does not let itself be written, which fails no job. A PDF/A of
 * a PDF is always made of them: whether somebody else's pages keep to the standard, nobody here can tell.
 */
async function writePdf(
  ports: FinishJobPorts,
  { job, pages, words }: OutputDocument,
  output: PdfOutput,
  write: (content: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<readonly JobWarning[]> {
  /** Not the file's fault: it must not cost the document its pages. */
  let failedOutside: unknown;
  const outside = async <R>(work: () => Promise<R>): Promise<R> => {
    try {
      return await work();
    } catch (error) {
      failedOutside = error;
      throw error;
    }
  };
  async function* readWords() {
    for (const page of pages) yield await outside(() => words(page));
  }
  async function* readImages(): AsyncIterable<ReadImage> {
    for (const page of pages) {
      const image = page.status === 'completed' ? page.artefacts?.image : undefined;
      const view = image === undefined ? null : await ports.objects.read({ bucket: job.source.bucket, name: image });
      yield { view, words: await words(page) };
    }
  }
  return ports.files.withFile(job.source, async (file) => {
    if (output === 'pdfa' && job.source.contentType === 'application/pdf') {
      await write(ports.pdfs.pdfOfImages(file, output, readImages()));
      return [];
    }
    try {
      await ports.pdfs.withSearchablePdf(file, output, readWords(), (content) => outside(() => write(content)));
      return [];
    } catch (error) {
      if (failedOutside !== undefined) throw failedOutside;
      const { ownerUid: uid, jobId, run } = job;
      ports.log.warn('PDF made of page images', { uid, job: jobId, run, reason: String(error) });
      await write(ports.pdfs.pdfOfImages(file, output, readImages()));
      return [{ code: 'PDF_FROM_IMAGES' }];
    }
  });
}

/** Objects that no result names: of an earlier run, or of a worker that died between writing them and saying so. */
async function deleteLeftovers(
  ports: FinishJobPorts,
  job: Job,
  files: readonly { readonly name: string }[],
  begun: number,
): Promise<void> {
  const folder = `${resultsPath({ uid: job.ownerUid, jobId: job.jobId })}/`;
  const kept = new Set(files.map(({ name }) => folder + name));
  const { bucket } = job.source;
  for (let after: string | null = null; ; ) {
    const listed = await ports.objects.list(bucket, folder, after, OBJECTS_AT_ONCE);
    // What is younger is of a later run, should this task be a late copy.
    const leftovers = listed.filter(({ name, createdAt }) => !kept.has(name) && createdAt < begun);
    await ports.objects.delete(
      bucket,
      leftovers.map(({ name }) => name),
    );
    if (listed.length < OBJECTS_AT_ONCE) return;
    after = listed.at(-1)?.name ?? null;
  }
}

const OBJECTS_AT_ONCE = 500;

/** What the pages' words are read with; they are small, and every output needs them. */
function wordsReader(ports: FinishJobPorts, job: Job): (page: Omit<Page, 'text'>) => Promise<PageWords | null> {
  const kept = new Map<number, Promise<Uint8Array>>();
  return async ({ pageNumber, status, artefacts }) => {
    if (status !== 'completed' || artefacts === null) return null;
    const gzipped = kept.get(pageNumber) ?? ports.objects.read({ bucket: job.source.bucket, name: artefacts.words });
    kept.set(pageNumber, gzipped);
    return JSON.parse(gunzipSync(await gzipped).toString('utf8')) as PageWords;
  };
}

async function* once(text: string): AsyncIterable<string> {
  yield text;
}
