/** One run: the plan is carried out on a suite of its own, and what is left is checked. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { again, type Stoppable } from './again.ts';
import { deliver, deliverEvent } from './deliveries.ts';
import { fileOf } from './documents.ts';
import { callsUnderway, type Emulators, startEmulators } from './emulators.ts';
import type { JobHistory } from './evidence.ts';
import { FAULT_KINDS, type FaultKind } from './faults.ts';
import { type Broken, checkInvariants } from './invariants.ts';
import { type JobWatch, watchJobs } from './jobWatch.ts';
import { call, type Uploaded, uploadAs } from './people.ts';
import { type Action, type Plan, type PlannedJob, planOf } from './plan.ts';
import { CHAOS_FOLDER, createRecord, type Line, type Record } from './record.ts';
import { SETTINGS, SWEEP_EVERY_MS, statedMs } from './settings.ts';
import { readDocuments, type Snapshot, takeSnapshot } from './snapshot.ts';

export interface ChaosRun {
  readonly plan: Plan;
  readonly met: ReadonlyMap<FaultKind, number>;
  readonly broken: readonly Broken[];
  readonly snapshot: Snapshot;
  readonly lines: readonly Line[];
  readonly history: ReadonlyMap<string, JobHistory>;
  readonly tookMs: number;
  /** The longest that a job took to end after the last thing that was done to it, and what was stated. */
  readonly slowestMs: number;
  readonly statedMs: number;
  readonly sweeps: number;
}

export interface ChaosOptions {
  readonly seed: number;
  readonly jobs: number;
  readonly log: (line: string) => void;
  /** Keeps the run's folder, with the record and all documents as they were at the end, and says where it is. */
  readonly keep?: boolean;
}

const LOOK_MS = 200;
const OPERATOR = { uid: 'chaos-operator', claims: { admin: true } };

export async function runChaos({ seed, jobs, log, keep = false }: ChaosOptions): Promise<ChaosRun> {
  const beganAt = Date.now();
  const plan = planOf(seed, jobs);
  const folder = await mkdtemp(join(tmpdir(), 'pagestream-chaos-'));
  if (keep) log(`The record of the run is kept in ${folder}`);
  const record = createRecord(folder, plan.workerFaults);
  const env = {
    ...SETTINGS,
    [CHAOS_FOLDER]: folder,
    NODE_OPTIONS: `--import ${new URL('worker.ts', import.meta.url).href}`,
  };
  const emulators = await startEmulators(env, log);
  try {
    return { ...(await carryOut(plan, record, emulators, log)), tookMs: Date.now() - beganAt };
  } finally {
    record.thaw();
    await emulators.stop();
    if (!keep) await rm(folder, { recursive: true, force: true });
  }
}

type Growing<T> = { -readonly [field in keyof T]: T[field] };

/** What those who carry out a plan share. */
interface Run {
  readonly plan: Plan;
  readonly record: Record;
  readonly emulators: Emulators;
  readonly watch: JobWatch;
  readonly startedAt: number;
  readonly statedMs: number;
  /** By job id; every planned job is in it. */
  readonly history: ReadonlyMap<string, Growing<JobHistory>>;
  /** How many pages of each job were completed, by job id. */
  readonly completed: Map<string, number>;
  /** Deliveries that are still to be made, or being made. */
  readonly deliveries: Set<Promise<unknown>>;
  /** The faults for which a task was chosen to be delivered once more. */
  readonly repeated: Set<string>;
  readonly log: (line: string) => void;
  /** While the emulators are dead, nobody is late. */
  isAway: boolean;
  /** Every job has lived its life. */
  isOver: boolean;
}

async function carryOut(
  plan: Plan,
  record: Record,
  emulators: Emulators,
  log: (line: string) => void,
): Promise<Omit<ChaosRun, 'tookMs'>> {
  const startedAt = Date.now();
  const untouched = { uploadedName: null, pushedAt: startedAt, endedAt: null, isDeleted: false, isCancelled: false, retries: 0 };
  const run: Run = {
    ...{ plan, record, emulators, startedAt, log },
    watch: watchJobs(emulators, LOOK_MS),
    statedMs: statedMs(plan.jobs.reduce((pages, { content }) => pages + content.pages.length, 0)),
    history: new Map(plan.jobs.map(({ ref }) => [ref.jobId, { ...untouched }])),
    completed: new Map(),
    deliveries: new Set(),
    repeated: new Set(),
    isAway: false,
    isOver: false,
  };
  const sweeping = sweepAgainAndAgain(emulators);
  const following = follow(record, (lines) => {
    for (const line of lines) {
      if (line.what === 'completed') run.completed.set(line.jobId, (run.completed.get(line.jobId) ?? 0) + 1);
      if (line.what === 'task') deliverBesides(run, line);
    }
  });
  try {
    const lives = Promise.all(plan.jobs.map((job) => live(run, job))).finally(() => {
      run.isOver = true;
    });
    await Promise.all([lives, killEmulators(run)]);
    await whenSettled(run);
  } finally {
    await Promise.all([following.stop(), run.watch.stop(), sweeping.stop()]);
  }
  return { ...(await findings(run)), sweeps: sweeping.count() };
}

/** One job, from its upload to its end, with everything that people do to it. */
async function live(run: Run, planned: PlannedJob): Promise<void> {
  const { ref, content, copyOf, uploadAtMs, actions } = planned;
  const { jobId } = ref;
  const job = historyOf(run, jobId);
  if (copyOf !== null) {
    while (historyOf(run, copyOf).uploadedName === null) await setTimeout(LOOK_MS);
    await whenEnded(run, copyOf);
    await setTimeout(uploadAtMs);
  } else {
    await setTimeout(Math.max(0, run.startedAt + uploadAtMs - Date.now()));
  }
  const file = await fileOf(content);
  const uploaded = await run.emulators.hold((suite) => uploadAs(suite, ref, file));
  job.uploadedName = uploaded.name;
  job.pushedAt = Date.now();
  repeatEvent(run, jobId, uploaded, file.metadata);

  for (const action of actions) {
    if (action.after === 'end' && !(await whenEnded(run, jobId))) return;
    if (action.after === 'page') await whenRead(run, jobId);
    await setTimeout(action.delayMs);
    if (!(await act(run, action, planned))) continue;
    run.record.claim({ id: `${action.kind}-${jobId}`, kind: FAULT_OF_ACTION[action.kind], jobId });
    if (action.kind === 'delete') return;
  }
  await whenEnded(run, jobId);
}

const FAULT_OF_ACTION = { cancel: 'cancelled', retry: 'retried', delete: 'deleted' } as const satisfies {
  readonly [kind in Action['kind']]: FaultKind;
};

/** @returns whether it was done: it may come too late, or have nothing to do */
async function act(run: Run, { kind, pages }: Action, { ref }: PlannedJob): Promise<boolean> {
  const { jobId, uid } = ref;
  const job = historyOf(run, jobId);
  // The answer may get lost with the emulators, the wish may not.
  if (kind === 'cancel') job.isCancelled = true;
  for (const until = Date.now() + run.statedMs; Date.now() < until; await setTimeout(LOOK_MS)) {
    const data = kind === 'retry' ? { jobId, pages } : { jobId };
    const answer = await run.emulators
      .reach((suite) => call(suite, { uid }, `${kind}Job`, data))
      .catch((error: unknown) => ({ ok: false, status: String(error) }) as const);
    const isDone = answer.ok || (kind === 'retry' && (run.watch.seen().get(jobId)?.run ?? 0) > job.retries + 1);
    if (isDone) {
      if (kind === 'delete') job.isDeleted = true;
      if (kind === 'retry') job.retries++;
      job.pushedAt = Date.now();
      job.endedAt = null;
      return true;
    }
    if (answer.status === 'FAILED_PRECONDITION') return false;
    // The job may not be there yet; and whatever was not answered is asked again.
  }
  run.log(`${kind} of ${jobId} was never answered`);
  return false;
}

/** @returns false when the job does not end in time */
async function whenEnded(run: Run, jobId: string): Promise<boolean> {
  const job = historyOf(run, jobId);
  for (;;) {
    noteEnd(run, jobId, job);
    if (job.endedAt !== null) return true;
    if (Date.now() > job.pushedAt + run.statedMs && !run.isAway) return false;
    await setTimeout(LOOK_MS);
  }
}

function noteEnd({ watch }: Run, jobId: string, job: Growing<JobHistory>): void {
  const seen = watch.seen().get(jobId);
  if (seen !== undefined && seen.run > job.retries) job.endedAt = seen.endedAt;
}

/** A page of the job was completed, or it ended without one. */
async function whenRead(run: Run, jobId: string): Promise<void> {
  const job = historyOf(run, jobId);
  while (!run.completed.has(jobId) && Date.now() < job.pushedAt + run.statedMs) {
    if (run.watch.seen().get(jobId)?.endedAt != null) return;
    await setTimeout(LOOK_MS);
  }
}

function historyOf({ history }: Run, jobId: string): Growing<JobHistory> {
  const job = history.get(jobId);
  if (job === undefined) throw new Error(`${jobId} was not planned`);
  return job;
}

function repeatEvent(run: Run, jobId: string, uploaded: Uploaded, metadata: Readonly<{ [key: string]: string }>): void {
  for (const fault of run.plan.doorFaults) {
    if (fault.kind !== 'event twice' || fault.jobId !== jobId) continue;
    const delivering = async () => {
      await setTimeout(fault.delayMs);
      if (await deliverEvent(run.emulators, uploaded, metadata)) run.record.claim(fault);
    };
    run.deliveries.add(delivering());
  }
}

/** What the queue does not do with a task: hands it over late, or once more. */
function deliverBesides(run: Run, line: Extract<Line, { what: 'task' }>): void {
  const later = async (ms: number) => {
    await setTimeout(ms);
    return deliver(run.emulators, line);
  };
  if (line.fate === 'held') run.deliveries.add(later(line.ms));
  if (line.fate !== 'sent') return;
  for (const fault of run.plan.doorFaults) {
    if (fault.kind === 'event twice' || fault.jobId !== line.data.jobId || run.repeated.has(fault.id)) continue;
    run.repeated.add(fault.id);
    // Besides the queue's own.
    const copies = fault.kind === 'task twice' ? [later(fault.delayMs)] : [later(0), later(0)];
    run.deliveries.add(
      Promise.all(copies).then((acknowledged) => {
        if (acknowledged.every(Boolean)) run.record.claim(fault);
      }),
    );
  }
}

async function killEmulators(run: Run): Promise<void> {
  const completed = () => [...run.completed.values()].reduce((sum, count) => sum + count, 0);
  while (completed() < run.plan.killAfterPages) {
    if (run.isOver) return;
    await setTimeout(LOOK_MS);
  }
  run.isAway = true;
  await run.emulators.killAndRestart(run.record);
  run.record.claim({ id: 'emulators-killed', kind: 'emulators killed', jobId: null });
  // Whoever had not ended has lost its tasks, and begins anew.
  for (const job of run.history.values()) if (job.endedAt === null) job.pushedAt = Date.now();
  run.isAway = false;
}

/** Waits until every delivery was made, workers that were made to wait are through, and everything deleted is gone. */
async function whenSettled({ plan, record, emulators, deliveries, statedMs }: Run): Promise<void> {
  for (let waiting = [...deliveries]; waiting.length > 0; waiting = [...deliveries]) {
    await Promise.all(waiting);
    for (const delivery of waiting) deliveries.delete(delivery);
  }
  for (const until = Date.now() + statedMs; Date.now() < until; await setTimeout(LOOK_MS)) {
    const lines = record.read();
    const isWaiting = lines.some((line) => {
      if (line.what !== 'fault') return false;
      const effect = plan.workerFaults.find(({ id }) => id === line.id)?.effect;
      return effect?.do === 'wait' && Date.now() < line.at + effect.ms + LOOK_MS;
    });
    if (isWaiting || callsUnderway(lines).length > 0) continue;
    const deletions = await readDocuments(emulators.current(), { collectionId: 'deletions' });
    if ([...deletions.values()].every(({ purgeAt }) => purgeAt === null)) return;
  }
}

async function findings(run: Run): Promise<Omit<ChaosRun, 'tookMs' | 'sweeps'>> {
  const { plan, record, history } = run;
  // Those that were given up may have ended after all: how late is worth knowing.
  for (const [jobId, job] of history) noteEnd(run, jobId, job);
  const snapshot = await takeSnapshot(run.emulators.current());
  await writeFile(join(record.folder, 'documents.json'), JSON.stringify(Object.fromEntries(snapshot.documents), null, 1));
  const lines = record.read();
  const met = new Map<FaultKind, number>(FAULT_KINDS.map((kind) => [kind, 0]));
  for (const line of lines) if (line.what === 'fault') met.set(line.kind, (met.get(line.kind) ?? 0) + 1);
  const slowestMs = Math.max(...[...history.values()].map(({ endedAt, pushedAt }) => (endedAt ?? pushedAt) - pushedAt));
  const broken = checkInvariants({ plan, snapshot, lines, history, statedMs: run.statedMs });
  return { plan, met, broken, snapshot, lines, history, slowestMs, statedMs: run.statedMs };
}

/** In production a schedule does. */
function sweepAgainAndAgain(emulators: Emulators): Stoppable & { count(): number } {
  let count = 0;
  const sweeping = again(SWEEP_EVERY_MS, async () => {
    // A sweep that fails is made good by the next.
    const answer = await emulators.reach((suite) => call(suite, OPERATOR, 'sweep', {})).catch(() => undefined);
    if (answer?.ok === true) count++;
  });
  return { ...sweeping, count: () => count };
}

/** Hands over the lines of the record as they come. */
function follow(record: Record, take: (lines: readonly Line[]) => void): Stoppable {
  let taken = 0;
  return again(LOOK_MS, () => {
    const lines = record.read();
    const fresh = lines.slice(taken);
    taken = lines.length;
    take(fresh);
  });
}
