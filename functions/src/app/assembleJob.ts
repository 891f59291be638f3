/**
 * The pages of a document that has been read become its results: the same for a run that ends and for corrections that follow it.
 *
 * Twice, also at once: the same bytes to the same names. Crash: some results are newer than others until it is done again; no
 *   document names a result before all of them are there.
 */

import { gunzipSync } from 'node:zlib';
import { applyCorrections } from '../contract/corrections.ts';
import type { JobWarning, Manifest, PageWords } from '../contract/documents.ts';
import { SCHEMA_VERSION } from '../contract/documents.ts';
import type { ErrorCode, WarningCode } from '../contract/errors.ts';
import { isPdfOutput, type PdfOutput } from '../contract/options.ts';
import { resultPath, resultsPath } from '../contract/paths.ts';
import { filesOf } from '../domain/artefacts.ts';
import { Doubtful } from '../domain/doubts.ts';
import { PipelineError } from '../domain/failure.ts';
import type { Finished } from '../domain/jobEvents.ts';
import type { Corrections, Job, Page } from '../domain/model.ts';
import type { OutputDocument } from '../outputs/document.ts';
import { OUTPUT_FILES, PDF_FILES } from '../outputs/files.ts';
import type { EngineIdentity, PdfMaker, ReadImage } from './pagePorts.ts';
import type { Clock, Log, ObjectStore, SourceFiles } from './ports.ts';
import type { JobStore } from './storePorts.ts';

export interface AssemblePorts {
  readonly clock: Clock;
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  readonly files: SourceFiles;
  readonly pdfs: PdfMaker;
  readonly engine: EngineIdentity;
  readonly log: Log;
}

export type Made = Pick<Finished, 'results' | 'warnings' | 'doubts'>;
export const NOTHING: Made = { results: {}, warnings: [], doubts: [] };

export interface ReadPages extends Pick<Finished, 'completedInRun' | 'firstFailure'> {
  readonly pages: readonly Omit<Page, 'text'>[];
  /** Every page was read: later uploads of the same content can have what this one has. */
  readonly isSound: boolean;
  /** When the last of them ended, in epoch milliseconds. */
  readonly endedAt: number;
  /** When the first of them was looked at. */
  readonly begunAt: number;
}

/** Looks at every page, in order, and keeps all but the texts. */
export async function readThrough(ports: Pick<AssemblePorts, 'clock' | 'jobs'>, job: Job): Promise<ReadPages> {
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

/** Until when, and for which job, results may be written: a late copy of a task must not write over what a later one has. */
export interface WritingTurn {
  /** Whether the job, as it is by then, is still the one whose results these are. */
  isCurrent(current: Job): boolean;
  /** When to write nothing more, in epoch milliseconds. */
  readonly until: number;
}

/**
 * Writes the results in page order, one page in memory at a time, with what people have put right.
 * @returns undefined when it was not its turn any more, so that nothing was written
 */
export async function assemble(
  ports: AssemblePorts,
  job: Job,
  { pages, isSound, begunAt }: ReadPages,
  { isCurrent, until }: WritingTurn,
): Promise<Made | undefined> {
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

  const current = await ports.jobs.readJob(ref);
  if (current === undefined || !isCurrent(current)) return undefined;
  const corrections = job.revision === 0 ? NO_CORRECTIONS : await ports.jobs.readCorrections(ref);
  const doubts = new Doubtful();

  const results: Record<string, string> = {};
  const warnings = warningsOf(pages);
  const write = async (key: string, name: string, contentType: string, data: AsyncIterable<string | Uint8Array>) => {
    if (ports.clock() >= until) throw new PipelineError('IO_ERROR', 'the results were not written in time');
    const path = resultPath(ref, name);
    const digest = await ports.objects.write({ bucket: job.source.bucket, name: path }, contentType, data);
    results[key] = path;
    files.push({ name, contentType, ...digest });
  };
  const document: OutputDocument = { job, engine: ports.engine, pages, words: wordsReader(ports, job, corrections, doubts) };
  for (const output of job.options.outputs) {
    if (isPdfOutput(output)) {
      const { name, contentType } = PDF_FILES[output];
      const warned = await writePdf(ports, document, output, (content) => write(output, name, contentType, content));
      // Once is enough, whichever PDF it was.
      if (warned !== null && !warnings.some(({ code }) => code === warned)) warnings.push({ code: warned });
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
    pages: pages.map(({ pageNumber, status, attempts }) => {
      const count = corrections.get(pageNumber)?.words.length ?? 0;
      return { pageNumber, status, attempts, ...(count === 0 ? {} : { corrections: count }) };
    }),
    files,
  };
  await write('manifest', 'manifest.json', 'application/json', once(`${JSON.stringify(manifest, null, 2)}\n`));
  if (!isSound || job.run > 1) await deleteLeftovers(ports, job, files, begunAt);
  return { results, warnings, doubts: doubts.worst };
}

/** A document of a thousand bad pages is told of no better by a thousand warnings, and has to stay small. */
const MOST_PAGES_WARNED_OF = 20;

function warningsOf(pages: ReadPages['pages']): JobWarning[] {
  const all = pages.flatMap(({ pageNumber: page, warnings }) => warnings.map((code) => ({ code, page })));
  return all.slice(0, MOST_PAGES_WARNED_OF);
}

/**
 * The source with its text; of the page images when the source does not let itself be written, which fails no job. A PDF/A of
 * a PDF is always made of them: whether somebody else's pages keep to the standard, nobody here can tell.
 */
async function writePdf(
  ports: AssemblePorts,
  { job, pages, words }: OutputDocument,
  output: PdfOutput,
  write: (content: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<WarningCode | null> {
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
      return null;
    }
    try {
      const written = (content: AsyncIterable<Uint8Array>) => outside(() => write(content));
      await ports.pdfs.withSearchablePdf(file, output, readWords(), written, pages[0]?.pageNumber);
      return null;
    } catch (error) {
      if (failedOutside !== undefined) throw failedOutside;
      const { ownerUid: uid, jobId, run } = job;
      ports.log.warn('PDF made of page images', { uid, job: jobId, run, reason: String(error) });
      await write(ports.pdfs.pdfOfImages(file, output, readImages()));
      return 'PDF_FROM_IMAGES';
    }
  });
}

/** Objects that no result names: of an earlier run, or of a worker that died between writing them and saying so. */
async function deleteLeftovers(
  ports: AssemblePorts,
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

const NO_CORRECTIONS: ReadonlyMap<number, Corrections> = new Map();

/** What the pages' words are read with, as they stand after corrections; they are small, and every output needs them. */
function wordsReader(
  ports: AssemblePorts,
  job: Job,
  corrections: ReadonlyMap<number, Corrections>,
  doubts: Doubtful,
): (page: Omit<Page, 'text'>) => Promise<PageWords | null> {
  const kept = new Map<number, Promise<Uint8Array>>();
  return async ({ pageNumber, status, artefacts }) => {
    if (status !== 'completed' || artefacts === null) return null;
    const isFirst = !kept.has(pageNumber);
    const gzipped = kept.get(pageNumber) ?? ports.objects.read({ bucket: job.source.bucket, name: artefacts.words });
    kept.set(pageNumber, gzipped);
    const read = JSON.parse(gunzipSync(await gzipped).toString('utf8')) as PageWords;
    const words = applyCorrections(read, corrections.get(pageNumber) ?? null);
    if (isFirst) doubts.look(words);
    return words;
  };
}

async function* once(text: string): AsyncIterable<string> {
  yield text;
}
