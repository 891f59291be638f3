/**
 * What can be asked of the functions, by their names: callable functions of the Firebase SDKs. Owners' calls act on the caller's own
 * documents only. They fail with `unauthenticated`, `invalid-argument`, `not-found`, `failed-precondition`, `permission-denied`,
 * `resource-exhausted` or `unavailable`; all of them may be called twice.
 */

import type { Box } from './documents.ts';
import type { RetryScope } from './states.ts';

/** Where the functions run unless a deployment says otherwise. */
export const DEFAULT_REGION = 'us-central1';

export interface Calls {
  /** Stops a document at the next page; what is done stays. */
  cancelJob: { request: { jobId: string }; answer: Record<string, never> };
  /** Options are as in an upload's metadata; without them the document keeps its own. */
  retryJob: {
    request: { jobId: string; pages?: RetryScope; options?: Readonly<Record<string, string>> };
    answer: { run: number };
  };
  /** Gone, and everything of it. */
  deleteJob: { request: { jobId: string }; answer: Record<string, never> };
  /** At most `MAX_TITLE_LENGTH` characters; an empty title gives it the file's name back. */
  renameJob: { request: { jobId: string; title: string }; answer: Record<string, never> };
  /** `failed-precondition` while it runs. */
  trashJob: { request: { jobId: string }; answer: Record<string, never> };
  restoreJob: { request: { jobId: string }; answer: Record<string, never> };
  /** For `days` (1 to `MAX_SHARE_DAYS`) from now. `expiresAt` in ISO 8601. */
  shareJob: { request: { jobId: string; days: number }; answer: { shareId: string; expiresAt: string } };
  revokeShare: { request: { shareId: string }; answer: Record<string, never> };
  /** For anybody, signed in or not: a custom token to sign in with, which may read that one document. `not-found` once it has ended.
   * `expiresAt` in ISO 8601. */
  openShare: { request: { uid: string; shareId: string }; answer: { token: string; jobId: string; expiresAt: string } };
  /** Puts words of a page right; see `WordCorrection`. A text that equals `was` says that it was read well; null takes a correction
   * back. The results follow some seconds later. */
  correctPage: {
    request: { jobId: string; pageNumber: number; words: readonly { box: Box; was: string; text: string | null }[] };
    answer: { revision: number };
  };
  /** Operators: `pause`: uploads are accepted and wait; `stop`: nothing is begun; `run`: what waited goes on. */
  setPipelineMode: { request: { mode: 'run' | 'pause' | 'stop' }; answer: { mode: 'run' | 'pause' | 'stop' } };
  /** Operators: takes up what is stuck. @returns what was put right */
  sweep: { request: { afterRestart?: boolean }; answer: Readonly<Record<string, unknown>> };
  /** Operators: what an owner may use; null: the pipeline's own number. */
  setOwner: {
    request: {
      uid: string;
      plan: 'standard' | 'priority';
      pagesPerDay: number | null;
      bytesPerDay: number | null;
      activeJobs: number | null;
    };
    answer: Record<string, never>;
  };
}

export type CallName = keyof Calls;
