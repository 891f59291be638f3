/**
 * Stage 1: an uploaded object becomes a job; `advanceJob` does the rest.
 *
 * Key: bucket, name and generation. The job's path comes from the object's name, and `createJob` creates or does nothing.
 * Twice: a second delivery of the same object finds the job, and brings it on in case the first delivery died on the way.
 * Late: a job that was deleted leaves a note behind, so that an event that comes after it makes no new one.
 * Crash: the redelivery, or the sweeper, goes on where this one stopped.
 * Other objects under the same job id (a second file) start nothing: one job, one source.
 */

import type { JobSource } from '../contract/documents.ts';
import { DEFAULT_OPTIONS, parseOptions } from '../contract/options.ts';
import { type JobRef, parseUploadPath } from '../contract/paths.ts';
import { isTerminalJob } from '../contract/states.ts';
import { expiryOf } from '../domain/allowance.ts';
import { isSameUpload } from '../domain/jobContents.ts';
import { newJob } from '../domain/jobStates.ts';
import { type Advanced, type AdvanceJobPorts, advanceJob } from './advanceJob.ts';

export interface Uploaded {
  readonly bucket: string;
  readonly name: string;
  readonly generation: string;
  readonly sizeBytes: number;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Follows the job through the log: the event's id. */
  readonly trace: string;
}

export interface AcceptUploadPorts extends AdvanceJobPorts {
  readonly settings: AdvanceJobPorts['settings'] & { readonly retentionDays: number };
}

export type Accepted =
  /** The object is no upload, or not this job's, or its job was deleted, or nothing is to be done at all. */
  { readonly kind: 'ignored'; readonly reason: string } | { readonly kind: 'duplicate' } | Advanced;

/** @throws when something outside failed that may work the next time; the event must then be delivered again */
export async function acceptUpload(ports: AcceptUploadPorts, uploaded: Uploaded): Promise<Accepted> {
  const upload = parseUploadPath(uploaded.name);
  if (upload === undefined) return { kind: 'ignored', reason: 'not an upload path' };
  // The sweeper finds the upload when work goes on.
  if ((await ports.operations.readControl()).mode === 'stop') return { kind: 'ignored', reason: 'the pipeline is stopped' };

  const job = await createOrFind(ports, upload, uploaded);
  if (typeof job === 'string') return { kind: 'ignored', reason: job };
  // A later run has its own beginning.
  if (isTerminalJob(job.status) || (job.run > 1 && job.pageCount !== null)) return { kind: 'duplicate' };
  return advanceJob(ports, upload, { trace: uploaded.trace, isStalled: false });
}

async function createOrFind(ports: AcceptUploadPorts, upload: JobRef & { fileName: string }, uploaded: Uploaded) {
  const { bucket, name, generation, contentType, sizeBytes } = uploaded;
  const source: JobSource = { bucket, name, generation, fileName: upload.fileName, contentType, sizeBytes, sha256: null };
  const parsed = parseOptions(uploaded.metadata);
  const options = parsed.ok ? parsed.options : DEFAULT_OPTIONS;
  const now = ports.clock();
  const { job, audit } = newJob({
    ref: { uid: upload.uid, jobId: upload.jobId },
    source,
    pipeline: parsed.ok ? parsed.pipeline : 'document',
    options,
    refusal: parsed.ok ? undefined : { code: 'INVALID_OPTIONS', option: parsed.option },
    expireAt: expiryOf(now, options.retentionDays ?? ports.settings.retentionDays),
    now,
  });
  const outcome = await ports.jobs.createJob(job, audit);
  if (outcome === 'created') return job;
  if (outcome === 'deleted') return 'the job was deleted';

  const existing = await ports.jobs.readJob(upload);
  if (existing === undefined) return 'the job was deleted';
  return isSameUpload(existing.source, source) ? existing : 'another file under the same job id';
}
