/**
 * The owner has a job that ended read again: the pages that failed or were cancelled, or all of them, as a new run. They
 * are charged with its beginning; pages that are not known yet, with the plan.
 *
 * Twice: the second finds the job running and is refused. Crash after the new run began: its pages are made ready and handed
 *   to the queue by the sweeper. Late tasks of the earlier run are stale.
 */

import type { JobQuota } from '../contract/documents.ts';
import type { JobOptions } from '../contract/options.ts';
import type { JobRef } from '../contract/paths.ts';
import type { RetryScope } from '../contract/states.ts';
import { expiryOf } from '../domain/allowance.ts';
import { pagesOfRetry } from '../domain/jobRuns.ts';
import { type AdvanceJobPorts, advanceJob } from './advanceJob.ts';
import { chargeJob } from './chargeJob.ts';

export interface RetryJobPorts extends AdvanceJobPorts {
  readonly settings: AdvanceJobPorts['settings'] & { readonly retentionDays: number };
}

export type Retried =
  | { readonly kind: 'retrying'; readonly run: number }
  | { readonly kind: 'gone' }
  /** The job still runs. */
  | { readonly kind: 'running' }
  /** It lies in the trash, where it stays until its owner takes it out. */
  | { readonly kind: 'trashed' }
  /** No page of the job failed or was cancelled. */
  | { readonly kind: 'nothing' }
  /** The owner's allowance does not allow it. */
  | { readonly kind: 'exceeded'; readonly quota: JobQuota };

/**
 * @param options undefined for the same as before
 * @throws when something outside failed; the run may have begun nevertheless, and goes on
 */
export async function retryJob(
  ports: RetryJobPorts,
  ref: JobRef,
  scope: RetryScope,
  options: JobOptions | undefined,
  trace: string,
): Promise<Retried> {
  const job = await ports.jobs.readJob(ref);
  if (job === undefined) return { kind: 'gone' };
  const now = ports.clock();
  const chosen = options ?? job.options;
  const expireAt = expiryOf(now, chosen.retentionDays ?? ports.settings.retentionDays);
  const decision = await chargeJob(
    ports,
    ref,
    now,
    () => ({ kind: 'retry', scope, options: chosen, expireAt }),
    (current) => ({ jobs: 0, pages: pagesOfRetry(current, scope), bytes: 0 }),
  );
  if (decision === undefined) return { kind: 'gone' };
  if (decision.kind === 'exceeded') return decision;
  if (decision.kind === 'rejected') {
    if (decision.reason === 'trashed') return { kind: 'trashed' };
    return { kind: decision.reason === 'state' ? 'running' : 'nothing' };
  }
  await advanceJob(ports, ref, { trace, isStalled: false });
  return { kind: 'retrying', run: decision.write.run ?? job.run + 1 };
}
