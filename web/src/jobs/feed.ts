/**
 * The owner's jobs, newest first, as one list that the documents' screen and the tray share: one listener on the newest, and one
 * more for each part that somebody asked to see. Every listener is bounded, and no job is read twice by two of them, but for the
 * one at which a part begins.
 */

import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import type { Failure } from '../firebase/failure.ts';
import type { Store, Unwatch } from '../firebase/ports.ts';

/** Jobs of one listener. */
export const PART = 30;

export interface FeedView {
  readonly state: 'loading' | 'ready' | 'failed';
  readonly failure: Failure | null;
  /** Newest first, the trash included. */
  readonly jobs: readonly JobDocument[];
  /** Whether there are older ones. */
  readonly more: boolean;
  readonly loadingMore: boolean;
}

interface Part {
  jobs: readonly JobDocument[] | null;
  unwatch: Unwatch;
}

export class JobsFeed {
  readonly #store: Store;
  readonly #uid: string;
  readonly #listeners = new Set<(view: FeedView) => void>();
  /** Jobs that newer ones pushed out of a part's bound, as they were then. */
  readonly #pushedOut = new Map<string, JobDocument>();
  #parts: Part[] = [];
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
    if (this.#parts.length === 0) this.#listen(null);
    return () => this.#listeners.delete(listener);
  }

  /** Adds the next older part. */
  more(): void {
    const last = this.#parts.at(-1)?.jobs?.at(-1);
    if (last !== undefined && this.#view.more && !this.#view.loadingMore) this.#listen(last);
  }

  /** After a failure: a listener that failed is dead. */
  retry(): void {
    this.#end();
    this.#failure = null;
    this.#listen(null);
    this.#tell();
  }

  close(): void {
    this.#end();
    this.#listeners.clear();
  }

  #end(): void {
    for (const { unwatch } of this.#parts) unwatch();
    this.#parts = [];
    this.#pushedOut.clear();
  }

  #listen(from: JobDocument | null): void {
    const part: Part = { jobs: null, unwatch: () => undefined };
    this.#parts.push(part);
    part.unwatch = this.#store.watchJobs(
      this.#uid,
      PART,
      from,
    )(
      (jobs) => {
        this.#keepPushedOut(part.jobs ?? [], jobs);
        part.jobs = jobs;
        this.#tell();
      },
      (failure) => {
        this.#failure = failure;
        this.#tell();
      },
    );
    this.#tell();
  }

  /** A job that left a full part at its older end was pushed out of it; one that left elsewhere was deleted. */
  #keepPushedOut(before: readonly JobDocument[], after: readonly JobDocument[]): void {
    const oldest = after.length === PART ? after.at(-1)?.createdAt.toMillis() : undefined;
    const there = new Set(after.map(({ jobId }) => jobId));
    for (const job of before) {
      if (there.has(job.jobId)) continue;
      if (oldest !== undefined && job.createdAt.toMillis() <= oldest) this.#pushedOut.set(job.jobId, job);
      else this.#pushedOut.delete(job.jobId);
    }
  }

  #tell(): void {
    const jobs = new Map(this.#pushedOut);
    for (const part of this.#parts) for (const job of part.jobs ?? []) jobs.set(job.jobId, job);
    const last = this.#parts.at(-1)?.jobs;
    this.#view = {
      state: this.#failure !== null ? 'failed' : this.#parts[0]?.jobs ? 'ready' : 'loading',
      failure: this.#failure,
      jobs: [...jobs.values()].sort((a, b) => b.createdAt.toMillis() - a.createdAt.toMillis()),
      more: last === null || last === undefined ? this.#parts.length > 1 : last.length === PART,
      loadingMore: last === null && this.#parts.length > 1,
    };
    for (const listener of this.#listeners) listener(this.#view);
  }
}
