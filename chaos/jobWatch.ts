/** What somebody sees who looks at all job documents all the time. */

import { isTerminalJob, type JobStatus } from '../functions/src/contract/states.ts';
import { again, type Stoppable } from './again.ts';
import type { Emulators } from './emulators.ts';
import { readDocuments } from './snapshot.ts';

export interface SeenJob {
  readonly status: JobStatus;
  readonly run: number;
  /** When the end of this run was first seen; null while it runs. */
  readonly endedAt: number | null;
}

export interface JobWatch extends Stoppable {
  /** By job id. */
  seen(): ReadonlyMap<string, SeenJob>;
}

export function watchJobs(emulators: Emulators, everyMs: number): JobWatch {
  let seen: ReadonlyMap<string, SeenJob> = new Map();
  const watching = again(everyMs, async () => {
    const documents = await emulators
      .reach((suite) => readDocuments(suite, { collectionId: 'jobs', fields: ['status', 'run'] }))
      .catch(() => undefined);
    if (documents === undefined) return;
    seen = new Map(
      [...documents].map(([path, data]) => {
        const jobId = path.split('/').at(-1) ?? '';
        const { status, run } = data as unknown as Pick<SeenJob, 'status' | 'run'>;
        const before = seen.get(jobId);
        const known = before?.run === run ? before.endedAt : null;
        return [jobId, { status, run, endedAt: isTerminalJob(status) ? (known ?? Date.now()) : null }];
      }),
    );
  });
  return { ...watching, seen: () => seen };
}
