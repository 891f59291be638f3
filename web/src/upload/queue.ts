/**
 * The files on their way up. It lives above the screens, so that moving between them loses nothing, and it forgets a
 * file only once its job document was seen: an upload that failed stays until its owner tries again or dismisses it.
 *
 * Each file is looked at before it is sent. One about which there is nothing to say goes by itself, so that adding a file stays
 * one gesture; the others wait for their owner's word (`asking`), and what cannot be read is refused before a byte is sent.
 *
 * A second try sends the same job id. If the first had arrived after all and only its answer was lost, the rules refuse
 * the second (nothing is overwritten) while the job's listener, which runs since before the first, shows the job.
 *
 * What waits to be sent is kept (`keptUploads.ts`), and goes on from its beginning when the page was closed in between: the same
 * second try.
 */

import type { ErrorCode } from '../../../functions/src/contract/errors.ts';
import { FILE_TYPES, type FileType, SNIFF_BYTES } from '../../../functions/src/contract/fileTypes.ts';
import { countOfPages, type LanguageChoice, type PageSpan } from '../../../functions/src/contract/options.ts';
import { newJobId } from '../../../functions/src/contract/paths.ts';
import { type Failure, failureOf } from '../firebase/failure.ts';
import type { Store, Unwatch, UploadHandle } from '../firebase/ports.ts';
import { judgeFile, storedName } from './file.ts';
import type { LookAt } from './look.ts';
import { type Question, questionsOf } from './questions.ts';
import { metadataOf, type Wishes } from './wishes.ts';

export type UploadState =
  /** Its pages are counted, and whether its owner has it already is asked. */
  | { readonly kind: 'looking' }
  /** Nothing of it goes before its owner says so. */
  | { readonly kind: 'asking'; readonly questions: readonly Question[] }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'sending'; readonly fraction: number }
  | { readonly kind: 'paused'; readonly fraction: number }
  /** Storage has it; the job document is still to come. */
  | { readonly kind: 'sent' }
  /** Nothing was sent. `certain`: the server would refuse it too; otherwise it can be sent all the same. */
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly certain: boolean }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface Upload {
  readonly jobId: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  /** null until it was looked at. */
  readonly fileType: FileType | null;
  /** null until they are counted, and when they cannot be. */
  readonly pages: number | null;
  readonly languages: LanguageChoice;
  /** Which of its pages are to be read; null: all. Uploads that an older window left have none. */
  readonly range?: PageSpan | null;
  readonly state: UploadState;
}

/** All that is needed to go on with an upload in another window. */
export interface KeptUpload {
  readonly upload: Upload;
  readonly file: File;
  readonly wishes: Wishes;
  readonly filesTogether: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Each rejects where nothing can be kept. */
export interface KeptUploads {
  /** What windows left that are closed: from now on this one's. */
  take(): Promise<readonly KeptUpload[]>;
  put(upload: KeptUpload): Promise<void>;
  drop(jobId: string): Promise<void>;
}

const NOTHING_KEPT: KeptUploads = { take: async () => [], put: async () => {}, drop: async () => {} };

interface Entry extends KeptUpload {
  upload: Upload;
  unwatch: Unwatch;
  handle: UploadHandle | undefined;
  seen: boolean;
}

/** More at once only make each of them slower. */
const SENT_AT_ONCE = 3;
/** A file is held in memory while it is hashed. */
const LOOKED_AT_ONCE = 2;
/** An answer that does not come is not waited for: the server takes a file over from an earlier reading anyway. */
const ANSWER_MS = 4000;

const isSameRange = (a: PageSpan | null, b: PageSpan | null) => a?.first === b?.first && a?.last === b?.last;

/** Says nothing of a file. */
const NO_LOOK: LookAt = async () => ({ kind: 'fine', pages: null, sha256: null });

export class UploadQueue {
  readonly #store: Store;
  readonly #uid: string;
  readonly #lookAt: LookAt;
  readonly #kept: KeptUploads;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<(uploads: readonly Upload[]) => void>();
  readonly #lookedAt = new Set<Entry>();
  #isClosed = false;

  constructor(store: Store, uid: string, lookAt: LookAt = NO_LOOK, kept: KeptUploads = NOTHING_KEPT) {
    this.#store = store;
    this.#uid = uid;
    this.#lookAt = lookAt;
    this.#kept = kept;
  }

  get uploads(): readonly Upload[] {
    return [...this.#entries.values()].map(({ upload }) => upload);
  }

  subscribe(listener: (uploads: readonly Upload[]) => void): Unwatch {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Files that are added together share a batch. */
  add(files: readonly File[], wishes: Wishes): void {
    const batch: { batchId?: string } = files.length > 1 ? { batchId: newJobId() } : {};
    for (const file of files) {
      const jobId = newJobId();
      const about = { fileType: null, pages: null, languages: wishes.languages, range: wishes.pages };
      this.#enter({
        upload: { jobId, fileName: storedName(file.name), sizeBytes: file.size, ...about, state: { kind: 'looking' } },
        file,
        wishes,
        filesTogether: files.length,
        metadata: { ...metadataOf(wishes), ...batch },
      });
    }
    this.#tell();
    this.#lookNext();
  }

  /** Goes on with what a window left that is closed. @returns how many files. Never rejects */
  async restore(): Promise<number> {
    const left = await this.#kept.take().catch(() => []);
    if (this.#isClosed) return 0;
    for (const kept of left) {
      const { upload } = kept;
      // It is sent from its beginning again. And it may have arrived all the same.
      const state: UploadState = upload.state.kind === 'paused' ? { kind: 'paused', fraction: 0 } : upload.state;
      this.#watch(this.#enter({ ...kept, upload: { ...upload, state } }));
    }
    this.#tell();
    this.#sendNext();
    return left.length;
  }

  /** The owner's word for a file that waits for it, or that only this browser takes for damaged. */
  start(jobId: string): void {
    const entry = this.#entries.get(jobId);
    const state = entry?.upload.state;
    if (entry === undefined || !(state?.kind === 'asking' || (state?.kind === 'refused' && !state.certain))) return;
    this.#put(entry, { kind: 'waiting' });
    this.#sendNext();
  }

  retry(jobId: string): void {
    const entry = this.#entries.get(jobId);
    if (entry?.upload.state.kind !== 'failed') return;
    this.#put(entry, { kind: entry.upload.fileType === null ? 'looking' : 'waiting' });
    if (entry.upload.fileType === null) this.#lookNext();
    this.#sendNext();
  }

  pause(jobId: string): void {
    const entry = this.#entries.get(jobId);
    const state = entry?.upload.state;
    if (entry === undefined || (state?.kind !== 'sending' && state?.kind !== 'waiting')) return;
    entry.handle?.pause();
    this.#put(entry, { kind: 'paused', fraction: state.kind === 'sending' ? state.fraction : 0 });
    // Its place is another's meanwhile.
    this.#sendNext();
  }

  resume(jobId: string): void {
    const entry = this.#entries.get(jobId);
    const state = entry?.upload.state;
    if (entry === undefined || state?.kind !== 'paused') return;
    if (entry.handle === undefined) {
      this.#put(entry, { kind: 'waiting' });
      this.#sendNext();
    } else {
      this.#put(entry, { kind: 'sending', fraction: state.fraction });
      entry.handle.resume();
    }
  }

  /** Stops an upload that runs, forgets one that does not. */
  remove(jobId: string): void {
    const entry = this.#entries.get(jobId);
    if (entry === undefined) return;
    this.#entries.delete(jobId);
    entry.unwatch();
    entry.handle?.cancel();
    this.#kept.drop(jobId).catch(() => undefined);
    this.#tell();
    this.#sendNext();
  }

  close(): void {
    this.#isClosed = true;
    for (const jobId of [...this.#entries.keys()]) this.remove(jobId);
    this.#listeners.clear();
  }

  #enter(upload: KeptUpload): Entry {
    const entry = { ...upload, unwatch: () => undefined, handle: undefined, seen: false };
    this.#entries.set(upload.upload.jobId, entry);
    return entry;
  }

  #lookNext(): void {
    for (const entry of this.#entries.values()) {
      if (this.#lookedAt.size >= LOOKED_AT_ONCE) return;
      if (entry.upload.state.kind !== 'looking' || this.#lookedAt.has(entry)) continue;
      this.#lookedAt.add(entry);
      void this.#look(entry).finally(() => {
        this.#lookedAt.delete(entry);
        this.#sendNext();
        this.#lookNext();
      });
    }
  }

  /** Never rejects: what was found is in the entry. */
  async #look(entry: Entry): Promise<void> {
    const { file } = entry;
    try {
      const head = new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer());
      const verdict = judgeFile(file.size, head);
      if (!verdict.ok) return this.#put(entry, { kind: 'refused', code: verdict.code, certain: true });
      const look = await this.#lookAt(file, verdict.fileType);
      const pages = look.kind === 'fine' ? look.pages : null;
      entry.upload = { ...entry.upload, fileType: verdict.fileType, pages };
      if (look.kind === 'refused') return this.#put(entry, look);
      const { filesTogether, wishes } = entry;
      const range = wishes.pages ?? null;
      const wanted = pages === null ? null : countOfPages(pages, range);
      if (wanted === 0) return this.#put(entry, { kind: 'refused', code: 'INVALID_OPTIONS', certain: true });
      const jobs = look.sha256 === null ? [] : await this.#jobsOfFile(look.sha256);
      // Other pages of it are something that one does not have.
      const sameFile = jobs.filter(({ options }) => isSameRange(options.pages, range));
      const questions = questionsOf({ pages: wanted, sameFile, filesTogether, askFirst: wishes.askFirst });
      this.#put(entry, questions.length > 0 ? { kind: 'asking', questions } : { kind: 'waiting' });
    } catch {
      // It moved since it was chosen, or it is a folder; the browser says no more than that.
      this.#put(entry, { kind: 'failed', failure: 'file_unreadable' });
    }
  }

  /** Of no interest when it cannot be had: an upload never waits for it long. */
  async #jobsOfFile(sha256: string) {
    const { promise: late, resolve } = Promise.withResolvers<readonly []>();
    const timer = setTimeout(() => resolve([]), ANSWER_MS);
    try {
      return await Promise.race([this.#store.findJobsOfFile(this.#uid, sha256), late]);
    } catch {
      return [];
    } finally {
      clearTimeout(timer);
    }
  }

  #sendNext(): void {
    for (const entry of this.#entries.values()) {
      const sending = [...this.#entries.values()].filter(({ upload }) => upload.state.kind === 'sending');
      if (sending.length >= SENT_AT_ONCE) return;
      if (entry.upload.state.kind !== 'waiting') continue;
      this.#put(entry, { kind: 'sending', fraction: 0 });
      void this.#send(entry).finally(() => this.#sendNext());
    }
  }

  /** Never rejects: how it ended is in the entry's state. */
  async #send(entry: Entry): Promise<void> {
    const { file, metadata } = entry;
    const { jobId, fileName, fileType } = entry.upload;
    if (fileType === null) return;
    this.#watch(entry);
    const { contentType } = FILE_TYPES[fileType];
    const job = { uid: this.#uid, jobId };
    const handle = this.#store.upload({ job, fileName, contentType, metadata, bytes: file }, (fraction) => {
      if (entry.upload.state.kind === 'sending') this.#put(entry, { kind: 'sending', fraction });
    });
    entry.handle = handle;
    try {
      await handle.done;
      this.#put(entry, { kind: 'sent' });
      if (entry.seen) this.remove(jobId);
    } catch (error) {
      if (entry.seen) this.remove(jobId);
      else this.#put(entry, { kind: 'failed', failure: failureOf(error) });
    } finally {
      entry.handle = undefined;
    }
  }

  #watch(entry: Entry): void {
    entry.unwatch();
    entry.unwatch = this.#store.watchJob({ uid: this.#uid, jobId: entry.upload.jobId })(
      (sighting) => {
        if (sighting.kind === 'missing') return;
        entry.seen = true;
        const { kind } = entry.upload.state;
        if (kind !== 'sending' && kind !== 'paused') this.remove(entry.upload.jobId);
      },
      // The screens' own listeners fail for the same reason and say so.
      () => undefined,
    );
  }

  #put(entry: Entry, state: UploadState): void {
    entry.upload = { ...entry.upload, state };
    if (!this.#entries.has(entry.upload.jobId)) return;
    this.#tell();
    const { upload, file, wishes, filesTogether, metadata } = entry;
    // A browser that keeps nothing still sends it.
    if (isAtRest(state)) this.#kept.put({ upload, file, wishes, filesTogether, metadata }).catch(() => undefined);
  }

  #tell(): void {
    const uploads = this.uploads;
    for (const listener of this.#listeners) listener(uploads);
  }
}

/** As it goes on in another window: `sending` begins as one that waits. */
const isAtRest = ({ kind }: UploadState) => kind === 'asking' || kind === 'waiting' || kind === 'paused';

/** Whether closing the window would stop it. */
const isUnsent = ({ state: { kind } }: Upload) =>
  kind === 'looking' || kind === 'asking' || kind === 'waiting' || kind === 'sending' || kind === 'paused';

/** Files still to be sent and what share of their bytes has arrived (0–100); how many wait for a word, and how many could not be sent. */
export function uploadSummary(uploads: readonly Upload[]): { active: number; percent: number; asking: number; failed: number } {
  const unsent = uploads.filter(isUnsent);
  const total = unsent.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const arrived = unsent.reduce((sum, { state, sizeBytes }) => sum + ('fraction' in state ? state.fraction * sizeBytes : 0), 0);
  const count = (...kinds: readonly UploadState['kind'][]) => uploads.filter(({ state }) => kinds.includes(state.kind)).length;
  return {
    active: unsent.length,
    percent: total === 0 ? 0 : Math.floor((arrived / total) * 100),
    asking: count('asking'),
    failed: count('failed', 'refused'),
  };
}
