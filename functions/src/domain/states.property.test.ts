/**
 * The state machines over thousands of random histories of one job: several workers, deliveries twice and late, clocks that
 * jump, cancels, retries, lost tasks, budgets. What each step does is in testing/jobWorld.ts, what must hold after it in
 * testing/jobLaws.ts.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ERRORS, type ErrorCode } from '../contract/errors.ts';
import { DEFAULT_OPTIONS } from '../contract/options.ts';
import { isTerminalJob, JOB_STATUSES, type JobStatus, RETRY_SCOPES } from '../contract/states.ts';
import { NOW } from '../testing/examples.ts';
import { frozen, LIMITS, mustBeAHistory, mustBeTallied } from '../testing/jobLaws.ts';
import { CHECKED, LEASE_MS, mustEnd, newWorld, type Step, take } from '../testing/jobWorld.ts';
import { JOB_TRANSITIONS, type JobEvent } from './jobEvents.ts';
import { decideJob } from './jobStates.ts';
import type { Job } from './model.ts';
import type { Totals } from './progress.ts';

const RUNS = { numRuns: 3000 } as const;

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
  { weight: 2, arbitrary: of('keep', { wish: fc.constantFrom('rename', 'trash', 'restore') }) },
  {
    weight: 6,
    arbitrary: of('mend', { wish: fc.constantFrom('correct', 'claimExport', 'exported', 'abandonExport', 'exportAgain') }),
  },
);

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
  const seen = new Set<string>();
  const see = (what: string) => void seen.add(what);
  const property = fc.property(history, ({ pageCount, tallyCount, steps }) => {
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
  });
  const unseen = () => EVERYTHING.filter((what) => !seen.has(what));
  // Everything that can happen has to, so that the rules are put to the test; what is rare may take more histories.
  for (let round = 0; round < MOST_ROUNDS && unseen().length > 0; round++) fc.assert(property, RUNS);
  expect(unseen()).toEqual([]);
}, 120_000);

const MOST_ROUNDS = 8;

const ANYTIME: ReadonlySet<string> = new Set(['rename', 'abandonExport']);
const EVERYTHING = [
  ...(Object.keys(JOB_TRANSITIONS) as JobEvent['kind'][]).map((kind) => `${kind} happened`),
  ...['plan', 'refuse', 'reuse', 'readAfterAll', 'start', 'progress', 'requestCancel', 'retry'].map((kind) => `${kind} repeated`),
  ...['rename', 'trash', 'restore', 'claimExport', 'abandonExport', 'exportAgain'].map((kind) => `${kind} repeated`),
  ...['claimExport', 'exported', 'exportAgain'].map((kind) => `${kind} lease`),
  ...['start', 'dispatch', 'progress', 'assemble', 'finish'].map((kind) => `${kind} run`),
  ...Object.keys(JOB_TRANSITIONS).flatMap((kind) => (ANYTIME.has(kind) ? [] : [`${kind} state`])),
  ...['retry trashed', 'correct trashed'],
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
    run.map((it) => ({ kind: 'plan', run: it, checked: { ...CHECKED, pageCount: 15 }, lane: 'standard', tasks: 4 })),
    run.map((it) => ({ kind: 'reuse', run: it, checked: { ...CHECKED, pageCount: 15 }, from: 'other' })),
    fc.constant({ kind: 'readAfterAll' }),
    fc
      .tuple(run, fc.constantFrom(...(Object.keys(ERRORS) as ErrorCode[])))
      .map(([it, code]) => ({ kind: 'refuse', run: it, error: { code } })),
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
        warnings: [],
        doubts: [],
        failure: null,
        costUsd: 0,
      })),
    }),
    fc.constant({ kind: 'requestCancel' }),
    fc.constantFrom(...RETRY_SCOPES).map((scope) => ({ kind: 'retry', scope, options: DEFAULT_OPTIONS, expireAt: null })),
    fc.constantFrom<JobEvent[]>({ kind: 'rename', title: 'a name' }, { kind: 'trash' }, { kind: 'restore' }),
    fc.constantFrom<JobEvent[]>({ kind: 'correct', page: 1 }, { kind: 'exportAgain', lostBefore: NOW }),
    run.map((it) => ({ kind: 'claimExport', run: it, revision: 1, lease: { owner: 'a', expiresAt: NOW } })),
    run.map((it) => ({ kind: 'exported', run: it, revision: 1, owner: 'a', results: {}, warnings: [], doubts: [] })),
    run.map((it) => ({ kind: 'abandonExport', owner: 'a', written: { run: it, revision: 0 } })),
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
