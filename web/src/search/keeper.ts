/**
 * Keeps the library on this device up to date while somebody searches: which documents there are, and their texts.
 *
 * Reads: a device that was never here reads every job once. Later it asks for those that changed, and counts: when the count is not
 * what the changes say, something was deleted, and all are read again. It goes on listening for changes.
 */

import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { type Failure, failureOf } from '../firebase/failure.ts';
import type { Store } from '../firebase/ports.ts';
import { type Coverage, type Entry, entryOf, MAX_DOCUMENTS } from './entries.ts';
import type { RemoteLibrary } from './remote.ts';
import { NO_SYNC, type Sync } from './shelf.ts';

const JOBS_A_PART = 100;
/** More changes than this since the last visit are read as a whole. */
const MAX_CHANGES = 200;
const TEXTS_A_LOAD = 32;
const FETCHES_AT_ONCE = 4;
/** Changes may become visible in another order than that of their times. */
const OVERLAP_MS = 5 * 60_000;

export interface KeeperState {
  /** null until the device's own texts are looked up. */
  readonly coverage: Coverage | null;
  /** Texts that could not be fetched, this time. */
  readonly failed: number;
  /** Why the list of documents, or a text, could not be had. */
  readonly failure: Failure | null;
  /** Whether the device's own texts are all looked up. */
  readonly loaded: boolean;
  /** Whether the list of documents is that of the server. */
  readonly settled: boolean;
}

export type KeeperStore = Pick<Store, 'listJobs' | 'countJobs' | 'watchChangedJobs' | 'readFile'>;

export class Keeper {
  readonly #store: KeeperStore;
  readonly #uid: string;
  readonly #library: RemoteLibrary;
  readonly #signal: AbortSignal;
  readonly #onState: (state: KeeperState) => void;
  readonly #known = new Set<string>();
  readonly #fetching = new Set<string>();
  /** By job and version: what was tried in vain is not tried again before the next visit. */
  readonly #failed = new Set<string>();
  #sync: Sync = NO_SYNC;
  #failure: Failure | null = null;
  #settled = false;
  #loaded = false;
  #online = false;

  constructor(
    store: KeeperStore,
    uid: string,
    library: RemoteLibrary,
    signal: AbortSignal,
    onState: (state: KeeperState) => void,
  ) {
    this.#store = store;
    this.#uid = uid;
    this.#library = library;
    this.#signal = signal;
    this.#onState = onState;
  }

  /** Until the signal says so. @param online without a network only what is on the device is looked up */
  async run(online: boolean): Promise<void> {
    const { jobIds, sync } = await this.#library.open();
    for (const jobId of jobIds) this.#known.add(jobId);
    this.#online = online;
    const loading = this.#load();
    this.#sync = sync;
    if (online) await this.#follow();
    await loading;
  }

  async #load(): Promise<void> {
    do await this.#tell();
    while (!this.#signal.aborted && (await this.#library.load(TEXTS_A_LOAD)) > 0);
    this.#loaded = true;
    await this.#fetchWanted();
  }

  async #follow(): Promise<void> {
    try {
      const count = await this.#store.countJobs(this.#uid);
      const fresh = this.#sync.total < 0;
      if (fresh) await this.#listAll(count);
      if (!this.#signal.aborted) this.#watch(fresh ? null : count);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** @param count how many documents there are; null when all of them were just read */
  #watch(count: number | null): void {
    // One after the other: each rests on what the one before has found.
    let work = Promise.resolve();
    let counted = count;
    const unwatch = this.#store.watchChangedJobs(
      this.#uid,
      this.#sync.since - OVERLAP_MS,
      MAX_CHANGES,
    )(
      (jobs) => {
        const expected = counted;
        counted = null;
        work = work.then(() => this.#takeChanges(jobs, expected)).catch((error) => this.#fail(error));
      },
      (failure) => {
        this.#failure = failure;
        void this.#tell();
      },
    );
    this.#signal.addEventListener('abort', unwatch);
  }

  /** @param expected with the first news, how many documents there should be */
  async #takeChanges(jobs: readonly JobDocument[], expected: number | null): Promise<void> {
    if (this.#signal.aborted) return;
    const { since, total } = this.#sync;
    const fresh = jobs.filter(({ jobId, createdAt }) => !this.#known.has(jobId) && createdAt.toMillis() > since - OVERLAP_MS);
    const now = total + fresh.length;
    if (expected === null || (now === expected && jobs.length < MAX_CHANGES)) {
      this.#sync = { since: latest(jobs, since), total: now };
    } else {
      await this.#listAll(expected);
    }
    for (const { jobId } of jobs) this.#known.add(jobId);
    await this.#library.update(jobs.map(entryOf), null, this.#sync);
    this.#settled = true;
    this.#failure = null;
    await this.#fetchWanted();
  }

  async #listAll(total: number): Promise<void> {
    const seen: string[] = [];
    let since = 0;
    let before: JobDocument | null = null;
    while (!this.#signal.aborted && seen.length < MAX_DOCUMENTS) {
      const part: readonly JobDocument[] = await this.#store.listJobs(this.#uid, JOBS_A_PART, before);
      seen.push(...part.map(({ jobId }) => jobId));
      since = latest(part, since);
      // The newest are fetched while older ones are listed.
      await this.#library.update(part.map(entryOf), null, NO_SYNC);
      void this.#fetchWanted();
      before = part.at(-1) ?? null;
      if (part.length < JOBS_A_PART) break;
    }
    if (this.#signal.aborted) return;
    this.#known.clear();
    for (const jobId of seen) this.#known.add(jobId);
    this.#sync = { since, total };
    await this.#library.update([], seen, this.#sync);
  }

  async #fetchWanted(): Promise<void> {
    await this.#tell();
    if (!this.#online) return;
    const wanted = await this.#library.wanted();
    for (const entry of wanted) {
      if (this.#signal.aborted || this.#fetching.size >= FETCHES_AT_ONCE) return;
      if (this.#fetching.has(entry.jobId) || this.#failed.has(keyOf(entry))) continue;
      this.#fetching.add(entry.jobId);
      void this.#fetch(entry);
    }
  }

  async #fetch(entry: Entry): Promise<void> {
    try {
      const file = await this.#store.readFile(entry.path);
      await this.#library.add(entry.jobId, entry.version, file);
    } catch (error) {
      this.#failed.add(keyOf(entry));
      this.#failure = failureOf(error);
    }
    this.#fetching.delete(entry.jobId);
    if (!this.#signal.aborted) await this.#fetchWanted();
  }

  #fail(error: unknown): void {
    this.#failure = failureOf(error);
    void this.#tell();
  }

  async #tell(): Promise<void> {
    if (this.#signal.aborted) return;
    const coverage = await this.#library.coverage();
    if (this.#signal.aborted) return;
    const state = { failed: this.#failed.size, failure: this.#failure, loaded: this.#loaded, settled: this.#settled };
    this.#onState({ coverage, ...state });
  }
}

const keyOf = ({ jobId, version }: Entry) => `${jobId} ${version}`;

const latest = (jobs: readonly JobDocument[], since: number) =>
  Math.max(since, ...jobs.map(({ updatedAt }) => updatedAt.toMillis()));
