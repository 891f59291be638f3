/**
 * The state machines over thousands of random histories of one job: several workers, deliveries twice and late, clocks that
 * jump, cancels, retries, lost tasks, budgets. Each step is one transaction as the use cases make it; what they read before
 * may be old by then.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ERRORS, type ErrorCode } from '../contract/errors.ts';
import { DEFAULT_OPTIONS } from '../contract/options.ts';
import { type AuditType, isTerminalJob, isTerminalPage, JOB_STATUSES, type JobStatus, RETRY_SCOPES } from '../contract/states.ts';
import { decideJob, type Finished, JOB_TRANSITIONS, type JobDecision, type JobEvent, newJob } from './jobStates.ts';
import type { Audit, Job, Page, Tally } from './model.ts';
import { newPage, taskBudget } from './pagePlan.ts';
import {
  decideAbandon,
  decideClaim,
  decideComplete,
  decideEnd,
  decideFailure,
  decideRenew,
  decideReopen,
  PAGE_TRANSITIONS,
  type Reading,
} from './pageStates.ts';
import { allSettled, isOpened, sumTallies, type Totals } from './progress.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const LIMITS = { maxAttempts: 3, outageMs: 600_000 } as const;
const LEASE_MS = 60_000;
const INTERVAL_MS = 1000;
const LAST_ROUND = 4;
const RUNS = { numRuns: 3000 } as const;

/** The arrows of docs/contract.md; an event that changes something else leaves the state. */
const ARROWS: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  queued: ['processing', 'failed', 'cancelled'],
  processing: ['completed', 'completed_with_errors', 'failed', 'cancelled'],
  completed: ['processing'],
  completed_with_errors: ['processing'],
  failed: ['processing'],
  cancelled: ['processing'],
};

const CHECKED = { contentType: 'application/pdf', sha256: 'abc' };
const READING: Reading = {
  ...{ source: 'ocr', text: 'text', textTruncated: false, width: 10, height: 10, rotation: 0, skew: 0 },
  confidence: { mean: 90, p5: 80 },
  artefacts: { image: 'i', words: 'w' },
  digests: { image: { sizeBytes: 1, sha256: 'a' }, words: { sizeBytes: 1, sha256: 'b' } },
  timings: { renderMs: 1, preprocessMs: 1, ocrMs: 2, totalMs: 5 },
};

// ── the steps ──

/** `pick` chooses among what there is at that moment. */
type Step =
  | { readonly kind: 'clock'; readonly ms: number }
  | { readonly kind: 'advance'; readonly pick: number }
  | { readonly kind: 'stall'; readonly afterRound: number; readonly tasks: number }
  | { readonly kind: 'plan' | 'refuse' | 'reuse' | 'readAfterAll'; readonly code: ErrorCode }
  | { readonly kind: 'open'; readonly pick: number }
  | { readonly kind: 'claim'; readonly page: number; readonly pick: number }
  | { readonly kind: 'claimAgain' | 'renew' | 'complete'; readonly pick: number; readonly confident: boolean }
  | { readonly kind: 'fail'; readonly pick: number; readonly code: ErrorCode }
  | { readonly kind: 'giveUp'; readonly pick: number }
  | { readonly kind: 'end'; readonly pick: number; readonly page: number }
  | { readonly kind: 'look' }
  | { readonly kind: 'report' | 'assemble' | 'finish' | 'leaveUnfinished'; readonly pick: number }
  | { readonly kind: 'restart' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'retry'; readonly all: boolean };

const pick = fc.nat({ max: 1000 });
const code = fc.constantFrom<ErrorCode[]>('OCR_FAILED', 'OCR_TIMEOUT', 'IO_ERROR', 'CORRUPT', 'PAGE_TOO_BIG', 'UNKNOWN');
const of = <K extends Step['kind'], R extends object>(kind: K, fields: { [F in keyof R]: fc.Arbitrary<R[F]> }) =>
  fc.record({ kind: fc.constant(kind), ...fields }) as unknown as fc.Arbitrary<Step>;

const step: fc.Arbitrary<Step> = fc.oneof(
  // Seconds on, past a lease, past an outage; and a little back, since every machine has its own clock.
  { weight: 5, arbitrary: of('clock', { ms: fc.constantFrom(10, 900, 1100, 30_000, LEASE_MS + 1, LIMITS.outageMs + 1, -5000) }) },
  { weight: 12, arbitrary: of('advance', { pick }) },
  { weight: 2, arbitrary: of('stall', { afterRound: fc.integer({ min: 0, max: 4 }), tasks: fc.integer({ min: 0, max: 60 }) }) },
  { weight: 1, arbitrary: of('plan', { code }) },
  { weight: 1, arbitrary: of('refuse', { code }) },
  { weight: 1, arbitrary: of('reuse', { code }) },
  { weight: 1, arbitrary: of('readAfterAll', { code }) },
  { weight: 8, arbitrary: of('open', { pick }) },
  { weight: 14, arbitrary: of('claim', { page: pick, pick }) },
  { weight: 1, arbitrary: of('claimAgain', { pick, confident: fc.boolean() }) },
  { weight: 2, arbitrary: of('renew', { pick, confident: fc.boolean() }) },
  { weight: 10, arbitrary: of('complete', { pick, confident: fc.boolean() }) },
  { weight: 6, arbitrary: of('fail', { pick, code }) },
  { weight: 4, arbitrary: of('giveUp', { pick }) },
  { weight: 3, arbitrary: of('end', { pick, page: pick }) },
  { weight: 4, arbitrary: of('look', {}) },
  { weight: 4, arbitrary: of('report', { pick }) },
  { weight: 3, arbitrary: of('assemble', { pick }) },
  { weight: 6, arbitrary: of('finish', { pick }) },
  { weight: 1, arbitrary: of('leaveUnfinished', { pick }) },
  { weight: 1, arbitrary: of('restart', {}) },
  { weight: 1, arbitrary: of('cancel', {}) },
  { weight: 4, arbitrary: of('retry', { all: fc.boolean() }) },
);

// ── the world ──

/** A worker that has claimed a page. It may report again after it has reported: its answer may have been lost. */
interface Attempt {
  readonly page: number;
  readonly run: number;
  readonly owner: string;
}

/** What somebody read of the job and acts on, perhaps much later. */
interface Glance {
  readonly run: number;
  readonly totals: Totals;
  readonly finished: Finished | undefined;
}

/** Somebody who makes the pages of a run ready, one after the other. */
interface Opener {
  readonly run: number;
  readonly scope: Job['dispatch']['scope'];
  next: number;
}

interface World {
  now: number;
  job: Job;
  readonly pageCount: number;
  readonly tallyCount: number;
  readonly pages: Map<number, Page>;
  readonly tallies: Tally[];
  readonly audit: Audit[];
  /** Runs whose pages were handed to the queue: tasks of these come at any time, any number of times. */
  readonly tasks: number[];
  readonly attempts: Attempt[];
  /** Pages whose attempts a worker found used up, and is about to say so. */
  readonly givingUp: number[];
  readonly openers: Opener[];
  /** Those who are about to end the pages of a run, and why. */
  readonly enders: { readonly run: number; readonly code: 'CANCELLED' | 'BUDGET_EXCEEDED' }[];
  readonly glances: Glance[];
  /** Runs whose pages could not be put together. */
  readonly unfinished: Set<number>;
  /** Who holds which page, by the claims alone. */
  readonly holders: Map<number, string>;
  owners: number;
  /** What happened, to see that everything does. */
  readonly seen: (what: string) => void;
}

function newWorld(pageCount: number, tallyCount: number, seen: World['seen']): World {
  const source = {
    ...{ bucket: 'bucket', name: 'uploads/owner/job/a.pdf', generation: '1', fileName: 'a.pdf' },
    ...{ contentType: 'application/pdf', sizeBytes: 1000, sha256: null },
  };
  const ref = { uid: 'owner', jobId: 'job' };
  const { job, audit } = newJob({ ref, source, pipeline: 'document', options: DEFAULT_OPTIONS, expireAt: null, now: NOW });
  return {
    ...{
      now: NOW,
      job,
      pageCount,
      tallyCount: Math.min(tallyCount, pageCount),
      pages: new Map(),
      tallies: [],
      audit: [...audit],
    },
    ...{
      tasks: [],
      attempts: [],
      givingUp: [],
      openers: [],
      enders: [],
      glances: [],
      unfinished: new Set(),
      holders: new Map(),
      owners: 0,
      seen,
    },
  };
}

/** Mostly the latest, so that histories get on; now and then one that is long out of date. */
const at = <T>(list: readonly T[], index: number): T | undefined =>
  index % 3 === 0 ? list[index % Math.max(1, list.length)] : list.at(-1);
/** Millions of these are checked: `expect` would take most of a minute. */
function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}
const pageOf = (world: World, index: number): Page | undefined => world.pages.get((index % world.pageCount) + 1);

/** Decisions must not write by themselves. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) frozen(member);
  }
  return value;
}

// ── transactions ──

function happen(world: World, event: JobEvent): JobDecision {
  const before = frozen(world.job);
  const decision = decideJob(before, event, world.now);
  world.seen(`${event.kind} ${decision.kind === 'next' ? 'happened' : decision.reason}`);
  mustBeLawful(before, event, decision, world.now);
  if (decision.kind === 'next') {
    world.job = { ...before, ...decision.write };
    world.audit.push(...decision.audit);
  }
  return decision;
}

function mustBeLawful(before: Job, event: JobEvent, decision: JobDecision, now: number): void {
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
  must(!isTerminalJob(before.status) || event.kind === 'retry', `${what}: a job that has ended absorbs all but a retry`);
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

interface PageWrite {
  readonly page: Partial<Page>;
  readonly tally?: Tally;
  readonly audit?: readonly Audit[];
}

/** Page, tally and audit in one transaction. */
function writePage(world: World, page: Page, { page: change, tally, audit = [] }: PageWrite): void {
  const after = { ...page, ...change };
  if (tally !== undefined) world.tallies[tally.index] = tally;
  world.pages.set(page.pageNumber, after);
  world.audit.push(...audit);
  if (after.status !== 'processing') world.holders.delete(page.pageNumber);
}

function tallyOf(world: World, page: Page): Tally {
  const tally = world.tallies[page.tally];
  if (tally === undefined) throw new Error('a page without its tally');
  return frozen(tally);
}

function isHeld(world: World, page: Page): boolean {
  return world.holders.has(page.pageNumber) && (page.lease?.expiresAt ?? 0) > world.now;
}

// ── the steps, as the use cases take them ──

function glance(world: World): void {
  const { job, tallies } = world;
  if (isTerminalJob(job.status) || !isOpened(tallies, job)) return;
  const totals = sumTallies(tallies);
  const pages = [...world.pages.values()].sort((a, b) => a.pageNumber - b.pageNumber);
  const failed = pages.find(({ status }) => status === 'failed');
  const finished: Finished = {
    totals,
    firstFailure: failed === undefined ? null : { page: failed.pageNumber, code: failed.error?.code ?? 'UNKNOWN' },
    completedInRun: pages.filter(({ status, run }) => status === 'completed' && run === job.run).length,
    results: totals.completed === 0 ? {} : { text: 'document.txt' },
    failure: null,
    costUsd: 0.001,
  };
  world.glances.push({ run: job.run, totals, finished: allSettled(totals) ? finished : undefined });
}

function plan(world: World): void {
  happen(world, { kind: 'plan', checked: { ...CHECKED, pageCount: world.pageCount }, lane: 'standard', tasks: 1 });
}

/** What the job lacks next: `app/advanceJob`. */
function advance(world: World): void {
  const { job } = world;
  if (isTerminalJob(job.status)) return;
  if (job.pageCount === null) plan(world);
  else if (world.pages.size < job.pageCount) createPages(world);
  else if (isOpened(world.tallies, job)) {
    if (job.cancelRequestedAt !== null) world.enders.push({ run: job.run, code: 'CANCELLED' });
    if (allSettled(sumTallies(world.tallies))) glance(world);
    else if (!world.tasks.includes(job.run)) world.tasks.push(job.run);
  } else if (world.openers.every(({ run }) => run !== job.run)) {
    world.openers.push({ run: job.run, scope: job.dispatch.scope, next: 1 });
  }
}

/** Those that are missing; taken over from another job, all are read already. */
function createPages(world: World): void {
  const { job, pageCount, tallyCount } = world;
  for (let pageNumber = 1; pageNumber <= pageCount; pageNumber++) {
    const page = newPage(pageNumber, job.run, job.options, (pageNumber - 1) % tallyCount);
    const { timings: _, ...copied } = READING;
    const read = { ...copied, status: 'completed', completedAt: world.now } as const;
    if (!world.pages.has(pageNumber)) world.pages.set(pageNumber, job.reusedFrom === null ? page : { ...page, ...read });
  }
  const counts = { renderMs: 0, ocrMs: 0, totalMs: 0, failed: 0, cancelled: 0 };
  for (let index = 0; index < tallyCount; index++) {
    const pages = [...world.pages.values()].filter(({ tally }) => tally === index);
    const completed = pages.filter(({ status }) => status === 'completed');
    const confidenceSum = completed.reduce((sum, { confidence }) => sum + (confidence?.mean ?? 0), 0);
    const confidencePages = completed.filter(({ confidence }) => confidence !== null).length;
    const sums = { ...counts, completed: completed.length, confidenceSum, confidencePages };
    world.tallies[index] ??= { index, run: job.run, pages: pages.length, ...sums };
  }
}

function open(world: World, opener: Opener): void {
  const page = world.pages.get(opener.next);
  if (page === undefined) {
    // After the last page. The store never takes a run back.
    for (const [index, tally] of world.tallies.entries()) {
      world.tallies[index] = { ...tally, run: Math.max(tally.run, opener.run) };
    }
    world.openers.splice(world.openers.indexOf(opener), 1);
    return;
  }
  opener.next += 1;
  const write = decideReopen(frozen(page), tallyOf(world, page), opener.run, opener.scope, ['eng']);
  if (write === undefined) return;
  must(page.run < opener.run, 'a page is opened for a later run');
  must(opener.scope === 'all' || page.status !== 'completed', 'a page that was read stays read');
  writePage(world, page, write);
}

function claim(world: World, page: Page, run: number): void {
  world.owners += 1;
  const owner = `worker ${world.owners}`;
  const before = frozen(page);
  const request = { run, owner, now: world.now, leaseMs: LEASE_MS, maxAttempts: LIMITS.maxAttempts };
  const decision = decideClaim(before, request);
  world.seen(`claim ${decision.kind}`);
  if (decision.kind === 'exhausted') world.givingUp.push(page.pageNumber);
  if (decision.kind !== 'claimed') return;
  must((PAGE_TRANSITIONS.claim as readonly Page['status'][]).includes(before.status), 'a page is claimed while it is open');
  must(before.run === run, 'a page is claimed for its run');
  must(!isHeld(world, before), 'nobody loses a page in the time that he was given');
  must(decision.attempt === before.attempts + 1 && decision.attempt <= LIMITS.maxAttempts, 'attempts are counted, and limited');
  writePage(world, before, { page: decision.write });
  world.holders.set(page.pageNumber, owner);
  world.attempts.push({ page: page.pageNumber, run, owner });
}

/** The owner's last claim decided again, since the answer to it was lost. */
function claimAgain(world: World, { page: number, run, owner }: Attempt): void {
  const page = world.pages.get(number);
  if (page === undefined) return;
  const request = { run, owner, now: world.now, leaseMs: LEASE_MS, maxAttempts: LIMITS.maxAttempts };
  // Only the transaction that wrote it is repeated, before anything else of that owner.
  if (world.holders.get(number) !== owner) return;
  const decision = decideClaim(frozen(page), request);
  must(decision.kind === 'claimed' && decision.attempt === page.attempts, 'a claim decided again is the same claim');
  writePage(world, page, { page: decision.write });
}

/** What a worker that has claimed a page says of it. Whether it may is for the claims to tell, not for the document. */
function report(world: World, attempt: Attempt, what: 'complete' | 'renew' | ErrorCode, confident = true): void {
  const page = world.pages.get(attempt.page);
  if (page === undefined) return;
  const isHolder = world.holders.get(attempt.page) === attempt.owner;
  frozen(page);
  if (what === 'renew') {
    const write = decideRenew(page, attempt.owner, world.now, LEASE_MS);
    must((write !== undefined) === isHolder, 'who holds a page renews it, and nobody else');
    if (write !== undefined) writePage(world, page, { page: write });
    return;
  }
  const tally = tallyOf(world, page);
  const reading = confident ? READING : { ...READING, confidence: null };
  const decision =
    what === 'complete'
      ? decideComplete(page, tally, attempt.owner, world.now, reading)
      : decideFailure(page, tally, attempt.owner, world.now, what, LIMITS);
  world.seen(`${what === 'complete' ? 'complete' : 'fail'} ${decision.kind}`);
  must((decision.kind !== 'lost') === isHolder, 'who holds a page writes its end, and nobody else');
  if (decision.kind !== 'lost') writePage(world, page, decision);
}

/** A worker found every attempt used, and says so. */
function giveUp(world: World, pageNumber: number): void {
  const page = world.pages.get(pageNumber);
  if (page === undefined) return;
  const decision = decideFailure(frozen(page), tallyOf(world, page), null, world.now, 'OCR_FAILED', LIMITS);
  world.seen(`giveUp ${decision.kind}`);
  if (decision.kind === 'lost') return;
  must(!isHeld(world, page), 'a page that is being read is not given up');
  must(page.attempts >= LIMITS.maxAttempts, 'a page is given up after its attempts, those of its run');
  writePage(world, page, decision);
}

function end(world: World, page: Page, { run, code: why }: World['enders'][number]): void {
  const decision = decideEnd(frozen(page), tallyOf(world, page), run, world.now, why);
  world.seen(`end ${decision.kind}`);
  if (decision.kind === 'lost') return;
  must(page.run === run && !isHeld(world, page), 'a page is ended in its run, while nobody reads it');
  writePage(world, page, decision);
}

/** Every worker is known to be gone, though some may still speak. */
function restart(world: World): void {
  for (const page of world.pages.values()) {
    const write = decideAbandon(frozen(page), world.job.run, world.now);
    world.seen(`abandon ${write === undefined ? 'nothing' : 'released'}`);
    must((write !== undefined) === (page.status === 'processing' && page.run === world.job.run), 'what is held is released');
    if (write !== undefined) writePage(world, page, write);
  }
}

function take(world: World, it: Step): void {
  switch (it.kind) {
    case 'clock':
      world.now += it.ms;
      break;
    case 'advance':
      advance(world);
      break;
    case 'plan':
      plan(world);
      break;
    case 'refuse':
      happen(world, { kind: 'refuse', error: { code: it.code } });
      break;
    case 'reuse':
      happen(world, { kind: 'reuse', checked: { ...CHECKED, pageCount: world.pageCount }, from: 'other' });
      break;
    case 'readAfterAll':
      // Whoever could not take the pages over created none.
      if (world.pages.size === 0) happen(world, { kind: 'readAfterAll' });
      break;
    case 'stall':
      if (isOpened(world.tallies, world.job)) handOverAgain(world, it.afterRound, it.tasks);
      break;
    case 'open': {
      const opener = at(world.openers, it.pick);
      if (opener !== undefined) open(world, opener);
      break;
    }
    case 'claim': {
      const run = at(world.tasks, it.pick);
      const page = pageOf(world, it.page);
      if (run === undefined || page === undefined) break;
      // Whoever looked before another worker began it says so too.
      if (world.job.step === 'plan' || it.pick % 5 === 0) happen(world, { kind: 'start', run });
      claim(world, page, run);
      break;
    }
    case 'claimAgain':
    case 'renew':
    case 'complete':
    case 'fail': {
      const attempt = at(world.attempts, it.pick);
      if (attempt === undefined) break;
      if (it.kind === 'claimAgain') claimAgain(world, attempt);
      else report(world, attempt, it.kind === 'fail' ? it.code : it.kind, it.kind === 'fail' || it.confident);
      break;
    }
    case 'giveUp': {
      const page = at(world.givingUp, it.pick);
      if (page !== undefined) giveUp(world, page);
      break;
    }
    case 'end': {
      const ender = at(world.enders, it.pick);
      const page = pageOf(world, it.page);
      if (ender !== undefined && page !== undefined) end(world, page, ender);
      break;
    }
    case 'look':
      glance(world);
      break;
    case 'report': {
      const { run, totals } = at(world.glances, it.pick) ?? {};
      if (run !== undefined && totals !== undefined) happen(world, { kind: 'progress', run, totals, intervalMs: INTERVAL_MS });
      break;
    }
    case 'assemble':
    case 'finish': {
      const seen = world.glances.flatMap(({ finished, ...its }) => (finished === undefined ? [] : [{ ...its, finished }]));
      const { run, totals, finished } = at(seen, it.pick) ?? {};
      if (run === undefined || totals === undefined || finished === undefined) break;
      if (it.kind === 'finish') happen(world, { kind: 'finish', run, finished });
      else happen(world, { kind: 'assemble', run, totals, intervalMs: INTERVAL_MS });
      break;
    }
    case 'leaveUnfinished': {
      const { run, finished } = at(world.glances, it.pick) ?? {};
      if (run === undefined || finished === undefined) break;
      const event = { kind: 'finish', run, finished: { ...finished, results: {}, failure: 'IO_ERROR' } } as const;
      if (happen(world, event).kind === 'next') world.unfinished.add(run);
      break;
    }
    case 'restart':
      restart(world);
      break;
    case 'cancel':
      happen(world, { kind: 'requestCancel' });
      break;
    case 'retry':
      happen(world, { kind: 'retry', scope: it.all ? 'all' : 'failed', options: DEFAULT_OPTIONS, expireAt: null });
      break;
    default:
      it satisfies never;
  }
}

/** Somebody takes the tasks of a round for lost. */
function handOverAgain(world: World, afterRound: number, tasks: number): void {
  const { run, dispatch } = world.job;
  const budget = taskBudget(world.pageCount, 1);
  const decision = happen(world, { kind: 'dispatch', run, afterRound, tasks, budget, lastRound: LAST_ROUND });
  must(world.job.dispatch.round <= LAST_ROUND, 'a run has no more rounds than it may');
  must(world.job.dispatch.tasks <= Math.max(budget, dispatch.tasks), 'a run has no more tasks than it may');
  if (decision.kind === 'rejected' && decision.reason === 'budget') world.enders.push({ run, code: 'BUDGET_EXCEEDED' });
}

// ── what always holds ──

const isEnd = (type: AuditType) => type === 'page_completed' || type === 'page_failed' || type === 'page_cancelled';

/** Tallies are what their pages are: nothing is counted twice, and nothing is forgotten. */
function mustBeTallied({ tallies, pages, pageCount, job }: World): void {
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
function mustBeAHistory({ audit, job, pages, pageCount, unfinished }: World): void {
  let run = 1;
  let isEnded = false;
  let isPlanned = false;
  let isReused = false;
  let begun = { started: false, cancelAsked: false, round: 1 };
  const ends = new Map<number, { readonly type: AuditType; readonly run: number }>();
  const endOf = (its: number) => (unfinished.has(its) ? 'failed' : statusOf([...ends.values()].map(({ type }) => type)));
  for (const [i, { type: what, run: itsRun, page, attempt, code: itsCode }] of audit.entries()) {
    const here = `${i}: ${what} of run ${itsRun}`;
    must((what === 'queued') === (i === 0), here);
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
      default:
        what satisfies never;
    }
  }
  must(run === job.run && isEnded === isTerminalJob(job.status), 'the trail tells of the run that the job is in, and of its end');
  must(!isEnded || audit.at(-1)?.type === job.status, 'the trail ends as the job did');
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

/** Whatever happened: when everybody does his part from now on, the job comes to its end. */
function mustEnd(world: World): void {
  for (let round = 0; !isTerminalJob(world.job.status) && round < 20; round++) {
    // Whoever held a page has died.
    world.now += 2 * LIMITS.outageMs;
    advance(world);
    while (world.openers.length > 0) open(world, world.openers[0] as Opener);
    for (const page of world.pages.values()) {
      for (const ender of world.enders) end(world, world.pages.get(page.pageNumber) ?? page, ender);
    }
    for (const { pageNumber } of world.pages.values()) {
      if (!world.tasks.includes(world.job.run)) break;
      if (world.job.step === 'plan') happen(world, { kind: 'start', run: world.job.run });
      const page = world.pages.get(pageNumber);
      if (page === undefined) continue;
      world.givingUp.length = 0;
      claim(world, page, world.job.run);
      const attempt = world.attempts.at(-1);
      for (const gone of world.givingUp) giveUp(world, gone);
      if (attempt !== undefined && world.holders.get(pageNumber) === attempt.owner) report(world, attempt, 'complete');
    }
    glance(world);
    const finished = world.glances.at(-1);
    if (finished?.finished !== undefined) happen(world, { kind: 'finish', run: finished.run, finished: finished.finished });
    mustBeTallied(world);
  }
  must(isTerminalJob(world.job.status), 'the job comes to its end');
}

/** Each history does without some of the steps, so that others get further in it than they otherwise would. */
const history = fc
  .record({
    pageCount: fc.integer({ min: 1, max: 4 }),
    tallyCount: fc.integer({ min: 1, max: 2 }),
    without: fc.subarray<Step['kind']>([
      'cancel',
      'refuse',
      'reuse',
      'readAfterAll',
      'complete',
      'fail',
      'stall',
      'giveUp',
      'clock',
      'assemble',
      'restart',
    ]),
    steps: fc.array(step, { maxLength: 200, size: 'max' }),
  })
  .map(({ without, steps, ...its }) => ({ ...its, steps: steps.filter(({ kind }) => !without.includes(kind)) }));

test('no history of a job breaks its rules, its counts or its trail, and from each the job can come to its end', () => {
  const seen = new Map<string, number>();
  const see = (what: string) => void seen.set(what, (seen.get(what) ?? 0) + 1);
  fc.assert(
    fc.property(history, ({ pageCount, tallyCount, steps }) => {
      const world = newWorld(pageCount, tallyCount, see);
      for (const it of steps) {
        take(world, it);
        mustBeTallied(world);
      }
      mustBeAHistory(world);
      mustEnd(world);
      mustBeAHistory(world);
      see(`ended ${world.job.status}`);
      if (world.job.run > 2) see('run 3');
    }),
    RUNS,
  );
  // Everything that can happen did, so that the rules were put to the test.
  for (const what of EVERYTHING) expect(seen.get(what) ?? 0, what).toBeGreaterThan(0);
}, 60_000);

const EVERYTHING = [
  ...(Object.keys(JOB_TRANSITIONS) as JobEvent['kind'][]).map((kind) => `${kind} happened`),
  ...['plan', 'refuse', 'reuse', 'readAfterAll', 'start', 'progress', 'requestCancel', 'retry'].map((kind) => `${kind} repeated`),
  ...['start', 'dispatch', 'progress', 'assemble', 'finish'].map((kind) => `${kind} run`),
  ...Object.keys(JOB_TRANSITIONS).map((kind) => `${kind} state`),
  ...['progress too_soon', 'assemble too_soon', 'dispatch budget'],
  ...['claimed', 'settled', 'stale', 'busy', 'exhausted'].map((kind) => `claim ${kind}`),
  ...['complete settled', 'complete lost', 'fail settled', 'fail released', 'fail lost', 'giveUp settled', 'giveUp lost'],
  ...['abandon released', 'abandon nothing'],
  ...['end settled', 'end lost', 'ended completed', 'ended completed_with_errors', 'ended failed', 'ended cancelled', 'run 3'],
];

describe('one decision', () => {
  const totals: fc.Arbitrary<Totals> = fc
    .tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 }), fc.nat({ max: 5 }))
    .map(([completed, failed, cancelled]) => ({
      ...{ pages: 15, completed, failed, cancelled, renderMs: 0, ocrMs: 0, totalMs: 0, confidenceSum: 0, confidencePages: 0 },
    }));
  const run = fc.integer({ min: 1, max: 4 });
  const event: fc.Arbitrary<JobEvent> = fc.oneof<fc.Arbitrary<JobEvent>[]>(
    fc.constant({ kind: 'plan', checked: { ...CHECKED, pageCount: 15 }, lane: 'standard', tasks: 4 }),
    fc.constant({ kind: 'reuse', checked: { ...CHECKED, pageCount: 15 }, from: 'other' }),
    fc.constant({ kind: 'readAfterAll' }),
    fc.constantFrom(...(Object.keys(ERRORS) as ErrorCode[])).map((it) => ({ kind: 'refuse', error: { code: it } })),
    run.map((it) => ({ kind: 'start', run: it })),
    fc.record({
      kind: fc.constant('dispatch'),
      run,
      afterRound: fc.nat({ max: 4 }),
      tasks: fc.nat({ max: 9 }),
      budget: fc.nat({ max: 99 }),
      lastRound: fc.nat({ max: 4 }),
    }),
    fc.record({ kind: fc.constantFrom('progress', 'assemble'), run, totals, intervalMs: fc.constantFrom(0, 1000) }),
    fc.record({
      kind: fc.constant('finish'),
      run,
      finished: totals.map((it) => ({
        totals: it,
        firstFailure: null,
        completedInRun: 0,
        results: {},
        failure: null,
        costUsd: 0,
      })),
    }),
    fc.constant({ kind: 'requestCancel' }),
    fc.constantFrom(...RETRY_SCOPES).map((scope) => ({ kind: 'retry', scope, options: DEFAULT_OPTIONS, expireAt: null })),
  );
  const status = fc.constantFrom(...JOB_STATUSES);

  test('follows the table from every state, however the job came there, and whatever the clock says', () => {
    const { job: fresh } = newWorld(15, 1, () => undefined);
    const job = fc
      .record({
        status,
        run,
        isPlanned: fc.boolean(),
        step: fc.constantFrom<Job['step'][]>('validate', 'plan', 'recognise', 'assemble', 'done'),
        percent: fc.integer({ min: 0, max: 97 }),
        round: fc.nat({ max: 4 }),
        isCancelling: fc.boolean(),
      })
      .map(
        ({ isPlanned, percent, round, isCancelling, ...its }): Job => ({
          ...fresh,
          ...its,
          pageCount: isPlanned ? 15 : null,
          progress: { ...fresh.progress, percent: isPlanned ? percent : 0, totalPages: isPlanned ? 15 : 0 },
          dispatch: { ...fresh.dispatch, round },
          cancelRequestedAt: isCancelling ? NOW : null,
          completedAt: isTerminalJob(its.status) ? NOW : null,
        }),
      );
    fc.assert(
      fc.property(job, event, fc.integer({ min: -60_000, max: 60_000 }), (before, it, skewMs) => {
        const allowed: readonly JobStatus[] = JOB_TRANSITIONS[it.kind];
        const decision = decideJob(frozen(before), it, NOW + skewMs);
        if (!allowed.includes(before.status)) expect(decision).toEqual({ kind: 'rejected', reason: 'state' });
        if (decision.kind !== 'next') return;
        const after = { ...before, ...decision.write };
        expect(after.run).toBe(it.kind === 'retry' ? before.run + 1 : before.run);
        if (after.run === before.run) expect(after.progress.percent).toBeGreaterThanOrEqual(before.progress.percent);
        if ('run' in it) expect(it.run).toBe(before.run);
      }),
      { numRuns: 5000 },
    );
  });
});
