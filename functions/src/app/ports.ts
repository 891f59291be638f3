/** What the use cases need from outside, as contracts that every adapter (and every fake) keeps. */

import type { PageLine, PageWords, WordBox } from '../contract/documents.ts';
import type { FileType } from '../contract/fileTypes.ts';
import type { Mode, PdfOutput } from '../contract/options.ts';
import type { JobRef } from '../contract/paths.ts';
import type { Lane } from '../contract/states.ts';
import type { Bend } from '../domain/bend.ts';
import type { ReadingData } from '../domain/languages.ts';
import type {
  Allowance,
  Audit,
  Control,
  Corrections,
  Deletion,
  Digest,
  Doubts,
  Job,
  Owner,
  Page,
  Share,
  Tally,
  Usage,
} from '../domain/model.ts';
import type { PageRange } from '../domain/pagePlan.ts';

/** Epoch milliseconds. */
export type Clock = () => number;

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

/** Who is nobody's user: whoever opens a link signs in with a token that says what it is good for. */
export interface Visitors {
  /** @returns a custom token of Firebase Auth, good for an hour to sign in with, whose `claims` are those of the signed-in visitor */
  tokenFor(visitor: string, claims: Readonly<Record<string, string>>): Promise<string>;
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

/** One stored object. */
export interface StoredObject {
  readonly bucket: string;
  readonly name: string;
  /** Pins one version of the object; a read of another version fails. */
  readonly generation?: string;
}

/** Cloud Storage. Fails with `IO_ERROR` when it cannot be reached or the object is gone. */
export interface ObjectStore {
  /** Writes a whole object, replacing an older one of that name. Returns what was written. */
  write(object: StoredObject, contentType: string, data: Uint8Array | AsyncIterable<string | Uint8Array>): Promise<Digest>;
  read(object: StoredObject): Promise<Uint8Array>;
  /** Within one bucket. Returns undefined when there is nothing of that name. */
  copy(from: StoredObject, to: string): Promise<'copied' | undefined>;
  /** Objects whose names begin with `prefix`, by name, from the first after `after`. */
  list(bucket: string, prefix: string, after: string | null, limit: number): Promise<readonly ListedObject[]>;
  /** What is not there is deleted already. */
  delete(bucket: string, names: readonly string[]): Promise<void>;
}

export interface ListedObject {
  readonly name: string;
  readonly generation: string;
  readonly sizeBytes: number;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** A file on this machine that holds a stored object. */
export interface LocalFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Sources on this machine: each is downloaded once per instance, however many pages and tasks use it. */
export interface SourceFiles {
  /** Runs `use` while the file is certain to stay; it may be deleted afterwards. */
  withFile<R>(object: StoredObject & { readonly generation: string }, use: (file: LocalFile) => Promise<R>): Promise<R>;
}

/** Tasks are named after what they do, so enqueueing one twice is harmless. Fails with `IO_ERROR`. */
export interface TaskQueue {
  enqueuePages(tasks: readonly PagesTask[], lane: Lane): Promise<void>;
  enqueueFinish(task: FinishTask): Promise<void>;
  /** A queue that knows delays gives it out after `EXPORT_DELAY_SECONDS`: whoever corrects one word corrects the next. */
  enqueueExport(task: ExportTask): Promise<void>;
}

export interface PagesTask extends PageRange {
  readonly uid: string;
  readonly jobId: string;
  readonly run: number;
  /** How often the run's pages were handed to the queue, this time included: names are remembered after a task is lost. */
  readonly round: number;
  /** Follows the job through the log. */
  readonly trace: string;
}

/** The results are to hold the corrections up to a revision. */
export interface ExportTask {
  readonly uid: string;
  readonly jobId: string;
  readonly run: number;
  readonly revision: number;
  /** How often the task was lost: its name is remembered. */
  readonly tries: number;
  readonly trace: string;
}

export interface FinishTask {
  readonly uid: string;
  readonly jobId: string;
  readonly run: number;
  readonly round: number;
  readonly trace: string;
}

/** One page made ready: for the engine and for the eye. */
export interface PreparedPage {
  /** For recognition, at its own resolution: grey, upright, evened out. Null when there is nothing to read. */
  readonly ink: { readonly data: Uint8Array; readonly width: number; readonly height: number; readonly dpi: number } | null;
  /** How the page was bent before its ink was straightened; null when it was not. What people see is as it was. */
  readonly bend: Bend | null;
  /** For people: WebP of at most so many pixels, or a PNG of the page as it was decoded when that could not be made. */
  readonly view: {
    readonly data: Uint8Array;
    readonly isShrunk: boolean;
    readonly width: number;
    readonly height: number;
    /** Null when the source does not say how large it is. */
    readonly dpi: number | null;
  };
  /** `view`, small: WebP; null when that could not be made. */
  readonly thumbnail: Uint8Array | null;
  /** By how many degrees all were turned clockwise to make their lines level. */
  readonly skewDegrees: number;
}

/** Degrees clockwise. */
export type Rotation = 0 | 90 | 180 | 270;

export interface PageWish {
  /** How far to turn the page clockwise, beyond what the file itself says. */
  readonly rotation: Rotation;
  /** Whether the page's own text is taken; a page that is turned is wanted for reading, whatever the mode. */
  readonly mode: Mode;
}

export interface Orientation {
  /** How far the page must be turned clockwise to stand upright; 0 when that cannot be told. */
  readonly rotation: Rotation;
  /** By the engine's name (`Latin`, `Cyrillic`, `Han`); null when that cannot be told. */
  readonly script: string | null;
}

/** Opens files and makes their pages ready to be read, apart from this process: what takes too long or too much memory is ended. */
export interface PageMaker {
  /** Starts what will be needed, while the file is still on its way. Never fails; without it the first call takes longer. */
  warmUp(): void;
  /**
   * Looks at a file without drawing anything. The type is what its bytes are, whatever it is called.
   * @throws PipelineError `UNSUPPORTED_TYPE`, `CORRUPT`, `ENCRYPTED`, `PAGE_TOO_BIG` (single images); `UNKNOWN` when the
   *   process died of something that was not the file's fault, as far as can be told
   */
  inspect(file: LocalFile): Promise<{ readonly type: FileType; readonly pageCount: number }>;
  /**
   * Pages can be asked for in any order; the same page turned is cheap right after.
   * @throws PipelineError `RENDER_FAILED`, `PAGE_TOO_BIG` or `CORRUPT`, which concern this page only; else as `inspect`
   */
  preparePage(file: LocalFile, pageNumber: number, wish: PageWish): Promise<MadePage>;
}

export interface MadePage extends PreparedPage {
  /** The page's own text, in pixels of `view`: then there is nothing to read, and `ink` is null. Null when it must be read. */
  readonly textLayer: TextLayer | null;
  /** Near zero for a page that was drawn just before. */
  readonly renderMs: number;
  readonly preprocessMs: number;
}

/** Words and lines that were not recognised but taken; the page was turned by `rotation` so that they are level. */
export interface TextLayer extends Recognition {
  readonly rotation: Rotation;
}

/**
 * Writes searchable PDFs, apart from this process. The same bytes for the same pages: two finishers may write at once. `pages`
 * are read in order, once, and one at a time.
 */
export interface PdfMaker {
  /**
   * The source's own pages, untouched, with what was read on them; for an image, pages of its true size. A `pdfa` is made of images only.
   * @param use is given the file's bytes, and is called once they are all there
   * @throws PipelineError when the file cannot be had from this source; what `pages` and `use` throw
   */
  withSearchablePdf<R>(
    source: LocalFile,
    output: PdfOutput,
    pages: AsyncIterable<PageWords | null>,
    use: (content: AsyncIterable<Uint8Array>) => Promise<R>,
  ): Promise<R>;
  /** A PDF of the page images, for want of better. Its bytes come while `pages` are read; it throws what they throw. */
  pdfOfImages(source: LocalFile, output: PdfOutput, pages: AsyncIterable<ReadImage>): AsyncIterable<Uint8Array>;
}

export interface ReadImage {
  /** As `preparePage` gives it; null for a page that has none, which is left white. */
  readonly view: Uint8Array | null;
  readonly words: PageWords | null;
}

export interface Recognition {
  readonly text: string;
  /** In reading order, in pixels of the image that was read, as the lines are. */
  readonly words: readonly WordBox[];
  /** Together they have all of the words. */
  readonly lines: readonly PageLine[];
}

/** One page as an engine reads it. */
export type Ink = NonNullable<PreparedPage['ink']>;

/** What read a page, for the manifest. */
export interface EngineIdentity {
  readonly name: string;
  readonly version: string;
  readonly data: string;
}

/**
 * A program that reads pictures of text. It is trusted with nothing but its answers' shape being checked: whoever needs a page read
 * asks a `Recogniser`, which holds an engine to this contract.
 *
 * One page at a time: a call waits for the one before, and an engine takes no more than one processor. A call that fails, whatever
 * of, costs that call only: the engine replaces what it has lost, and the next one works. When `signal` aborts, what was begun is
 * stopped, not left behind, and the call rejects.
 */
export interface OcrEngine {
  readonly identity: EngineIdentity;
  /** Blocks, paragraphs, lines and words in reading order; confidences are 0 to 100. @param data what it reads with, most likely first */
  recognise(ink: Ink, data: readonly ReadingData[], signal: AbortSignal): Promise<Recognition>;
  /** How a page lies and in what script it is written, as far as can be told. */
  detectOrientation(ink: Ink, signal: AbortSignal): Promise<Orientation>;
  /** Ends what is running and gives back what it holds. */
  close(): Promise<void>;
}

/** An engine under our conditions, see `recogniserOn`. */
export interface Recogniser {
  /** @throws PipelineError `OCR_FAILED` or `OCR_TIMEOUT`; the next call works */
  recognise(ink: Ink, data: readonly ReadingData[]): Promise<Recognition>;
  /** @throws as `recognise` */
  detectOrientation(ink: Ink): Promise<Orientation>;
}

/** Structured lines: one message with its fields. */
export interface Log {
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
  error(message: string, fields: Readonly<Record<string, unknown>>): void;
}
