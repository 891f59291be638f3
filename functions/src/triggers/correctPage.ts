/** An owner's call → words of a page are put right. */

import { HttpsError, onCall } from 'firebase-functions/https';
import * as logger from 'firebase-functions/logger';
import { correctPage as correct } from '../app/correctPage.ts';
import { region } from '../config.ts';
import { MAX_CORRECTIONS_PER_PAGE } from '../contract/limits.ts';
import { answering, jobOfCaller } from './callers.ts';
import { parseCorrections } from './correctionRequest.ts';

/**
 * `{jobId, pageNumber, words: [{box, was, text}]}` → `{revision}`. Fails with `not-found`; `invalid-argument`, also when a word is not
 * on the page; `failed-precondition` while the job runs, when the page was not read, and when the job lies in the trash;
 * `resource-exhausted` when the page would have more corrections than `MAX_CORRECTIONS_PER_PAGE`.
 */
export const correctPage = onCall({ region, memory: '512MiB', timeoutSeconds: 60 }, (request) =>
  answering(async () => {
    const ref = jobOfCaller(request);
    const wish = parseCorrections(request.data);
    if (!wish.ok) throw new HttpsError('invalid-argument', `${wish.field} ${wish.reason}.`, { field: wish.field });
    const { ports } = await import('../wiring.ts');
    const corrected = await correct(ports(), ref, wish.pageNumber, wish.words, crypto.randomUUID());
    logger.info('correct', { uid: ref.uid, job: ref.jobId, page: wish.pageNumber, outcome: corrected.kind });
    switch (corrected.kind) {
      case 'corrected':
        return { revision: corrected.revision };
      case 'gone':
        throw new HttpsError('not-found', 'There is no such page.');
      case 'not_ready':
        throw new HttpsError('failed-precondition', 'The job still runs, or the page was not read.');
      case 'trashed':
        throw new HttpsError('failed-precondition', 'The job lies in the trash: restore it first.');
      case 'no_such_word':
        throw new HttpsError('invalid-argument', 'There is no such word on the page.', { was: corrected.was });
      case 'too_many':
        throw new HttpsError('resource-exhausted', `A page takes ${MAX_CORRECTIONS_PER_PAGE} corrections.`);
      default:
        return corrected satisfies never;
    }
  }),
);
