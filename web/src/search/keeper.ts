/**
 * Keeps the library on this device up to date while somebody searches: which documents there are, and their texts.
 *
 * Reads: the newest hundred jobs are listened to. Who has more has the others listed once in ten minutes, up to `MAX_DOCUMENTS`.
 * Nothing tells which of a thousand jobs have changed: a new name and corrections leave `updatedAt` as it is.
 */

import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { type Failure, failureOf } from '../firebase/failure.ts';
import type { Store } from '../firebase/ports.ts';
import { type Coverage, type Entry, entryOf, MAX_DOCUMENTS } from './entries.ts';
import type { RemoteLibrary } from './remote.ts';
import { type Listing, NEVER_LISTED } from './shelf.ts';

const JOBS_A_PART = 100;
const LISTED_ANEW_MS = 10 * 60_000;
const TEXTS_A_LOAD = 32;
const FETCHES_AT_ONCE = 4;
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

export type KeeperStore = Pick<Store, 'watchJobs' | 'listJobs' | 'countJobs' | 'readFile'>;

export class Keeper {
  readonly #store: KeeperStore;
  readonly #uid: string;
  readonly #library: RemoteLibrary;
  readonly #signal: AbortSignal;
  readonly #onState: (state: KeeperState) => void;
  readonly #fetching = new Set<string>();
  /** By job and version: what was tried in vain is not tried again before the next visit. */
  readonly #failed = new Set<string>();
  #listing: Listing = NEVER_LISTED;
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
    this.#online = online;
    this.#listing = await this.#library.open();
    // Whoever left meanwhile would leave a listener behind that nobody ends.
    if (this.#signal.aborted) return;
    if (online) this.#watch();
    await this.#load();
  }

  async #load(): Promise<void> {
    do await this.#tell();
    while (!this.#signal.aborted && (await this.#library.load(TEXTS_A_LOAD)) > 0);
    this.#loaded = true;
    await this.#fetchWanted();
  }

  #watch(): void {
    // One after the other: what comes later is newer.
    let work = Promise.resolve();
    // What is not in the list is taken for gone, with its text: so it must be the whole list.
    const unwatch = this.#store.watchJobs(
      this.#uid,
      JOBS_A_PART,
      'confirmed',
    )(
      (jobs) => {
        work = work.then(() => this.#take(jobs)).catch((error) => this.#fail(error));
      },
      (failure) => {
        this.#failure = failure;
        void this.#tell();
      },
    );
    this.#signal.addEventListener('abort', unwatch);
  }

  /** The newest jobs, whenever one of them has changed. */
  async #take(jobs: readonly JobDocument[]): Promise<void> {
    if (this.#signal.aborted) return;
    const oldest = oldestOf(jobs);
    if (oldest === null) this.#listing = NEVER_LISTED;
    await this.#library.update(jobs.map(entryOf), { after: createdAt(oldest), before: null }, this.#listing);
    // The newest texts are fetched while older documents are listed.
    void this.#fetchWanted();
    if (oldest !== null && Date.now() - this.#listing.at > LISTED_ANEW_MS) await this.#listRest(oldest);
    this.#settled = true;
    this.#failure = null;
    await this.#fetchWanted();
  }

  async #listRest(newest: JobDocument): Promise<void> {
    let oldest: JobDocument | null = newest;
    let seen = JOBS_A_PART;
    while (oldest !== null && seen < MAX_DOCUMENTS) {
      const jobs = await this.#store.listJobs(this.#uid, JOBS_A_PART, oldest);
      if (this.#signal.aborted) return;
      const before = createdAt(oldest);
      oldest = oldestOf(jobs);
      await this.#library.update(jobs.map(entryOf), { after: createdAt(oldest), before }, this.#listing);
      void this.#fetchWanted();
      seen += jobs.length;
    }
    const documents = oldest === null ? seen : await this.#store.countJobs(this.#uid);
    if (this.#signal.aborted) return;
    this.#listing = { at: Date.now(), documents };
    // What is older than the last of them is none of this device's.
    await this.#library.update([], { after: 0, before: createdAt(oldest) }, this.#listing);
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

/** The job after which the next part begins; null when there is none. */
const oldestOf = (jobs: readonly JobDocument[]) => (jobs.length < JOBS_A_PART ? null : (jobs.at(-1) ?? null));

const createdAt = (job: JobDocument | null) => job?.createdAt.toMillis() ?? 0;
