/**
 * Puts right what was lost: uploads whose event never came, jobs whose tasks were lost or whose workers died, jobs that
 * ended and were not closed, results that did not follow their corrections, links that are open beyond their time, wishes (cancel, retry, delete) that were
 * interrupted, jobs whose time is over or that lay in the trash for long enough. It does nothing itself: each goes through the
 * entry points that everybody uses, so that it may run twice at once.
 *
 * Bounded: so many of each at a time, and for so long; the next sweep goes on after the last that this one looked at.
 * Crash: the place is written at the end; the next sweep looks at the same things again.
 */

import { type JobRef, parseUploadPath } from '../contract/paths.ts';
import { isStalled, trashedBefore } from '../domain/jobStates.ts';
import type { Job } from '../domain/model.ts';
import { type AcceptUploadPorts, acceptUpload } from './acceptUpload.ts';
import { advanceJob } from './advanceJob.ts';
import { continueDeletion, type DeleteJobPorts, deleteJob } from './deleteJob.ts';
import { exportAgain } from './exportJob.ts';
import type { ListedObject } from './ports.ts';
import { endExpiredShare } from './revokeShare.ts';
import type { SweepPlace } from './storePorts.ts';

export interface SweepPorts extends AcceptUploadPorts, DeleteJobPorts {
  readonly settings: AcceptUploadPorts['settings'] &
    DeleteJobPorts['settings'] & {
      /** How long a job may show no progress before its tasks are taken for lost. */
      readonly stallMs: number;
      /** Where uploads lie. */
      readonly bucket: string;
    };
}

export interface SweepCall {
  readonly trace: string;
  /** The queue is known to have lost its tasks, and every worker to be gone: jobs that have not ended are taken up at once. */
  readonly afterRestart: boolean;
  /** When to begin nothing new, in epoch milliseconds. */
  readonly until: number;
}

export interface Swept {
  /** Jobs that were brought on, uploads whose event had not come, jobs and links whose time was over, deletions that were gone on with. */
  readonly advanced: number;
  readonly found: number;
  readonly expired: number;
  readonly purged: number;
  /** What failed and is tried by the next sweep. */
  readonly failures: number;
}

const JOBS_AT_ONCE = 200;
const UPLOADS_AT_ONCE = 500;
const SHARES_AT_ONCE = 200;
/** As late as Firestore knows, less a little. */
const AT_ANY_TIME = Date.UTC(9999, 0);
const DAY_MS = 24 * 60 * 60 * 1000;

export async function sweep(ports: SweepPorts, call: SweepCall): Promise<Swept> {
  const swept = { advanced: 0, found: 0, expired: 0, purged: 0, failures: 0 };
  const control = await ports.operations.readControl();
  if (control.mode === 'stop') return swept;
  const place = await ports.operations.readSweep();
  const { stallMs } = ports.settings;
  const isOver = () => ports.clock() >= call.until;
  /** Does one thing; its failure keeps nothing else from being done. */
  const attempt = async (what: keyof typeof swept, ref: JobRef, act: () => Promise<unknown>) => {
    try {
      await act();
      swept[what]++;
    } catch (error) {
      swept.failures++;
      const { uid, jobId } = ref;
      ports.log.warn('sweep could not put right', { what, uid, job: jobId, reason: String(error), trace: call.trace });
    }
  };

  const now = ports.clock();
  // After a change of the switch, jobs that are not silent for long may be waiting for it.
  const isUrgent = call.afterRestart || control.changedAt > now - 2 * stallMs;
  const cursor = call.afterRestart ? null : place.job;
  const jobs = await ports.jobs.findUnfinished(isUrgent ? now : now - stallMs, cursor, JOBS_AT_ONCE);
  let last: Job | undefined;
  for (const job of jobs) {
    if (isOver()) break;
    last = job;
    if (!call.afterRestart && !isStalled(job, control, stallMs, now)) continue;
    const ref = refOf(job);
    await attempt('advanced', ref, () =>
      advanceJob(ports, ref, { trace: call.trace, isStalled: true, isRestart: call.afterRestart }),
    );
  }
  const over = [() => ports.jobs.findExpired(now, JOBS_AT_ONCE), () => ports.jobs.findTrashed(trashedBefore(now), JOBS_AT_ONCE)];
  for (const find of over) {
    for (const job of await find()) {
      if (isOver()) break;
      await attempt('expired', refOf(job), () => deleteJob(ports, refOf(job), job.source.bucket, 'expired'));
    }
  }
  const lostBefore = call.afterRestart ? AT_ANY_TIME : now - stallMs;
  for (const job of await ports.jobs.findUnexported(lostBefore, JOBS_AT_ONCE)) {
    if (isOver()) break;
    await attempt('advanced', refOf(job), () => exportAgain(ports, job, lostBefore, call.trace));
  }
  for (const share of await ports.jobs.findExpiredShares(now, SHARES_AT_ONCE)) {
    if (isOver()) break;
    await attempt('expired', share, () => endExpiredShare(ports, share.uid, share.shareId));
  }
  for (const deletion of await ports.jobs.dueDeletions(now, JOBS_AT_ONCE)) {
    if (isOver()) break;
    await attempt('purged', deletion, () => continueDeletion(ports, deletion));
  }
  const upload = await acceptLostUploads(ports, call, place.upload, isOver, attempt);
  const isEnd = last === jobs.at(-1) && jobs.length < JOBS_AT_ONCE;
  const reached = last === undefined ? cursor : { ...refOf(last), updatedAt: last.updatedAt };
  await ports.operations.writeSweep({ job: isEnd ? null : reached, upload });
  return swept;
}

/** @returns where the next sweep goes on */
async function acceptLostUploads(
  ports: SweepPorts,
  call: SweepCall,
  after: string | null,
  isOver: () => boolean,
  attempt: (what: 'found' | 'expired', ref: JobRef, act: () => Promise<unknown>) => Promise<void>,
): Promise<SweepPlace['upload']> {
  const { bucket, stallMs, retentionDays } = ports.settings;
  const listed = await ports.objects.list(bucket, 'uploads/', after, UPLOADS_AT_ONCE);
  const uploads = listed.flatMap((object) => {
    const ref = parseUploadPath(object.name);
    return ref === undefined ? [] : [{ object, ref: { uid: ref.uid, jobId: ref.jobId } }];
  });
  const missing = await ports.jobs.findMissing(uploads.map(({ ref }) => ref));
  const now = ports.clock();
  let last: string | undefined;
  for (const { object, ref } of uploads) {
    if (isOver()) return last ?? after;
    last = object.name;
    if (!missing.some(({ uid, jobId }) => uid === ref.uid && jobId === ref.jobId)) continue;
    if (now < object.createdAt + stallMs && !call.afterRestart) continue;
    // Its job went when its time was over, and the rest was not deleted with it.
    const days = retentionOf(object, retentionDays);
    if (days > 0 && now >= object.createdAt + days * DAY_MS) {
      await attempt('expired', ref, () => deleteJob(ports, ref, bucket, 'expired'));
    } else {
      await attempt('found', ref, () => acceptUpload(ports, { bucket, ...object, trace: call.trace }));
    }
  }
  return listed.length < UPLOADS_AT_ONCE ? null : (listed.at(-1)?.name ?? null);
}

function retentionOf({ metadata }: ListedObject, usual: number): number {
  const wished = Number(metadata.retentionDays ?? '');
  return Number.isInteger(wished) && wished > 0 ? wished : usual;
}

function refOf({ ownerUid, jobId }: Job): JobRef {
  return { uid: ownerUid, jobId };
}
