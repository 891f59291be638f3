import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseOptions } from '../../../functions/src/contract/options.ts';
import type { JobSighting, Store, UploadOrder } from '../firebase/ports.ts';
import { UploadQueue, uploadSummary } from './queue.ts';

interface Sent {
  readonly order: UploadOrder;
  readonly progress: (fraction: number) => void;
  readonly arrive: () => void;
  readonly fail: (code: string) => void;
  cancelled: boolean;
}

/** A store whose uploads end, and whose jobs appear, when the test says so. */
class StoreInHand implements Store {
  readonly sent: Sent[] = [];
  readonly watched = new Map<string, (sighting: JobSighting) => void>();

  watchJobs = () => () => () => undefined;
  watchPages = () => () => () => undefined;
  watchDoubts = () => () => () => undefined;
  listJobs = () => Promise.reject(new Error('not in this test'));
  countJobs = () => Promise.reject(new Error('not in this test'));
  watchCorrections = () => () => () => undefined;
  readFile = () => Promise.reject(new Error('not in this test'));
  call = () => Promise.reject(new Error('not in this test'));

  watchJob({ jobId }: { jobId: string }) {
    return (next: (sighting: JobSighting) => void) => {
      this.watched.set(jobId, next);
      return () => void this.watched.delete(jobId);
    };
  }

  upload(order: UploadOrder, progress: (fraction: number) => void) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const entry: Sent = { order, progress, arrive: resolve, fail: (code) => reject({ code }), cancelled: false };
    this.sent.push(entry);
    const cancel = () => {
      entry.cancelled = true;
      reject({ code: 'storage/canceled' });
    };
    return { done: promise, cancel, pause: () => undefined, resume: () => undefined };
  }

  appear(jobId: string): void {
    this.watched.get(jobId)?.({ kind: 'job', job: {} as never });
  }
}

const pdf = (name: string) => new File(['%PDF-1.7 …'], name);

function open() {
  const store = new StoreInHand();
  const queue = new UploadQueue(store, 'someone');
  return { store, queue, kinds: () => queue.uploads.map(({ state }) => state.kind) };
}

afterEach(() => vi.restoreAllMocks());

describe('the upload queue', () => {
  it('listens to the job before it sends the first byte', async () => {
    const { store, queue } = open();
    const upload = vi.spyOn(store, 'upload').mockImplementation((order) => {
      expect([...store.watched.keys()]).toEqual([order.job.jobId]);
      return { done: Promise.resolve(), cancel: () => undefined, pause: () => undefined, resume: () => undefined };
    });
    queue.add([pdf('a.pdf')], ['eng']);
    await vi.waitFor(() => expect(upload).toHaveBeenCalledOnce());
  });

  it('sends options that the server accepts, and one batch for files that came together', async () => {
    const { store, queue } = open();
    queue.add([pdf('a.pdf'), pdf('b.pdf')], ['eng', 'deu']);
    await vi.waitFor(() => expect(store.sent).toHaveLength(2));
    const parsed = store.sent.map(({ order }) => parseOptions(order.metadata));
    const batches = parsed.map((each) => (each.ok ? each.options.batchId : each.reason));
    expect(batches[0]).toMatch(/^[A-Za-z0-9]{20}$/);
    expect(batches[1]).toBe(batches[0]);
    expect(parsed[0]).toMatchObject({ ok: true, options: { languages: ['eng', 'deu'] } });
    expect(store.sent[0]?.order.contentType).toBe('application/pdf');
  });

  it('gives a single file no batch', async () => {
    const { store, queue } = open();
    queue.add([pdf('a.pdf')], ['eng']);
    await vi.waitFor(() => expect(store.sent).toHaveLength(1));
    expect(store.sent[0]?.order.metadata).toEqual({ languages: 'eng', outputs: 'text,md,pdf,json,hocr,alto' });
  });

  it('sends three files at a time and the next when one is through', async () => {
    const { store, queue, kinds } = open();
    queue.add(['a', 'b', 'c', 'd'].map(pdf), ['eng']);
    await vi.waitFor(() => expect(store.sent).toHaveLength(3));
    expect(kinds()).toEqual(['sending', 'sending', 'sending', 'waiting']);
    store.sent[1]?.arrive();
    await vi.waitFor(() => expect(store.sent).toHaveLength(4));
    expect(kinds()).toEqual(['sending', 'sent', 'sending', 'sending']);
  });

  it('keeps a file until its job was seen, whichever of the two comes first', async () => {
    const { store, queue, kinds } = open();
    queue.add([pdf('a'), pdf('b')], ['eng']);
    await vi.waitFor(() => expect(store.sent).toHaveLength(2));
    const [a, b] = store.sent;
    a?.arrive();
    await vi.waitFor(() => expect(kinds()).toEqual(['sent', 'sending']));
    store.appear(a?.order.job.jobId ?? '');
    expect(kinds()).toEqual(['sending']);
    store.appear(b?.order.job.jobId ?? '');
    expect(kinds()).toEqual(['sending']);
    b?.arrive();
    await vi.waitFor(() => expect(kinds()).toEqual([]));
    expect(store.watched.size).toBe(0);
  });

  it('keeps a failed upload, and tries again with the same job', async () => {
    const { store, queue } = open();
    queue.add([pdf('a')], ['eng']);
    await vi.waitFor(() => expect(store.sent).toHaveLength(1));
    store.sent[0]?.fail('storage/retry-limit-exceeded');
    await vi.waitFor(() => expect(queue.uploads[0]?.state).toEqual({ kind: 'failed', failure: 'offline' }));
    queue.retry(queue.uploads[0]?.jobId ?? '');
    await vi.waitFor(() => expect(store.sent).toHaveLength(2));
    expect(store.sent[1]?.order.job).toEqual(store.sent[0]?.order.job);
    expect(store.watched.size).toBe(1);
  });

  it('takes an upload for done when only its answer was lost: the job is there', async () => {
    const { store, queue, kinds } = open();
    queue.add([pdf('a')], ['eng']);
    await vi.waitFor(() => expect(store.sent).toHaveLength(1));
    store.appear(store.sent[0]?.order.job.jobId ?? '');
    store.sent[0]?.fail('storage/retry-limit-exceeded');
    await vi.waitFor(() => expect(kinds()).toEqual([]));
  });

  it('sends nothing of a file that the server would refuse', async () => {
    const { store, queue } = open();
    queue.add([new File(['just text'], 'renamed.pdf'), new File([], 'empty.pdf')], ['eng']);
    await vi.waitFor(() =>
      expect(queue.uploads.map(({ state }) => state)).toEqual([
        { kind: 'refused', code: 'UNSUPPORTED_TYPE' },
        { kind: 'refused', code: 'EMPTY_FILE' },
      ]),
    );
    expect(store.sent).toEqual([]);
  });

  it('says so when the browser cannot read the file', async () => {
    const { queue } = open();
    const gone = pdf('gone.pdf');
    vi.spyOn(gone, 'slice').mockReturnValue({ arrayBuffer: () => Promise.reject(new Error('NotFoundError')) } as unknown as Blob);
    queue.add([gone], ['eng']);
    await vi.waitFor(() => expect(queue.uploads[0]?.state).toEqual({ kind: 'failed', failure: 'file_unreadable' }));
  });

  it('cancels what runs, forgets it, and stops listening', async () => {
    const { store, queue } = open();
    queue.add([pdf('a'), pdf('b')], ['eng']);
    await vi.waitFor(() => expect(store.sent).toHaveLength(2));
    queue.remove(store.sent[0]?.order.job.jobId ?? '');
    expect(store.sent.map(({ cancelled }) => cancelled)).toEqual([true, false]);
    queue.close();
    expect(store.sent.map(({ cancelled }) => cancelled)).toEqual([true, true]);
    expect(queue.uploads).toEqual([]);
    expect(store.watched.size).toBe(0);
  });

  it('tells its listeners of every step', async () => {
    const { store, queue } = open();
    const seen: string[] = [];
    const stop = queue.subscribe((uploads) => seen.push(uploads.map(({ state }) => state.kind).join()));
    queue.add([pdf('a')], ['eng']);
    await vi.waitFor(() => expect(store.sent).toHaveLength(1));
    store.sent[0]?.progress(0.5);
    stop();
    store.sent[0]?.progress(0.9);
    expect(seen).toEqual(['waiting', 'sending', 'sending']);
  });
});

describe('the summary of uploads', () => {
  it('weighs files by their size and counts failures apart', () => {
    const file = (sizeBytes: number, state: Parameters<typeof uploadSummary>[0][number]['state']) => ({
      jobId: '',
      fileName: '',
      sizeBytes,
      state,
    });
    expect(
      uploadSummary([
        file(300, { kind: 'sending', fraction: 0.5 }),
        file(100, { kind: 'waiting' }),
        file(50, { kind: 'sent' }),
        file(70, { kind: 'refused', code: 'CORRUPT' }),
        file(70, { kind: 'failed', failure: 'offline' }),
      ]),
    ).toEqual({ active: 2, percent: 37, failed: 2 });
    expect(uploadSummary([])).toEqual({ active: 0, percent: 0, failed: 0 });
  });
});
