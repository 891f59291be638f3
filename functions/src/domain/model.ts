/** The pipeline's own view of its documents: as the contract has them, with every instant in epoch milliseconds. */

import type {
  AuditEvent,
  DocumentDoubts,
  JobDocument,
  PageCorrections,
  PageDocument,
  Share as ShareDocument,
} from '../contract/documents.ts';
import type { JobRef } from '../contract/paths.ts';

export type Job = JobDocument<number>;
export type Audit = AuditEvent<number>;
export type Share = ShareDocument<number>;
export type Corrections = PageCorrections<number>;
export type Doubts = DocumentDoubts<number>;
export type Page = PageDocument<number> & {
  readonly digests: PageDigests | null;
  /** The index of the tally that the page counts in. */
  readonly tally: number;
};

export interface Digest {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** What a completed page's artefacts are, for the manifest. */
export interface PageDigests {
  readonly image: Digest;
  readonly words: Digest;
  readonly thumbnail: Digest | null;
}

/**
 * Counters over a fixed group of pages of one job. A page's end and its tally are written in one
 * transaction, so a page counts once however often it is delivered. There are several, because one document takes about
 * one write a second and a job may end hundreds of pages in that time.
 */
export interface Tally {
  readonly index: number;
  /** The latest run for which all of the job's pages are ready; a tally is raised to a run after the last of them. */
  readonly run: number;
  /** How many pages the group has. */
  readonly pages: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Time spent on the group's pages in all runs. */
  readonly renderMs: number;
  readonly ocrMs: number;
  readonly totalMs: number;
  /** Sum of the mean confidences of the pages that have one, and how many those are. */
  readonly confidenceSum: number;
  readonly confidencePages: number;
}

/** What a job used, added once to the counters of the day on which it ended. */
export interface Usage {
  /** `2026-11-22`, UTC. */
  readonly day: string;
  readonly jobs: number;
  readonly failedJobs: number;
  readonly pages: number;
  readonly failedPages: number;
  readonly ocrMs: number;
  readonly totalMs: number;
  readonly costUsd: number;
}

/** The operators' switch. `pause`: uploads are accepted and wait; `stop`: nothing is begun. */
export interface Control {
  readonly mode: 'run' | 'pause' | 'stop';
  /** When it was last set, in epoch milliseconds; 0 when it never was. */
  readonly changedAt: number;
}

/** What one owner may use. */
export interface Limits {
  readonly pagesPerDay: number;
  readonly bytesPerDay: number;
  readonly activeJobs: number;
}

/** An owner as operators set them up; limits that are not set are the pipeline's own. */
export interface Owner extends Partial<Limits> {
  readonly plan: 'standard' | 'priority';
}

/** What an owner used on one day. */
export interface Allowance {
  readonly jobs: number;
  readonly pages: number;
  readonly bytes: number;
}

/** A job that was deleted: what is left to do, and proof against events that come late. */
export interface Deletion extends JobRef {
  readonly bucket: string;
  readonly deletedAt: number;
  /** When what it has left is deleted (again: a worker may have written meanwhile); null when that is done. */
  readonly purgeAt: number | null;
  /** When no event of the upload can come any more. */
  readonly expireAt: number;
}
