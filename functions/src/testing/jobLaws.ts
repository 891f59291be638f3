/** What holds of one job whatever happens to it: each decision by itself, its counts and its audit trail at any time. */

import { type AuditType, isTerminalJob, isTerminalPage, type JobStatus } from '../contract/states.ts';
import { JOB_TRANSITIONS, type JobDecision, type JobEvent } from '../domain/jobEvents.ts';
import { isExporting } from '../domain/jobExports.ts';
import type { Job } from '../domain/model.ts';
import { sumTallies } from '../domain/progress.ts';
import type { World } from './jobWorld.ts';

/** How often a page may be tried in a run, and for how long an outage costs it no attempt. */
export const LIMITS = { maxAttempts: 3, outageMs: 600_000 } as const;

/** The arrows of docs/contract.md; an event that changes something else leaves the state. */
const ARROWS: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  queued: ['processing', 'failed', 'cancelled'],
  processing: ['completed', 'completed_with_errors', 'failed', 'cancelled'],
  completed: ['processing'],
  completed_with_errors: ['processing'],
  failed: ['processing'],
  cancelled: ['processing'],
};

/** Millions of these are checked: `expect` would take most of a minute. */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** Decisions must not write by themselves. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) frozen(member);
  }
  return value;
}

export function mustBeLawful(before: Job, event: JobEvent, decision: JobDecision, now: number): void {
  const from: readonly JobStatus[] = JOB_TRANSITIONS[event.kind];
  const what = `${event.kind} of a job that is ${before.status}`;
  if (decision.kind === 'rejected') {
    must(Object.keys(decision).length === 2, `${what}: a rejection has nothing to write, and nothing to tell`);
    must(from.includes(before.status) || decision.reason === 'state', `${what}: rejected for its state`);
    return;
  }
  const after = { ...before, ...decision.write };
  const isOver = isTerminalJob(after.status);
  must(from.includes(before.status), `${what}: from a state of the table`);
  const isKeeping = event.kind === 'rename' || event.kind === 'trash' || event.kind === 'restore';
  if (isKeeping) {
    const told = ['title', 'trashedAt'].filter((field) => field in decision.write);
    must(told.length === 1 && Object.keys(decision.write).length === 1, `${what}: changes nothing of its work`);
    must(after.trashedAt === null || isOver, `${what}: what runs does not lie in the trash`);
    must(decision.usage === undefined && decision.audit.length === 1, `${what}: costs nothing, and is told of`);
    return;
  }
  if (MENDING.has(event.kind)) {
    const others = Object.keys(decision.write).filter((field) => !MENDED.has(field));
    must(others.length === 0 && decision.usage === undefined, `${what}: changes nothing but corrections and results`);
    must(after.revision >= before.revision && after.exportedRevision <= after.revision, `${what}: revisions grow`);
    must(event.kind !== 'correct' || (after.pendingExport !== null && decision.audit.length === 1), `${what}: is to be exported`);
    must(
      !isOver || after.status === 'failed' || after.pendingExport !== null || after.exportedRevision === after.revision,
      `${what}: what is behind is to follow`,
    );
    must(event.kind !== 'claimExport' || !isExporting(before, now), `${what}: one at a time`);
    return;
  }
  must(!isTerminalJob(before.status) || event.kind === 'retry', `${what}: a job that has ended absorbs all but a retry`);
  must(after.trashedAt === null, `${what}: what runs does not lie in the trash`);
  must(after.status === before.status || ARROWS[before.status].includes(after.status), `${what}: became ${after.status}`);
  must(after.run === before.run + (event.kind === 'retry' ? 1 : 0), `${what}: run ${after.run}`);
  const [percent, percentBefore] = [after.progress.percent, before.progress.percent];
  must(after.run > before.run || percent >= percentBefore, `${what}: ${percentBefore} % became ${percent} %`);
  must(percent <= (isOver ? 100 : 97), `${what}: ${percent} %`);
  must(decision.write.updatedAt === now, `${what}: tells when`);
  must((decision.usage !== undefined) === isOver, `${what}: adds to the day at its end, once a run`);
  must((after.completedAt !== null) === isOver, `${what}: has ended when its state says so`);
  const { completedPages, failedPages, cancelledPages, totalPages } = after.progress;
  must(Math.min(completedPages, failedPages, cancelledPages) >= 0, `${what}: no count below 0`);
  must(completedPages + failedPages + cancelledPages <= totalPages, `${what}: no more pages than there are`);
  must(totalPages === (after.pageCount ?? 0), `${what}: all pages`);
  must(
    decision.audit.every(({ run }) => run === after.run),
    `${what}: told of its own run`,
  );
}

// ── what always holds ──

const isEnd = (type: AuditType) => type === 'page_completed' || type === 'page_failed' || type === 'page_cancelled';

/** What an owner does with the document, whatever its work has come to. */
const KEEPING: ReadonlySet<AuditType> = new Set<AuditType>(['renamed', 'trashed', 'restored', 'corrected']);
/** What corrections change of a job. */
const MENDED: ReadonlySet<string> = new Set([
  ...['revision', 'exportedRevision', 'pendingExport', 'exportLease', 'results', 'warnings'],
]);
/** What happens of corrections, and of the results that follow them. */
const MENDING: ReadonlySet<JobEvent['kind']> = new Set([
  ...(['correct', 'claimExport', 'exported', 'abandonExport', 'exportAgain'] as const),
]);

/** Tallies are what their pages are: nothing is counted twice, and nothing is forgotten. */
export function mustBeTallied({ tallies, pages, pageCount, job }: World): void {
  for (const { index, pages: size, completed, failed, cancelled, confidenceSum, confidencePages } of tallies) {
    const found = { size: 0, completed: 0, failed: 0, cancelled: 0, confidenceSum: 0, confidencePages: 0 };
    for (const { tally, status, confidence } of pages.values()) {
      if (tally !== index) continue;
      found.size += 1;
      if (status === 'completed' || status === 'failed' || status === 'cancelled') found[status] += 1;
      if (status !== 'completed' || confidence === null) continue;
      found.confidencePages += 1;
      found.confidenceSum += confidence.mean;
    }
    const told = { size, completed, failed, cancelled, confidenceSum, confidencePages };
    const [a, b] = [JSON.stringify(told), JSON.stringify(found)];
    must(a === b, `tally ${index} says ${a}, its pages are ${b}`);
    must(completed + failed + cancelled <= size, `tally ${index} counts more pages than it has`);
  }
  must(tallies.length === 0 || sumTallies(tallies).pages === pageCount, 'every page is in a tally');
  for (const { pageNumber, status, lease, attempts, run } of pages.values()) {
    must((lease !== null) === (status === 'processing'), `page ${pageNumber} is ${status}, its lease ${JSON.stringify(lease)}`);
    must(attempts >= 0 && attempts <= LIMITS.maxAttempts, `page ${pageNumber} has ${attempts} attempts`);
    must(run <= job.run, `page ${pageNumber} is of run ${run}, its job of ${job.run}`);
  }
}

/** Plays the audit trail again, by rules of its own. Fails when no job could have had it, or not with this end. */
export function mustBeAHistory({ audit, job, pages, pageCount, unfinished }: World): void {
  let run = 1;
  let isEnded = false;
  let isTrashed = false;
  let isPlanned = false;
  let isReused = false;
  let begun = { started: false, cancelAsked: false, round: 1 };
  const ends = new Map<number, { readonly type: AuditType; readonly run: number }>();
  const endOf = (its: number) => (unfinished.has(its) ? 'failed' : statusOf([...ends.values()].map(({ type }) => type)));
  for (const [i, { type: what, run: itsRun, page, attempt, code: itsCode }] of audit.entries()) {
    const here = `${i}: ${what} of run ${itsRun}`;
    must((what === 'queued') === (i === 0), here);
    if (KEEPING.has(what)) {
      // At any time, and it changes nothing of the rest.
      must(itsRun === run && (what === 'renamed' || isEnded), here);
      const isMove = what === 'trashed' || what === 'restored';
      must(!isMove || (what === 'trashed') !== isTrashed, here);
      must(what !== 'corrected' || !isTrashed, here);
      isTrashed = what === 'trashed' || (isTrashed && what !== 'restored');
      continue;
    }
    must(!isTrashed, here);
    must(what === 'retried' ? itsRun === run + 1 && isEnded : itsRun === run && !isEnded, here);
    switch (what) {
      case 'queued':
        break;
      case 'planned':
        // Perhaps after `reused`: what could not be taken over is read after all.
        must(!isPlanned, here);
        isPlanned = true;
        break;
      case 'reused':
        must(!isPlanned && !isReused, here);
        isReused = true;
        break;
      case 'started':
        must((isPlanned || isReused) && !begun.started, here);
        begun.started = true;
        break;
      case 'dispatched':
        begun.round += 1;
        must((isPlanned || isReused) && attempt === begun.round, here);
        break;
      case 'cancel_requested':
        must(!begun.cancelAsked, here);
        begun.cancelAsked = true;
        break;
      case 'page_released':
      case 'page_completed':
      case 'page_failed':
      case 'page_cancelled': {
        must((isPlanned || isReused) && page !== undefined && page >= 1 && page <= pageCount, here);
        // At most one end a run; a page that was read stays read, unless the run reads all of them.
        must(ends.get(page ?? 0)?.run !== run, here);
        must((attempt ?? 0) >= (what === 'page_completed' || what === 'page_released' ? 1 : 0), here);
        if (what === 'page_cancelled') must(begun.cancelAsked, here);
        // A page whose worker is gone is released without one.
        if (what !== 'page_released') must((itsCode !== undefined) === (what === 'page_failed'), here);
        if (isEnd(what)) ends.set(page ?? 0, { type: what, run });
        break;
      }
      case 'retried':
        run = itsRun;
        isEnded = false;
        begun = { started: false, cancelAsked: false, round: 1 };
        break;
      case 'completed':
      case 'completed_with_errors':
      case 'failed':
      case 'cancelled':
        isEnded = true;
        // Without pages it was refused; so may be one that could not take over what it was to.
        if (isPlanned) must(what === endOf(run), here);
        else {
          const isRefused = what === (begun.cancelAsked ? 'cancelled' : 'failed');
          must(isReused ? what === endOf(run) || (ends.size === 0 && isRefused) : isRefused, here);
        }
        break;
      case 'renamed':
      case 'trashed':
      case 'restored':
      case 'shared':
      case 'share_revoked':
      case 'corrected':
        // Shares are no events of a job; the others were looked at above.
        throw new Error(here);
      default:
        what satisfies never;
    }
  }
  must(run === job.run && isEnded === isTerminalJob(job.status), 'the trail tells of the run that the job is in, and of its end');
  const last = audit.findLast(({ type }) => !KEEPING.has(type));
  must(!isEnded || last?.type === job.status, 'the trail ends as the job did');
  must(isTrashed === (job.trashedAt !== null), 'the trail tells whether the job lies in the trash');
  for (const { pageNumber, status, run: itsRun } of pages.values()) {
    if (!isTerminalPage(status) || job.reusedFrom !== null) continue;
    const told = ends.get(pageNumber);
    must(told === undefined || (told.type === `page_${status}` && told.run === itsRun), `page ${pageNumber} is ${status}`);
  }
}

/** How a job ends whose pages ended so; pages that another job's were copied for have told nothing. */
function statusOf(ends: readonly AuditType[]): JobStatus {
  const has = (type: AuditType) => ends.includes(type);
  if (has('page_cancelled')) return 'cancelled';
  if (!has('page_failed')) return 'completed';
  return has('page_completed') ? 'completed_with_errors' : 'failed';
}
