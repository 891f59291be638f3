/**
 * Stage 1: an uploaded object becomes a job whose pages wait in the queue.
 *
 * Key: bucket, name and generation. The job's path comes from the object's name, and `createJob` creates or does nothing.
 * Twice: a second delivery of the same object finds the job. While the job runs it does the planning again, which changes
 *   nothing: pages are only created where missing, tasks have fixed names. So a delivery that died on the way is made good.
 * Crash: after the job, it stays `queued` in step `validate`; after the pages or some tasks, in step `plan`, and the tasks
 *   that are there run; the redelivery adds the rest. What still fails ten minutes after the upload ends the job.
 * Other objects under the same job id (a second file) start nothing: one job, one source.
 */

import type { JobSource } from '../contract/documents.ts';
import { isRetriedByQueue } from '../contract/errors.ts';
import { FILE_TYPES } from '../contract/fileTypes.ts';
import { MAX_PAGES, MAX_UPLOAD_BYTES } from '../contract/limits.ts';
import { DEFAULT_OPTIONS, parseOptions } from '../contract/options.ts';
import { type JobRef, parseUploadPath } from '../contract/paths.ts';
import { isTerminalJob } from '../contract/states.ts';
import { codeOf, PipelineError } from '../domain/failure.ts';
import { decidePlanned, decideRefused, isSameUpload, newJob, usageOf } from '../domain/jobStates.ts';
import type { Job } from '../domain/model.ts';
import { newPages, newTallies, planTasks } from '../domain/pagePlan.ts';
import type { Clock, JobStore, Log, PageMaker, SourceFiles, TaskQueue } from './ports.ts';

export interface Uploaded {
  readonly bucket: string;
  readonly name: string;
  readonly generation: string;
  readonly sizeBytes: number;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** When the upload was finished, in epoch milliseconds. */
  readonly uploadedAt: number;
  /** Follows the job through the log: the event's id. */
  readonly trace: string;
}

/** After this long, what keeps failing is no passing fault: the job ends with it, instead of waiting for days. */
const GIVE_UP_AFTER_MS = 10 * 60 * 1000;

export interface AcceptUploadPorts {
  readonly clock: Clock;
  readonly jobs: JobStore;
  readonly files: SourceFiles;
  readonly pages: PageMaker;
  readonly queue: TaskQueue;
  readonly log: Log;
  readonly settings: { readonly pagesPerTask: number; readonly concurrentTasks: number };
}

export type Accepted =
  /** The object is no upload. */
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'planned'; readonly pageCount: number; readonly tasks: number };

/** @throws when something outside failed that may work the next time; the event must then be delivered again */
export async function acceptUpload(ports: AcceptUploadPorts, uploaded: Uploaded): Promise<Accepted> {
  const upload = parseUploadPath(uploaded.name);
  if (upload === undefined) return { kind: 'ignored', reason: 'not an upload path' };

  const job = await createOrFind(ports, upload, uploaded);
  if (job === 'other upload') return { kind: 'ignored', reason: 'another file under the same job id' };
  if (isTerminalJob(job.status)) return { kind: 'duplicate' };

  try {
    const pageCount = job.pageCount ?? (await planPages(ports, job, uploaded.metadata));
    const { pagesPerTask, concurrentTasks } = ports.settings;
    const ranges = planTasks(pageCount, pagesPerTask, concurrentTasks);
    const { uid, jobId } = upload;
    await ports.queue.enqueuePages(ranges.map((range) => ({ uid, jobId, run: job.run, ...range, trace: uploaded.trace })));
    return { kind: 'planned', pageCount, tasks: ranges.length };
  } catch (error) {
    return refuseOrThrow(ports, upload, error, uploaded);
  }
}

async function createOrFind(ports: AcceptUploadPorts, upload: JobRef & { fileName: string }, uploaded: Uploaded) {
  const { bucket, name, generation, contentType, sizeBytes } = uploaded;
  const source: JobSource = { bucket, name, generation, fileName: upload.fileName, contentType, sizeBytes, sha256: null };
  const parsed = parseOptions(uploaded.metadata);
  const { pipeline, options } = parsed.ok ? parsed : { pipeline: 'document' as const, options: DEFAULT_OPTIONS };
  const { uid, jobId } = upload;
  const job = newJob({ ref: { uid, jobId }, source, pipeline, options, now: ports.clock() });
  if ((await ports.jobs.createJob(job)) === 'created') return job;

  const existing = await ports.jobs.readJob(upload);
  // Deleted in between: whoever deleted it does not want it made again.
  if (existing === undefined) return 'other upload';
  return isSameUpload(existing.source, source) ? existing : 'other upload';
}

async function planPages(ports: AcceptUploadPorts, job: Job, metadata: Uploaded['metadata']): Promise<number> {
  const ref = { uid: job.ownerUid, jobId: job.jobId };
  const checked = await check(ports, job, metadata);
  const pages = newPages(checked.pageCount, job.run, job.options);
  await ports.jobs.createPages(ref, pages, newTallies(checked.pageCount, job.run));
  await ports.jobs.updateJob(ref, (current) => {
    const write = decidePlanned(current, checked, ports.clock());
    return { write: write && { job: write }, result: undefined };
  });
  return checked.pageCount;
}

/** Everything that can be said about the file before a page is drawn. */
async function check(ports: AcceptUploadPorts, job: Job, metadata: Uploaded['metadata']) {
  const parsed = parseOptions(metadata);
  if (!parsed.ok) throw new PipelineError('INVALID_OPTIONS', `${parsed.option} ${parsed.reason}`, { option: parsed.option });
  if (job.source.sizeBytes === 0) throw new PipelineError('EMPTY_FILE');
  if (job.source.sizeBytes > MAX_UPLOAD_BYTES) throw new PipelineError('TOO_LARGE');
  ports.pages.warmUp();
  return ports.files.withFile(job.source, async (file) => {
    const { type, pageCount } = await ports.pages.inspect(file);
    if (pageCount < 1) throw new PipelineError('CORRUPT', 'the document has no pages');
    if (pageCount > MAX_PAGES) throw new PipelineError('TOO_MANY_PAGES', `${pageCount} pages`);
    return { contentType: FILE_TYPES[type].contentType, sha256: file.sha256, pageCount };
  });
}

/** A cause that lies in the file ends the job and is acknowledged; anything else is thrown, so that it is tried again. */
async function refuseOrThrow(ports: AcceptUploadPorts, ref: JobRef, error: unknown, uploaded: Uploaded): Promise<Accepted> {
  const { trace, uploadedAt } = uploaded;
  const code = codeOf(error);
  if (isRetriedByQueue(code) && ports.clock() < uploadedAt + GIVE_UP_AFTER_MS) throw error;
  const option = error instanceof PipelineError ? error.option : undefined;
  await ports.jobs.updateJob(ref, (job) => {
    const now = ports.clock();
    const write = decideRefused(job, code, now, option);
    return { write: write && { job: write, usage: usageOf(job, 'failed', null, 0, now) }, result: undefined };
  });
  ports.log.warn('upload refused', { uid: ref.uid, job: ref.jobId, code, reason: String(error), trace });
  return { kind: 'refused', code };
}
