/** Who calls, and what for: callables check both before anything is done. */

import { type CallableRequest, type FunctionsErrorCode, HttpsError } from 'firebase-functions/https';
import * as logger from 'firebase-functions/logger';
import { isJobId, isUid, type JobRef } from '../contract/paths.ts';
import { codeOf } from '../domain/failure.ts';

/**
 * Who calls, as an owner of documents.
 * @throws HttpsError `unauthenticated`, or `permission-denied` for somebody who may only look at what was shared with them
 */
export function ownerOfCall({ auth }: CallableRequest<unknown>): string {
  if (!isUid(auth?.uid)) throw new HttpsError('unauthenticated', 'Sign in first.');
  if (auth.token.share !== undefined) throw new HttpsError('permission-denied', 'A shared document can only be read.');
  return auth.uid;
}

/**
 * The job that an owner's call is about: always one of the caller's own.
 * @throws HttpsError as `ownerOfCall`, or `invalid-argument`
 */
export function jobOfCaller(request: CallableRequest<unknown>): JobRef {
  const uid = ownerOfCall(request);
  const { jobId } = fieldsOf(request.data);
  if (!isJobId(jobId)) throw new HttpsError('invalid-argument', 'jobId must name a job.');
  return { uid, jobId };
}

/** @throws HttpsError unless the caller has the custom claim `admin: true` */
export function checkOperator(request: CallableRequest<unknown>): void {
  if (request.auth === undefined) throw new HttpsError('unauthenticated', 'Sign in first.');
  if (request.auth.token.admin !== true) throw new HttpsError('permission-denied', 'This is for operators.');
}

export function fieldsOf(data: unknown): Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
}

/** Runs a call; what failed outside is told as worth another try, without saying more than its code. */
export async function answering<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HttpsError) throw error;
    const code = codeOf(error);
    // What is thrown below is meant for the caller: the framework would log nothing of the cause.
    logger.error('call failed', { code, reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    const status: FunctionsErrorCode = code === 'IO_ERROR' ? 'unavailable' : 'internal';
    throw new HttpsError(status, code, { code });
  }
}
