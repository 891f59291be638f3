/** What may happen to a page: decisions as values. Terminal states absorb; a claim that was lost cannot write. */

import type { ErrorCode } from '../contract/errors.ts';
import { isRetriedByQueue } from '../contract/errors.ts';
import { isTerminalPage } from '../contract/states.ts';
import { afterFailure } from './failure.ts';
import type { Page, Tally } from './model.ts';

export interface ClaimRequest {
  /** The run that the task belongs to. */
  readonly run: number;
  /** Names this attempt, unique among all attempts. */
  readonly owner: string;
  readonly now: number;
  readonly leaseMs: number;
  readonly maxAttempts: number;
}

export type Claim =
  | { readonly kind: 'claimed'; readonly attempt: number; readonly write: Partial<Page> }
  /** The page reached a terminal state before: there is nothing to do. */
  | { readonly kind: 'settled' }
  /** The task is of an earlier run. */
  | { readonly kind: 'stale' }
  /** Another worker holds the page; it ends or its claim runs out at `until`. */
  | { readonly kind: 'busy'; readonly until: number }
  /** Every attempt was used and none reported back: the page kills its workers. */
  | { readonly kind: 'exhausted' };

export function decideClaim(page: Page, request: ClaimRequest): Claim {
  if (page.run !== request.run) return { kind: 'stale' };
  if (isTerminalPage(page.status)) return { kind: 'settled' };
  // The same claim decided again: its first writing may have gone through though its answer was lost.
  if (page.lease?.owner === request.owner) return { kind: 'claimed', attempt: page.attempts, write: { status: 'processing' } };
  if (page.lease !== null && page.lease.expiresAt > request.now) return { kind: 'busy', until: page.lease.expiresAt };
  if (page.attempts >= request.maxAttempts) return { kind: 'exhausted' };
  const attempt = page.attempts + 1;
  return {
    kind: 'claimed',
    attempt,
    write: {
      status: 'processing',
      attempts: attempt,
      startedAt: page.startedAt ?? request.now,
      lease: { owner: request.owner, expiresAt: request.now + request.leaseMs },
    },
  };
}

/** What a successful reading adds to the page document. */
export type Reading = Pick<
  Page,
  'source' | 'text' | 'textTruncated' | 'confidence' | 'width' | 'height' | 'rotation' | 'skew' | 'artefacts' | 'digests'
> & { readonly timings: NonNullable<Page['timings']> };

export type Settlement =
  | { readonly kind: 'settled'; readonly page: Partial<Page>; readonly tally: Tally; readonly tallyFull: boolean }
  /** The claim was lost (it ran out, the page ended, or a new run began): nothing may be written. */
  | { readonly kind: 'lost' };

export function decideComplete(page: Page, tally: Tally, owner: string, now: number, reading: Reading): Settlement {
  if (!holds(page, owner)) return { kind: 'lost' };
  return settle(tally, {
    page: { ...reading, status: 'completed', error: null, completedAt: now, lease: null },
    counts: {
      completed: tally.completed + 1,
      renderMs: tally.renderMs + reading.timings.renderMs,
      ocrMs: tally.ocrMs + reading.timings.ocrMs,
      totalMs: tally.totalMs + reading.timings.totalMs,
      confidenceSum: tally.confidenceSum + (reading.confidence?.mean ?? 0),
      confidencePages: tally.confidencePages + (reading.confidence === null ? 0 : 1),
    },
  });
}

/** Storage or the database not answering is no fault of the page: it costs no attempt until it has lasted this long. */
const OUTAGE_MS = 600_000;

export type FailureOutcome = Settlement | { readonly kind: 'released'; readonly page: Partial<Page> };

/**
 * @param owner the attempt that failed, or null for a page whose attempts are exhausted and that nobody holds
 */
export function decideFailure(
  page: Page,
  tally: Tally,
  owner: string | null,
  now: number,
  code: ErrorCode,
  maxAttempts: number,
): FailureOutcome {
  const mayWrite = owner === null ? !isTerminalPage(page.status) && !isLeased(page, now) : holds(page, owner);
  if (!mayWrite) return { kind: 'lost' };
  const error = { code, retryable: isRetriedByQueue(code) };
  if (owner !== null && code === 'IO_ERROR' && now < (page.startedAt ?? now) + OUTAGE_MS) {
    return { kind: 'released', page: { status: 'pending', error, lease: null, attempts: page.attempts - 1 } };
  }
  if (owner !== null && afterFailure(code, page.attempts, maxAttempts) === 'try_again') {
    return { kind: 'released', page: { status: 'pending', error, lease: null } };
  }
  return settle(tally, {
    page: { status: 'failed', error, completedAt: now, lease: null },
    counts: { failed: tally.failed + 1 },
  });
}

function settle(tally: Tally, end: { page: Partial<Page>; counts: Partial<Tally> }): Settlement {
  const next = { ...tally, ...end.counts };
  return { kind: 'settled', page: end.page, tally: next, tallyFull: next.completed + next.failed >= next.pages };
}

function holds(page: Page, owner: string): boolean {
  return page.status === 'processing' && page.lease?.owner === owner;
}

function isLeased(page: Page, now: number): boolean {
  return page.lease !== null && page.lease.expiresAt > now;
}
