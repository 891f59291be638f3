import { LATER_ARTEFACTS, LATER_JOB_FIELDS } from '../../contract/documents.ts';
import type { Job, Page } from '../../domain/model.ts';
import { fromFirestore } from './documents.ts';

/** A job as it is stored; one that is older than some fields is given them. */
export function jobFrom(data: object | undefined): Job {
  return { ...LATER_JOB_FIELDS, ...fromFirestore<Job>(data) };
}

/** A page as it is stored; see `jobFrom`. */
export function pageFrom(data: object | undefined): Page {
  const page = fromFirestore<Page>(data);
  const { artefacts, digests } = page;
  if (artefacts === null) return page;
  return {
    ...page,
    artefacts: { ...LATER_ARTEFACTS, ...artefacts },
    digests: digests && { ...LATER_ARTEFACTS, ...digests },
  };
}
