/** What else the use cases need from outside, beside the database and the pages, as contracts that every adapter (and every fake) keeps. */

import type { Lane } from '../contract/states.ts';
import type { Digest } from '../domain/model.ts';
import type { PageRange } from '../domain/pagePlan.ts';

/** Epoch milliseconds. */
export type Clock = () => number;

/** Who is nobody's user: whoever opens a link signs in with a token that says what it is good for. */
export interface Visitors {
  /** @returns a custom token of Firebase Auth, good for an hour to sign in with, whose `claims` are those of the signed-in visitor */
  tokenFor(visitor: string, claims: Readonly<Record<string, string>>): Promise<string>;
}

/** One stored object. */
export interface StoredObject {
  readonly bucket: string;
  readonly name: string;
  /** Pins one version of the object; a read of another version fails. */
  readonly generation?: string;
}

/** Cloud Storage. Fails with `IO_ERROR` when it cannot be reached or the object is gone. */
export interface ObjectStore {
  /** Writes a whole object, replacing an older one of that name. Returns what was written. */
  write(object: StoredObject, contentType: string, data: Uint8Array | AsyncIterable<string | Uint8Array>): Promise<Digest>;
  read(object: StoredObject): Promise<Uint8Array>;
  /** Within one bucket. Returns undefined when there is nothing of that name. */
  copy(from: StoredObject, to: string): Promise<'copied' | undefined>;
  /** Objects whose names begin with `prefix`, by name, from the first after `after`. */
  list(bucket: string, prefix: string, after: string | null, limit: number): Promise<readonly ListedObject[]>;
  /** What is not there is deleted already. */
  delete(bucket: string, names: readonly string[]): Promise<void>;
}

export interface ListedObject {
  readonly name: string;
  readonly generation: string;
  readonly sizeBytes: number;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** A file on this machine that holds a stored object. */
export interface LocalFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Sources on this machine: each is downloaded once per instance, however many pages and tasks use it. */
export interface SourceFiles {
  /** Runs `use` while the file is certain to stay; it may be deleted afterwards. */
  withFile<R>(object: StoredObject & { readonly generation: string }, use: (file: LocalFile) => Promise<R>): Promise<R>;
}

/** Tasks are named after what they do, so enqueueing one twice is harmless. Fails with `IO_ERROR`. */
export interface TaskQueue {
  enqueuePages(tasks: readonly PagesTask[], lane: Lane): Promise<void>;
  enqueueFinish(task: FinishTask): Promise<void>;
  /** A queue that knows delays gives it out after `EXPORT_DELAY_SECONDS`: whoever corrects one word corrects the next. */
  enqueueExport(task: ExportTask): Promise<void>;
}

export interface PagesTask extends PageRange {
  readonly uid: string;
  readonly jobId: string;
  readonly run: number;
  /** How often the run's pages were handed to the queue, this time included: names are remembered after a task is lost. */
  readonly round: number;
  /** Follows the job through the log. */
  readonly trace: string;
}

/** The results are to hold the corrections up to a revision. */
export interface ExportTask {
  readonly uid: string;
  readonly jobId: string;
  readonly run: number;
  readonly revision: number;
  /** How often the task was lost: its name is remembered. */
  readonly tries: number;
  readonly trace: string;
}

export interface FinishTask {
  readonly uid: string;
  readonly jobId: string;
  readonly run: number;
  readonly round: number;
  readonly trace: string;
}

/** Structured lines: one message with its fields. */
export interface Log {
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
  error(message: string, fields: Readonly<Record<string, unknown>>): void;
}
