/** Documents as they are at the start, for tests to change. */

import { DEFAULT_OPTIONS } from '../contract/options.ts';
import { type JobRef, uploadPath } from '../contract/paths.ts';
import { newJob } from '../domain/jobStates.ts';
import type { Job, Page, Tally } from '../domain/model.ts';
import { newPage, newTallies } from '../domain/pagePlan.ts';

export const NOW = Date.UTC(2026, 10, 22, 12);

export const REF: JobRef = { uid: 'owner', jobId: 'job-00000000000000000' };

export function aJob(ref: JobRef = REF): Job {
  const source = {
    bucket: 'bucket',
    name: uploadPath(ref, 'a file.pdf'),
    generation: '1',
    fileName: 'a file.pdf',
    contentType: 'application/pdf',
    sizeBytes: 1000,
    sha256: null,
  };
  return newJob({ ref, source, pipeline: 'document', options: DEFAULT_OPTIONS, expireAt: null, now: NOW }).job;
}

export function aPage(pageNumber = 1): Page {
  return newPage(pageNumber, 1, DEFAULT_OPTIONS);
}

export function aTally(pages = 10): Tally {
  const [tally] = newTallies(pages, 1);
  if (tally === undefined) throw new Error('no pages, no tally');
  return tally;
}
