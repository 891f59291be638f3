/** What the use cases need of the database, as contracts that every adapter (and every fake) keeps. */

import type { JobRef } from '../contract/paths.ts';
import type {
  Allowance,
  Audit,
  Control,
  Corrections,
  Deletion,
  Doubts,
  Job,
  Owner,
  Page,
  Share,
  Tally,
  Usage,
} from '../domain/model.ts';

/** What a decision wants written, and what its caller wants to know. Nothing to write: `write` is undefined. */
export interface Outcome<W, R> {
  readonly write?: W | undefined;
  readonly result: R;
}

/** What belongs in the same transaction as a change of a job. */
export interface JobWrite {
  readonly job: Partial<Job>;
  readonly audit?: readonly Audit[];
  /** Added to its day. */
  readonly usage?: Usage | undefined;
  /** The job's results answer later uploads of the same content: its key. */
  readonly contentKey?: string | undefined;
  /** Takes the place of what is listed of the document; null: nothing is in doubt. */
  readonly doubts?: Doubts | null | undefined;
}

/** What belongs in the same transaction as a change of a page. */
export interface PageWrite {
  readonly page: Partial<Page>;
  readonly tally?: Tally;
  readonly audit?: readonly Audit[];
}

/**
 * Jobs, pages and tallies. Each `update…` is one transaction: it reads, lets `decide` decide (a pure function, which may
 * run several times), writes, and returns the result of the decision that was written. Fails with `IO_ERROR` when the
 * database cannot be reached.
 */
export interface JobStore extends ShareStore, CorrectionStore {
  /** Creates the job unless there is one, which is left as it is, or was one that was deleted. */
  createJob(job: Job, audit: readonly Audit[]): Promise<'created' | 'exists' | 'deleted'>;
  readJob(ref: JobRef): Promise<Job | undefined>;
  /** Does nothing and returns undefined when there is no such job. */
  updateJob<R>(ref: JobRef, decide: (job: Job) => Outcome<JobWrite, R>): Promise<R | undefined>;
  /** As `updateJob`, together with what the owner used on `day`. */
  chargeJob<R>(
    ref: JobRef,
    day: string,
    decide: (job: Job, used: Allowance) => Outcome<JobWrite & { readonly used?: Allowance }, R>,
  ): Promise<R | undefined>;

  /** Creates those of these pages that do not exist; existing ones are left as they are. @returns whether none existed */
  createPages(ref: JobRef, pages: readonly Page[]): Promise<boolean>;
  /** As `createPages`. That all tallies are there tells that all pages are. */
  createTallies(ref: JobRef, tallies: readonly Tally[]): Promise<void>;
  /** Raises all tallies of the job to `run`; those of a later run stay: whoever comes late takes nothing back. */
  raiseTallies(ref: JobRef, run: number): Promise<void>;
  /** Does nothing and returns undefined when there is no such page. */
  updatePage<R>(ref: JobRef, pageNumber: number, decide: (page: Page) => Outcome<Partial<Page>, R>): Promise<R | undefined>;
  /** As `updatePage`, together with the tally that the page counts in. */
  settlePage<R>(
    ref: JobRef,
    pageNumber: number,
    decide: (page: Page, tally: Tally) => Outcome<PageWrite, R>,
  ): Promise<R | undefined>;
  /**
   * As `settlePage` for every page that counts in one tally, in page order and in one transaction: pages that change
   * together would otherwise wait for each other at their tally. `decide` is given the tally as the page before left it.
   */
  settleTally(ref: JobRef, index: number, decide: (page: Page, tally: Tally) => PageWrite | undefined): Promise<void>;
  /** All tallies, by index. */
  readTallies(ref: JobRef): Promise<Tally[]>;
  /** All pages in page order, read as they are asked for. */
  readPages(ref: JobRef): AsyncIterable<Page>;
  /** The numbers of the pages that have not ended, in order. */
  openPages(ref: JobRef): Promise<number[]>;

  /** How many of an owner's jobs that were created before a moment have not ended. */
  countActiveJobs(uid: string, createdBefore: number): Promise<number>;
  /** Which of an owner's jobs has the results of this content, if it still has them: not deleted, nor read otherwise since. */
  findContent(uid: string, contentKey: string): Promise<JobRef | undefined>;
  /** Jobs that have not ended, those first that were silent longest, beginning after `cursor`. */
  findUnfinished(updatedBefore: number, cursor: JobCursor | null, limit: number): Promise<readonly Job[]>;
  /** Jobs whose time is over. */
  findExpired(now: number, limit: number): Promise<readonly Job[]>;
  /** Jobs that were put into the trash until a moment, and still lie there. */
  findTrashed(until: number, limit: number): Promise<readonly Job[]>;
  /** Which of these jobs neither exist nor were deleted. */
  findMissing(refs: readonly JobRef[]): Promise<readonly JobRef[]>;

  /**
   * Removes the job document and every content that it was filed under, and remembers the deletion, in one transaction.
   * What is below the job is left to `purgeJob`. A job that is not there is remembered too.
   * @param mayGo looks at the job as it is then, if it is there; when it says no, nothing is done
   * @returns whether it is deleted
   */
  deleteJob(deletion: Deletion, mayGo?: (job: Job) => boolean): Promise<boolean>;
  /** Deletes what is stored below a job, and what points to it: pages, tallies, events, corrections, shares, doubts. */
  purgeJob(ref: JobRef): Promise<void>;
  /** Deletions with something left to do. */
  dueDeletions(now: number, limit: number): Promise<readonly Deletion[]>;
  /** @param purgeAt when to purge again; null when that is done */
  postponeDeletion(ref: JobRef, purgeAt: number | null): Promise<void>;
}

/** What a correction of a page rests on. */
export interface CorrectedPage {
  readonly job: Job;
  readonly page: Page;
  /** null for a page and a document that have none. */
  readonly corrections: Corrections | null;
  readonly doubts: Doubts | null;
}

export interface CorrectionWrite {
  readonly job: Partial<Job>;
  readonly page: Partial<Page>;
  readonly corrections: Corrections;
  /** null: nothing is in doubt any more. */
  readonly doubts: Doubts | null;
  readonly audit: readonly Audit[];
}

/** What people put right, and what they should look at. Fails as `JobStore` does. */
export interface CorrectionStore {
  /** As `updateJob`, for a page with everything that a correction of it changes. Undefined when there is no such job or page. */
  correctPage<R>(
    ref: JobRef,
    pageNumber: number,
    decide: (current: CorrectedPage) => Outcome<CorrectionWrite, R>,
  ): Promise<R | undefined>;
  readPageCorrections(ref: JobRef, pageNumber: number): Promise<Corrections | null>;
  /** Of all pages that have some, by page number. */
  readCorrections(ref: JobRef): Promise<ReadonlyMap<number, Corrections>>;
  /** Decides with the job as it is by then; null: there is nothing to look at. Nothing happens when there is no such job. */
  changeDoubts(ref: JobRef, decide: (job: Job, current: Doubts | null) => Doubts | null): Promise<void>;
  /** Jobs whose results should have followed their corrections by then. */
  findUnexported(dueBefore: number, limit: number): Promise<readonly Job[]>;
}

/** Links to documents. Fails as `JobStore` does. */
export interface ShareStore {
  /** Together with what the job's trail says of it. The job is not looked at: whoever opens the link does that. */
  createShare(uid: string, share: Share, audit: Audit): Promise<void>;
  readShare(uid: string, shareId: string): Promise<Share | undefined>;
  /** As `updateJob`, with what the trail of the share's job says of it. */
  updateShare<R>(
    uid: string,
    shareId: string,
    decide: (share: Share) => Outcome<{ readonly share: Partial<Share>; readonly audit?: Audit }, R>,
  ): Promise<R | undefined>;
  /** Links whose time is over, and that nobody has ended: whose they are, and their ids. */
  findExpiredShares(now: number, limit: number): Promise<readonly (JobRef & { readonly shareId: string })[]>;
}

/** A place in the order of `findUnfinished`. */
export interface JobCursor extends JobRef {
  readonly updatedAt: number;
}

/** What operators set, and where the sweeper is. */
export interface Operations {
  readControl(): Promise<Control>;
  writeControl(control: Control): Promise<void>;
  readSweep(): Promise<SweepPlace>;
  writeSweep(place: SweepPlace): Promise<void>;
  /** undefined for an owner of whom nothing was set. */
  readOwner(uid: string): Promise<Owner | undefined>;
  /** Replaces all that was set of the owner. */
  writeOwner(uid: string, owner: Owner): Promise<void>;
}

/** Where the last sweep stopped; null where it came to the end. */
export interface SweepPlace {
  readonly job: JobCursor | null;
  /** The name of the last upload that was looked at. */
  readonly upload: string | null;
}
