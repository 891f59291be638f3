/** Which upload a job is, and which later ones its results answer. */

import type { JobSource } from '../contract/documents.ts';
import { pagesText } from '../contract/options.ts';
import type { Job } from './model.ts';

/** Whether two uploads are the same object: the identity of a job. */
export function isSameUpload(a: JobSource, b: JobSource): boolean {
  return a.bucket === b.bucket && a.name === b.name && a.generation === b.generation;
}

/**
 * What two uploads of one owner must have in common for the second to be answered from the first; also a document's id.
 * null for a job that has, or may have, pages that were read with other options than its own.
 */
export function contentKey({ source, pipeline, options, optionsMixed }: Job): string | null {
  if (source.sha256 === null || optionsMixed) return null;
  const { languages, mode, model, pages, deskew, clean, outputs } = options;
  const unusual = [
    ...(model === 'fast' ? [] : [`model=${model}`]),
    ...(pages === null ? [] : [`pages=${pagesText(pages)}`]),
    ...(deskew === 'auto' ? [] : [`deskew=${deskew}`]),
    ...(clean === 'auto' ? [] : [`clean=${clean}`]),
  ];
  return [source.sha256, pipeline, languages.join('+'), mode, outputs.join('+'), ...unusual].join('-');
}

/** Whether a job's results are those of a content. It was filed under that key once; a later run may have made it another's. */
export function answers(job: Job, key: string): boolean {
  // What somebody has put right is that document's alone.
  return job.status === 'completed' && job.revision === 0 && contentKey(job) === key;
}
