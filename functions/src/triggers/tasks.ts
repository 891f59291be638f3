/** Task payloads from outside: checked before anything is done with them. */

import type { ExportTask, FinishTask, PagesTask } from '../app/ports.ts';
import { MAX_PAGES } from '../contract/limits.ts';
import { isJobId, isUid } from '../contract/paths.ts';
import { fieldsOf } from './callers.ts';

/** @returns undefined for a payload that names no job: `BAD_TASK` */
export function parseFinishTask(data: unknown): FinishTask | undefined {
  const { uid, jobId, run, round, trace } = fieldsOf(data);
  if (!isUid(uid) || !isJobId(jobId) || !isCount(run) || !isCount(round)) return undefined;
  return { uid, jobId, run, round, trace: typeof trace === 'string' ? trace : '' };
}

/** @returns undefined for a payload that names no job or no pages: `BAD_TASK` */
export function parsePagesTask(data: unknown): PagesTask | undefined {
  const job = parseFinishTask(data);
  const { firstPage, lastPage } = fieldsOf(data);
  if (job === undefined || !isCount(firstPage) || !isCount(lastPage) || firstPage > lastPage || lastPage > MAX_PAGES)
    return undefined;
  return { ...job, firstPage, lastPage };
}

/** @returns undefined for a payload that names no job: `BAD_TASK` */
export function parseExportTask(data: unknown): ExportTask | undefined {
  const { uid, jobId, run, revision, tries, trace } = fieldsOf(data);
  if (!isUid(uid) || !isJobId(jobId) || !isCount(run)) return undefined;
  if (!(revision === 0 || isCount(revision)) || !(tries === 0 || isCount(tries))) return undefined;
  return { uid, jobId, run, revision, tries, trace: typeof trace === 'string' ? trace : '' };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
