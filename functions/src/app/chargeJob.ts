import type { JobQuota } from '../contract/documents.ts';
import type { JobRef } from '../contract/paths.ts';
import type { Lane } from '../contract/states.ts';
import { dayOf, exceededQuota } from '../domain/allowance.ts';
import type { JobDecision, JobEvent } from '../domain/jobEvents.ts';
import { decideJob } from '../domain/jobStates.ts';
import type { Allowance, Job, Limits } from '../domain/model.ts';
import type { Clock } from './ports.ts';
import type { JobStore, Operations } from './storePorts.ts';

export interface ChargeJobPorts {
  readonly clock: Clock;
  readonly jobs: JobStore;
  readonly operations: Operations;
  readonly settings: { readonly limits: Limits };
}

/**
 * Lets one thing happen to a job that has pages read, and charges its owner for them in the same transaction: neither
 * happens without the other, and neither twice.
 * @param since when the job wanted its place among the owner's active ones: those that were there before go first
 * @param eventOf what happens, in the lane of the owner's plan
 * @param costOf what it costs the owner
 * @returns the allowance that would be exceeded, in which case nothing is written; undefined when there is no such job
 */
export async function chargeJob(
  ports: ChargeJobPorts,
  ref: JobRef,
  since: number,
  eventOf: (job: Job, lane: Lane) => JobEvent,
  costOf: (job: Job) => Allowance,
): Promise<JobDecision | { readonly kind: 'exceeded'; readonly quota: JobQuota } | undefined> {
  const [owner, activeJobs] = await Promise.all([
    ports.operations.readOwner(ref.uid),
    ports.jobs.countActiveJobs(ref.uid, since),
  ]);
  const limits: Limits = { ...ports.settings.limits, ...owner };
  const lane = owner?.plan === 'priority' ? 'priority' : 'standard';
  return ports.jobs.chargeJob<JobDecision | { kind: 'exceeded'; quota: JobQuota }>(ref, dayOf(ports.clock()), (job, used) => {
    const now = ports.clock();
    const decision = decideJob(job, eventOf(job, lane), now);
    if (decision.kind === 'rejected') return { result: decision };
    const cost = costOf(job);
    const quota = exceededQuota(limits, used, cost, activeJobs, now);
    if (quota !== undefined) return { result: { kind: 'exceeded', quota } };
    const charged = { jobs: used.jobs + cost.jobs, pages: used.pages + cost.pages, bytes: used.bytes + cost.bytes };
    const { write, audit, usage } = decision;
    return { write: { job: write, audit, usage, used: charged }, result: decision };
  });
}
