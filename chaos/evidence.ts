/**
 * What a run is judged by, and how it is read: everything that is stored, put together by jobs, what the workers wrote into the
 * record, and what people did.
 */

import type { AuditEvent } from '../functions/src/contract/documents.ts';
import { type JobRef, resultsPath } from '../functions/src/contract/paths.ts';
import type { Job, Page, Tally } from '../functions/src/domain/model.ts';
import type { Plan, PlannedJob } from './plan.ts';
import type { Line } from './record.ts';
import type { Data, Snapshot, StoredBytes } from './snapshot.ts';

/** What people did to a job, and what they saw. Times in epoch milliseconds. */
export interface JobHistory {
  readonly uploadedName: string | null;
  /** When somebody last gave the job something to do, or took the emulators from it. */
  readonly pushedAt: number;
  /** When its end was seen; null when it never was. */
  readonly endedAt: number | null;
  readonly isDeleted: boolean;
  readonly isCancelled: boolean;
  readonly retries: number;
}

export interface Evidence {
  readonly plan: Pick<Plan, 'jobs'>;
  readonly snapshot: Snapshot;
  readonly lines: readonly Line[];
  /** By job id. */
  readonly history: ReadonlyMap<string, JobHistory>;
  /** How long after the last push a job may take to end. */
  readonly statedMs: number;
}

/** Everything stored of one job. */
export interface StoredJob {
  readonly ref: JobRef;
  readonly planned: PlannedJob | undefined;
  readonly job: Job;
  /** In page order. */
  readonly pages: readonly Page[];
  readonly tallies: readonly Tally[];
  /** In the order of their times. */
  readonly events: readonly AuditEvent<number>[];
  /** What is below its folder of results, by path below it. */
  readonly results: ReadonlyMap<string, StoredBytes>;
}

const JOB_PATH = /^users\/([^/]+)\/jobs\/([^/]+)$/;

/** @returns by job id */
export function storedJobs({ plan, snapshot }: Evidence): Map<string, StoredJob> {
  /** What is below each job, by the job's path and the collection. */
  const below = new Map<string, Data[]>();
  for (const [path, data] of snapshot.documents) {
    const [collection] = /^users\/[^/]+\/jobs\/[^/]+\/[^/]+(?=\/)/.exec(path) ?? [];
    if (collection !== undefined) push(below, collection, data);
  }
  const results = new Map<string, [name: string, bytes: StoredBytes][]>();
  for (const [name, bytes] of snapshot.objects) {
    const [folder, path] = /^(results\/[^/]+\/[^/]+)\/(.*)$/.exec(name)?.slice(1) ?? [];
    if (folder !== undefined && path !== undefined) push(results, folder, [path, bytes]);
  }
  const stored = new Map<string, StoredJob>();
  for (const [path, data] of snapshot.documents) {
    const [, uid, jobId] = JOB_PATH.exec(path) ?? [];
    if (uid === undefined || jobId === undefined) continue;
    const all = <T>(collection: string) => (below.get(`${path}/${collection}`) ?? []) as unknown[] as T[];
    stored.set(jobId, {
      ref: { uid, jobId },
      planned: plan.jobs.find(({ ref }) => ref.jobId === jobId && ref.uid === uid),
      job: data as unknown as Job,
      pages: all<Page>('pages'),
      tallies: all<Tally>('tallies'),
      events: all<AuditEvent<number>>('events').toSorted((a, b) => a.at - b.at),
      results: new Map(results.get(resultsPath({ uid, jobId }))),
    });
  }
  return stored;
}

export function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

export function textOf(object: StoredBytes | undefined): string | undefined {
  return object === undefined ? undefined : new TextDecoder().decode(object.bytes);
}

export function show(value: unknown): string {
  return JSON.stringify(value) ?? 'missing';
}

/** Firestore orders the fields of a map by name, JSON keeps them as they were written. */
export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sorted(field)]),
  );
}
