/** What the screens know of Firebase: these two contracts. `session.ts` and `store.ts` keep them. */

import type { CallName, Calls } from '../../../functions/src/contract/calls.ts';
import type {
  DocumentDoubts,
  JobDocument,
  PageCorrections,
  PageDocument,
  Share,
} from '../../../functions/src/contract/documents.ts';
import type { JobRef } from '../../../functions/src/contract/paths.ts';
import type { Failure } from './failure.ts';

export type Unwatch = () => void;
export type Watch<T> = (next: (value: T) => void, fail: (failure: Failure) => void) => Unwatch;

export interface User {
  readonly uid: string;
  /** null for someone who is here without an account. */
  readonly email: string | null;
  /** Whether they run this deployment: the custom claim `admin: true`. */
  readonly isOperator: boolean;
}

export type SignInWay = 'anonymous' | 'password' | 'google';

/** Who is here. The promises reject with the SDK's error; `failureOf` tells its kind. */
export interface Session {
  /** The ways in that this deployment offers, the first one foremost. */
  readonly ways: readonly SignInWay[];
  watchUser(next: (user: User | null) => void): Unwatch;
  continueWithoutAccount(): Promise<void>;
  signIn(email: string, password: string): Promise<void>;
  createAccount(email: string, password: string): Promise<void>;
  signInWithGoogle(): Promise<void>;
  signOut(): Promise<void>;
}

/** What a listener on one job sees. `newer`: a document of a version that this code does not know. */
export type JobSighting =
  | { readonly kind: 'job'; readonly job: JobDocument }
  | { readonly kind: 'missing' }
  | { readonly kind: 'newer' };

export interface UploadHandle {
  /** Resolves once Storage has the whole file; rejects with the SDK's error, also when cancelled. */
  readonly done: Promise<void>;
  cancel(): void;
  pause(): void;
  resume(): void;
}

export interface UploadOrder {
  readonly job: JobRef;
  readonly fileName: string;
  readonly contentType: string;
  /** The job's options, as `contract/options` reads them. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly bytes: Blob;
}

export type PipelineMode = 'run' | 'pause' | 'stop';

/** The pipeline's switch; `changedAt` is null when it was never set. */
export interface Control {
  readonly mode: PipelineMode;
  readonly changedAt: Date | null;
}

/** Documents and files. */
export interface Store {
  watchControl(): Watch<Control>;
  /**
   * The newest jobs, newest first.
   * @param sight `confirmed`: only what the server has confirmed; what this device remembers of a list may lack some of it
   */
  watchJobs(uid: string, count: number, sight?: 'any' | 'confirmed'): Watch<readonly JobDocument[]>;
  /** What lies in the trash, what was put there last first. */
  watchTrash(uid: string, count: number): Watch<readonly JobDocument[]>;
  /** The owner's jobs of the very same file; asked of the server, and rejects when that cannot be reached. */
  findJobsOfFile(uid: string, sha256: string): Promise<readonly JobDocument[]>;
  /** The links to one document, in no order. */
  watchShares(job: JobRef): Watch<readonly Share[]>;
  watchJob(job: JobRef): Watch<JobSighting>;
  /** Pages `first` … `first + count - 1`, in page order. */
  watchPages(job: JobRef, first: number, count: number): Watch<readonly PageDocument[]>;
  /** What people put right on pages `first` … `first + count - 1`, in page order; pages that nobody touched are not among them. */
  watchCorrections(job: JobRef, first: number, count: number): Watch<readonly PageCorrections[]>;
  /** @param onProgress the share that has arrived, 0–1 */
  upload(order: UploadOrder, onProgress: (fraction: number) => void): UploadHandle;
  /**
   * A file as the server has it. Files are written again under their names.
   * @param version what says which content is meant: of a page's files its `run`, of the document's text its run and corrections. A
   *   file of this very version that this device keeps serves in place of the server's. Without it only the server's will do.
   */
  readFile(path: string, version?: string | number): Promise<Blob>;
  /** One part of all jobs, newest first, from the server. @param before the last job of the part before; null for the first part */
  listJobs(uid: string, count: number, before: JobDocument | null): Promise<readonly JobDocument[]>;
  countJobs(uid: string): Promise<number>;
  /** Documents with words to check, the one with the worst word first. */
  watchDoubts(uid: string, count: number): Watch<readonly DocumentDoubts[]>;
  /** Rejects with the SDK's error. */
  call<N extends CallName>(name: N, request: Calls[N]['request']): Promise<Calls[N]['answer']>;
}
