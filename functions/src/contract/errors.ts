/**
 * Every way a job or a page can fail: one code per cause. The code travels in documents; people see `sentence` (or a
 * translation of it); the long text of the underlying error goes to the log only.
 */

interface ErrorMeaning {
  /** Whether the queue tries again by itself. */
  readonly retriedByQueue: boolean;
  /** What happened and what to do, for people, in English. */
  readonly sentence: string;
}

export const ERRORS = {
  INVALID_OPTIONS: {
    retriedByQueue: false,
    sentence: 'One of the options sent with the file is unknown or out of range. Correct it and upload again.',
  },
  UNSUPPORTED_TYPE: {
    retriedByQueue: false,
    sentence: 'This is not a PDF, PNG, JPEG, TIFF, WebP, GIF or BMP file, whatever its name says. Convert it and upload again.',
  },
  EMPTY_FILE: { retriedByQueue: false, sentence: 'The file is empty (0 bytes). Export or scan it again.' },
  TOO_LARGE: { retriedByQueue: false, sentence: 'The file is larger than 100 MB. Split or compress it and upload again.' },
  TOO_MANY_PAGES: { retriedByQueue: false, sentence: 'The document has more than 2,000 pages. Split it and upload the parts.' },
  PAGE_TOO_BIG: {
    retriedByQueue: false,
    sentence: 'The page or image has too many pixels to be read safely. Scale it down and upload again.',
  },
  CORRUPT: {
    retriedByQueue: false,
    sentence: 'The file is damaged or incomplete and cannot be opened. Export, scan or download it again.',
  },
  ENCRYPTED: {
    retriedByQueue: false,
    sentence: 'The document is protected by a password. Remove the password and upload again.',
  },
  RENDER_FAILED: { retriedByQueue: true, sentence: 'The page could not be drawn, even after several attempts.' },
  OCR_FAILED: { retriedByQueue: true, sentence: 'The page could not be read, even after several attempts.' },
  OCR_TIMEOUT: { retriedByQueue: true, sentence: 'Reading the page took too long and was stopped.' },
  IO_ERROR: {
    retriedByQueue: true,
    sentence: 'Storage or the database did not answer. Try again in a few minutes.',
  },
  GW_4XX: { retriedByQueue: false, sentence: 'The post-processing service refused the document.' },
  GW_5XX: { retriedByQueue: true, sentence: 'The post-processing service failed. Try again later.' },
  GW_TIMEOUT: { retriedByQueue: true, sentence: 'The post-processing service did not answer in time. Try again later.' },
  QUOTA_EXCEEDED: { retriedByQueue: false, sentence: 'Your allowance is used up for now.' },
  BUDGET_EXCEEDED: { retriedByQueue: false, sentence: 'The job needed more work than it is allowed and was stopped.' },
  BAD_TASK: { retriedByQueue: false, sentence: 'A unit of work named no known job or page and was dropped.' },
  CANCELLED: { retriedByQueue: false, sentence: 'The job was cancelled.' },
  UNKNOWN: { retriedByQueue: true, sentence: 'Something went wrong on our side. Try again; if it persists, report the job id.' },
} as const satisfies Record<string, ErrorMeaning>;

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value);
}

/** Whether retrying by hand can help: what may pass, and what was stopped though nothing was wrong with the file. */
export function isWorthRetrying(code: ErrorCode): boolean {
  return isRetriedByQueue(code) || code === 'CANCELLED' || code === 'QUOTA_EXCEEDED' || code === 'BUDGET_EXCEEDED';
}

/** Whether the queue tries a piece of work again by itself after failing with `code`. */
export function isRetriedByQueue(code: ErrorCode): boolean {
  return ERRORS[code].retriedByQueue;
}

/** What is worth knowing of a job that ended all the same, for people, in English. */
export const WARNINGS = {
  PDF_FROM_IMAGES: 'The file did not let itself be written anew: its searchable PDF is made of pictures of its pages.',
  IMAGE_NOT_SHRUNK: 'The picture of a page could not be made smaller for viewing: it is shown as it came.',
} as const satisfies Record<string, string>;

export type WarningCode = keyof typeof WARNINGS;
