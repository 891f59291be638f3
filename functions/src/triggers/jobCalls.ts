/** Owners' calls → cancel, retry, delete, rename, trash, restore. Each acts on the caller's own jobs only, and may be called twice. */

import { HttpsError, onCall } from 'firebase-functions/https';
import * as logger from 'firebase-functions/logger';
import { cancelJob as cancel } from '../app/cancelJob.ts';
import { deleteJob as remove } from '../app/deleteJob.ts';
import { renameJob as rename } from '../app/renameJob.ts';
import { restoreJob as restore } from '../app/restoreJob.ts';
import { retryJob as retry } from '../app/retryJob.ts';
import { trashJob as trash } from '../app/trashJob.ts';
import { region } from '../config.ts';
import { ERRORS } from '../contract/errors.ts';
import { MAX_TITLE_LENGTH } from '../contract/limits.ts';
import { parseTitle } from '../contract/titles.ts';
import { answering, fieldsOf, jobOfCaller } from './callers.ts';
import { parseRetry } from './retryRequest.ts';

const options = { region, memory: '512MiB', timeoutSeconds: 300 } as const;
const GONE = new HttpsError('not-found', 'There is no such job.');

/** `{jobId}` → `{}`. Fails with `not-found`, or `failed-precondition` when the job has ended. */
export const cancelJob = onCall(options, (request) =>
  answering(async () => {
    const ref = jobOfCaller(request);
    const { ports } = await import('../wiring.ts');
    const { kind } = await cancel(ports(), ref, crypto.randomUUID());
    logger.info('cancel', { uid: ref.uid, job: ref.jobId, outcome: kind });
    if (kind === 'gone') throw GONE;
    if (kind === 'ended') throw new HttpsError('failed-precondition', 'The job has ended.');
    return {};
  }),
);

/**
 * `{jobId, pages?: 'failed' | 'all', options?}` → `{run}`. Options are as in an upload's metadata, every value a string; those
 * that are not given are the defaults; without `options` the job keeps its own.
 * Fails with `not-found`, `invalid-argument`, `failed-precondition` while the job runs and when there is nothing to retry, or
 * `resource-exhausted` with `{code, quota}` when the owner's allowance does not allow it.
 */
// More memory, since a file that was refused is opened again.
export const retryJob = onCall({ ...options, memory: '1GiB', concurrency: 1 }, (request) =>
  answering(async () => {
    const ref = jobOfCaller(request);
    const wish = parseRetry(request.data);
    if (!wish.ok) throw new HttpsError('invalid-argument', `${wish.field} ${wish.reason}.`, { option: wish.field });
    const { ports } = await import('../wiring.ts');
    const retried = await retry(ports(), ref, wish.scope, wish.options, crypto.randomUUID());
    logger.info('retry', { uid: ref.uid, job: ref.jobId, outcome: retried.kind });
    switch (retried.kind) {
      case 'retrying':
        return { run: retried.run };
      case 'gone':
        throw GONE;
      case 'running':
        throw new HttpsError('failed-precondition', 'The job still runs.');
      case 'trashed':
        throw new HttpsError('failed-precondition', 'The job lies in the trash: restore it first.');
      case 'nothing':
        throw new HttpsError('failed-precondition', 'No page of the job failed or was cancelled.');
      case 'exceeded':
        throw new HttpsError('resource-exhausted', ERRORS.QUOTA_EXCEEDED.sentence, {
          code: 'QUOTA_EXCEEDED',
          quota: retried.quota,
        });
      default:
        return retried satisfies never;
    }
  }),
);

/** `{jobId}` → `{}`. The job and everything of it are gone; one that is gone already is no error. */
export const deleteJob = onCall(options, (request) =>
  answering(async () => {
    const ref = jobOfCaller(request);
    const { ports } = await import('../wiring.ts');
    await remove(ports(), ref, ports().settings.bucket);
    return {};
  }),
);

/** `{jobId, title}` → `{}`; an empty title gives the document its file's name back. Fails with `invalid-argument` or `not-found`. */
export const renameJob = onCall(options, (request) =>
  answering(async () => {
    const ref = jobOfCaller(request);
    const title = parseTitle(fieldsOf(request.data).title);
    if (title === undefined)
      throw new HttpsError('invalid-argument', `title must be a text of at most ${MAX_TITLE_LENGTH} characters.`);
    const { ports } = await import('../wiring.ts');
    if ((await rename(ports(), ref, title)).kind === 'gone') throw GONE;
    return {};
  }),
);

/** `{jobId}` → `{}`. Fails with `not-found`, or `failed-precondition` while the job runs. */
export const trashJob = onCall(options, (request) =>
  answering(async () => {
    const ref = jobOfCaller(request);
    const { ports } = await import('../wiring.ts');
    const { kind } = await trash(ports(), ref);
    if (kind === 'gone') throw GONE;
    if (kind === 'running') throw new HttpsError('failed-precondition', 'The job still runs.');
    return {};
  }),
);

/** `{jobId}` → `{}`; of a document that does not lie in the trash too. Fails with `not-found`. */
export const restoreJob = onCall(options, (request) =>
  answering(async () => {
    const ref = jobOfCaller(request);
    const { ports } = await import('../wiring.ts');
    if ((await restore(ports(), ref)).kind === 'gone') throw GONE;
    return {};
  }),
);
