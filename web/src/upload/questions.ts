/** Whether a file goes by itself after the look at it, or waits for its owner's word. Pure. */

import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { nameOf } from '../../../functions/src/contract/titles.ts';

/** More pages than this take so long, and so much of an allowance, that it is worth a question. */
export const LONG_PAGES = 200;
/** More files than this at once are a whole folder, dropped perhaps by mistake. */
export const MANY_FILES = 20;

export type Question =
  | { readonly kind: 'duplicate'; readonly jobId: string; readonly name: string; readonly inTrash: boolean }
  | { readonly kind: 'long'; readonly pages: number }
  | { readonly kind: 'many'; readonly files: number }
  /** Its owner wants to be asked. */
  | { readonly kind: 'wished' };

export interface Circumstances {
  readonly pages: number | null;
  /** The owner's jobs of the very same file. */
  readonly sameFile: readonly Pick<JobDocument, 'jobId' | 'title' | 'source' | 'status' | 'trashedAt'>[];
  readonly filesTogether: number;
  readonly askFirst: boolean;
}

/** [] when there is nothing to ask. */
export function questionsOf({ pages, sameFile, filesTogether, askFirst }: Circumstances): readonly Question[] {
  const questions: Question[] = [];
  // What failed or was stopped is no document that one has.
  const had = sameFile.filter(({ status }) => status !== 'failed' && status !== 'cancelled');
  const same = had.find(({ trashedAt }) => trashedAt === null) ?? had[0];
  if (same !== undefined) {
    questions.push({ kind: 'duplicate', jobId: same.jobId, name: nameOf(same), inTrash: same.trashedAt !== null });
  }
  if (pages !== null && pages > LONG_PAGES) questions.push({ kind: 'long', pages });
  if (filesTogether > MANY_FILES) questions.push({ kind: 'many', files: filesTogether });
  if (askFirst) questions.push({ kind: 'wished' });
  return questions;
}
