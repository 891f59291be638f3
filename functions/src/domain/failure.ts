/** Failures as values: one code per cause, and what follows from it. */

import { ERRORS, type ErrorCode, isRetriedByQueue } from '../contract/errors.ts';

/** An error whose cause is known. The message is for the log; people are shown the code's sentence. */
export class PipelineError extends Error {
  readonly code: ErrorCode;
  /** For `INVALID_OPTIONS`: which option. */
  readonly option: string | undefined;

  constructor(code: ErrorCode, message: string = ERRORS[code].sentence, options: { cause?: unknown; option?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PipelineError';
    this.code = code;
    this.option = options.option;
  }
}

/** The code of any thrown value; what nobody classified is a defect of ours. */
export function codeOf(error: unknown): ErrorCode {
  return error instanceof PipelineError ? error.code : 'UNKNOWN';
}

/** What happens to a page after a failed attempt. */
export type AfterFailure = 'try_again' | 'give_up';

/**
 * @param attempts how many attempts the page has had, this one included
 * @param maxAttempts how many it may have
 */
export function afterFailure(code: ErrorCode, attempts: number, maxAttempts: number): AfterFailure {
  return isRetriedByQueue(code) && attempts < maxAttempts ? 'try_again' : 'give_up';
}
