/**
 * The files on their way up. It lives above the screens, so that moving between them loses nothing, and it forgets a
 * file only once its job document was seen: an upload that failed stays until its owner tries again or dismisses it.
 *
 * A second try sends the same job id. If the first had arrived after all and only its answer was lost, the rules refuse
 * the second (nothing is overwritten) while the job's listener, which runs since before the first, shows the job.
 */

import type { ErrorCode } from '../../../functions/src/contract/errors.ts';
import { FILE_TYPES, SNIFF_BYTES } from '../../../functions/src/contract/fileTypes.ts';
import { type LanguageChoice, OUTPUTS } from '../../../functions/src/contract/options.ts';
import { newJobId } from '../../../functions/src/contract/paths.ts';
import { type Failure, failureOf } from '../firebase/failure.ts';
import type { Store, Unwatch } from '../firebase/ports.ts';
import { judgeFile, storedName } from './file.ts';

export type UploadState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'sending'; readonly fraction: number }
  /** Storage has it; the job document is still to come. */
  | { readonly kind: 'sent' }
  /** It would be refused by the server; nothing was sent. */
  | { readonly kind: 'refused'; readonly code: ErrorCode }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface Upload {
  readonly jobId: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly state: UploadState;
}

interface Entry {
  upload: Upload;
  readonly file: File;
  readonly metadata: Readonly<Record<string, string>>;
  unwatch: Unwatch;
  cancelUpload: () => void;
  seen: boolean;
}

/** More at once only make each of them slower. */
const AT_ONCE = 3;

/** Whoever reads here may want any of them later, but for the copy that an archive wants: it holds every page as a picture once more. */
const OFFERED = OUTPUTS.filter((output) => output !== 'pdfa');

export class UploadQueue {
  readonly #store: Store;
  readonly #uid: string;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<(uploads: readonly Upload[]) => void>();
  #sending = 0;

  constructor(store: Store, uid: string) {
    this.#store = store;
    this.#uid = uid;
  }

  get uploads(): readonly Upload[] {
    return [...this.#entries.values()].map(({ upload }) => upload);
  }

  subscribe(listener: (uploads: readonly Upload[]) => void): Unwatch {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Files that are added together share a batch. */
  add(files: readonly File[], languages: LanguageChoice): void {
    const batch: { batchId?: string } = files.length > 1 ? { batchId: newJobId() } : {};
    for (const file of files) {
      const jobId = newJobId();
      this.#entries.set(jobId, {
        upload: { jobId, fileName: storedName(file.name), sizeBytes: file.size, state: { kind: 'waiting' } },
        file,
        metadata: { languages: languages.join('+'), outputs: OFFERED.join(','), ...batch },
        unwatch: () => undefined,
        cancelUpload: () => undefined,
        seen: false,
      });
    }
    this.#tell();
    this.#sendNext();
  }

  retry(jobId: string): void {
    const entry = this.#entries.get(jobId);
    if (entry?.upload.state.kind !== 'failed') return;
    this.#put(entry, { kind: 'waiting' });
    this.#sendNext();
  }

  /** Stops an upload that runs, forgets one that does not. */
  remove(jobId: string): void {
    const entry = this.#entries.get(jobId);
    if (entry === undefined) return;
    this.#entries.delete(jobId);
    entry.unwatch();
    entry.cancelUpload();
    this.#tell();
  }

  close(): void {
    for (const jobId of [...this.#entries.keys()]) this.remove(jobId);
    this.#listeners.clear();
  }

  #sendNext(): void {
    for (const entry of this.#entries.values()) {
      if (this.#sending >= AT_ONCE) return;
      if (entry.upload.state.kind !== 'waiting') continue;
      this.#sending++;
      this.#put(entry, { kind: 'sending', fraction: 0 });
      void this.#send(entry).finally(() => {
        this.#sending--;
        this.#sendNext();
      });
    }
  }

  /** Never rejects: how it ended is in the entry's state. */
  async #send(entry: Entry): Promise<void> {
    const { file, metadata } = entry;
    const { jobId, fileName } = entry.upload;
    let head: Uint8Array;
    try {
      head = new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer());
    } catch {
      // It moved since it was chosen, or it is a folder; the browser says no more than that.
      return this.#put(entry, { kind: 'failed', failure: 'file_unreadable' });
    }
    if (!this.#entries.has(jobId)) return;
    const verdict = judgeFile(file.size, head);
    if (!verdict.ok) return this.#put(entry, { kind: 'refused', code: verdict.code });

    this.#watch(entry);
    const { contentType } = FILE_TYPES[verdict.fileType];
    const job = { uid: this.#uid, jobId };
    const handle = this.#store.upload({ job, fileName, contentType, metadata, bytes: file }, (fraction) => {
      if (entry.upload.state.kind === 'sending') this.#put(entry, { kind: 'sending', fraction });
    });
    entry.cancelUpload = () => handle.cancel();
    try {
      await handle.done;
      this.#put(entry, { kind: 'sent' });
      if (entry.seen) this.remove(jobId);
    } catch (error) {
      if (entry.seen) this.remove(jobId);
      else this.#put(entry, { kind: 'failed', failure: failureOf(error) });
    }
  }

  #watch(entry: Entry): void {
    entry.unwatch();
    entry.unwatch = this.#store.watchJob({ uid: this.#uid, jobId: entry.upload.jobId })(
      (sighting) => {
        if (sighting.kind === 'missing') return;
        entry.seen = true;
        if (entry.upload.state.kind !== 'sending') this.remove(entry.upload.jobId);
      },
      // The screens' own listeners fail for the same reason and say so.
      () => undefined,
    );
  }

  #put(entry: Entry, state: UploadState): void {
    entry.upload = { ...entry.upload, state };
    if (this.#entries.has(entry.upload.jobId)) this.#tell();
  }

  #tell(): void {
    const uploads = this.uploads;
    for (const listener of this.#listeners) listener(uploads);
  }
}

/** Files still to be sent and what share of their bytes has arrived (0–100), and how many could not be. */
export function uploadSummary(uploads: readonly Upload[]): { active: number; percent: number; failed: number } {
  let active = 0;
  let failed = 0;
  let total = 0;
  let arrived = 0;
  for (const { state, sizeBytes } of uploads) {
    if (state.kind === 'failed' || state.kind === 'refused') failed++;
    if (state.kind !== 'waiting' && state.kind !== 'sending') continue;
    active++;
    total += sizeBytes;
    if (state.kind === 'sending') arrived += state.fraction * sizeBytes;
  }
  return { active, percent: total === 0 ? 0 : Math.floor((arrived / total) * 100), failed };
}
