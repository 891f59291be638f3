/**
 * Somebody puts words of a page right. What was read stays as it is; the corrections lie over it, in a document of their own, and
 * the page's text follows at once. The results follow with a task.
 *
 * Twice: what is wished already changes nothing. One transaction writes the layer, the page's text, the document's doubts and its
 *   next revision. Crash before the task is enqueued: the sweeper sees that the export is due.
 * Another run meanwhile: it is refused while the job runs; corrections that are there are found again in what that run reads.
 */

import { gunzipSync } from 'node:zlib';
import type { PageWords } from '../contract/documents.ts';
import type { JobRef } from '../contract/paths.ts';
import { decideCorrections, doubtsWithout, shownText, type WordWish } from '../domain/corrections.ts';
import { decideJob } from '../domain/jobStates.ts';
import type { Clock, ObjectStore, TaskQueue } from './ports.ts';
import type { JobStore } from './storePorts.ts';

export type Corrected =
  | { readonly kind: 'corrected'; readonly revision: number }
  | { readonly kind: 'gone' }
  /** The job runs, or the page was not read, or not as it is now. */
  | { readonly kind: 'not_ready' }
  | { readonly kind: 'trashed' }
  | { readonly kind: 'no_such_word'; readonly was: string }
  | { readonly kind: 'too_many' };

export interface CorrectPagePorts {
  readonly clock: Clock;
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  readonly queue: TaskQueue;
}

/** @throws when something outside failed; the corrections may be saved nevertheless, and the results follow */
export async function correctPage(
  ports: CorrectPagePorts,
  ref: JobRef,
  pageNumber: number,
  wishes: readonly WordWish[],
  trace: string,
): Promise<Corrected> {
  const found = await ports.jobs.correctPage(ref, pageNumber, ({ job, page }) => ({ result: { job, page } }));
  if (found === undefined) return { kind: 'gone' };
  const { artefacts, status, digests } = found.page;
  if (status !== 'completed' || artefacts === null) return { kind: 'not_ready' };
  const stored = await ports.objects.read({ bucket: found.job.source.bucket, name: artefacts.words });
  const read = JSON.parse(gunzipSync(stored).toString('utf8')) as PageWords;

  const now = ports.clock();
  const outcome = await ports.jobs.correctPage<Corrected & { readonly run?: number }>(ref, pageNumber, (current) => {
    const { job, page, corrections, doubts } = current;
    const isAsRead = page.status === 'completed' && page.digests?.words.sha256 === digests?.words.sha256;
    if (!isAsRead) return { result: { kind: 'not_ready' } };
    const decision = decideJob(job, { kind: 'correct', page: pageNumber }, now);
    if (decision.kind === 'rejected') return { result: { kind: decision.reason === 'trashed' ? 'trashed' : 'not_ready' } };
    const decided = decideCorrections(read, corrections, wishes, ref.uid, now);
    if (decided.kind === 'repeated') return { result: { kind: 'corrected', revision: job.revision } };
    if (decided.kind !== 'changed') return { result: decided };
    return {
      write: {
        job: decision.write,
        page: shownText(read, decided.corrections),
        corrections: decided.corrections,
        doubts: doubtsWithout(doubts, decided.corrections),
        audit: decision.audit,
      },
      result: { kind: 'corrected', revision: job.revision + 1, run: job.run },
    };
  });
  if (outcome === undefined) return { kind: 'gone' };
  if (outcome.kind !== 'corrected' || outcome.run === undefined) return outcome;
  const { run, revision } = outcome;
  await ports.queue.enqueueExport({ ...ref, run, revision, tries: 0, trace });
  return { kind: 'corrected', revision };
}
