/**
 * Brings a job on by whatever it lacks: its plan, its pages, its tasks, its end. Every way in uses it: the upload's event,
 * a retry, a cancel, the sweeper. So what was lost is made good by doing the same again.
 *
 * Key: job, run and round (how often the run's pages were handed to the queue).
 * Twice: each step is done where its result is missing, and one transaction decides it. Two at once create the same pages
 *   and the same tasks; a round is given out once.
 * Crash: before the plan, the file is checked again; after it, missing pages are created (tallies come last: they tell that
 *   all pages are there); after that, the tasks of the round are enqueued by a redelivery under the same names, or by the
 *   sweeper as the next round.
 */

import { isRetriedByQueue } from '../contract/errors.ts';
import { FILE_TYPES } from '../contract/fileTypes.ts';
import { MAX_PAGES, MAX_UPLOAD_BYTES } from '../contract/limits.ts';
import { countOfPages, isPdfOutput } from '../contract/options.ts';
import type { JobRef } from '../contract/paths.ts';
import { isTerminalJob } from '../contract/states.ts';
import { NOTHING_USED } from '../domain/allowance.ts';
import { codeOf, PipelineError } from '../domain/failure.ts';
import { contentKey } from '../domain/jobContents.ts';
import type { Checked, Refusal } from '../domain/jobEvents.ts';
import { askedLanguages } from '../domain/languages.ts';
import type { Control, Job, Page, Tally } from '../domain/model.ts';
import { LAST_FINISH_ROUND, LAST_PAGES_ROUND, newPages, pagesOf, planTasks, talliesOf, taskBudget } from '../domain/pagePlan.ts';
import { decideAbandon, decideEnd, decideReopen } from '../domain/pageStates.ts';
import { allSettled, isOpened, sumTallies, type Totals } from '../domain/progress.ts';
import { changeJob } from './changeJob.ts';
import { type ChargeJobPorts, chargeJob } from './chargeJob.ts';
import { type FinishJobPorts, finishJob, leaveUnfinished } from './finishJob.ts';
import { inParallel } from './inParallel.ts';
import type { PageMaker } from './pagePorts.ts';
import type { SourceFiles, TaskQueue } from './ports.ts';
import { copyResults } from './reuseResults.ts';
import type { PageWrite } from './storePorts.ts';

export interface AdvanceJobPorts extends FinishJobPorts, ChargeJobPorts {
  readonly files: SourceFiles;
  readonly pages: PageMaker;
  readonly queue: TaskQueue;
  readonly settings: FinishJobPorts['settings'] &
    ChargeJobPorts['settings'] & {
      readonly pagesPerTask: number;
      readonly concurrentTasks: number;
      readonly tasksPerPage: number;
    };
}

export interface AdvanceCall {
  /** Follows the job through the log. */
  readonly trace: string;
  /** Whether the tasks of the current round must be taken for lost. */
  readonly isStalled: boolean;
  /** Whether the workers are known to be gone too, so that nobody holds a page any more. */
  readonly isRestart?: boolean;
}

export type Advanced =
  | { readonly kind: 'gone' | 'ended' }
  /** The pipeline is paused or stopped: the sweeper goes on when it runs again. */
  | { readonly kind: 'held' }
  /** Its tasks are out; the sweeper sees to those that are lost. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'refused'; readonly code: string }
  /** The results of an earlier job answered this one. */
  | { readonly kind: 'reused' }
  /** Every page has ended: the job is being finished. */
  | { readonly kind: 'finishing' }
  | { readonly kind: 'planned'; readonly pageCount: number; readonly tasks: number }
  | { readonly kind: 'dispatched'; readonly round: number; readonly tasks: number };

/** How many tallies, with their pages, are changed at once. */
const TALLIES_AT_ONCE = 5;

/** @throws when something outside failed that may work the next time: whoever called must call again */
export async function advanceJob(ports: AdvanceJobPorts, ref: JobRef, call: AdvanceCall): Promise<Advanced> {
  const control = await ports.operations.readControl();
  if (control.mode === 'stop') return { kind: 'held' };
  let job = await ports.jobs.readJob(ref);
  if (job === undefined) return { kind: 'gone' };
  if (isTerminalJob(job.status)) return { kind: 'ended' };

  if (job.pageCount === null) {
    // A cancelled job only has to end, whatever its file is.
    if (control.mode === 'pause' && job.cancelRequestedAt === null) return { kind: 'held' };
    const refused = await plan(ports, ref, job, control, call.trace);
    if (refused !== undefined) return refused;
    job = await ports.jobs.readJob(ref);
    if (job === undefined) return { kind: 'gone' };
    if (isTerminalJob(job.status) || job.pageCount === null) return { kind: 'ended' };
  }
  const { pageCount } = job;
  if (pageCount === null) return { kind: 'held' };

  let tallies = await ports.jobs.readTallies(ref);
  if (!isOpened(tallies, job)) {
    if ((await openRun(ports, ref, job, pageCount)) === 'nothing to take over') {
      // From the plan again: the file is read after all, and its owner is charged for that.
      await changeJob(ports, ref, { kind: 'readAfterAll' });
      return advanceJob(ports, ref, call);
    }
    tallies = await ports.jobs.readTallies(ref);
  }
  let totals = sumTallies(tallies);
  if (job.cancelRequestedAt !== null && !allSettled(totals)) {
    await endOpenPages(ports, ref, job.run, 'CANCELLED');
    totals = sumTallies(await ports.jobs.readTallies(ref));
    // The last of the pages that are still being read ends the job.
    if (!allSettled(totals)) return { kind: 'finishing' };
  }
  if (allSettled(totals)) return finish(ports, ref, job, totals, call);
  if (control.mode !== 'run') return { kind: 'held' };
  return dispatch(ports, ref, job, pageCount, call);
}

/** Everything that can be said about the file before a page is drawn. Returns only where the job goes no further. */
async function plan(
  ports: AdvanceJobPorts,
  ref: JobRef,
  job: Job,
  control: Control,
  trace: string,
): Promise<Advanced | undefined> {
  if (job.cancelRequestedAt !== null) return refuse(ports, ref, job.run, { code: 'CANCELLED' }, trace);
  try {
    if (job.error !== null) return await refuse(ports, ref, job.run, job.error, trace);
    const checked = await check(ports, job);
    const earlier = await reusable(ports, ref, job, checked);
    if (earlier !== undefined) {
      await changeJob(ports, ref, { kind: 'reuse', run: job.run, checked, from: earlier.jobId });
      return undefined;
    }
    const exceeded = await charge(ports, ref, job, checked);
    return exceeded === undefined ? undefined : await refuse(ports, ref, job.run, exceeded, trace);
  } catch (error) {
    const code = codeOf(error);
    const since = Math.max(job.dispatch.at, control.changedAt);
    if (isRetriedByQueue(code) && ports.clock() < since + ports.settings.outageMs) throw error;
    ports.log.warn('file refused', { uid: ref.uid, job: ref.jobId, code, reason: String(error), trace });
    return refuse(ports, ref, job.run, { code, option: error instanceof PipelineError ? error.option : undefined }, trace);
  }
}

/** @param run whose file was checked, with its options: a later one has its own */
async function refuse(ports: AdvanceJobPorts, ref: JobRef, run: number, error: Refusal, trace: string): Promise<Advanced> {
  const decision = await changeJob(ports, ref, { kind: 'refuse', run, error });
  if (decision?.kind !== 'next') return { kind: 'ended' };
  const code = decision.write.error?.code ?? error.code;
  ports.log.info('job refused', { uid: ref.uid, job: ref.jobId, code, trace });
  return { kind: 'refused', code };
}

async function check(ports: AdvanceJobPorts, job: Job): Promise<Checked> {
  if (job.source.sizeBytes === 0) throw new PipelineError('EMPTY_FILE');
  if (job.source.sizeBytes > MAX_UPLOAD_BYTES) throw new PipelineError('TOO_LARGE');
  ports.pages.warmUp();
  return ports.files.withFile(job.source, async (file) => {
    const { type, pageCount: pagesOfFile } = await ports.pages.inspect(file);
    if (pagesOfFile < 1) throw new PipelineError('CORRUPT', 'the document has no pages');
    if (pagesOfFile > MAX_PAGES) throw new PipelineError('TOO_MANY_PAGES', `${pagesOfFile} pages`);
    const pageCount = countOfPages(pagesOfFile, job.options.pages);
    if (pageCount === 0) throw new PipelineError('INVALID_OPTIONS', `the file has ${pagesOfFile} pages`, { option: 'pages' });
    return { contentType: FILE_TYPES[type].contentType, sha256: file.sha256, pageCount };
  });
}

/**
 * The earlier job whose results answer this one. Only a queued job is answered so: a retry is a wish to have it read again,
 * and what could not be taken over once is read.
 */
async function reusable(ports: AdvanceJobPorts, ref: JobRef, job: Job, checked: Checked): Promise<JobRef | undefined> {
  if (job.status !== 'queued' || job.cancelRequestedAt !== null) return undefined;
  const key = contentKey({ ...job, source: { ...job.source, sha256: checked.sha256 } });
  const earlier = key === null ? undefined : await ports.jobs.findContent(ref.uid, key);
  return earlier?.jobId === ref.jobId ? undefined : earlier;
}

/** Plans the job and charges its owner. @returns why it may not be */
async function charge(ports: AdvanceJobPorts, ref: JobRef, job: Job, checked: Checked): Promise<Refusal | undefined> {
  const { pageCount } = checked;
  const { pagesPerTask, concurrentTasks } = ports.settings;
  const tasks = planTasks(pagesOf(pageCount, job.options), pagesPerTask, concurrentTasks).length;
  const cost = { jobs: 1, pages: pageCount, bytes: job.source.sizeBytes };
  // The wish to cancel may have come while the file was checked.
  const isWanted = (current: Job) => current.cancelRequestedAt === null;
  const decision = await chargeJob(
    ports,
    ref,
    job.createdAt,
    (current, lane) =>
      isWanted(current)
        ? { kind: 'plan', run: job.run, checked, lane, tasks }
        : { kind: 'refuse', run: job.run, error: { code: 'CANCELLED' } },
    (current) => (isWanted(current) ? cost : NOTHING_USED),
  );
  return decision?.kind === 'exceeded' ? { code: 'QUOTA_EXCEEDED', quota: decision.quota } : undefined;
}

/** Makes every page of the run ready. Tallies come last, so that they tell that all pages are. */
async function openRun(
  ports: AdvanceJobPorts,
  ref: JobRef,
  job: Job,
  pageCount: number,
): Promise<'open' | 'nothing to take over'> {
  const { run, options, dispatch, reusedFrom } = job;
  const tallies = await ports.jobs.readTallies(ref);
  if (sumTallies(tallies).pages !== pageCount) {
    const pages = reusedFrom === null ? newPages(pageCount, run, options) : await copyResults(ports, ref, job, reusedFrom);
    if (pages === undefined) return 'nothing to take over';
    const areNew = await ports.jobs.createPages(ref, pages);
    // Pages that were there may be read already: from earlier results, before those were gone.
    const stored: Page[] = areNew ? pages : [];
    const numbers = new Set(pages.map(({ pageNumber }) => pageNumber));
    if (!areNew) for await (const page of ports.jobs.readPages(ref)) if (numbers.has(page.pageNumber)) stored.push(page);
    await ports.jobs.createTallies(ref, talliesOf(stored, run));
  }
  if (run === 1) return 'open';
  await changeEveryPage(ports, ref, (page, tally) =>
    decideReopen(page, tally, run, dispatch.scope, askedLanguages(options.languages)),
  );
  await ports.jobs.raiseTallies(ref, run);
  return 'open';
}

/** Ends the pages that nobody reads. */
async function endOpenPages(
  ports: AdvanceJobPorts,
  ref: JobRef,
  run: number,
  code: 'CANCELLED' | 'BUDGET_EXCEEDED',
): Promise<void> {
  await changeEveryPage(ports, ref, (page, tally) => {
    const end = decideEnd(page, tally, run, ports.clock(), code);
    return end.kind === 'settled' ? end : undefined;
  });
}

async function changeEveryPage(
  ports: AdvanceJobPorts,
  ref: JobRef,
  decide: (page: Page, tally: Tally) => PageWrite | undefined,
): Promise<void> {
  const tallies = await ports.jobs.readTallies(ref);
  await inParallel(TALLIES_AT_ONCE, tallies, ({ index }) => ports.jobs.settleTally(ref, index, decide));
}

async function finish(
  ports: AdvanceJobPorts,
  ref: JobRef,
  job: Job,
  totals: Totals,
  { trace, isStalled }: AdvanceCall,
): Promise<Advanced> {
  const task = { ...ref, run: job.run, round: job.dispatch.round, trace };
  // A task that was lost keeps its name for an hour: the next needs another. It is one task: only rounds are counted.
  const round = isStalled ? await nextRound(ports, ref, job, 1, Number.POSITIVE_INFINITY, LAST_FINISH_ROUND) : job.dispatch.round;
  if (round === 'not ours') return { kind: 'ended' };
  if (round === 'over budget') {
    ports.log.error('job was never finished', { ...ref, run: job.run, round: job.dispatch.round, trace });
    await leaveUnfinished(ports, task, job, totals);
    return { kind: 'ended' };
  }
  if (job.reusedFrom !== null && !job.options.outputs.some(isPdfOutput)) {
    // Nothing was read, so there is little to do and nobody to wait for. Only a PDF needs the finisher's memory.
    await finishJob(ports, { ...task, round });
    return { kind: 'reused' };
  }
  await ports.queue.enqueueFinish({ ...task, round });
  return { kind: 'finishing' };
}

/** Hands the open pages to the queue. */
async function dispatch(
  ports: AdvanceJobPorts,
  ref: JobRef,
  job: Job,
  pageCount: number,
  { trace, isStalled, isRestart = false }: AdvanceCall,
): Promise<Advanced> {
  const { pagesPerTask, concurrentTasks, tasksPerPage } = ports.settings;
  const { run, lane } = job;
  if (!isStalled && job.dispatch.round > 1) return { kind: 'waiting' };
  const isFirst = run === 1 && !isStalled;
  if (isRestart) await changeEveryPage(ports, ref, (page) => decideAbandon(page, run, ports.clock()));
  // The first round is the same whoever plans it, so that its tasks have the same names.
  const pages = isFirst ? pagesOf(pageCount, job.options) : await ports.jobs.openPages(ref);
  const ranges = planTasks(pages, pagesPerTask, concurrentTasks);
  let round: number | JobEnd = job.dispatch.round;
  if (isStalled) round = await nextRound(ports, ref, job, ranges.length, taskBudget(pageCount, tasksPerPage), LAST_PAGES_ROUND);
  if (round === 'over budget') {
    ports.log.error('job is over its task budget', { ...ref, run, tasks: job.dispatch.tasks, trace });
    await endOpenPages(ports, ref, run, 'BUDGET_EXCEEDED');
    const totals = sumTallies(await ports.jobs.readTallies(ref));
    // The last of the pages that are still being read ends the job.
    return allSettled(totals) ? finish(ports, ref, job, totals, { trace, isStalled }) : { kind: 'finishing' };
  }
  if (round === 'not ours') return { kind: 'ended' };
  await ports.queue.enqueuePages(
    ranges.map((range) => ({ ...ref, run, round, ...range, trace })),
    lane,
  );
  return isFirst ? { kind: 'planned', pageCount, tasks: ranges.length } : { kind: 'dispatched', round, tasks: ranges.length };
}

type JobEnd = 'over budget' | 'not ours';

/** Takes the next round of the job's run for the caller. */
async function nextRound(
  ports: AdvanceJobPorts,
  ref: JobRef,
  job: Job,
  tasks: number,
  budget: number,
  lastRound: number,
): Promise<number | JobEnd> {
  const afterRound = job.dispatch.round;
  const decision = await changeJob(ports, ref, { kind: 'dispatch', run: job.run, afterRound, tasks, budget, lastRound });
  if (decision?.kind === 'next') return afterRound + 1;
  return decision?.reason === 'budget' ? 'over budget' : 'not ours';
}
