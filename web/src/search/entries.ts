/** What the search on this device knows of each document, which texts it wants to have, and what it can say it covers. Pure. */

import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { hasResults, isTerminalJob } from '../../../functions/src/contract/states.ts';
import { nameOf } from '../../../functions/src/contract/titles.ts';

/** Documents that are searched: the newest. */
export const MAX_DOCUMENTS = 1000;
/** Bytes of text that are kept on a device; what is older than the documents that fill them is not searched. */
export const MAX_TEXT_BYTES = 64 * 1024 * 1024;

export interface Entry {
  readonly jobId: string;
  readonly name: string;
  readonly createdAt: number;
  readonly pageCount: number;
  /** `running`: it may have the text of an earlier run; `no_text`: it failed, or its text was not among what was asked for. */
  readonly state: 'text' | 'running' | 'no_text' | 'trashed';
  /** Where its text is, and which: another run or newer corrections make another version. Empty unless `state` is `text`. */
  readonly path: string;
  readonly version: string;
}

/** The run that a version is of. */
export const runOf = (version: string) => Number.parseInt(version, 10);

export function entryOf(job: JobDocument): Entry {
  const { jobId, status, results, run, exportedRevision } = job;
  const path = hasResults(status) ? (results.text ?? '') : '';
  const state = job.trashedAt !== null ? 'trashed' : !isTerminalJob(status) ? 'running' : path === '' ? 'no_text' : 'text';
  return {
    jobId,
    name: nameOf(job),
    createdAt: job.createdAt.toMillis(),
    pageCount: job.pageCount ?? 0,
    state,
    ...(state === 'text' ? { path, version: `${run}.${exportedRevision}` } : { path: '', version: '' }),
  };
}

/** Whether a text in this version has words that somebody put right. */
export const hasCorrections = (version: string) => !version.endsWith('.0') && version !== '';

export const newestFirst = (a: Entry, b: Entry) => b.createdAt - a.createdAt || (a.jobId < b.jobId ? 1 : -1);

/** A text that is on this device. */
export interface Held {
  readonly version: string;
  readonly bytes: number;
}

export interface Coverage {
  /** Documents outside the trash. */
  readonly documents: number;
  /** With their text, or as far as their name goes. */
  readonly searched: number;
  readonly wanted: number;
  readonly running: number;
  readonly withoutText: number;
  /** Beyond what a device keeps. */
  readonly older: number;
}

export interface Plan {
  readonly wanted: readonly Entry[];
  /** Texts to let go of. */
  readonly dropped: readonly string[];
  readonly coverage: Coverage;
}

interface Limits {
  readonly documents: number;
  readonly bytes: number;
}

/** @param entries newest first */
export function planOf(
  entries: readonly Entry[],
  held: ReadonlyMap<string, Held>,
  limits: Limits = { documents: MAX_DOCUMENTS, bytes: MAX_TEXT_BYTES },
): Plan {
  const wanted: Entry[] = [];
  const kept = new Set<string>();
  const count = { documents: 0, searched: 0, running: 0, withoutText: 0, older: 0 };
  let bytes = 0;
  for (const entry of entries) {
    if (entry.state === 'trashed') continue;
    count.documents++;
    if (count.documents > limits.documents || bytes >= limits.bytes) {
      count.older++;
      continue;
    }
    const text = held.get(entry.jobId);
    if (text !== undefined) {
      kept.add(entry.jobId);
      bytes += text.bytes;
    }
    if (entry.state === 'running') count.running++;
    else if (entry.state === 'no_text') count.withoutText++;
    else if (text?.version === entry.version) count.searched++;
    else wanted.push(entry);
  }
  const dropped = [...held.keys()].filter((jobId) => !kept.has(jobId));
  return { wanted, dropped, coverage: { ...count, wanted: wanted.length } };
}
