/**
 * A job and everything of it go: by its owner's wish, because its time is over, or after long enough in the trash.
 *
 * Order: one transaction removes the job document and leaves a note of what is still to be deleted; then the rest goes.
 * Twice: the note is written once, and deleting what is gone is nothing. Half: the sweeper goes on, from the note.
 * Late: events and tasks find no job and the note. A worker that is reading a page may still write it down: so everything is
 *   deleted a second time when no worker can be at it any more.
 */

import { type JobRef, resultsPath, uploadsPath } from '../contract/paths.ts';
import { isTimeOver } from '../domain/jobStates.ts';
import type { Deletion, Job } from '../domain/model.ts';
import type { Clock, Log, ObjectStore } from './ports.ts';
import type { JobStore } from './storePorts.ts';

export interface DeleteJobPorts {
  readonly clock: Clock;
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  readonly log: Log;
  readonly settings: {
    /** Longer than anything that works on a job can go on without looking at it. */
    readonly purgeAgainMs: number;
  };
}

/** Storage events come again for days, at the longest. */
const EVENTS_END_AFTER_MS = 14 * 24 * 60 * 60 * 1000;
const OBJECTS_AT_ONCE = 500;

/**
 * @param only `expired` leaves a job alone whose time is not over: it may have been retried or restored since somebody saw that it was
 * @throws when something outside failed; what is left is deleted by the sweeper once the note is written
 */
export async function deleteJob(ports: DeleteJobPorts, ref: JobRef, bucket: string, only?: 'expired'): Promise<void> {
  const now = ports.clock();
  const deletion: Deletion = {
    uid: ref.uid,
    jobId: ref.jobId,
    bucket,
    deletedAt: now,
    purgeAt: now,
    expireAt: now + EVENTS_END_AFTER_MS,
  };
  const mayGo = only === 'expired' ? (job: Job) => isTimeOver(job, now) : undefined;
  if (!(await ports.jobs.deleteJob(deletion, mayGo))) return;
  ports.log.info('job deleted', { uid: ref.uid, job: ref.jobId });
  await purge(ports, deletion);
  await ports.jobs.postponeDeletion(ref, now + ports.settings.purgeAgainMs);
}

/** What is due of a deletion: the second time, or the first if that was interrupted. */
export async function continueDeletion(ports: DeleteJobPorts, deletion: Deletion): Promise<void> {
  await purge(ports, deletion);
  const again = deletion.deletedAt + ports.settings.purgeAgainMs;
  await ports.jobs.postponeDeletion(deletion, ports.clock() >= again ? null : again);
}

async function purge(ports: DeleteJobPorts, { bucket, ...ref }: Deletion): Promise<void> {
  for (const prefix of [`${resultsPath(ref)}/`, `${uploadsPath(ref)}/`]) {
    for (;;) {
      const objects = await ports.objects.list(bucket, prefix, null, OBJECTS_AT_ONCE);
      await ports.objects.delete(
        bucket,
        objects.map(({ name }) => name),
      );
      if (objects.length < OBJECTS_AT_ONCE) break;
    }
  }
  await ports.jobs.purgeJob(ref);
}
