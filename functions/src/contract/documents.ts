/** The documents that listeners read. Only functions write them. */

import type { ErrorCode, WarningCode } from './errors.ts';
import type { JobOptions, Pipeline } from './options.ts';
import type { AuditType, JobStatus, JobStep, Lane, PageSource, PageStatus, RetryScope } from './states.ts';
import { JOB_STATUSES, PAGE_STATUSES } from './states.ts';

export const SCHEMA_VERSION = 1;

/** A Firestore timestamp, as every SDK's own class has it. */
export interface Instant {
  toMillis(): number;
  toDate(): Date;
}

export interface JobError {
  readonly code: ErrorCode;
  /** The first page that failed with it, where it is a page's. */
  readonly page?: number;
  /** For `INVALID_OPTIONS`: which option. */
  readonly option?: string;
  /** Whether retrying by hand can help. */
  readonly retryable: boolean;
  /** For `QUOTA_EXCEEDED`: which allowance, and what is left of it. */
  readonly quota?: JobQuota;
}

export interface JobQuota {
  readonly name: 'pages_per_day' | 'bytes_per_day' | 'active_jobs';
  readonly limit: number;
  /** What could still be used when the upload or retry was refused. */
  readonly left: number;
  /** When it begins anew, in ISO 8601; null for `active_jobs`: when one of them ends. */
  readonly resetsAt: string | null;
}

export interface JobWarning {
  readonly code: WarningCode;
  readonly page?: number;
}

export interface JobSource {
  readonly bucket: string;
  readonly name: string;
  readonly generation: string;
  readonly fileName: string;
  /** As the bytes show it once validated, as declared before. */
  readonly contentType: string;
  readonly sizeBytes: number;
  /** Hexadecimal; null until the file was read. */
  readonly sha256: string | null;
}

export interface JobProgress {
  /** 0–100; never goes down within a run. */
  readonly percent: number;
  readonly completedPages: number;
  readonly failedPages: number;
  readonly cancelledPages: number;
  /** 0 until the pages are planned. */
  readonly totalPages: number;
  /** One short English sentence. */
  readonly message: string;
}

export interface JobMetrics {
  /** To the start of the first page: from the creation of the job, in later runs from the wish to run again. */
  readonly queueMs?: number;
  /** From the start of the first page to the end of the job. */
  readonly processingMs?: number;
  /** Sums over pages. */
  readonly renderMs?: number;
  readonly ocrMs?: number;
  readonly totalMs?: number;
  /** Mean of the pages' mean confidences, 0–100. */
  readonly meanConfidence?: number;
  /** What the workers' time costs at list price, in US dollars. */
  readonly costUsd?: number;
}

/** How the pages of a run were handed to the queue. */
export interface JobDispatch<T = Instant> {
  /** How often in this run; more than once when tasks were lost. */
  readonly round: number;
  /** Tasks handed over in this run since its first page was begun with, that round's included; bounded by the task budget. */
  readonly tasks: number;
  /** When it was last done. */
  readonly at: T;
  /** Which pages this run reads: `all` in the first. */
  readonly scope: RetryScope;
}

/** What one worker has to itself, until it says that it is done or its time is over. */
export interface Lease<T = Instant> {
  readonly owner: string;
  readonly expiresAt: T;
}

/** How the results are brought up to date after corrections. */
export interface JobExport<T = Instant> {
  /** From when on the sweeper looks after it: later each time. */
  readonly dueAt: T;
  /** How often a task for it was lost, or failed for good, since the last correction. */
  readonly tries: number;
}

/** `users/{uid}/jobs/{jobId}` */
export interface JobDocument<T = Instant> {
  readonly schemaVersion: number;
  readonly ownerUid: string;
  readonly jobId: string;
  /** 1, raised by one with each retry. */
  readonly run: number;
  readonly pipeline: Pipeline;
  readonly source: JobSource;
  readonly options: JobOptions;
  readonly status: JobStatus;
  readonly step: JobStep;
  /** null until the pages are planned. */
  readonly pageCount: number | null;
  readonly progress: JobProgress;
  readonly error: JobError | null;
  readonly warnings: readonly JobWarning[];
  /** An `Output`, or `manifest` → Storage path. */
  readonly results: Readonly<Record<string, string>>;
  readonly metrics: JobMetrics;
  readonly lane: Lane;
  readonly dispatch: JobDispatch<T>;
  /** The job of the same owner whose results this one took over, since file and options are the same; null for most. */
  readonly reusedFrom: string | null;
  /** Some pages were read with other options than others: failed pages were read again with new ones. */
  readonly optionsMixed: boolean;
  /** The name its owner gave it; null: that of the file. */
  readonly title: string | null;
  /** When its owner put it into the trash, from which it is deleted after `TRASH_DAYS`; null for most. */
  readonly trashedAt: T | null;
  /** Raised by one with each correction that was saved; the results hold those up to `exportedRevision`. */
  readonly revision: number;
  readonly exportedRevision: number;
  /** Results that are still to follow the corrections; null when they have. */
  readonly pendingExport: JobExport<T> | null;
  /** The export that writes the results; null for most. */
  readonly exportLease: Lease<T> | null;
  /** When its owner asked to stop it; the job ends as soon as the pages that are being read have. */
  readonly cancelRequestedAt: T | null;
  readonly createdAt: T;
  readonly startedAt: T | null;
  readonly completedAt: T | null;
  readonly updatedAt: T;
  readonly expireAt: T | null;
}

export interface PageError {
  readonly code: ErrorCode;
  readonly retryable: boolean;
}

export interface PageTimings {
  readonly renderMs: number;
  readonly preprocessMs: number;
  readonly ocrMs: number;
  readonly totalMs: number;
}

/** Storage paths. */
export interface PageArtefacts {
  readonly image: string;
  readonly words: string;
  /** The image, small; null for pages that were read before there were such. */
  readonly thumbnail: string | null;
}

/** `users/{uid}/jobs/{jobId}/pages/{0001}` */
export interface PageDocument<T = Instant> {
  readonly pageNumber: number;
  readonly run: number;
  readonly status: PageStatus;
  readonly source: PageSource | null;
  /** The whole page; cut at `MAX_PAGE_TEXT_LENGTH` with `textTruncated: true`, then the whole text is in `artefacts.words`. */
  readonly text: string;
  readonly textTruncated: boolean;
  /** 0–100, over the page's words: mean and 5th percentile; null when it has none, and when they were taken from a text layer. */
  readonly confidence: { readonly mean: number; readonly p5: number } | null;
  /** Pixels of the page image, which is also what word boxes are measured in; null until the page is done. */
  readonly width: number | null;
  readonly height: number | null;
  /** Degrees clockwise by which the source was turned to be upright: 0, 90, 180 or 270. */
  readonly rotation: number;
  /** Degrees clockwise by which the page was then turned to make its lines level. */
  readonly skew: number;
  readonly languages: readonly string[];
  /** How often a worker began on the page in this run. */
  readonly attempts: number;
  readonly error: PageError | null;
  /** What its job will warn of once it ends. */
  readonly warnings: readonly WarningCode[];
  readonly artefacts: PageArtefacts | null;
  readonly timings: PageTimings | null;
  /** Of its first attempt in this run. */
  readonly startedAt: T | null;
  readonly completedAt: T | null;
  /** Who works on the page and until when that claim holds; null when nobody does. */
  readonly lease: Lease<T> | null;
}

/** `users/{uid}/jobs/{jobId}/events/{eventId}`: what happened, written with the change itself and never changed. */
export interface AuditEvent<T = Instant> {
  readonly type: AuditType;
  readonly run: number;
  readonly at: T;
  readonly page?: number;
  readonly attempt?: number;
  readonly code?: ErrorCode;
}

/** One word of a page: its text, confidence 0–100 (100 in a text layer), and its box in pixels of the page image. */
export type WordBox = readonly [text: string, confidence: number, x0: number, y0: number, x1: number, y1: number];

/** In pixels of the page image. */
export type Box = readonly [x0: number, y0: number, x1: number, y1: number];

/** One line of a page. Lines are in reading order. */
export interface PageLine {
  /** How many words it has, at least one: those of the page's `words` that follow the words of the lines before. */
  readonly wordCount: number;
  readonly box: Box;
  /** What its letters stand on, from its left end to its right end; null when that is not known. */
  readonly baseline: Box | null;
  /** Height of its letters from the top of an "l" to the bottom of a "p", in pixels of the page image. */
  readonly size: number;
  /** What begins with it: a block (a column, a heading apart, a cell) begins a paragraph too; null within a paragraph. */
  readonly begins: 'block' | 'paragraph' | null;
}

/**
 * One word put right by a person. It is known by where it is and what was read there, so that it outlives another reading of the
 * page: it holds for the word that lies on most of its box.
 */
export interface WordCorrection<T = Instant> {
  /** Pixels of the page image, as `width` and `height` of the page's corrections give it. */
  readonly box: Box;
  /** What was read. */
  readonly was: string;
  /** What it says; words with blanks between them where one was read as two; empty when there is no word. */
  readonly text: string;
  readonly authorUid: string;
  readonly at: T;
}

/** `users/{uid}/jobs/{jobId}/corrections/{0001}`: a layer over what was read, never a change of it. */
export interface PageCorrections<T = Instant> {
  readonly pageNumber: number;
  readonly width: number;
  readonly height: number;
  readonly words: readonly WordCorrection<T>[];
  readonly updatedAt: T;
}

/** A word that was read with little confidence and that nobody has put right. */
export interface DoubtfulWord {
  readonly pageNumber: number;
  readonly text: string;
  readonly confidence: number;
  readonly box: Box;
}

/** `users/{uid}/doubts/{jobId}`: the least sure words of a document, at most `MAX_DOUBTS`, the worst first; none: no document. */
export interface DocumentDoubts<T = Instant> {
  readonly jobId: string;
  /** The document's name. */
  readonly name: string;
  readonly words: readonly DoubtfulWord[];
  /** The confidence of the first; absent while the document lies in the trash: a list that is ordered by it leaves such out. */
  readonly lowest?: number;
  readonly updatedAt: T;
}

/** `users/{uid}/shares/{shareId}`: whoever has the link (`/shared/{uid}/{shareId}`) may read one document until then. */
export interface Share<T = Instant> {
  readonly shareId: string;
  readonly jobId: string;
  readonly createdAt: T;
  readonly expiresAt: T;
  readonly revokedAt: T | null;
}

/** `pages/0001.json.gz`: what Storage keeps of a page's reading (gzipped JSON). */
export interface PageWords {
  readonly pageNumber: number;
  readonly source: PageSource;
  /** Pixels of the page image. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the page image that are an inch of the page; null when the source does not say how large it is. */
  readonly dpi: number | null;
  /** As in the page's document: how the source was turned to become the page image. */
  readonly rotation: number;
  readonly skew: number;
  readonly languages: readonly string[];
  readonly text: string;
  readonly words: readonly WordBox[];
  readonly lines: readonly PageLine[];
}

/** `document.json` */
export interface DocumentJson {
  readonly schemaVersion: number;
  readonly jobId: string;
  readonly fileName: string;
  readonly pageCount: number;
  readonly pages: readonly {
    readonly pageNumber: number;
    readonly status: PageStatus;
    readonly source: PageSource | null;
    readonly confidence: { readonly mean: number; readonly p5: number } | null;
    readonly width: number | null;
    readonly height: number | null;
    readonly dpi: number | null;
    readonly languages: readonly string[];
    readonly text: string;
    /** Empty for a page that was not completed. */
    readonly words: readonly WordBox[];
    readonly lines: readonly PageLine[];
    readonly error: PageError | null;
  }[];
}

/** `manifest.json` */
export interface Manifest {
  readonly schemaVersion: number;
  readonly jobId: string;
  readonly run: number;
  readonly source: JobSource;
  readonly pipeline: Pipeline;
  readonly options: JobOptions;
  readonly engine: { readonly name: string; readonly version: string; readonly data: string };
  readonly pages: readonly {
    readonly pageNumber: number;
    readonly status: PageStatus;
    readonly attempts: number;
    /** Of a page that people have put right: how many of its words. */
    readonly corrections?: number;
  }[];
  /** Every other object under the job's results, by its path below it. */
  readonly files: readonly {
    readonly name: string;
    readonly contentType: string;
    readonly sizeBytes: number;
    readonly sha256: string;
  }[];
}

/** What a page is given that is older than this. */
export const LATER_PAGE_FIELDS = { warnings: [] } as const satisfies Partial<PageDocument>;

/** The same of its artefacts. */
export const LATER_ARTEFACTS = { thumbnail: null } as const satisfies Partial<PageArtefacts>;

/** What a job's options are given that are older than these fields. */
export const LATER_OPTIONS = { model: 'fast', pages: null, deskew: 'auto', clean: 'auto' } as const satisfies Partial<JobOptions>;

/** What a job is given that is older than these fields. */
export const LATER_JOB_FIELDS = {
  title: null,
  trashedAt: null,
  revision: 0,
  exportedRevision: 0,
  pendingExport: null,
  exportLease: null,
} as const satisfies Partial<JobDocument>;

/**
 * A job as a listener receives it.
 * @returns undefined when the data is no job document of a version that this code knows
 */
export function parseJob(data: unknown): JobDocument | undefined {
  const job = data as Partial<JobDocument> | null | undefined;
  if (job === null || typeof job !== 'object' || job.schemaVersion !== SCHEMA_VERSION) return undefined;
  if (!JOB_STATUSES.some((status) => status === job.status) || typeof job.progress?.percent !== 'number') return undefined;
  const whole = { ...LATER_JOB_FIELDS, ...(job as JobDocument) };
  return { ...whole, options: { ...LATER_OPTIONS, ...whole.options } };
}

/** A page as a listener receives it; see `parseJob`. */
export function parsePage(data: unknown): PageDocument | undefined {
  const page = data as Partial<PageDocument> | null | undefined;
  if (page === null || typeof page !== 'object' || typeof page.pageNumber !== 'number') return undefined;
  if (!PAGE_STATUSES.some((status) => status === page.status)) return undefined;
  const whole = { ...LATER_PAGE_FIELDS, ...(page as PageDocument) };
  return whole.artefacts ? { ...whole, artefacts: { ...LATER_ARTEFACTS, ...whole.artefacts } } : whole;
}

/** Words to check of one document, as a listener receives them; see `parseJob`. */
export function parseDoubts(data: unknown): DocumentDoubts | undefined {
  const doubts = data as Partial<DocumentDoubts> | null | undefined;
  if (doubts === null || typeof doubts !== 'object' || typeof doubts.jobId !== 'string') return undefined;
  return Array.isArray(doubts.words) ? (doubts as DocumentDoubts) : undefined;
}
