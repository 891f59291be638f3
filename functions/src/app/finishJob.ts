/**
 * Stage 3: when every page of a run has ended, the pages become one document and the job ends.
 *
 * Key: job and run. Twice: a job that has ended is left alone; two at once write the same bytes to the same names, and one
 *   transaction ends the job and adds to the day's usage.
 * Early or late: pages still running, or another run: nothing happens; the last page of that run enqueues its own task.
 * While an export of an earlier run still writes: it comes again. Two at once of which one ends the job, which somebody corrects,
 *   before the other has written: that one notes that the results are to be written once more.
 * Stopped: it puts the task down, and the sweeper sends another when the pipeline goes on. A pause lets finish what was read.
 * Crash: after some results, a redelivery writes them again; the job ends only after all of them are there.
 * Failing for ever: what keeps failing for longer than an outage ends the job with its code, and `advanceJob` ends one whose
 *   attempts all die without a word. The pages keep their texts; a retry puts them together.
 */

import { PROGRESS_INTERVAL_MS } from '../contract/limits.ts';
import { isTerminalJob } from '../contract/states.ts';
import { costOf, type WorkerSize } from '../domain/cost.ts';
import { codeOf } from '../domain/failure.ts';
import { contentKey } from '../domain/jobContents.ts';
import type { Finished } from '../domain/jobEvents.ts';
import { isExporting } from '../domain/jobExports.ts';
import type { Job } from '../domain/model.ts';
import { allSettled, isOpened, sumTallies, type Totals } from '../domain/progress.ts';
import { type AssemblePorts, assemble, type Made, NOTHING, type ReadPages, readThrough } from './assembleJob.ts';
import { changeJob } from './changeJob.ts';
import type { FinishTask } from './ports.ts';
import type { Operations } from './storePorts.ts';

export interface FinishJobPorts extends AssemblePorts {
  readonly operations: Operations;
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
  /** An export of an earlier run is still writing: the task must be delivered again. */
  | { readonly kind: 'again' }
  | { readonly kind: 'stale' | 'early' };

/** @throws when something outside failed that may work the next time; the task must then be delivered again */
export async function finishJob(ports: FinishJobPorts, task: FinishTask): Promise<FinishOutcome> {
  const [job, control] = await Promise.all([ports.jobs.readJob(task), ports.operations.readControl()]);
  if (job === undefined || job.run !== task.run || isTerminalJob(job.status)) return { kind: 'stale' };
  if (control.mode === 'stop') return { kind: 'held' };
  const tallies = await ports.jobs.readTallies(task);
  const totals = sumTallies(tallies);
  if (!isOpened(tallies, job) || !allSettled(totals)) return { kind: 'early' };

  if (isExporting(job, ports.clock())) return { kind: 'again' };
  const assembling = { kind: 'assemble', run: task.run, totals } as const;
  await changeJob(ports, task, { ...assembling, intervalMs: PROGRESS_INTERVAL_MS });
  const read = await readThrough(ports, job);
  let made: Made | undefined;
  try {
    const isCurrent = (current: Job) => current.run === job.run && !isTerminalJob(current.status);
    made = await assemble(ports, job, read, { isCurrent, until: Number.POSITIVE_INFINITY });
  } catch (error) {
    await leaveResults(ports, task, job);
    // A first attempt ends nothing, since it may have come late: it makes sure to be seen by the next.
    const isFirst = job.step !== 'assemble';
    if (isFirst) await changeJob(ports, task, { ...assembling, intervalMs: 0 });
    const since = Math.max(read.endedAt, job.startedAt ?? 0, control.changedAt);
    if (isFirst || ports.clock() < since + ports.settings.outageMs) throw error;
    const { uid, jobId, run, trace } = task;
    ports.log.error('pages not put together', { uid, job: jobId, run, trace, reason: String(error) });
    return end(ports, task, job, totals, read, { ...NOTHING, failure: codeOf(error) });
  }
  if (made === undefined) return { kind: 'stale' };
  const outcome = await end(ports, task, job, totals, read, { ...made, failure: null });
  if (outcome.kind !== 'finished') await leaveResults(ports, task, job);
  return outcome;
}

/** Another attempt may have ended the job, and somebody may have corrected it, before this one wrote its results over theirs. */
function leaveResults(ports: FinishJobPorts, ref: FinishTask, { run, revision }: Job) {
  return changeJob(ports, ref, { kind: 'abandonExport', owner: null, written: { run, revision } });
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
