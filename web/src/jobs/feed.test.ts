import { describe, expect, it } from 'vitest';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import type { Failure } from '../firebase/failure.ts';
import type { Store } from '../firebase/ports.ts';
import { FIRST, JobsFeed, MOST } from './feed.ts';

const job = (at: number, changed: Partial<JobDocument> = {}) =>
  ({
    ...{ jobId: `job ${at}`, status: 'completed', createdAt: { toMillis: () => at, toDate: () => new Date(at) } },
    ...changed,
  }) as JobDocument;

/** A store with jobs in it. A listener hears of them when the test says so. */
class StoreInHand {
  jobs: JobDocument[] = [];
  readonly open = new Map<
    object,
    { count: number; next: (jobs: readonly JobDocument[]) => void; fail: (failure: Failure) => void }
  >();
  readonly asked: number[] = [];
  watchJobs =
    (_uid: string, count: number) => (next: (jobs: readonly JobDocument[]) => void, fail: (failure: Failure) => void) => {
      const key = {};
      this.asked.push(count);
      this.open.set(key, { count, next, fail });
      return () => void this.open.delete(key);
    };
  /** Newest first, down from `newest`. */
  put(newest: number, count: number, changed: Partial<JobDocument> = {}): void {
    this.jobs = Array.from({ length: count }, (_, i) => job(newest - i, changed));
    this.tell();
  }
  tell(): void {
    // Those that are opened by what they hear wait for the next time.
    for (const { count, next } of [...this.open.values()]) next(this.jobs.slice(0, count));
  }
}

function open() {
  const store = new StoreInHand();
  const feed = new JobsFeed(store as unknown as Store, 'someone');
  feed.subscribe(() => undefined);
  const ids = () => feed.view.jobs.map(({ jobId }) => Number(jobId.slice(4)));
  return { feed, store, ids };
}

describe('the owner’s jobs', () => {
  it('are listened to once, however many look at them', () => {
    const { feed, store } = open();
    feed.subscribe(() => undefined);
    expect(store.asked).toEqual([FIRST]);
    expect(feed.view.state).toBe('loading');
    store.put(10, 2);
    expect(feed.view).toMatchObject({ state: 'ready', more: false });
  });

  it('are shown twice as many each time that somebody asks, in one listener', () => {
    const { feed, store, ids } = open();
    feed.more();
    expect(store.asked, 'not before the first are there').toEqual([FIRST]);
    store.put(100, 65);
    expect(feed.view).toMatchObject({ more: true, loadingMore: false });
    feed.more();
    feed.more();
    expect(store.asked).toEqual([30, 60]);
    expect(feed.view.loadingMore).toBe(true);
    expect(ids(), 'until the wider one answers').toHaveLength(30);
    store.tell();
    expect(ids()).toHaveLength(60);
    expect(store.open.size).toBe(1);
    feed.more();
    store.tell();
    expect(ids()).toHaveLength(65);
    expect(feed.view).toMatchObject({ more: false, loadingMore: false });
  });

  it('are shown as they are now when newer ones push them out of the first', () => {
    const { feed, store, ids } = open();
    store.put(100, 30);
    store.put(115, 45);
    expect(ids(), 'as they were, until the wider listener answers').toEqual(Array.from({ length: 45 }, (_, i) => 115 - i));
    store.tell();
    expect(store.open.size).toBe(1);
    expect(ids()).toEqual(Array.from({ length: 45 }, (_, i) => 115 - i));
    store.jobs = store.jobs.map((each) => (each.jobId === 'job 85' ? job(85, { title: 'new' }) : each));
    store.tell();
    expect(feed.view.jobs.find(({ jobId }) => jobId === 'job 85')?.title).toBe('new');
  });

  it('are looked at as far back as there may be some that are still being read', () => {
    const { store, ids } = open();
    store.put(100, 70, { status: 'queued' });
    store.tell();
    expect(store.asked).toEqual([30, 60, 120]);
    store.tell();
    expect(ids()).toHaveLength(70);
    expect(store.asked).toEqual([30, 60, 120]);
  });

  it('go when they are deleted', () => {
    const { store, ids } = open();
    store.put(100, 40);
    store.jobs = store.jobs.filter(({ jobId }) => jobId !== 'job 90');
    store.tell();
    expect(ids()).not.toContain(90);
    expect(ids()).toHaveLength(30);
    expect(store.asked).toEqual([FIRST]);
  });

  it('are fetched as far as a filter looks, and no further than that', () => {
    const { feed, store } = open();
    store.put(2000, 40);
    feed.reach(1000);
    feed.reach(1000);
    store.tell();
    feed.reach(1000);
    expect(store.asked).toEqual([FIRST, 1000]);
    expect(feed.view).toMatchObject({ more: false });
  });

  it('end somewhere', () => {
    const { feed, store } = open();
    store.put(9000, 6000, { status: 'queued' });
    for (let i = 0; i < 20; i++) store.tell();
    expect(store.asked.at(-1)).toBe(MOST);
    expect(feed.view).toMatchObject({ more: false, loadingMore: false });
    store.put(9001, 6001, { status: 'queued' });
    expect(feed.view.jobs).toHaveLength(MOST);
  });

  it('are back by themselves when only the line was down', () => {
    const { feed, store } = open();
    for (const { fail } of store.open.values()) fail('offline');
    expect(feed.view).toMatchObject({ state: 'failed', failure: 'offline' });
    store.put(3, 3);
    expect(feed.view).toMatchObject({ state: 'ready', failure: null });
  });

  it('are asked for anew after a failure', () => {
    const { feed, store } = open();
    for (const { fail } of store.open.values()) fail('denied');
    feed.retry();
    expect(feed.view.state).toBe('loading');
    expect(store.open.size).toBe(1);
    feed.close();
    expect(store.open.size).toBe(0);
  });
});
