/**
 * The results of a document that was read follow what people have put right in it: they are written again, under their names.
 *
 * Key: job, run and revision. Twice: the second finds its revision exported. Late, or overtaken by another correction: nothing
 *   happens, since the later one has a task of its own; so whoever corrects thirty words in a row is not given thirty exports.
 * Two at once: when the one with fewer corrections ends last, its bytes may lie over the other's. It says so, and writes those of
 *   the latest revision.
 * Crash: the results are written again by the redelivery, or by the sweeper's task; `pendingExport` stays until then.
 * Another run meanwhile: its own end writes the corrections into its results.
 */

import { isTerminalJob } from '../contract/states.ts';
import type { Job } from '../domain/model.ts';
import { type AssemblePorts, assemble, readThrough } from './assembleJob.ts';
import { changeJob } from './changeJob.ts';
import type { ExportTask, Operations, TaskQueue } from './ports.ts';

export interface ExportJobPorts extends AssemblePorts {
  readonly operations: Operations;
}

/** @throws when something outside failed that may work the next time; the task must then be delivered again */
export async function exportJob(ports: ExportJobPorts, task: ExportTask): Promise<'exported' | 'stale' | 'held'> {
  const [job, control] = await Promise.all([ports.jobs.readJob(task), ports.operations.readControl()]);
  const isWanted = (current: Job) =>
    current.run === task.run && isTerminalJob(current.status) && current.revision === task.revision;
  if (job === undefined || !isWanted(job) || job.exportedRevision >= task.revision) return 'stale';
  // The sweeper sends another when the pipeline goes on.
  if (control.mode === 'stop') return 'held';
  const { results, warnings, doubts } = await assemble(ports, job, await readThrough(ports, job), isWanted);
  if (Object.keys(results).length === 0) return 'stale';
  const { run, revision } = task;
  const decision = await changeJob(ports, task, { kind: 'exported', run, revision, results, warnings, doubts });
  const outcome = decision?.kind === 'next' ? 'exported' : 'stale';
  ports.log.info('corrections exported', { uid: task.uid, job: task.jobId, run, revision, trace: task.trace, outcome });
  if (decision?.kind !== 'next' || decision.exportOnceMore === undefined) return outcome;
  return exportJob(ports, { ...task, revision: decision.exportOnceMore });
}

/** Sends the task of a job whose export must be taken for lost, later each time. */
export async function exportAgain(
  ports: ExportJobPorts & { readonly queue: TaskQueue },
  job: Job,
  lostBefore: number,
  trace: string,
): Promise<void> {
  const ref = { uid: job.ownerUid, jobId: job.jobId };
  const decision = await changeJob(ports, ref, { kind: 'exportAgain', lostBefore });
  const pending = decision?.kind === 'next' ? decision.write.pendingExport : undefined;
  if (pending === undefined || pending === null) return;
  await ports.queue.enqueueExport({ ...ref, run: job.run, revision: job.revision, tries: pending.tries, trace });
}
