/**
 * Takes over what an earlier job of the same owner read from the same bytes with the same options.
 *
 * Twice: the same objects are copied to the same names. Half: nothing of it counts until the pages are created, by the
 *   caller. The earlier job's deletion, retry or correction meanwhile: the copy is given up, and the file is read.
 *   What somebody has put right in a document stays that document's alone: such a one answers no upload.
 */

import type { JobRef } from '../contract/paths.ts';
import { ARTEFACTS, artefactPaths } from '../domain/artefacts.ts';
import { answers, contentKey } from '../domain/jobContents.ts';
import type { Job, Page } from '../domain/model.ts';
import { inParallel } from './inParallel.ts';
import type { Clock, ObjectStore } from './ports.ts';
import type { JobStore } from './storePorts.ts';

/** How many objects are copied at once. */
const COPIES_AT_ONCE = 32;

/** @returns the pages of `job` as they are to be created, or undefined when the earlier job's are not all there any more */
export async function copyResults(
  ports: { readonly clock: Clock; readonly jobs: JobStore; readonly objects: ObjectStore },
  ref: JobRef,
  job: Job,
  earlierJobId: string,
): Promise<Page[] | undefined> {
  const earlierRef = { uid: ref.uid, jobId: earlierJobId };
  const earlier = await ports.jobs.readJob(earlierRef);
  if (earlier === undefined || !answers(earlier, contentKey(job) ?? '')) return undefined;
  const pages: Page[] = [];
  const copies: { readonly from: string; readonly to: string }[] = [];
  const now = ports.clock();
  for await (const page of ports.jobs.readPages(earlierRef)) {
    if (page.status !== 'completed' || page.artefacts === null) return undefined;
    // The same page count has the same tallies, so that the page's own is right here too.
    const { pageNumber } = page;
    const paths = artefactPaths(ref, pageNumber);
    const artefacts = { ...paths, thumbnail: page.artefacts.thumbnail === null ? null : paths.thumbnail };
    for (const what of ARTEFACTS) {
      const from = page.artefacts[what];
      if (from !== null) copies.push({ from, to: paths[what] });
    }
    pages.push({
      ...page,
      ...{ artefacts, run: job.run, attempts: 0, startedAt: now, completedAt: now, lease: null, error: null },
      // Nobody spent time on it.
      timings: { renderMs: 0, preprocessMs: 0, ocrMs: 0, totalMs: 0 },
    });
  }
  if (pages.length !== job.pageCount) return undefined;
  let isWhole = true;
  const { bucket } = job.source;
  await inParallel(COPIES_AT_ONCE, copies, async ({ from, to }) => {
    if (isWhole && (await ports.objects.copy({ bucket, name: from }, to)) === undefined) isWhole = false;
  });
  // A run that began meanwhile writes to the same names; what was put right meanwhile may be in the texts.
  const after = await ports.jobs.readJob(earlierRef);
  return isWhole && after?.run === earlier.run && after.revision === earlier.revision ? pages : undefined;
}
