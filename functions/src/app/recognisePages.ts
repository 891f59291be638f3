/**
 * Stage 2: the pages of one task are drawn, read and written down, one after the other; each is written down while the next is read.
 *
 * Key: job, run and page number. A page is claimed by a transaction and holds a lease while a worker reads it.
 * Twice: a page that has ended is left alone; one that another worker holds is left to it, and the task is thrown back to
 *   the queue, to come again after that worker is done or its lease has run out.
 * Late: the end of a page is written only while its claim holds, together with its tally, so it counts once. Artefacts
 *   have fixed names; a worker that lost its page does not begin to write them, and one that loses it meanwhile writes what
 *   its successor does: the same page read by the same engine.
 * Stopped: before each page the job and the operators' switch are read. Pages of a cancelled job end unread; when the
 *   pipeline pauses the task is put down, and the sweeper hands its pages to the queue again.
 * Crash: while reading, the lease runs out and the redelivered task claims the page again; between artefacts and page
 *   document, likewise; between page document and finish task, the redelivery finds every page ended and enqueues it. It can
 *   cost two pages an attempt, the one that was read and the one before; tried again, each is alone.
 */

import type { Box, PageLine, PageWords, WordBox } from '../contract/documents.ts';
import { PROGRESS_INTERVAL_MS } from '../contract/limits.ts';
import { isTerminalJob } from '../contract/states.ts';
import { artefactPaths, artefactType } from '../domain/artefacts.ts';
import { bentBox, bentLine } from '../domain/bend.ts';
import { confidenceOf } from '../domain/confidence.ts';
import { shownText } from '../domain/corrections.ts';
import { codeOf } from '../domain/failure.ts';
import type { Job } from '../domain/model.ts';
import { decideClaim, decideComplete, decideEnd, decideFailure, decideRenew, type Reading } from '../domain/pageStates.ts';
import { allSettled, looksAround, sumTallies } from '../domain/progress.ts';
import { changeJob } from './changeJob.ts';
import { type DrawAndReadPorts, type DrawnPage, drawAndRead, newPageMemory, type PageMemory } from './drawAndRead.ts';
import type { PreparedPage, Recognition } from './pagePorts.ts';
import type { Log, ObjectStore, PagesTask, SourceFiles, TaskQueue } from './ports.ts';
import type { JobStore, Operations } from './storePorts.ts';

export interface RecognisePagesPorts extends DrawAndReadPorts {
  readonly jobs: JobStore;
  readonly operations: Operations;
  readonly files: SourceFiles;
  readonly objects: ObjectStore;
  readonly queue: TaskQueue;
  readonly log: Log;
  readonly gzip: (text: string) => Promise<Uint8Array>;
  /** A name that no other attempt has. */
  readonly newOwner: () => string;
  /** Calls `work` again and again, never twice at once, until what it returns is called; that waits for a call under way. */
  readonly every: (milliseconds: number, work: () => Promise<void>) => () => Promise<void>;
  readonly settings: { readonly leaseMs: number; readonly maxAttempts: number; readonly outageMs: number };
}

export type Recognised =
  | { readonly kind: 'done' }
  /** The task's job is gone, has ended, or runs anew. */
  | { readonly kind: 'stale' }
  /** The pipeline is paused or stopped: the sweeper sends the pages again when it goes on. */
  | { readonly kind: 'held' }
  /** Some pages wait for another attempt or another worker: the task must come again. */
  | { readonly kind: 'again'; readonly pages: readonly number[] };

/** `settled`: the page has ended, now or before, and may have been the last of its tally. */
type PageEnd = 'ended' | 'settled' | 'again' | 'stale';

/** @throws when something outside failed that may work the next time; the task must then be delivered again */
export async function recognisePages(ports: RecognisePagesPorts, task: PagesTask): Promise<Recognised> {
  const again: number[] = [];
  const memory = newPageMemory();
  /** Known before the last page's turn. */
  let known: Recognised | undefined;
  /** The page before, on its way into Storage and Firestore: waiting for them costs no processor, and the next page needs one. */
  let writing: Promise<void> = Promise.resolve();
  /** When the page before was written down: what this worker did until then was for that one. */
  let writtenAt = 0;
  const writeDown = async (pageNumber: number, write: WritePage) => {
    const end = await write(writtenAt);
    writtenAt = ports.clock();
    if (end === 'stale') known = { kind: 'stale' };
    if (end === 'again') again.push(pageNumber);
    if (end === 'settled') await finishIfLast(ports, task);
    if (end !== 'stale') await showProgress(ports, task, pageNumber);
  };
  try {
    for (let pageNumber = task.firstPage; pageNumber <= task.lastPage && known === undefined; pageNumber++) {
      const [job, control] = await Promise.all([ports.jobs.readJob(task), ports.operations.readControl()]);
      if (job === undefined || job.run !== task.run || isTerminalJob(job.status)) known = { kind: 'stale' };
      else if (control.mode !== 'run') known = { kind: 'held' };
      if (job === undefined || known !== undefined) break;
      let write: WritePage = () => cancelPage(ports, task, pageNumber);
      if (job.cancelRequestedAt === null) {
        ports.pages.warmUp();
        if (job.step === 'plan') await changeJob(ports, task, { kind: 'start', run: task.run });
        write = await recognisePage(ports, task, job, pageNumber, memory, writing);
      }
      const [before] = await Promise.allSettled([writing]);
      writing = writeDown(pageNumber, write);
      // Whoever waits for it hears of a failure; until then it is nobody's.
      writing.catch(() => undefined);
      // Not before this page is on its way, too: it has been read.
      if (before.status === 'rejected') throw before.reason;
    }
  } finally {
    // Nothing goes on once the task is answered for: its instance may be put to sleep.
    await Promise.allSettled([writing]);
  }
  await writing;
  return known ?? (again.length === 0 ? { kind: 'done' } : { kind: 'again', pages: again });
}

/** What is left to do of a page once it was read, or could not be. @param busyUntil when the worker had done with the page before */
type WritePage = (busyUntil: number) => Promise<PageEnd>;

/** Ends a page of a cancelled job, unless another worker is reading it: then that worker does, or the sweeper. */
async function cancelPage(ports: RecognisePagesPorts, task: PagesTask, pageNumber: number): Promise<PageEnd> {
  await ports.jobs.settlePage(task, pageNumber, (page, tally) => {
    const decision = decideEnd(page, tally, task.run, ports.clock(), 'CANCELLED');
    return { write: decision.kind === 'settled' ? decision : undefined, result: undefined };
  });
  return 'settled';
}

/** Claims a page and reads it. @param writing the page before, on its way */
async function recognisePage(
  ports: RecognisePagesPorts,
  task: PagesTask,
  job: Job,
  pageNumber: number,
  memory: PageMemory,
  writing: Promise<void>,
): Promise<WritePage> {
  const owner = ports.newOwner();
  const claim = await ports.jobs.updatePage(task, pageNumber, (page) => {
    const decision = decideClaim(page, { run: task.run, owner, now: ports.clock(), ...ports.settings });
    return { write: decision.kind === 'claimed' ? decision.write : undefined, result: decision };
  });
  const log = { uid: task.uid, job: task.jobId, run: task.run, page: pageNumber, trace: task.trace };
  switch (claim?.kind) {
    case undefined:
    case 'stale':
      return async () => 'stale';
    case 'settled':
      return async () => 'settled';
    case 'busy':
      ports.log.info('page is held by another worker', { ...log, until: new Date(claim.until).toISOString() });
      return async () => 'again';
    case 'exhausted': {
      const reason = new Error('every attempt ended without a word: the page kills its workers');
      return () => fail(ports, task, pageNumber, null, reason, log);
    }
    case 'claimed':
      break;
    default:
      return claim satisfies never;
  }

  const attempt: Attempt = { task, job, pageNumber, owner, begun: ports.clock(), log: { ...log, attempt: claim.attempt } };
  const keep = () => keepPage(ports, attempt);
  // A page that kills its worker must not take the one before along, again and again until neither has an attempt left.
  if (claim.attempt > 1 || ports.settings.maxAttempts === 1) await Promise.allSettled([writing]);
  try {
    const drawn = await showingProgress(ports, task, pageNumber, () =>
      ports.files.withFile(job.source, (file) => drawAndRead(ports, file, pageNumber, job.options, memory, keep)),
    );
    return (busyUntil) => complete(ports, attempt, drawn, busyUntil);
  } catch (error) {
    return () => fail(ports, task, pageNumber, owner, error, attempt.log);
  }
}

/** A page that this worker has claimed. */
interface Attempt {
  readonly task: PagesTask;
  readonly job: Job;
  readonly pageNumber: number;
  readonly owner: string;
  readonly begun: number;
  readonly log: Readonly<Record<string, unknown>>;
}

/** Stores what was read of a page, and writes it down. */
async function complete(
  ports: RecognisePagesPorts,
  attempt: Attempt,
  drawn: DrawnPage | 'lost',
  busyUntil: number,
): Promise<PageEnd> {
  const { task, pageNumber, owner, log } = attempt;
  try {
    const reading = drawn === 'lost' ? drawn : await store(ports, attempt, drawn, busyUntil);
    if (reading === 'lost') {
      ports.log.info('page attempt finished', { ...log, outcome: 'lost' });
      return 'settled';
    }
    const settlement = await ports.jobs.settlePage(task, pageNumber, (page, tally) => {
      const decision = decideComplete(page, tally, owner, ports.clock(), reading);
      return { write: decision.kind === 'settled' ? decision : undefined, result: decision };
    });
    const outcome = settlement?.kind === 'settled' ? 'completed' : 'lost';
    ports.log.info('page attempt finished', { ...log, outcome, confidence: reading.confidence?.mean, ...reading.timings });
    // Lost may mean that this very end was written and only the answer to it was lost.
    return settlement?.kind === 'settled' && !settlement.tallyFull ? 'ended' : 'settled';
  } catch (error) {
    return fail(ports, task, pageNumber, owner, error, log);
  }
}

/** Writes an attempt's failure: the page goes back to wait, or has failed for good. */
async function fail(
  ports: RecognisePagesPorts,
  task: PagesTask,
  pageNumber: number,
  owner: string | null,
  error: unknown,
  log: Readonly<Record<string, unknown>>,
): Promise<PageEnd> {
  const code = owner === null ? 'OCR_FAILED' : codeOf(error);
  const outcome = await ports.jobs.settlePage(task, pageNumber, (page, tally) => {
    const decision = decideFailure(page, tally, owner, ports.clock(), code, ports.settings);
    switch (decision.kind) {
      case 'settled':
        return { write: decision, result: decision.tallyFull ? ('settled' as const) : ('ended' as const) };
      case 'released':
        return { write: decision, result: 'again' as const };
      case 'lost':
        // A page that still waits may be this attempt's own release, the answer to which was lost: the task must come again.
        return { result: page.status === 'pending' && page.run === task.run ? ('again' as const) : ('lost' as const) };
      default:
        return decision satisfies never;
    }
  });
  const cause = error instanceof Error && error.cause !== undefined ? String(error.cause) : undefined;
  ports.log.warn('page attempt finished', {
    ...log,
    outcome: OUTCOMES[outcome ?? 'lost'],
    code,
    reason: String(error),
    cause,
  });
  return outcome === undefined ? 'stale' : outcome === 'lost' ? 'settled' : outcome;
}

const OUTCOMES = { again: 'released', ended: 'failed', settled: 'failed', lost: 'lost' } as const;

/** Stores what was read of a page. `lost`: another worker has taken it over, and nothing was stored. */
async function store(
  ports: RecognisePagesPorts,
  attempt: Attempt,
  drawn: DrawnPage,
  busyUntil: number,
): Promise<Reading | 'lost'> {
  const { task, job, pageNumber, begun } = attempt;
  const { prepared, recognition, languages, rotation, made, preparedAt, doneAt } = drawn;
  const { width, height, dpi } = prepared.view;
  const { words, lines } = onPageImage(recognition, prepared);
  const { text } = recognition;
  const source =
    text === '' ? ('blank' as const) : recognition === prepared.textLayer ? ('text_layer' as const) : ('ocr' as const);
  const turned = { rotation, skew: prepared.skewDegrees };
  const pageWords: PageWords = { pageNumber, source, width, height, dpi, ...turned, languages, text, words, lines };
  const { bucket } = job.source;
  const warnings = prepared.view.isShrunk ? [] : (['IMAGE_NOT_SHRUNK'] as const);
  const paths = artefactPaths(task, pageNumber);
  const wordsGzipped = await ports.gzip(JSON.stringify(pageWords));
  if (!(await keepPage(ports, attempt))) return 'lost';
  const write = (what: keyof typeof paths, data: Uint8Array) =>
    ports.objects.write({ bucket, name: paths[what] }, artefactType(what, warnings), data);
  const [image, wordsDigest, thumbnail] = await Promise.all([
    write('image', prepared.view.data),
    write('words', wordsGzipped),
    prepared.thumbnail && write('thumbnail', prepared.thumbnail),
  ]);
  return {
    source,
    // Words that people put right in an earlier run are right in this one.
    ...shownText(pageWords, job.revision === 0 ? null : await ports.jobs.readPageCorrections(task, pageNumber)),
    // Of a text that was taken, nothing was in doubt: there is no confidence to speak of.
    confidence: source === 'text_layer' ? null : confidenceOf(words.map((word) => word[1])),
    width,
    height,
    ...turned,
    languages,
    warnings,
    artefacts: { ...paths, thumbnail: thumbnail && paths.thumbnail },
    digests: { image, words: wordsDigest, thumbnail },
    timings: {
      renderMs: made.renderMs,
      preprocessMs: made.preprocessMs,
      ocrMs: doneAt - preparedAt,
      // A worker's time is counted once, though it reads this page while it writes the one before.
      totalMs: ports.clock() - Math.max(begun, busyUntil),
    },
  };
}

/** Renews the worker's lease when it is no longer new. @returns whether the page is still its own */
async function keepPage(ports: RecognisePagesPorts, { task, pageNumber, owner }: Attempt): Promise<boolean> {
  const isMine = await ports.jobs.updatePage(task, pageNumber, (page) => {
    const { isHeld, write } = decideRenew(page, owner, ports.clock(), ports.settings.leaseMs);
    return { write, result: isHeld };
  });
  return isMine === true;
}

/** From pixels of the image that was read to pixels of the page image; a text layer is in those already. */
function onPageImage({ words, lines }: Recognition, { ink, bend, view }: PreparedPage): Pick<Recognition, 'words' | 'lines'> {
  const read = ink ?? view;
  const scaled = (value: number) => Math.round((value * view.width) / read.width);
  const placed = ([x0, y0, x1, y1]: Box) => [scaled(x0), scaled(y0), scaled(x1), scaled(y1)] as const;
  return {
    words: words.map(
      ([text, confidence, ...box]): WordBox => [text, Math.round(confidence), ...placed(bentBox(bend, read, box))],
    ),
    lines: lines.map(({ box, baseline, size, ...line }): PageLine => {
      const below = baseline && placed(bentLine(bend, read, baseline));
      return { ...line, box: placed(bentBox(bend, read, box)), baseline: below, size: scaled(size) };
    }),
  };
}

/** Enqueues the finish task when every page of the job has ended. */
async function finishIfLast(ports: RecognisePagesPorts, task: PagesTask): Promise<void> {
  if (!allSettled(sumTallies(await ports.jobs.readTallies(task)))) return;
  const { uid, jobId, run, round, trace } = task;
  await ports.queue.enqueueFinish({ uid, jobId, run, round, trace });
}

/**
 * While a page is read, shows those that others have ended too soon after a write: nobody else may for as long as it takes.
 * No worker waits for its turn to write instead, since pages may be waiting for a worker.
 */
async function showingProgress<R>(
  ports: RecognisePagesPorts,
  task: PagesTask,
  pageNumber: number,
  readPage: () => Promise<R>,
): Promise<R> {
  const stop = ports.every(PROGRESS_INTERVAL_MS, () =>
    showProgress(ports, task, pageNumber).catch((error: unknown) => {
      // The page is worth more than news of others.
      ports.log.warn('progress could not be shown', { uid: task.uid, job: task.jobId, reason: String(error) });
    }),
  );
  try {
    return await readPage();
  } finally {
    await stop();
  }
}

/** Shows how far the job is, at most once in `PROGRESS_INTERVAL_MS` whoever writes: else whoever ends or reads a page later does. */
async function showProgress(ports: RecognisePagesPorts, task: PagesTask, pageNumber: number): Promise<void> {
  const job = await ports.jobs.readJob(task);
  if (job === undefined || isTerminalJob(job.status)) return;
  const now = ports.clock();
  if (!looksAround(job, pageNumber, now, PROGRESS_INTERVAL_MS) || now < job.updatedAt + PROGRESS_INTERVAL_MS) return;
  const totals = sumTallies(await ports.jobs.readTallies(task));
  await changeJob(ports, task, { kind: 'progress', run: task.run, totals, intervalMs: PROGRESS_INTERVAL_MS });
}
