/** Links to documents: owners make and end them, anybody follows one. */

import { HttpsError, onCall } from 'firebase-functions/https';
import * as logger from 'firebase-functions/logger';
import { openShare as open } from '../app/openShare.ts';
import { revokeShare as revoke } from '../app/revokeShare.ts';
import { shareJob as share } from '../app/shareJob.ts';
import { region } from '../config.ts';
import { MAX_SHARE_DAYS } from '../contract/limits.ts';
import { isShareId, isUid } from '../contract/paths.ts';
import { answering, fieldsOf, jobOfCaller, ownerOfCall } from './callers.ts';

const options = { region, memory: '512MiB', timeoutSeconds: 60 } as const;

/**
 * `{jobId, days}` → `{shareId, expiresAt}`: a new link, for so many days from now. Fails with `not-found`, `invalid-argument`, or
 * `failed-precondition` when the document lies in the trash.
 */
export const shareJob = onCall(options, (request) =>
  answering(async () => {
    const ref = jobOfCaller(request);
    const { days } = fieldsOf(request.data);
    if (typeof days !== 'number' || !Number.isInteger(days) || days < 1 || days > MAX_SHARE_DAYS)
      throw new HttpsError('invalid-argument', `days must be a whole number from 1 to ${MAX_SHARE_DAYS}.`);
    const { ports } = await import('../wiring.ts');
    const shared = await share(ports(), ref, days);
    // Not the id: whoever reads the log could follow the link.
    logger.info('share', { uid: ref.uid, job: ref.jobId, outcome: shared.kind });
    switch (shared.kind) {
      case 'shared':
        return { shareId: shared.shareId, expiresAt: new Date(shared.expiresAt).toISOString() };
      case 'gone':
        throw new HttpsError('not-found', 'There is no such job.');
      case 'trashed':
        throw new HttpsError('failed-precondition', 'The job lies in the trash: restore it first.');
      default:
        return shared satisfies never;
    }
  }),
);

/** `{shareId}` → `{}`; of a link that has ended too. Fails with `not-found`. */
export const revokeShare = onCall(options, (request) =>
  answering(async () => {
    const uid = ownerOfCall(request);
    const { shareId } = fieldsOf(request.data);
    if (!isShareId(shareId)) throw new HttpsError('invalid-argument', 'shareId must name a share.');
    const { ports } = await import('../wiring.ts');
    const { kind } = await revoke(ports(), uid, shareId);
    if (kind === 'gone') throw new HttpsError('not-found', 'There is no such share.');
    return {};
  }),
);

/**
 * For anybody: `{uid, shareId}` → `{token, jobId, expiresAt}`: a custom token, with which whoever signs in may read that one document
 * until then. Fails with `not-found`, whatever it is that does not lead there.
 */
export const openShare = onCall(options, (request) =>
  answering(async () => {
    const { uid, shareId } = fieldsOf(request.data);
    const { ports } = await import('../wiring.ts');
    const opened = isUid(uid) && isShareId(shareId) ? await open(ports(), uid, shareId) : undefined;
    if (opened === undefined) throw new HttpsError('not-found', 'The link does not lead to a document, or not any more.');
    return { ...opened, expiresAt: new Date(opened.expiresAt).toISOString() };
  }),
);
