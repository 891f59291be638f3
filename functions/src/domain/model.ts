/** The pipeline's own view of its documents: as the contract has them, with every instant in epoch milliseconds. */

import type { JobDocument, PageDocument } from '../contract/documents.ts';

export type Job = JobDocument<number>;
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
}

/**
 * Counters over a fixed group of pages of one job. A page's end and its tally are written in one
 * transaction, so a page counts once however often it is delivered. There are several, because one document takes about
 * one write a second and a job may end hundreds of pages in that time.
 */
export interface Tally {
  readonly index: number;
  readonly run: number;
  /** How many pages the group has. */
  readonly pages: number;
  readonly completed: number;
  readonly failed: number;
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
