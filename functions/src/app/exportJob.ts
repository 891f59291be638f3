/**
 * The results of a document that was read follow what people have put right in it: they are written again, under their names.
 *
 * Key: job, run and revision. Twice, or late: the second finds its revision exported, or a later one wanted, which has a task of its
 *   own; nothing happens. So whoever corrects thirty words in a row is not given thirty exports.
 * Two at once would mix their bytes under the same names: an export first claims the results, for longer than it may run. Another
 *   comes again when it finds them claimed. What is corrected while one writes is still to follow when that one is done.
 * Another run meanwhile: its end comes again too, until the claim is given back or over, and writes the corrections into its results.
 * Crash: `pendingExport` stays until the results of the latest revision are taken. An export that fails gives its claim back, so that
 *   the redelivery writes them; of one that dies the claim runs out first, and who comes after that writes them: a redelivery, or
 *   the sweeper's task.
 * Beyond its claim (a process that was frozen): it begins no other file, its results are not taken, and it notes that the latest are
 *   to be written once more, since it may have written over them. So does a second end of the run that comes late, which claims
 *   nothing: that would hold up every document. Only one that writes over newer results so late, and dies before it notes it,
 *   leaves them mixed, until the next correction.
 */

import type { Lease } from '../contract/documents.ts';
import type { Job } from '../domain/model.ts';
import { type AssemblePorts, assemble, readThrough } from './assembleJob.ts';
import { changeJob } from './changeJob.ts';
import type { Clock, ExportTask, TaskQueue } from './ports.ts';
import type { JobStore, Operations } from './storePorts.ts';

export interface ExportJobPorts extends AssemblePorts {
  readonly operations: Operations;
  /** A name that nobody else has. */
  readonly newOwner: () => string;
  readonly settings: {
    /** Longer than an export may run. */
    readonly exportLeaseMs: number;
  };
}

/** `again`: somebody else is writing the results; the task must be delivered again. */
export type Exported = 'exported' | 'stale' | 'held' | 'again';

/** @throws when something outside failed that may work the next time; the task must then be delivered again */
export async function exportJob(ports: ExportJobPorts, task: ExportTask): Promise<Exported> {
  const [job, control] = await Promise.all([ports.jobs.readJob(task), ports.operations.readControl()]);
  if (job === undefined) return 'stale';
  // The sweeper sends another when the pipeline goes on.
  if (control.mode === 'stop') return 'held';
  const { run, revision } = task;
  const lease = { owner: ports.newOwner(), expiresAt: ports.clock() + ports.settings.exportLeaseMs };
  const claim = await changeJob(ports, task, { kind: 'claimExport', run, revision, lease });
  if (claim?.kind !== 'next') return claim?.reason === 'lease' ? 'again' : 'stale';
  let outcome: Exported = 'stale';
  try {
    outcome = await writeResults(ports, task, job, lease);
  } finally {
    const written = { run, revision };
    if (outcome !== 'exported') await changeJob(ports, task, { kind: 'abandonExport', owner: lease.owner, written });
  }
  ports.log.info('corrections exported', { uid: task.uid, job: task.jobId, run, revision, trace: task.trace, outcome });
  return outcome;
}

async function writeResults(ports: ExportJobPorts, task: ExportTask, job: Job, lease: Lease<number>): Promise<Exported> {
  const { run, revision } = task;
  const { owner, expiresAt: until } = lease;
  const isCurrent = (current: Job) =>
    current.run === run && current.revision === revision && current.exportLease?.owner === owner;
  const made = await assemble(ports, job, await readThrough(ports, job), { isCurrent, until });
  if (made === undefined) return 'stale';
  const decision = await changeJob(ports, task, { kind: 'exported', run, revision, owner, ...made });
  if (decision?.kind === 'next') return 'exported';
  return decision?.reason === 'lease' ? 'again' : 'stale';
}

/** Sends the task of a job whose export must be taken for lost, later each time. */
export async function exportAgain(
  ports: { readonly clock: Clock; readonly jobs: JobStore; readonly queue: TaskQueue },
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
