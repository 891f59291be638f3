/**
 * One job in memory, and everybody who may do something to it. Each step is one transaction as the use cases make it; what they
 * read before may be old by then. A step throws when its decision breaks a law: a page's are here, a job's in jobLaws.ts.
 */

import type { ErrorCode } from '../contract/errors.ts';
import { DEFAULT_OPTIONS } from '../contract/options.ts';
import { isTerminalJob } from '../contract/states.ts';
import type { Finished, JobDecision, JobEvent } from '../domain/jobEvents.ts';
import { decideJob, newJob } from '../domain/jobStates.ts';
import type { Audit, Job, Page, Tally } from '../domain/model.ts';
import { newPage, taskBudget } from '../domain/pagePlan.ts';
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
} from '../domain/pageStates.ts';
import { allSettled, isOpened, sumTallies, type Totals } from '../domain/progress.ts';
import { NOW } from './examples.ts';
import { frozen, LIMITS, must, mustBeLawful, mustBeTallied } from './jobLaws.ts';

export const LEASE_MS = 60_000;
const INTERVAL_MS = 1000;
const LAST_ROUND = 4;

export const CHECKED = { contentType: 'application/pdf', sha256: 'abc' };
const READING: Reading = {
  languages: ['eng'],
  ...{ source: 'ocr', text: 'text', textTruncated: false, width: 10, height: 10, rotation: 0, skew: 0 },
  confidence: { mean: 90, p5: 80 },
  warnings: [],
  artefacts: { image: 'i', words: 'w', thumbnail: null },
  digests: { image: { sizeBytes: 1, sha256: 'a' }, words: { sizeBytes: 1, sha256: 'b' }, thumbnail: null },
  timings: { renderMs: 1, preprocessMs: 1, ocrMs: 2, totalMs: 5 },
};

// ── the steps ──

/** `pick` chooses among what there is at that moment. */
export type Step =
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
  | { readonly kind: 'retry'; readonly all: boolean }
  | { readonly kind: 'keep'; readonly wish: 'rename' | 'trash' | 'restore' }
  | { readonly kind: 'mend'; readonly wish: Mending };

type Mending = 'correct' | 'claimExport' | 'exported' | 'abandonExport' | 'exportAgain';

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

export interface World {
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

export function newWorld(pageCount: number, tallyCount: number, seen: World['seen']): World {
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
const pageOf = (world: World, index: number): Page | undefined => world.pages.get((index % world.pageCount) + 1);

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
    warnings: [],
    doubts: [],
    failure: null,
    costUsd: 0.001,
  };
  world.glances.push({ run: job.run, totals, finished: allSettled(totals) ? finished : undefined });
}

function plan(world: World): void {
  happen(world, {
    kind: 'plan',
    run: world.job.run,
    checked: { ...CHECKED, pageCount: world.pageCount },
    lane: 'standard',
    tasks: 1,
  });
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
    const { isHeld, write } = decideRenew(page, attempt.owner, world.now, LEASE_MS);
    must(isHeld === isHolder, 'who holds a page keeps it, and nobody else');
    must(isHeld || write === undefined, 'nobody else renews it');
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

export function take(world: World, it: Step): void {
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
      happen(world, { kind: 'refuse', run: world.job.run, error: { code: it.code } });
      break;
    case 'reuse':
      happen(world, { kind: 'reuse', run: world.job.run, checked: { ...CHECKED, pageCount: world.pageCount }, from: 'other' });
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
    case 'keep':
      happen(world, it.wish === 'rename' ? { kind: 'rename', title: 'a name' } : { kind: it.wish });
      break;
    case 'mend':
      happen(world, mending(world, it.wish));
      return;
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

/** Whatever happened: when everybody does his part from now on, the job comes to its end. */
export function mustEnd(world: World): void {
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

function mending({ job, now, owners }: World, wish: Mending): JobEvent {
  const { run, revision, results } = job;
  const owner = job.exportLease?.owner ?? 'nobody';
  switch (wish) {
    case 'correct':
      return { kind: 'correct', page: 1 };
    case 'claimExport':
      return { kind: 'claimExport', run, revision, lease: { owner: `export-${owners}`, expiresAt: now + LEASE_MS } };
    case 'exported':
      return { kind: 'exported', run, revision, owner, results, warnings: [], doubts: [] };
    case 'abandonExport':
      // Now and then somebody who is late.
      return { kind: 'abandonExport', owner: revision % 2 === 0 ? null : owner, written: { run, revision: revision >> 1 } };
    case 'exportAgain':
      return { kind: 'exportAgain', lostBefore: now };
  }
}
