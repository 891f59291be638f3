import type { JobRef } from '../contract/paths.ts';
import type { JobDecision, JobEvent } from '../domain/jobEvents.ts';
import { decideJob } from '../domain/jobStates.ts';
import type { Clock } from './ports.ts';
import type { JobStore } from './storePorts.ts';

/** Lets one thing happen to a job, with its audit, its usage and its doubts in the same transaction. @returns undefined when there is none */
export function changeJob(
  ports: { readonly clock: Clock; readonly jobs: JobStore },
  ref: JobRef,
  event: JobEvent,
  contentKey?: string | null,
): Promise<JobDecision | undefined> {
  return ports.jobs.updateJob<JobDecision>(ref, (job) => {
    const decision = decideJob(job, event, ports.clock());
    if (decision.kind === 'rejected') return { result: decision };
    const { write, audit, usage, doubts } = decision;
    return { write: { job: write, audit, usage, doubts, contentKey: contentKey ?? undefined }, result: decision };
  });
}
