import { describe, expect, it, vi } from 'vitest';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { Keeper, type KeeperState, type KeeperStore } from './keeper.ts';
import { Library } from './library.ts';
import { memoryShelf } from './shelf.ts';

/** Jobs and texts as a test has them; it counts what is read. */
class StoreInHand implements KeeperStore {
  jobs: JobDocument[] = [];
  readonly reads = { jobs: 0, texts: [] as string[], atOnce: 0, most: 0 };
  #next: ((jobs: readonly JobDocument[]) => void) | null = null;
  held: Promise<void> = Promise.resolve();

  watchJobs = (_uid: string, count: number, sight?: string) => (next: (jobs: readonly JobDocument[]) => void) => {
    // Texts of what is not in the list are dropped.
    expect(sight, 'a list that may lack something').toBe('confirmed');
    this.#next = (jobs) => {
      this.reads.jobs += jobs.length;
      next(jobs.slice(0, count));
    };
    queueMicrotask(() => this.tell());
    return () => {
      this.#next = null;
    };
  };
  async listJobs(_uid: string, count: number, before: JobDocument | null) {
    const start = this.jobs.findIndex(({ jobId }) => jobId === before?.jobId) + 1;
    this.reads.jobs += count;
    return this.jobs.slice(start, start + count);
  }
  countJobs = async () => this.jobs.length;
  async readFile(path: string, version?: string | number) {
    expect(version, 'a text that a cache may have').toBeUndefined();
    this.reads.texts.push(path);
    this.reads.most = Math.max(this.reads.most, ++this.reads.atOnce);
    await this.held;
    this.reads.atOnce--;
    if (path === 'lost') throw { code: 'storage/object-not-found' };
    return new Blob([`text of ${path}`]);
  }

  get watched() {
    return this.#next !== null;
  }
  tell() {
    this.#next?.(this.jobs.slice(0, 100));
  }
}

const instant = (ms: number) => ({ toMillis: () => ms, toDate: () => new Date(ms) });
const job = (n: number, more: Partial<JobDocument> = {}) =>
  ({
    ...{ jobId: `job${n}`, status: 'completed', source: { fileName: `${n}.pdf` }, title: null, results: { text: `text${n}` } },
    ...{ run: 1, exportedRevision: 0, trashedAt: null, createdAt: instant(10_000 - n), pageCount: 1, ...more },
  }) as JobDocument;

function start(store: StoreInHand, online = true, library = new Library(memoryShelf())) {
  const ending = new AbortController();
  let state: KeeperState | null = null;
  const keeper = new Keeper(store, 'someone', library, ending.signal, (told) => {
    state = told;
  });
  const running = keeper.run(online);
  const coverage = () => state?.coverage;
  return { library, end: () => ending.abort(), running, state: () => state, coverage };
}

describe('the keeper of the texts on a device', () => {
  it('fetches each text once, the newest first, at most four at a time', async () => {
    const store = new StoreInHand();
    store.jobs = Array.from({ length: 30 }, (_, n) => job(n));
    const { coverage, library } = start(store);
    await vi.waitFor(() => expect(coverage()).toMatchObject({ documents: 30, searched: 30, wanted: 0 }));
    expect(store.reads.texts).toEqual(store.jobs.map((_, n) => `text${n}`));
    expect(store.reads.most).toBe(4);
    expect(store.reads.jobs).toBe(30);
    expect((await library.find('text17', 5)).findings.map(({ jobId }) => jobId)).toEqual(['job17']);
  });

  it('listens to nothing for somebody who left before it began', async () => {
    const store = new StoreInHand();
    store.jobs = [job(1)];
    const { end, running } = start(store);
    end();
    await running;
    expect(store.watched).toBe(false);
    expect(store.reads.jobs).toBe(0);
  });

  it('lists more than a hundred documents part by part, and lets go of those that are gone', async () => {
    const store = new StoreInHand();
    store.jobs = Array.from({ length: 250 }, (_, n) => job(n));
    const first = start(store);
    await vi.waitFor(() => expect(first.coverage()).toMatchObject({ documents: 250, searched: 250 }));
    expect(store.reads.jobs, 'the last part is not full').toBe(100 + 100 + 100);
    // One of the newest hundred is deleted: those who listen see it without listing anything.
    store.jobs.splice(40, 1);
    store.tell();
    await vi.waitFor(() => expect(first.coverage()?.searched).toBe(249));
    expect(store.reads.texts).toHaveLength(250);
  });

  it('fetches a text again once its corrections are exported', async () => {
    const store = new StoreInHand();
    store.jobs = [job(1), job(2, { status: 'processing', results: {} })];
    const { coverage } = start(store);
    await vi.waitFor(() => expect(coverage()).toMatchObject({ searched: 1, running: 1 }));
    store.jobs = [job(1, { exportedRevision: 1 }), job(2)];
    store.tell();
    await vi.waitFor(() => expect(coverage()).toMatchObject({ searched: 2, running: 0 }));
    expect(store.reads.texts).toEqual(['text1', 'text1', 'text2']);
  });

  it('tells of a text that cannot be fetched, and goes on with the others', async () => {
    const store = new StoreInHand();
    store.jobs = [job(1, { results: { text: 'lost' } }), job(2)];
    const { state } = start(store);
    await vi.waitFor(() => expect(state()).toMatchObject({ failed: 1, failure: 'missing', coverage: { searched: 1 } }));
    expect(store.reads.texts).toEqual(['lost', 'text2']);
  });

  it('asks for nothing without a network', async () => {
    const store = new StoreInHand();
    store.jobs = [job(1)];
    const { running, state } = start(store, false);
    await running;
    expect(state()).toMatchObject({ loaded: true, settled: false });
    expect([store.watched, store.reads.jobs, store.reads.texts]).toEqual([false, 0, []]);
  });

  it('stops listening and fetching when the search is left', async () => {
    const store = new StoreInHand();
    store.jobs = Array.from({ length: 9 }, (_, n) => job(n));
    const hold = Promise.withResolvers<void>();
    store.held = hold.promise;
    const { end, library } = start(store);
    await vi.waitFor(() => expect(store.reads.texts).toHaveLength(4));
    end();
    hold.resolve();
    await vi.waitFor(async () => expect((await library.coverage()).searched, 'what was on its way is kept').toBe(4));
    expect([store.watched, store.reads.texts.length]).toEqual([false, 4]);
  });
});
