import { LATER_JOB_FIELDS } from '../../contract/documents.ts';
import type { Job } from '../../domain/model.ts';
import { fromFirestore } from './documents.ts';

/** A job as it is stored; one that is older than some fields is given them. */
export function jobFrom(data: object | undefined): Job {
  return { ...LATER_JOB_FIELDS, ...fromFirestore<Job>(data) };
}
