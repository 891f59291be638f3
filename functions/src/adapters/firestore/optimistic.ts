/**
 * Changes without locks: read, decide, and write only what is still as it was read; else begin again. The client's own
 * transactions lock what they read until they end: a killed worker keeps its locks for a minute, and a loser waits a second or
 * more before it tries again, while a decision here takes milliseconds.
 */

import type { DocumentSnapshot, Precondition, WriteBatch } from 'firebase-admin/firestore';
// Counts attempts, spreads and bounds the waits; small, without a list of errors of its own that we would have to trust.
import pRetry from 'p-retry';
import { hasCode } from './documents.ts';

/** What a document that is not as it was read answers: gone, come into being, changed, or being changed. */
const OVERTAKEN = { notFound: 5, alreadyExists: 6, failedPrecondition: 9, aborted: 10 };

/** The waits come to under a minute: a hundred workers at one document are through by then. */
const RETRIES = { retries: 40, minTimeout: 20, factor: 1.3, maxTimeout: 1000, randomize: true };

export interface Change<R> {
  readonly result: R;
  /** Every write of a document that the decision rests on carries `unchanged(snapshot)`, or is a `create`. */
  readonly write?: ((batch: WriteBatch) => void) | undefined;
}

/**
 * @param decide reads and decides; runs again, from its reading on, when somebody else was faster
 * @param newBatch as `firestore.batch`
 * @returns the result of the decision that was written
 */
export function optimistically<R>(newBatch: () => WriteBatch, decide: () => Promise<Change<R>>): Promise<R> {
  const attempt = async () => {
    const { result, write } = await decide();
    if (write !== undefined) {
      const batch = newBatch();
      write(batch);
      await batch.commit();
    }
    return result;
  };
  return pRetry(attempt, { ...RETRIES, shouldRetry: ({ error }) => isOvertaken(error) });
}

/** The document still is what was read. One that was not there has no such condition: it is written with `create`. */
export function unchanged({ updateTime, ref }: DocumentSnapshot): Precondition {
  if (updateTime === undefined) throw new Error(`${ref.path} was not there to stay unchanged`);
  return { lastUpdateTime: updateTime };
}

function isOvertaken(error: unknown): boolean {
  return Object.values(OVERTAKEN).some((code) => hasCode(error, code));
}
