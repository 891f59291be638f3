import { describe, expect, it } from 'vitest';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import type { Failure } from '../firebase/failure.ts';
import type { Store } from '../firebase/ports.ts';
import { type FeedView, JobsFeed, PART } from './feed.ts';

const job = (at: number, changed: Partial<JobDocument> = {}) =>
  ({ jobId: `job ${at}`, createdAt: { toMillis: () => at, toDate: () => new Date(at) }, ...changed }) as JobDocument;
/** Newest first, down from `newest`. */
const jobs = (newest: number, count: number = PART) => Array.from({ length: count }, (_, i) => job(newest - i));

function open() {
  const listeners: {
    from: string | undefined;
    next: (jobs: readonly JobDocument[]) => void;
    fail: (failure: Failure) => void;
  }[] = [];
  let open = 0;
  const store = {
    watchJobs: (_uid: string, _count: number, from: JobDocument | null) => (next: never, fail: never) => {
      listeners.push({ from: from?.jobId, next, fail });
      open++;
      return () => open--;
    },
  } as unknown as Store;
  const feed = new JobsFeed(store, 'someone');
  const views: FeedView[] = [];
  feed.subscribe((view) => views.push(view));
  const ids = () => feed.view.jobs.map(({ jobId }) => Number(jobId.slice(4)));
  return { feed, listeners, ids, openListeners: () => open };
}

describe('the owner’s jobs', () => {
  it('are listened to once, however many look at them', () => {
    const { feed, listeners } = open();
    feed.subscribe(() => undefined);
    expect(listeners).toHaveLength(1);
    expect(feed.view.state).toBe('loading');
    listeners[0]?.next(jobs(10, 2));
    expect(feed.view).toMatchObject({ state: 'ready', more: false });
  });

  it('come a part at a time, each from where the last ended, and each once', () => {
    const { feed, listeners, ids } = open();
    feed.more();
    expect(listeners, 'not before the first is there').toHaveLength(1);
    listeners[0]?.next(jobs(100));
    expect(feed.view.more).toBe(true);
    feed.more();
    feed.more();
    expect(listeners.map(({ from }) => from)).toEqual([undefined, 'job 71']);
    expect(feed.view.loadingMore).toBe(true);
    listeners[1]?.next(jobs(71, 5));
    expect(ids()).toEqual(jobs(100, 34).map((_, i) => 100 - i));
    expect(feed.view).toMatchObject({ more: false, loadingMore: false });
  });

  it('stay when newer ones push them out of their part, and go when they are deleted', () => {
    const { feed, listeners, ids } = open();
    listeners[0]?.next(jobs(100));
    feed.more();
    listeners[1]?.next(jobs(71, 2));
    listeners[0]?.next(jobs(101));
    listeners[0]?.next(jobs(102));
    expect(ids()).toEqual(Array.from({ length: 33 }, (_, i) => 102 - i));
    listeners[0]?.next([...jobs(102).filter(({ jobId }) => jobId !== 'job 90'), job(72)]);
    expect(ids()).not.toContain(90);
    expect(ids()).toHaveLength(32);
  });

  it('are shown as they are now, also where a part of older ones changed', () => {
    const { feed, listeners } = open();
    listeners[0]?.next(jobs(100));
    feed.more();
    listeners[1]?.next([job(71), job(70)]);
    listeners[1]?.next([job(71), job(70, { title: 'new' })]);
    expect(feed.view.jobs.at(-1)?.title).toBe('new');
  });

  it('are asked for anew after a failure', () => {
    const { feed, listeners, openListeners } = open();
    listeners[0]?.fail('offline');
    expect(feed.view).toMatchObject({ state: 'failed', failure: 'offline' });
    feed.retry();
    expect(feed.view.state).toBe('loading');
    expect(openListeners()).toBe(1);
    feed.close();
    expect(openListeners()).toBe(0);
  });
});
