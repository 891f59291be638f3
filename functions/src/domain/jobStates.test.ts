import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../contract/options.ts';
import { isTerminalJob, JOB_STATUSES } from '../contract/states.ts';
import { aJob, aTally, NOW } from '../testing/examples.ts';
import { DAY_MS } from './allowance.ts';
import { answers, contentKey, isSameUpload } from './jobContents.ts';
import { type Finished, JOB_TRANSITIONS, type JobEvent } from './jobEvents.ts';
import { FIRST_EXPORT_WAIT_MS, isExporting } from './jobExports.ts';
import { decideJob, isStalled, isTimeOver } from './jobStates.ts';
import type { Control, Job } from './model.ts';
import { sumTallies } from './progress.ts';

const CHECKED = { contentType: 'image/png', sha256: 'abc', pageCount: 3 };
const DONE = sumTallies([{ ...aTally(3), completed: 3, ocrMs: 10, totalMs: 30, confidenceSum: 270, confidencePages: 3 }]);
const FINISHED: Finished = {
  totals: DONE,
  firstFailure: null,
  completedInRun: 3,
  results: { text: 't' },
  warnings: [],
  doubts: [],
  failure: null,
  costUsd: 0.1,
};
const RUNNING: Control = { mode: 'run', changedAt: 0 };

const plan: JobEvent = { kind: 'plan', run: 1, checked: CHECKED, lane: 'standard', tasks: 3 };
const finish = (more: Partial<Finished> = {}): JobEvent => ({ kind: 'finish', run: 1, finished: { ...FINISHED, ...more } });
const EVENTS: readonly JobEvent[] = [
  plan,
  { kind: 'reuse', run: 1, checked: CHECKED, from: 'earlier' },
  { kind: 'readAfterAll' },
  { kind: 'refuse', run: 1, error: { code: 'CORRUPT' } },
  { kind: 'start', run: 1 },
  { kind: 'dispatch', run: 1, afterRound: 1, tasks: 1, budget: 100, lastRound: 20 },
  { kind: 'progress', run: 1, totals: DONE, intervalMs: 1000 },
  { kind: 'assemble', run: 1, totals: DONE, intervalMs: 1000 },
  finish(),
  { kind: 'requestCancel' },
  { kind: 'retry', scope: 'all', options: DEFAULT_OPTIONS, expireAt: null },
  { kind: 'correct', page: 1 },
  { kind: 'claimExport', run: 1, revision: 1, lease: { owner: 'a', expiresAt: NOW } },
  { kind: 'exported', run: 1, revision: 1, owner: 'a', results: {}, warnings: [], doubts: [] },
  { kind: 'abandonExport', owner: 'a', written: { run: 1, revision: 0 } },
  { kind: 'exportAgain', lostBefore: NOW },
  { kind: 'rename', title: 'a name' },
  { kind: 'trash' },
  { kind: 'restore' },
];

/** The job after something that must be possible happened to it. */
function having(job: Job, event: JobEvent, now = NOW): Job {
  const decision = decideJob(job, event, now);
  if (decision.kind === 'rejected') throw new Error(`${event.kind}: ${decision.reason}`);
  return { ...job, ...decision.write };
}
const reasonOf = (job: Job, event: JobEvent, now = NOW) => {
  const decision = decideJob(job, event, now);
  return decision.kind === 'rejected' ? decision.reason : undefined;
};
const planned = having(aJob(), plan);
const begun = having(planned, { kind: 'start', run: 1 });

describe('a job', () => {
  it('is the same upload only with the same bucket, name and generation', () => {
    const { source } = aJob();
    expect(isSameUpload(source, { ...source, sha256: 'later known' })).toBe(true);
    expect(isSameUpload(source, { ...source, generation: '2' })).toBe(false);
    expect(isSameUpload(source, { ...source, name: 'uploads/owner/job/b.pdf' })).toBe(false);
  });

  it('knows its pages, what the bytes are and its lane once it is planned', () => {
    expect(having(aJob(), { ...plan, lane: 'priority' } as JobEvent, NOW + 5)).toMatchObject({
      status: 'queued',
      step: 'plan',
      lane: 'priority',
      pageCount: 3,
      source: { contentType: 'image/png', sha256: 'abc', fileName: 'a file.pdf' },
      progress: { percent: 2, totalPages: 3, message: 'Waiting to read 3 pages' },
      dispatch: { round: 1, tasks: 3, at: NOW + 5 },
    });
  });

  it('is planned once', () => {
    expect(reasonOf(planned, plan)).toBe('repeated');
  });

  it('starts with its first page, once', () => {
    const started = having(planned, { kind: 'start', run: 1 }, NOW + 250);
    expect(started).toMatchObject({ status: 'processing', step: 'recognise', startedAt: NOW + 250, metrics: { queueMs: 250 } });
    expect(reasonOf(started, { kind: 'start', run: 1 })).toBe('repeated');
    expect(reasonOf(planned, { kind: 'start', run: 2 })).toBe('run');
  });

  it('whose earlier results are not there any more is checked and planned after all', () => {
    const reused = having(aJob(), { kind: 'reuse', run: 1, checked: CHECKED, from: 'earlier' });
    const checking = having(reused, { kind: 'readAfterAll' });
    expect(checking).toMatchObject({ step: 'validate', pageCount: null, reusedFrom: null, progress: { totalPages: 0 } });
    // It is offered no other results: they may not be there either.
    expect(reasonOf(checking, { kind: 'reuse', run: 1, checked: CHECKED, from: 'earlier' })).toBe('state');
    expect(having(checking, plan)).toMatchObject({ step: 'plan', pageCount: 3, dispatch: { round: 1 } });
    expect(reasonOf(having(checking, plan), { kind: 'readAfterAll' })).toBe('repeated');
  });

  it('is refused with the code and, for options, with which one', () => {
    expect(having(aJob(), { kind: 'refuse', run: 1, error: { code: 'INVALID_OPTIONS', option: 'mode' } })).toMatchObject({
      status: 'failed',
      step: 'done',
      error: { code: 'INVALID_OPTIONS', option: 'mode', retryable: false },
      completedAt: NOW,
    });
  });

  it('ends cancelled when its owner has let go of it, whatever its file turns out to be', () => {
    const job = having(aJob(), { kind: 'requestCancel' });
    const decision = decideJob(job, { kind: 'refuse', run: 1, error: { code: 'CORRUPT' } }, NOW);
    expect(decision).toMatchObject({
      write: { status: 'cancelled', step: 'done', error: { code: 'CANCELLED', retryable: true }, completedAt: NOW },
      audit: [{ type: 'cancelled', code: 'CANCELLED' }],
      usage: { jobs: 1, failedJobs: 0 },
    });
  });

  it('is not refused any more once it has pages: it ends as they do', () => {
    expect(reasonOf(planned, { kind: 'refuse', run: 1, error: { code: 'IO_ERROR' } })).toBe('repeated');
  });

  it.each([
    ['completed', DONE, null, 'completed', null],
    ['one failed', { ...DONE, completed: 2, failed: 1 }, { page: 2, code: 'CORRUPT' }, 'completed_with_errors', 'CORRUPT'],
    ['all failed', { ...DONE, completed: 0, failed: 3 }, { page: 1, code: 'OCR_TIMEOUT' }, 'failed', 'OCR_TIMEOUT'],
    ['one was cancelled', { ...DONE, completed: 2, cancelled: 1 }, null, 'cancelled', 'CANCELLED'],
  ] as const)('ends as its pages did: %s', (_title, totals, firstFailure, status, code) => {
    const job = having(planned, { kind: 'start', run: 1 });
    const ended = having(job, finish({ totals, firstFailure }), NOW + 1000);
    expect(ended).toMatchObject({ status, step: 'done', progress: { percent: 100 }, metrics: { processingMs: 1000 } });
    expect(ended.error?.code ?? null).toBe(code);
  });

  it('has failed when its pages could not be put together, keeps their counts, and can be retried without reading any', () => {
    const ended = having(planned, finish({ failure: 'IO_ERROR', results: {} }));
    expect(ended).toMatchObject({
      status: 'failed',
      error: { code: 'IO_ERROR', retryable: true },
      results: {},
      progress: { completedPages: 3, failedPages: 0, message: 'The pages could not be put together' },
    });
    expect(having(ended, { kind: 'retry', scope: 'failed', options: DEFAULT_OPTIONS, expireAt: null })).toMatchObject({
      run: 2,
      progress: { completedPages: 3, message: 'Putting the pages together again' },
      dispatch: { round: 1, tasks: 0 },
    });
  });

  it('tells the mean confidence of its pages', () => {
    expect(having(planned, finish()).metrics).toMatchObject({ meanConfidence: 90, ocrMs: 10, costUsd: 0.1 });
  });

  it('shows that it is being put together only when the last write is old enough', () => {
    const event: JobEvent = { kind: 'assemble', run: 1, totals: DONE, intervalMs: 1000 };
    expect(reasonOf(planned, event, NOW + 999)).toBe('too_soon');
    expect(having(planned, event, NOW + 1000)).toMatchObject({ step: 'assemble', progress: { completedPages: 3 } });
  });

  it.each(JOB_STATUSES)('that is %s takes only what its state allows', (status) => {
    for (const event of EVENTS) {
      const isAllowed = (JOB_TRANSITIONS[event.kind] as readonly string[]).includes(status);
      expect(reasonOf({ ...planned, status }, event) === 'state', event.kind).toBe(!isAllowed);
    }
  });

  it.each(JOB_STATUSES.filter(isTerminalJob))(
    'that is %s absorbs everything but a retry, and what its owner does with it',
    (status) => {
      const possible = EVENTS.filter((event) => reasonOf({ ...planned, status }, event) === undefined);
      const mended = status === 'failed' ? [] : ['correct'];
      expect(possible.map((event) => event.kind)).toEqual(['retry', ...mended, 'rename', 'trash']);
      const kept = EVENTS.filter((event) => reasonOf({ ...planned, status, trashedAt: NOW }, event) === undefined);
      expect(kept.map((event) => event.kind)).toEqual(['rename', 'restore']);
    },
  );

  it('shows no sign of life when its owner renames it: whoever waits for one goes on waiting', () => {
    const decision = decideJob(planned, { kind: 'rename', title: 'a name' }, NOW + 5000);
    expect(decision).toEqual({ kind: 'next', write: { title: 'a name' }, audit: [{ type: 'renamed', run: 1, at: NOW + 5000 }] });
  });

  describe('whose words are put right', () => {
    const word = { pageNumber: 1, text: 'qage', confidence: 20, box: [0, 0, 1, 1] } as const;
    const ended = having(having(planned, { kind: 'start', run: 1 }), finish());
    const correct = { kind: 'correct', page: 2 } as const;
    const claim = (revision: number, owner = 'a', run = 1): JobEvent => ({
      ...{ kind: 'claimExport', run, revision, lease: { owner, expiresAt: NOW + 1000 } },
    });
    const exported = (revision: number, owner = 'a'): JobEvent => ({
      ...{ kind: 'exported', run: 1, revision, owner, results: { text: 'new' }, warnings: [], doubts: [word] },
    });
    const abandon = (owner: string | null, revision: number, run = 1): JobEvent => ({
      ...{ kind: 'abandonExport', owner, written: { run, revision } },
    });
    const once = having(ended, correct);

    it('has results that follow, revision by revision', () => {
      expect(once).toMatchObject({ revision: 1, exportedRevision: 0, pendingExport: { dueAt: NOW, tries: 0 } });
      const writing = having(once, claim(1));
      expect(writing.exportLease).toEqual({ owner: 'a', expiresAt: NOW + 1000 });
      const behind = having(having(writing, correct), exported(1));
      expect(behind).toMatchObject({ exportedRevision: 1, pendingExport: { tries: 0 }, exportLease: null });
      const done = having(having(behind, claim(2)), exported(2));
      expect(done).toMatchObject({ revision: 2, exportedRevision: 2, pendingExport: null, results: { text: 'new' } });
      expect([claim(2), claim(1)].map((event) => reasonOf(done, event))).toEqual(['repeated', 'repeated']);
    });

    it('lists its doubtful words with what its results hold, unless they were read before a correction', () => {
      const list = { jobId: planned.jobId, name: planned.source.fileName, words: [word], lowest: 20, updatedAt: NOW };
      expect(decideJob(planned, finish({ doubts: [word] }), NOW)).toMatchObject({ doubts: list });
      expect(decideJob(planned, finish(), NOW)).toMatchObject({ doubts: null });
      const writing = having(once, claim(1));
      expect(decideJob(writing, exported(1), NOW)).toMatchObject({ doubts: list });
      expect(decideJob(having(writing, correct), exported(1), NOW)).not.toHaveProperty('doubts');
    });

    it('has them written by one export at a time, the next when it is done, has given up, or must be gone', () => {
      const writing = having(once, claim(1));
      expect(reasonOf(writing, claim(1, 'b'), NOW + 999)).toBe('lease');
      expect(reasonOf(having(writing, correct), claim(2, 'b'))).toBe('lease');
      expect(having(writing, claim(1, 'b'), NOW + 1000).exportLease?.owner).toBe('b');
      const free = having(writing, abandon('a', 1));
      expect(free).toEqual({ ...writing, exportLease: null });
      expect(having(free, claim(1, 'b')).exportLease?.owner).toBe('b');
      expect(reasonOf(writing, exported(1, 'b'))).toBe('lease');
      expect(reasonOf(free, exported(1)), 'what it has given up').toBe('lease');
      // Nobody else came: what it wrote is there.
      expect(having(writing, exported(1), NOW + 5000).exportedRevision).toBe(1);
    });

    it('has them sent for once more only when whoever has them must be gone', () => {
      const writing = having(once, claim(1));
      expect(reasonOf(writing, { kind: 'exportAgain', lostBefore: NOW })).toBe('lease');
      expect(having(writing, { kind: 'exportAgain', lostBefore: NOW }, NOW + 1000)).toMatchObject({ exportLease: null });
      const afterRestart = { kind: 'exportAgain', lostBefore: NOW + 100_000 } as const;
      expect(having(writing, afterRestart)).toMatchObject({ exportLease: null, pendingExport: { tries: 1 } });
    });

    it('has them written once more when somebody who was late may have written over them', () => {
      const done = having(having(having(once, correct), claim(2)), exported(2));
      const again = { exportedRevision: 1, pendingExport: { dueAt: NOW, tries: 0 }, exportLease: null };
      expect(having(done, abandon('a', 1))).toEqual({ ...done, ...again });
      expect(having(done, abandon(null, 0))).toEqual({ ...done, ...again, exportedRevision: 0 });
      expect(reasonOf(done, abandon(null, 2)), 'the same bytes').toBe('repeated');
      expect(having({ ...done, run: 2 }, abandon('a', 2)), 'of another run').toEqual({
        ...done,
        ...again,
        run: 2,
        exportedRevision: 2,
      });
      expect(reasonOf({ ...done, status: 'failed' }, abandon('a', 1))).toBe('repeated');
    });

    it('has nothing taken that is written while somebody late writes too, nor is written before that is over', () => {
      const writing = having(having(once, correct), claim(2, 'b'));
      const mixed = having(writing, abandon('a', 1));
      expect(reasonOf(mixed, exported(2, 'b'))).toBe('lease');
      expect(reasonOf(mixed, abandon('b', 2))).toBe('repeated');
      expect(reasonOf(mixed, claim(2, 'c'), NOW + 999)).toBe('lease');
      expect(having(having(mixed, claim(2, 'c'), NOW + 1000), exported(2, 'c'))).toMatchObject({
        exportedRevision: 2,
        pendingExport: null,
      });
    });

    it('leaves the results to the end of a run that begins meanwhile', () => {
      const writing = having(once, claim(1));
      const again = having(writing, { kind: 'retry', scope: 'all', options: DEFAULT_OPTIONS, expireAt: null });
      expect(isExporting(again, NOW)).toBe(true);
      expect(reasonOf(again, exported(1))).toBe('state');
      expect(having(again, abandon('a', 1))).toEqual({ ...again, exportLease: null });
      expect(reasonOf(again, abandon(null, 0))).toBe('repeated');
      // It was gone for so long that the run did not wait for it.
      const over = having(again, { ...finish(), run: 2 } as JobEvent);
      expect(over).toMatchObject({ exportedRevision: 1, pendingExport: null, exportLease: null });
      expect(having(over, abandon('a', 1)).pendingExport).toEqual({ dueAt: NOW, tries: 0 });
    });
  });

  it('whose export is lost again and again is sent again for ever, but less and less often', () => {
    let job = having(having(planned, finish()), { kind: 'correct', page: 1 });
    const sentAt: number[] = [];
    for (let now = NOW; now < NOW + 365 * DAY_MS; now = job.pendingExport?.dueAt ?? NOW) {
      expect(job.pendingExport).toEqual({ dueAt: now, tries: sentAt.length });
      expect(reasonOf(job, { kind: 'exportAgain', lostBefore: now - 1 })).toBe('repeated');
      job = having(job, { kind: 'exportAgain', lostBefore: now }, now);
      sentAt.push(now);
    }
    expect(sentAt.slice(0, 4).map((at) => (at - NOW) / FIRST_EXPORT_WAIT_MS)).toEqual([0, 1, 3, 7]);
    expect([sentAt.filter((at) => at < NOW + 30 * DAY_MS).length, sentAt.length]).toEqual([14, 25]);
    expect(having(job, { kind: 'correct', page: 1 }).pendingExport).toEqual({ dueAt: NOW, tries: 0 });
  });

  it('that somebody corrected answers no later upload of the same file', () => {
    const ended = having(planned, finish());
    const key = contentKey(ended) ?? '';
    expect(answers(ended, key)).toBe(true);
    expect(answers(having(ended, { kind: 'correct', page: 1 }), key)).toBe(false);
  });

  it('may go when its time is over, or 30 days after it was put into the trash', () => {
    const days = (count: number) => NOW + count * DAY_MS;
    const kept = { expireAt: null, trashedAt: null };
    expect([days(0), days(10_000)].map((now) => isTimeOver(kept, now))).toEqual([false, false]);
    expect([days(6), days(7)].map((now) => isTimeOver({ ...kept, expireAt: days(7) }, now))).toEqual([false, true]);
    expect([days(29), days(30)].map((now) => isTimeOver({ ...kept, trashedAt: NOW }, now))).toEqual([false, true]);
  });

  it('does not let a late task of an earlier run end a later one', () => {
    expect(reasonOf({ ...planned, run: 2 }, finish())).toBe('run');
  });

  it('adds its pages, time and cost to the day on which it ended', () => {
    const decision = decideJob(planned, finish(), NOW);
    expect(decision).toMatchObject({
      usage: { day: '2026-11-22', jobs: 1, failedJobs: 0, pages: 3, failedPages: 0, ocrMs: 10, totalMs: 30, costUsd: 0.1 },
    });
  });

  it('tells the audit trail what happened, with the change', () => {
    expect(decideJob(aJob(), plan, NOW)).toMatchObject({ audit: [{ type: 'planned', run: 1, at: NOW }] });
    expect(decideJob(planned, finish(), NOW)).toMatchObject({ audit: [{ type: 'completed', run: 1 }] });
  });
});

describe('progress of a job', () => {
  const totals = (completed: number, failed: number) => sumTallies([{ ...aTally(10), completed, failed }]);
  const event = (completed: number, failed: number): JobEvent => ({
    kind: 'progress',
    run: 1,
    totals: totals(completed, failed),
    intervalMs: 1000,
  });

  it('is written when it is news and the last write is old enough', () => {
    expect(having(planned, event(2, 1), NOW + 1000)).toMatchObject({
      updatedAt: NOW + 1000,
      progress: { completedPages: 2, failedPages: 1, totalPages: 10, message: '3 of 10 pages read' },
    });
  });

  it('waits out the interval since the last write, whoever wrote', () => {
    expect(reasonOf(planned, event(2, 0), NOW + 400)).toBe('too_soon');
  });

  it('does not repeat what the document shows, nor go back', () => {
    const job = { ...planned, progress: { ...planned.progress, completedPages: 2 } };
    expect(reasonOf(job, event(2, 0), NOW + 5000)).toBe('repeated');
    expect(reasonOf(job, event(1, 0), NOW + 5000)).toBe('repeated');
  });
});

describe('retrying a job', () => {
  const failedOne = having(
    having(planned, { kind: 'start', run: 1 }),
    finish({ totals: { ...DONE, completed: 2, failed: 1 }, firstFailure: { page: 2, code: 'OCR_TIMEOUT' }, completedInRun: 2 }),
  );
  const retry = (scope: 'failed' | 'all'): JobEvent => ({ kind: 'retry', scope, options: DEFAULT_OPTIONS, expireAt: 7 });

  it('begins a new run of the pages that failed', () => {
    expect(having(failedOne, retry('failed'), NOW + 9)).toMatchObject({
      run: 2,
      status: 'processing',
      step: 'plan',
      error: null,
      completedAt: null,
      expireAt: 7,
      progress: { percent: 2, completedPages: 2, failedPages: 0, totalPages: 3 },
      dispatch: { round: 1, tasks: 1, at: NOW + 9, scope: 'failed' },
    });
  });

  it('of every page counts from nothing', () => {
    expect(having(failedOne, retry('all'))).toMatchObject({
      progress: { completedPages: 0 },
      dispatch: { tasks: 3, scope: 'all' },
    });
  });

  it('needs a page that failed or was cancelled, unless all are wanted', () => {
    const completed = having(having(planned, { kind: 'start', run: 1 }), finish());
    expect(reasonOf(completed, retry('failed'))).toBe('repeated');
    expect(reasonOf(completed, retry('all'))).toBeUndefined();
  });

  it('of a file that was never read checks it again', () => {
    const refused = having(aJob(), { kind: 'refuse', run: 1, error: { code: 'IO_ERROR' } });
    expect(having(refused, retry('failed'))).toMatchObject({ step: 'validate', pageCount: null, dispatch: { round: 0 } });
  });

  it('is not told of by what was found out for the run before it', () => {
    const again = having(
      having(aJob(), { kind: 'refuse', run: 1, error: { code: 'INVALID_OPTIONS', option: 'pages' } }),
      retry('all'),
    );
    expect(reasonOf(again, { kind: 'refuse', run: 1, error: { code: 'INVALID_OPTIONS', option: 'pages' } })).toBe('run');
    expect(reasonOf(again, plan)).toBe('run');
    expect(reasonOf(again, { ...plan, run: 2 } as JobEvent)).toBeUndefined();
  });

  it('leaves a job the pages that it has, whatever others are wished for; one that never came to pages may have others', () => {
    const wished = { ...DEFAULT_OPTIONS, pages: { first: 2, last: 3 } };
    const again = (job: Job) => having(job, { kind: 'retry', scope: 'all', options: wished, expireAt: null }).options.pages;
    expect(again(failedOne)).toBeNull();
    expect(again({ ...failedOne, options: { ...DEFAULT_OPTIONS, pages: { first: 5, last: null } } })).toEqual({
      first: 5,
      last: null,
    });
    expect(again(having(aJob(), { kind: 'refuse', run: 1, error: { code: 'INVALID_OPTIONS', option: 'pages' } }))).toEqual(
      wished.pages,
    );
  });

  it('of some pages with other options mixes them, until no page of before is kept', () => {
    const german = { ...DEFAULT_OPTIONS, languages: ['deu'] as const };
    const again = (job: Job, scope: 'failed' | 'all', options: typeof german | typeof DEFAULT_OPTIONS) =>
      having(job, { kind: 'retry', scope, options, expireAt: null });
    const failedAgain = (job: Job, completed = 2) => ({
      ...{ ...job, status: 'completed_with_errors' as const },
      progress: { ...job.progress, completedPages: completed, failedPages: 3 - completed },
    });
    expect(again(failedOne, 'failed', { ...DEFAULT_OPTIONS, batchId: 'other' }).optionsMixed).toBe(false);
    const mixed = again(failedOne, 'failed', german);
    expect([mixed.optionsMixed, contentKey(mixed)]).toEqual([true, null]);
    // Whose options the next run has does not matter: one or the other page was read with others.
    expect(again(failedAgain(mixed), 'failed', german).optionsMixed).toBe(true);
    expect(again(failedAgain(mixed), 'failed', DEFAULT_OPTIONS).optionsMixed).toBe(true);
    expect(again(failedAgain(mixed), 'all', DEFAULT_OPTIONS).optionsMixed).toBe(false);
    expect(again(failedAgain(mixed, 0), 'failed', DEFAULT_OPTIONS).optionsMixed).toBe(false);
  });

  it('adds to the day only what the new run did', () => {
    const again = having(having(failedOne, retry('failed')), { kind: 'start', run: 2 });
    const totals = { ...DONE, ocrMs: 15, totalMs: 40 };
    const event: JobEvent = { kind: 'finish', run: 2, finished: { ...FINISHED, totals, completedInRun: 1, costUsd: 0.15 } };
    expect(decideJob(again, event, NOW)).toMatchObject({ usage: { jobs: 0, pages: 1, ocrMs: 5, totalMs: 10, costUsd: 0.05 } });
  });
});

describe('a job whose tasks may be lost', () => {
  it('is stalled after its time of silence, and later rounds wait longer', () => {
    expect(isStalled(planned, RUNNING, 1000, NOW + 999)).toBe(false);
    expect(isStalled(planned, RUNNING, 1000, NOW + 1000)).toBe(true);
    const third = { ...planned, dispatch: { ...planned.dispatch, round: 3 } };
    expect(isStalled(third, RUNNING, 1000, NOW + 3999)).toBe(false);
    expect(isStalled(third, RUNNING, 1000, NOW + 4000)).toBe(true);
  });

  it('is stalled at once when the pipeline was paused after its tasks were sent', () => {
    expect(isStalled(planned, { mode: 'run', changedAt: NOW + 1 }, 1000, NOW + 2)).toBe(true);
  });

  it('is given each round once', () => {
    const event: JobEvent = { kind: 'dispatch', run: 1, afterRound: 1, tasks: 2, budget: 100, lastRound: 20 };
    const second = having(begun, event);
    expect(second.dispatch).toMatchObject({ round: 2, tasks: 5 });
    expect(reasonOf(second, event)).toBe('run');
  });

  it('is given no more tasks than its budget, and no more rounds', () => {
    const event: JobEvent = { kind: 'dispatch', run: 1, afterRound: 1, tasks: 2, budget: 5, lastRound: 2 };
    expect(reasonOf(begun, event)).toBeUndefined();
    expect(reasonOf(begun, { ...event, budget: 4 })).toBe('budget');
    expect(reasonOf(begun, { ...event, lastRound: 1 })).toBe('budget');
  });

  it('that nobody has begun with may wait in a long queue until its last round', () => {
    let waiting = planned;
    for (let afterRound = 1; afterRound < 20; afterRound++) {
      waiting = having(waiting, { kind: 'dispatch', run: 1, afterRound, tasks: 3, budget: 4, lastRound: 20 });
    }
    expect(waiting.dispatch).toMatchObject({ round: 20, tasks: 3 });
    expect(reasonOf(waiting, { kind: 'dispatch', run: 1, afterRound: 20, tasks: 3, budget: 4, lastRound: 20 })).toBe('budget');
  });
});

it('an upload is answered from another of the same bytes, pipeline and options only', () => {
  const key = contentKey(planned);
  expect(key).toContain('abc');
  expect(contentKey({ ...planned, options: { ...DEFAULT_OPTIONS, batchId: 'other', retentionDays: 3 } })).toBe(key);
  expect(contentKey({ ...planned, options: { ...DEFAULT_OPTIONS, languages: ['deu'] } })).not.toBe(key);
  expect(contentKey({ ...planned, options: { ...DEFAULT_OPTIONS, pages: { first: 1, last: 2 } } })).not.toBe(key);
  expect(contentKey({ ...planned, options: { ...DEFAULT_OPTIONS, model: 'accurate' } })).not.toBe(key);
  expect(contentKey({ ...planned, options: { ...DEFAULT_OPTIONS, deskew: 'off' } })).not.toBe(key);
  expect(contentKey({ ...planned, options: { ...DEFAULT_OPTIONS, clean: 'off' } })).not.toBe(key);
  expect(contentKey(aJob())).toBeNull();
  const completed = { ...planned, status: 'completed' as const };
  expect(answers(completed, key ?? '')).toBe(true);
  expect(answers(planned, key ?? '')).toBe(false);
  expect(answers({ ...completed, options: { ...DEFAULT_OPTIONS, languages: ['deu'] } }, key ?? '')).toBe(false);
});
