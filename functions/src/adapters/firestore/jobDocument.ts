/** Jobs and pages as they are stored; those that are older than some fields are given them. */

import { LATER_ARTEFACTS, LATER_JOB_FIELDS, LATER_OPTIONS, LATER_PAGE_FIELDS } from '../../contract/documents.ts';
import type { Job, Page } from '../../domain/model.ts';
import { fromFirestore } from './documents.ts';

export function jobFrom(data: object | undefined): Job {
  const job = { ...LATER_JOB_FIELDS, ...fromFirestore<Job>(data) };
  return { ...job, options: { ...LATER_OPTIONS, ...job.options } };
}

export function pageFrom(data: object | undefined): Page {
  const page = { ...LATER_PAGE_FIELDS, ...fromFirestore<Page>(data) };
  const { artefacts, digests } = page;
  if (artefacts === null) return page;
  return {
    ...page,
    artefacts: { ...LATER_ARTEFACTS, ...artefacts },
    digests: digests && { ...LATER_ARTEFACTS, ...digests },
  };
}
