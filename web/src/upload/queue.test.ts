import { afterEach, describe, expect, it, vi } from 'vitest';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { DEFAULT_OPTIONS, parseOptions } from '../../../functions/src/contract/options.ts';
import type { JobSighting, Store, UploadOrder } from '../firebase/ports.ts';
import type { LookAt } from './look.ts';
import { type KeptUpload, type Upload, UploadQueue, uploadSummary } from './queue.ts';
import { USUAL_OUTPUTS, type Wishes } from './wishes.ts';

const ENGLISH: Wishes = {
  ...{ languages: ['eng'], mode: 'auto', model: 'fast', pages: null, deskew: 'auto', clean: 'auto' },
  ...{ outputs: USUAL_OUTPUTS, retentionDays: null, askFirst: false },
};

interface Sent {
  readonly order: UploadOrder;
  readonly progress: (fraction: number) => void;
  readonly arrive: () => void;
  readonly fail: (code: string) => void;
  cancelled: boolean;
  paused: boolean;
}

/** A store whose uploads end, and whose jobs appear, when the test says so. */
class StoreInHand implements Store {
  readonly sent: Sent[] = [];
  readonly watched = new Map<string, (sighting: JobSighting) => void>();

  readonly had = new Map<string, readonly JobDocument[]>();

  watchJobs = () => () => () => undefined;
  watchControl = () => () => () => undefined;
  watchTrash = () => () => () => undefined;
  watchShares = () => () => () => undefined;
  watchCorrections = () => () => () => undefined;
  findJobsOfFile = async (_uid: string, sha256: string) => this.had.get(sha256) ?? [];
  watchPages = () => () => () => undefined;
  watchDoubts = () => () => () => undefined;
  listJobs = () => Promise.reject(new Error('not in this test'));
  countJobs = () => Promise.reject(new Error('not in this test'));
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
    const entry: Sent = { order, progress, arrive: resolve, fail: (code) => reject({ code }), cancelled: false, paused: false };
    this.sent.push(entry);
    const cancel = () => {
      entry.cancelled = true;
      reject({ code: 'storage/canceled' });
    };
    const pause = () => {
      entry.paused = true;
    };
    const resume = () => {
      entry.paused = false;
    };
    return { done: promise, cancel, pause, resume };
  }

  appear(jobId: string): void {
    this.watched.get(jobId)?.({ kind: 'job', job: {} as never });
  }
}

const pdf = (name: string) => new File(['%PDF-1.7 …'], name);

/** What a browser keeps, with one window after the other. What is put in is copied, as IndexedDB does. */
function keeping() {
  const drawer = new Map<string, KeptUpload>();
  return {
    drawer,
    kept: {
      take: async () => [...drawer.values()],
      put: async (upload: KeptUpload) =>
        void drawer.set(upload.upload.jobId, { ...structuredClone({ ...upload, file: null }), file: upload.file }),
      drop: async (jobId: string) => void drawer.delete(jobId),
    },
  };
}

function open(lookAt?: LookAt, kept = keeping().kept) {
  const store = new StoreInHand();
  const queue = new UploadQueue(store, 'someone', lookAt, kept);
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
    queue.add([pdf('a.pdf')], ENGLISH);
    await vi.waitFor(() => expect(upload).toHaveBeenCalledOnce());
  });

  it('sends options that the server accepts, and one batch for files that came together', async () => {
    const { store, queue } = open();
    queue.add([pdf('a.pdf'), pdf('b.pdf')], { ...ENGLISH, languages: ['eng', 'deu'] });
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
    queue.add([pdf('a.pdf')], ENGLISH);
    await vi.waitFor(() => expect(store.sent).toHaveLength(1));
    expect(store.sent[0]?.order.metadata).toEqual({ languages: 'eng', outputs: 'text,md,pdf,json,hocr,alto' });
  });

  it('sends three files at a time and the next when one is through', async () => {
    const { store, queue, kinds } = open();
    queue.add(['a', 'b', 'c', 'd'].map(pdf), ENGLISH);
    await vi.waitFor(() => expect(store.sent).toHaveLength(3));
    expect(kinds()).toEqual(['sending', 'sending', 'sending', 'waiting']);
    store.sent[1]?.arrive();
    await vi.waitFor(() => expect(store.sent).toHaveLength(4));
    expect(kinds()).toEqual(['sending', 'sent', 'sending', 'sending']);
  });

  it('keeps a file until its job was seen, whichever of the two comes first', async () => {
    const { store, queue, kinds } = open();
    queue.add([pdf('a'), pdf('b')], ENGLISH);
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
    queue.add([pdf('a')], ENGLISH);
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
    queue.add([pdf('a')], ENGLISH);
    await vi.waitFor(() => expect(store.sent).toHaveLength(1));
    store.appear(store.sent[0]?.order.job.jobId ?? '');
    store.sent[0]?.fail('storage/retry-limit-exceeded');
    await vi.waitFor(() => expect(kinds()).toEqual([]));
  });

  it('sends nothing of a file that the server would refuse', async () => {
    const { store, queue } = open();
    queue.add([new File(['just text'], 'renamed.pdf'), new File([], 'empty.pdf')], ENGLISH);
    await vi.waitFor(() =>
      expect(queue.uploads.map(({ state }) => state)).toEqual([
        { kind: 'refused', code: 'UNSUPPORTED_TYPE', certain: true },
        { kind: 'refused', code: 'EMPTY_FILE', certain: true },
      ]),
    );
    expect(store.sent).toEqual([]);
  });

  it('says so when the browser cannot read the file', async () => {
    const { queue } = open();
    const gone = pdf('gone.pdf');
    vi.spyOn(gone, 'slice').mockReturnValue({ arrayBuffer: () => Promise.reject(new Error('NotFoundError')) } as unknown as Blob);
    queue.add([gone], ENGLISH);
    await vi.waitFor(() => expect(queue.uploads[0]?.state).toEqual({ kind: 'failed', failure: 'file_unreadable' }));
  });

  it('cancels what runs, forgets it, and stops listening', async () => {
    const { store, queue } = open();
    queue.add([pdf('a'), pdf('b')], ENGLISH);
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
    queue.add([pdf('a')], ENGLISH);
    await vi.waitFor(() => expect(store.sent).toHaveLength(1));
    store.sent[0]?.progress(0.5);
    stop();
    store.sent[0]?.progress(0.9);
    expect(seen).toEqual(['looking', 'waiting', 'sending', 'sending']);
  });
});

describe('the look before an upload', () => {
  const job = (changed: Partial<JobDocument>) =>
    ({
      ...{ jobId: 'earlier', title: null, status: 'completed', trashedAt: null },
      ...{ source: { fileName: 'earlier.pdf' }, options: DEFAULT_OPTIONS, ...changed },
    }) as JobDocument;
  const twelvePages: LookAt = async () => ({ kind: 'fine', pages: 12, sha256: 'abc' });

  it('says what was found, and lets a file go by itself when there is nothing to ask', async () => {
    const { store, queue } = open(twelvePages);
    queue.add([pdf('a')], ENGLISH);
    await vi.waitFor(() => expect(store.sent).toHaveLength(1));
    expect(queue.uploads[0]).toMatchObject({ fileType: 'pdf', pages: 12, languages: ['eng'] });
  });

  it('holds what its owner has already, and sends it on their word', async () => {
    const { store, queue } = open(twelvePages);
    store.had.set('abc', [job({ jobId: 'stopped', status: 'cancelled' }), job({ title: 'Mine' })]);
    queue.add([pdf('a')], ENGLISH);
    const question = { kind: 'duplicate', jobId: 'earlier', name: 'Mine', inTrash: false };
    await vi.waitFor(() => expect(queue.uploads[0]?.state).toEqual({ kind: 'asking', questions: [question] }));
    expect(store.sent).toEqual([]);
    queue.start(queue.uploads[0]?.jobId ?? '');
    await vi.waitFor(() => expect(store.sent).toHaveLength(1));
  });

  it('does not hold what was only tried, nor wait for an answer that fails', async () => {
    const { store, queue } = open(twelvePages);
    store.had.set('abc', [job({ status: 'failed' })]);
    queue.add([pdf('a')], ENGLISH);
    await vi.waitFor(() => expect(store.sent).toHaveLength(1));
    vi.spyOn(store, 'findJobsOfFile').mockRejectedValue({ code: 'unavailable' });
    queue.add([pdf('b')], ENGLISH);
    await vi.waitFor(() => expect(store.sent).toHaveLength(2));
  });

  it('counts the pages that are wanted, and asks for those of the same file only', async () => {
    const { store, queue } = open(async () => ({ kind: 'fine', pages: 500, sha256: 'abc' }));
    store.had.set('abc', [job({ options: { ...DEFAULT_OPTIONS, pages: { first: 1, last: 2 } } })]);
    for (const [first, last] of [
      [1, 2],
      [5, 12],
      [501, null],
    ] as const)
      queue.add([pdf('a')], { ...ENGLISH, pages: { first, last } });
    await vi.waitFor(() => expect(queue.uploads.map(({ state }) => state.kind)).toEqual(['asking', 'sending', 'refused']));
    expect(queue.uploads[0]?.state).toMatchObject({ questions: [{ kind: 'duplicate' }] });
    expect(queue.uploads[2]?.state).toMatchObject({ code: 'INVALID_OPTIONS', certain: true });
    expect(store.sent.map(({ order }) => order.metadata.pages)).toEqual(['5-12']);
  });

  it('holds long documents, whole folders, and everything if that is wished', async () => {
    const { store, queue } = open(async () => ({ kind: 'fine', pages: 900, sha256: null }));
    queue.add(
      Array.from({ length: 21 }, (_, i) => pdf(`${i}.pdf`)),
      { ...ENGLISH, askFirst: true },
    );
    const questions = [{ kind: 'long', pages: 900 }, { kind: 'many', files: 21 }, { kind: 'wished' }];
    await vi.waitFor(() => {
      for (const { state } of queue.uploads) expect(state).toEqual({ kind: 'asking', questions });
    });
    expect(store.sent).toEqual([]);
  });

  it('refuses what needs a password; what looks damaged can be sent all the same', async () => {
    const { store, queue } = open(async (file) =>
      file.size > 10
        ? { kind: 'refused', code: 'ENCRYPTED', certain: true }
        : { kind: 'refused', code: 'CORRUPT', certain: false },
    );
    queue.add([pdf('locked.pdf'), new File(['%PDF-'], 'broken.pdf')], ENGLISH);
    await vi.waitFor(() => expect(queue.uploads.map(({ state }) => state.kind)).toEqual(['refused', 'refused']));
    for (const { jobId } of queue.uploads) queue.start(jobId);
    await vi.waitFor(() => expect(store.sent.map(({ order }) => order.fileName)).toEqual(['broken.pdf']));
    expect(queue.uploads.map(({ state }) => state.kind)).toEqual(['refused', 'sending']);
  });
});

describe('a pause', () => {
  it('stops one file where it is, gives its place to another, and ends where it began', async () => {
    const { store, queue, kinds } = open();
    queue.add(['a', 'b', 'c', 'd'].map(pdf), ENGLISH);
    await vi.waitFor(() => expect(store.sent).toHaveLength(3));
    store.sent[0]?.progress(0.4);
    const first = queue.uploads[0]?.jobId ?? '';
    queue.pause(first);
    expect(store.sent[0]?.paused).toBe(true);
    expect(queue.uploads[0]?.state).toEqual({ kind: 'paused', fraction: 0.4 });
    await vi.waitFor(() => expect(store.sent).toHaveLength(4));
    queue.resume(first);
    expect(store.sent[0]?.paused).toBe(false);
    expect(queue.uploads[0]?.state).toEqual({ kind: 'sending', fraction: 0.4 });
    store.sent[0]?.arrive();
    await vi.waitFor(() => expect(kinds()[0]).toBe('sent'));
  });

  it('of a file that was not begun with keeps it back', async () => {
    const { store, queue, kinds } = open();
    queue.add(['a', 'b', 'c', 'd'].map(pdf), ENGLISH);
    await vi.waitFor(() => expect(kinds()).toEqual(['sending', 'sending', 'sending', 'waiting']));
    const last = queue.uploads[3]?.jobId ?? '';
    queue.pause(last);
    store.sent[0]?.arrive();
    await vi.waitFor(() => expect(kinds()).toEqual(['sent', 'sending', 'sending', 'paused']));
    expect(store.sent).toHaveLength(3);
    queue.resume(last);
    await vi.waitFor(() => expect(store.sent).toHaveLength(4));
  });
});

describe('what a closed window had not sent', () => {
  it('goes on in the next one under its name and job, as its owner left it', async () => {
    const { drawer, kept } = keeping();
    const first = open(undefined, kept);
    first.queue.add(['a', 'b', 'c', 'd', 'e'].map(pdf), { ...ENGLISH, languages: ['deu'] });
    await vi.waitFor(() => expect(first.kinds()).toEqual(['sending', 'sending', 'sending', 'waiting', 'waiting']));
    first.store.sent[0]?.progress(0.5);
    first.queue.pause(first.queue.uploads[0]?.jobId ?? '');
    first.queue.pause(first.queue.uploads[4]?.jobId ?? '');
    await vi.waitFor(() => expect(drawer.size).toBe(5));

    const second = open(undefined, kept);
    expect(await second.queue.restore()).toBe(5);
    await vi.waitFor(() => expect(second.kinds()).toEqual(['paused', 'sending', 'sending', 'sending', 'paused']));
    expect(second.queue.uploads[0]?.state).toEqual({ kind: 'paused', fraction: 0 });
    expect(second.store.sent.map(({ order }) => order)).toEqual([1, 2, 3].map((n) => first.store.sent[n]?.order));
    second.queue.resume(second.queue.uploads[0]?.jobId ?? '');
    second.store.sent[0]?.arrive();
    await vi.waitFor(() => expect(second.store.sent.map(({ order }) => order.fileName)).toEqual(['b', 'c', 'd', 'a']));
  });

  it('asks again what was asked, and does not look twice', async () => {
    const { drawer, kept } = keeping();
    const first = open(undefined, kept);
    first.queue.add([pdf('a')], { ...ENGLISH, askFirst: true });
    await vi.waitFor(() => expect(drawer.size).toBe(1));
    const lookAt = vi.fn<LookAt>();
    const second = open(lookAt, kept);
    await second.queue.restore();
    expect(second.queue.uploads).toEqual(first.queue.uploads);
    second.queue.start(second.queue.uploads[0]?.jobId ?? '');
    await vi.waitFor(() => expect(second.store.sent).toHaveLength(1));
    expect(lookAt).not.toHaveBeenCalled();
  });

  it('is forgotten once its job is seen, which may have begun all the same, or when its owner drops it', async () => {
    const { drawer, kept } = keeping();
    const first = open(undefined, kept);
    first.queue.add(['a', 'b', 'c'].map(pdf), ENGLISH);
    await vi.waitFor(() => expect(drawer.size).toBe(3));
    const [arrived = '', taken = '', dropped = ''] = drawer.keys();

    const second = open(undefined, kept);
    await second.queue.restore();
    await vi.waitFor(() => expect(second.store.sent).toHaveLength(3));
    second.store.appear(arrived);
    // Storage has it already, and nothing is overwritten.
    second.store.sent[0]?.fail('storage/unauthorized');
    second.store.sent[1]?.arrive();
    second.store.appear(taken);
    second.queue.remove(dropped);
    await vi.waitFor(() => expect(drawer.size).toBe(0));
    expect(second.queue.uploads).toEqual([]);
  });

  it('is not kept when it was refused, nor when its owner signs out', async () => {
    const { drawer, kept } = keeping();
    const { queue, store, kinds } = open(undefined, kept);
    queue.add([new File(['MZ'], 'a.exe'), pdf('b')], ENGLISH);
    await vi.waitFor(() => expect(store.sent).toHaveLength(1));
    expect(kinds()).toEqual(['refused', 'sending']);
    expect([...drawer.values()].map(({ upload }) => upload.fileName)).toEqual(['b']);
    queue.close();
    await vi.waitFor(() => expect(drawer.size).toBe(0));
  });

  it('is sent as ever where a browser keeps nothing', async () => {
    const full = () => Promise.reject(new Error('no room'));
    const { queue, store } = open(undefined, { take: full, put: full, drop: full });
    expect(await queue.restore()).toBe(0);
    queue.add([pdf('a')], ENGLISH);
    await vi.waitFor(() => expect(store.sent).toHaveLength(1));
    store.appear(queue.uploads[0]?.jobId ?? '');
    store.sent[0]?.arrive();
    await vi.waitFor(() => expect(queue.uploads).toEqual([]));
  });
});

describe('the summary of uploads', () => {
  it('weighs files by their size and counts failures apart', () => {
    const about = { jobId: '', fileName: '', fileType: null, pages: null, languages: ['eng'] } as const;
    const file = (sizeBytes: number, state: Upload['state']): Upload => ({ ...about, sizeBytes, state });
    expect(
      uploadSummary([
        file(300, { kind: 'sending', fraction: 0.5 }),
        file(100, { kind: 'waiting' }),
        file(50, { kind: 'sent' }),
        file(0, { kind: 'asking', questions: [] }),
        file(70, { kind: 'refused', code: 'CORRUPT', certain: true }),
        file(70, { kind: 'failed', failure: 'offline' }),
      ]),
    ).toEqual({ active: 3, percent: 37, asking: 1, failed: 2 });
    expect(uploadSummary([])).toEqual({ active: 0, percent: 0, asking: 0, failed: 0 });
  });
});
