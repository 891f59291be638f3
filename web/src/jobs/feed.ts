/**
 * The owner's newest jobs as one list that the documents' screen and the tray share, over one listener. It only widens: when somebody
 * wants to see older ones, and by itself as long as the oldest is still being read, or when newer ones push some out, which would
 * stay as they were then.
 */

import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { isTerminalJob } from '../../../functions/src/contract/states.ts';
import type { Failure } from '../firebase/failure.ts';
import type { Store, Unwatch } from '../firebase/ports.ts';

/** Jobs that are listened to at first. Each widening doubles it: all in all no job is read more than twice for it. */
export const FIRST = 30;
/** Older ones are found by the search. */
export const MOST = 5000;

export interface FeedView {
  readonly state: 'loading' | 'ready' | 'failed';
  readonly failure: Failure | null;
  /** Newest first, the trash included. */
  readonly jobs: readonly JobDocument[];
  /** Whether there are older ones. */
  readonly more: boolean;
  readonly loadingMore: boolean;
}

interface Watching {
  readonly count: number;
  unwatch: Unwatch;
}

export class JobsFeed {
  readonly #store: Store;
  readonly #uid: string;
  readonly #listeners = new Set<(view: FeedView) => void>();
  #current: Watching | undefined;
  /** A wider one, until it has answered. */
  #next: Watching | undefined;
  #jobs: readonly JobDocument[] | null = null;
  #isFull = false;
  #failure: Failure | null = null;
  #view: FeedView = { state: 'loading', failure: null, jobs: [], more: false, loadingMore: false };

  constructor(store: Store, uid: string) {
    this.#store = store;
    this.#uid = uid;
  }

  get view(): FeedView {
    return this.#view;
  }

  subscribe(listener: (view: FeedView) => void): Unwatch {
    this.#listeners.add(listener);
    if (this.#newest === undefined) this.#listen(FIRST);
    return () => this.#listeners.delete(listener);
  }

  /** Shows as many again. */
  more(): void {
    if (this.#view.more && !this.#view.loadingMore) this.#listen(this.#count * 2);
  }

  /** Shows so many, if there are. */
  reach(count: number): void {
    if (this.#isFull && this.#count < count) this.#listen(count);
  }

  /** After a failure: a listener that failed is dead. */
  retry(): void {
    const count = this.#count;
    this.#end();
    this.#failure = null;
    this.#listen(count);
  }

  close(): void {
    this.#end();
    this.#listeners.clear();
  }

  get #newest(): Watching | undefined {
    return this.#next ?? this.#current;
  }

  get #count(): number {
    return this.#newest?.count ?? FIRST;
  }

  #end(): void {
    this.#next?.unwatch();
    this.#current?.unwatch();
    this.#next = undefined;
    this.#current = undefined;
    this.#jobs = null;
  }

  #listen(count: number): void {
    this.#next?.unwatch();
    const watching: Watching = { count: Math.min(count, MOST), unwatch: () => undefined };
    this.#next = watching;
    watching.unwatch = this.#store.watchJobs(this.#uid, watching.count)(
      (jobs) => this.#take(watching, jobs),
      (failure) => {
        this.#failure = failure;
        this.#tell();
      },
    );
    this.#tell();
  }

  #take(watching: Watching, jobs: readonly JobDocument[]): void {
    if (watching === this.#next) {
      this.#current?.unwatch();
      this.#current = watching;
      this.#next = undefined;
    }
    // A listener that had no connection goes on.
    this.#failure = null;
    this.#isFull = jobs.length === watching.count && watching.count < MOST;
    const pushedOut = this.#isFull ? olderThan(jobs, this.#jobs ?? []) : [];
    const last = jobs.at(-1);
    this.#jobs = [...jobs, ...pushedOut];
    this.#tell();
    if (pushedOut.length > 0 || (last !== undefined && !isTerminalJob(last.status))) this.more();
  }

  #tell(): void {
    const { more, loadingMore } = { more: this.#isFull, loadingMore: this.#current !== undefined && this.#next !== undefined };
    const state = this.#failure !== null ? 'failed' : this.#jobs ? 'ready' : 'loading';
    this.#view = { state, failure: this.#failure, jobs: this.#jobs ?? [], more, loadingMore };
    for (const listener of this.#listeners) listener(this.#view);
  }
}

/** Those that left a full list at its older end; one that left elsewhere was deleted. */
function olderThan(jobs: readonly JobDocument[], before: readonly JobDocument[]): readonly JobDocument[] {
  const oldest = jobs.at(-1)?.createdAt.toMillis() ?? Number.NEGATIVE_INFINITY;
  const there = new Set(jobs.map(({ jobId }) => jobId));
  return before.filter(({ jobId, createdAt }) => !there.has(jobId) && createdAt.toMillis() <= oldest);
}
