/** One run: the plan is carried out on a suite of its own, and what is left is checked. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { JobStatus } from '../functions/src/contract/states.ts';
import { isTerminalJob } from '../functions/src/contract/states.ts';
import { deliverUploadEvent } from '../test/support/faults.ts';
import { deliver } from './deliveries.ts';
import { fileOf } from './documents.ts';
import { callsUnderway, type Emulators, startEmulators } from './emulators.ts';
import { FAULT_KINDS, type FaultKind } from './faults.ts';
import { type Broken, checkInvariants, type JobHistory } from './invariants.ts';
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

/** What a watcher saw of a job document. */
interface Seen {
  readonly status: JobStatus;
  readonly run: number;
  /** When the end of this run was first seen. */
  readonly endedAt: number | null;
}

const LOOK_MS = 200;
const OPERATOR = { uid: 'chaos-operator', claims: { admin: true } };

export interface ChaosOptions {
  readonly seed: number;
  readonly jobs: number;
  readonly log: (line: string) => void;
  /** Keeps the run's folder, with the record and all documents as they were at the end, and says where it is. */
  readonly keep?: boolean;
}

export async function runChaos({ seed, jobs, log, keep = false }: ChaosOptions): Promise<ChaosRun> {
  const began = Date.now();
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
    return await carryOut(plan, record, emulators, log, began);
  } finally {
    record.thaw();
    await emulators.stop();
    if (!keep) await rm(folder, { recursive: true, force: true });
  }
}

async function carryOut(
  plan: Plan,
  record: Record,
  emulators: Emulators,
  log: (line: string) => void,
  began: number,
): Promise<ChaosRun> {
  const stated = statedMs(plan.jobs.reduce((pages, { content }) => pages + content.pages.length, 0));
  const watch = watchJobs(emulators);
  const sweeping = sweepAgainAndAgain(emulators);
  const history = new Map<string, { -readonly [field in keyof JobHistory]: JobHistory[field] }>();
  const copies = new Set<Promise<unknown>>();
  const start = Date.now();
  const untilSince = (ms: number) => setTimeout(Math.max(0, start + ms - Date.now()));

  const historyOf = (jobId: string) => {
    const known = history.get(jobId);
    if (known !== undefined) return known;
    const fresh = { uploadedName: null, pushedAt: start, endedAt: null, isDeleted: false, isCancelled: false, retries: 0 };
    history.set(jobId, fresh);
    return fresh;
  };

  /** @returns undefined when the job does not end in time */
  const whenEnded = async (jobId: string): Promise<JobStatus | undefined> => {
    const job = historyOf(jobId);
    for (;;) {
      const seen = watch.seen().get(jobId);
      if (seen?.endedAt != null && seen.run > job.retries) {
        job.endedAt = seen.endedAt;
        return seen.status;
      }
      // Somebody else's death counts from its end.
      if (Date.now() > job.pushedAt + stated && !isAway) return undefined;
      await setTimeout(LOOK_MS);
    }
  };

  /** @returns whether it was done, and not too late or too early */
  const act = async ({ kind, pages }: Action, { ref }: PlannedJob): Promise<boolean> => {
    const { jobId, uid } = ref;
    const job = historyOf(jobId);
    for (const until = Date.now() + stated; Date.now() < until; await setTimeout(LOOK_MS)) {
      const data = kind === 'retry' ? { jobId, pages } : { jobId };
      const answer = await emulators
        .reach((suite) => call(suite, { uid }, `${kind}Job`, data))
        .catch((error: unknown) => ({ ok: false, status: String(error) }) as const);
      if (answer.ok) {
        if (kind === 'cancel') job.isCancelled = true;
        if (kind === 'delete') job.isDeleted = true;
        if (kind === 'retry') job.retries++;
        job.pushedAt = Date.now();
        job.endedAt = null;
        return true;
      }
      if (answer.status === 'FAILED_PRECONDITION') return false;
      // The job may not be there yet; and whatever was not answered is asked again.
    }
    log(`${kind} of ${jobId} was never answered`);
    return false;
  };

  const live = async (planned: PlannedJob): Promise<void> => {
    const { ref, content, copyOf, uploadAtMs, actions } = planned;
    const { jobId } = ref;
    if (copyOf === null) await untilSince(uploadAtMs);
    else {
      await whenThere(copyOf);
      await whenEnded(copyOf);
      await setTimeout(uploadAtMs);
    }
    const file = await fileOf(content);
    const uploaded = await emulators.hold((suite) => uploadAs(suite, ref, file));
    const job = historyOf(jobId);
    Object.assign(job, { uploadedName: uploaded.name, pushedAt: Date.now() });
    repeatEvent(jobId, uploaded, file.metadata);
    for (const action of actions) {
      if (action.after === 'end' && (await whenEnded(jobId)) === undefined) return;
      if (action.after === 'page') await whenRead(jobId);
      await setTimeout(action.delayMs);
      if (!(await act(action, planned))) continue;
      record.claim({ id: `${action.kind}-${jobId}`, kind: KIND_OF_ACTION[action.kind], jobId });
      if (action.kind === 'delete') return;
    }
    await whenEnded(jobId);
  };
  /** A page of the job was completed, or it ended without one. */
  const whenRead = async (jobId: string) => {
    const job = historyOf(jobId);
    while (!completed.has(jobId) && job.endedAt === null && Date.now() < job.pushedAt + stated) await setTimeout(LOOK_MS);
  };
  const whenThere = async (jobId: string) => {
    while (historyOf(jobId).uploadedName === null) await setTimeout(LOOK_MS);
  };

  const repeatEvent = (jobId: string, uploaded: Uploaded, metadata: Readonly<{ [key: string]: string }>) => {
    for (const fault of plan.doorFaults.filter((it) => it.kind === 'event twice' && it.jobId === jobId)) {
      copies.add(
        (async () => {
          await setTimeout(fault.delayMs);
          await emulators.reach((suite) => deliverUploadEvent(suite, uploaded, metadata));
          record.claim(fault);
        })(),
      );
    }
  };

  const met = new Set<string>();
  /** How many pages of each job were completed. */
  const completed = new Map<string, number>();
  const followLines = (lines: readonly Line[]) => {
    for (const line of lines) {
      if (line.what === 'completed') completed.set(line.jobId, (completed.get(line.jobId) ?? 0) + 1);
      if (line.what !== 'task' || line.fate === 'lost') continue;
      const { data } = line;
      if (line.fate === 'held') {
        copies.add(setTimeout(line.ms).then(() => deliver(emulators, line)));
        continue;
      }
      for (const fault of plan.doorFaults) {
        if (fault.kind === 'event twice' || fault.jobId !== data.jobId || met.has(fault.id)) continue;
        met.add(fault.id);
        record.claim(fault);
        const count = fault.kind === 'two copies at once' ? 2 : 1;
        for (let copy = 0; copy < count; copy++) {
          copies.add(setTimeout(count === 1 ? fault.delayMs : 0).then(() => deliver(emulators, line)));
        }
      }
    }
  };
  const follower = follow(record, followLines);

  let isAway = false;
  let isOver = false;
  const killing = (async () => {
    while ([...completed.values()].reduce((sum, count) => sum + count, 0) < plan.killAfterPages) {
      if (isOver) return;
      await setTimeout(LOOK_MS);
    }
    isAway = true;
    await emulators.killAndRestart(record);
    record.claim({ id: 'emulators-killed', kind: 'emulators killed', jobId: null });
    for (const job of history.values()) if (job.endedAt === null) job.pushedAt = Date.now();
    isAway = false;
  })();

  try {
    await Promise.all(plan.jobs.map(live));
    isOver = true;
    await killing;
    for (let waiting = [...copies]; waiting.length > 0; waiting = [...copies]) {
      await Promise.all(waiting);
      for (const copy of waiting) copies.delete(copy);
    }
    await whenSettled(plan, record, emulators, stated);
  } finally {
    await Promise.all([follower.stop(), watch.stop(), sweeping.stop()]);
  }
  // Those that were given up may have ended after all: how late is worth knowing.
  for (const [jobId, job] of history) {
    const seen = watch.seen().get(jobId);
    if (job.endedAt === null && seen !== undefined && seen.run > job.retries) job.endedAt = seen.endedAt;
  }
  const snapshot = await takeSnapshot(emulators.current());
  const documents = JSON.stringify(Object.fromEntries(snapshot.documents), null, 1);
  await writeFile(join(record.folder, 'documents.json'), documents);
  const lines = record.read();
  const metByKind = new Map<FaultKind, number>(FAULT_KINDS.map((kind) => [kind, 0]));
  for (const line of lines) if (line.what === 'fault') metByKind.set(line.kind, (metByKind.get(line.kind) ?? 0) + 1);
  const slowestMs = Math.max(...[...history.values()].map(({ endedAt, pushedAt }) => (endedAt ?? pushedAt) - pushedAt));
  return {
    plan,
    met: metByKind,
    broken: checkInvariants({ plan, snapshot, lines, history, statedMs: stated }),
    snapshot,
    lines,
    history,
    tookMs: Date.now() - began,
    slowestMs,
    statedMs: stated,
    sweeps: sweeping.count(),
  };
}

const KIND_OF_ACTION = { cancel: 'cancelled', retry: 'retried', delete: 'deleted' } as const satisfies {
  readonly [kind in Action['kind']]: FaultKind;
};

/** Waits until workers that were made to wait are through, no call is under way, and everything deleted is gone. */
async function whenSettled(plan: Plan, record: Record, emulators: Emulators, patienceMs: number): Promise<void> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await setTimeout(LOOK_MS)) {
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

interface Stoppable {
  stop(): Promise<void>;
}

/** Does something again and again until it is stopped. */
function again(everyMs: number, act: () => Promise<void> | void): Stoppable {
  const stopped = new AbortController();
  const running = (async () => {
    while (!stopped.signal.aborted) {
      await act();
      await setTimeout(everyMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

function watchJobs(emulators: Emulators): Stoppable & { seen(): ReadonlyMap<string, Seen> } {
  let seen: ReadonlyMap<string, Seen> = new Map();
  const watching = again(LOOK_MS, async () => {
    const documents = await emulators
      .reach((suite) => readDocuments(suite, { collectionId: 'jobs', fields: ['status', 'run'] }))
      .catch(() => undefined);
    if (documents === undefined) return;
    seen = new Map(
      [...documents].map(([path, data]) => {
        const jobId = path.split('/').at(-1) ?? '';
        const { status, run } = data as unknown as Pick<Seen, 'status' | 'run'>;
        const before = seen.get(jobId);
        const known = before?.run === run ? before.endedAt : null;
        return [jobId, { status, run, endedAt: isTerminalJob(status) ? (known ?? Date.now()) : null }] as const;
      }),
    );
  });
  return { ...watching, seen: () => seen };
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
