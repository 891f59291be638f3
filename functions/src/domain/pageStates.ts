/**
 * What may happen to a page: decisions as values. Terminal states absorb everything but a new run; a claim that was lost
 * cannot write.
 */

import type { ErrorCode } from '../contract/errors.ts';
import { isRetriedByQueue, isWorthRetrying } from '../contract/errors.ts';
import type { PageStatus, RetryScope } from '../contract/states.ts';
import { isTerminalPage } from '../contract/states.ts';
import { afterFailure } from './failure.ts';
import type { Audit, Page, Tally } from './model.ts';
import { settledPages } from './progress.ts';

/** The states in which each event may happen; in all others it changes nothing. */
export const PAGE_TRANSITIONS = {
  claim: ['pending', 'processing'],
  complete: ['processing'],
  /** An attempt failed: the page goes back to wait, or has failed for good. */
  fail: ['pending', 'processing'],
  /** Every worker is known to be gone: the page need not wait for its lease to run out. */
  abandon: ['processing'],
  /** The job is stopped: pages that nobody reads end unread. */
  end: ['pending', 'processing'],
  /** A new run reads the page again, or takes it over where an earlier one left it. */
  reopen: ['pending', 'processing', 'completed', 'failed', 'cancelled'],
} as const satisfies Record<string, readonly PageStatus[]>;

function mayHappen(event: keyof typeof PAGE_TRANSITIONS, page: Page): boolean {
  return (PAGE_TRANSITIONS[event] as readonly PageStatus[]).includes(page.status);
}

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
  /** The task is of another run. */
  | { readonly kind: 'stale' }
  /** Another worker holds the page; it ends or its claim runs out at `until`. */
  | { readonly kind: 'busy'; readonly until: number }
  /** Every attempt was used and none reported back: the page kills its workers. */
  | { readonly kind: 'exhausted' };

export function decideClaim(page: Page, request: ClaimRequest): Claim {
  // A page that an earlier run completed stays in its run: a later one passes over it.
  if (page.run > request.run) return { kind: 'stale' };
  if (!mayHappen('claim', page)) return { kind: 'settled' };
  if (page.run < request.run) return { kind: 'stale' };
  // The same claim decided again: its first writing may have gone through though its answer was lost.
  if (page.lease?.owner === request.owner) return { kind: 'claimed', attempt: page.attempts, write: { status: 'processing' } };
  if (isLeased(page, request.now)) return { kind: 'busy', until: page.lease?.expiresAt ?? request.now };
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
  | 'source'
  | 'text'
  | 'textTruncated'
  | 'confidence'
  | 'width'
  | 'height'
  | 'rotation'
  | 'skew'
  | 'languages'
  | 'warnings'
  | 'artefacts'
  | 'digests'
> & { readonly timings: NonNullable<Page['timings']> };

export type Settlement =
  | {
      readonly kind: 'settled';
      readonly page: Partial<Page>;
      readonly tally: Tally;
      readonly tallyFull: boolean;
      readonly audit: readonly Audit[];
    }
  /** The claim was lost (it ran out, the page ended, or a new run began): nothing may be written. */
  | { readonly kind: 'lost' };

export function decideComplete(page: Page, tally: Tally, owner: string, now: number, reading: Reading): Settlement {
  if (!mayHappen('complete', page) || !holds(page, owner)) return { kind: 'lost' };
  return settle(page, tally, 'page_completed', now, {
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

export type FailureOutcome =
  | Settlement
  | { readonly kind: 'released'; readonly page: Partial<Page>; readonly audit: readonly Audit[] };

export interface RetryLimits {
  /** Attempts a page. */
  readonly maxAttempts: number;
  /** Storage or the database not answering is no fault of the page: it costs no attempt until it has lasted this long. */
  readonly outageMs: number;
}

/**
 * @param owner the attempt that failed, or null for a page whose attempts are exhausted and that nobody holds
 */
export function decideFailure(
  page: Page,
  tally: Tally,
  owner: string | null,
  now: number,
  code: ErrorCode,
  { maxAttempts, outageMs }: RetryLimits,
): FailureOutcome {
  const isExhausted = page.attempts >= maxAttempts && !isLeased(page, now);
  const mayWrite = mayHappen('fail', page) && (owner === null ? isExhausted : holds(page, owner));
  if (!mayWrite) return { kind: 'lost' };
  const error = { code, retryable: isRetriedByQueue(code) };
  const released = (more: Partial<Page> = {}): FailureOutcome => ({
    kind: 'released',
    page: { status: 'pending', error, lease: null, ...more },
    audit: [pageAudit(page, 'page_released', now, code)],
  });
  if (owner !== null && code === 'IO_ERROR' && now < (page.startedAt ?? now) + outageMs)
    return released({ attempts: page.attempts - 1 });
  if (owner !== null && afterFailure(code, page.attempts, maxAttempts) === 'try_again') return released();
  return settle(page, tally, 'page_failed', now, {
    page: { status: 'failed', error, completedAt: now, lease: null },
    counts: { failed: tally.failed + 1 },
    code,
  });
}

/**
 * Ends a page that nobody holds: its job was cancelled, or may not have more tasks.
 * @param code `CANCELLED` cancels the page; with any other it has failed
 */
export function decideEnd(page: Page, tally: Tally, run: number, now: number, code: ErrorCode): Settlement {
  if (!mayHappen('end', page) || page.run !== run || isLeased(page, now)) return { kind: 'lost' };
  const error = { code, retryable: isWorthRetrying(code) };
  const ended = { error, completedAt: now, lease: null };
  return code === 'CANCELLED'
    ? settle(page, tally, 'page_cancelled', now, {
        page: { ...ended, status: 'cancelled' },
        counts: { cancelled: tally.cancelled + 1 },
      })
    : settle(page, tally, 'page_failed', now, {
        page: { ...ended, status: 'failed' },
        counts: { failed: tally.failed + 1 },
        code,
      });
}

/** Makes a page ready for a new run. Nothing is written for a page that is out of the run's scope, or ready already. */
export function decideReopen(
  page: Page,
  tally: Tally,
  run: number,
  scope: RetryScope,
  languages: readonly string[],
): { readonly page: Partial<Page>; readonly tally: Tally } | undefined {
  if (!mayHappen('reopen', page) || page.run >= run || (page.status === 'completed' && scope === 'failed')) return undefined;
  const count = page.status === 'completed' || page.status === 'failed' || page.status === 'cancelled' ? page.status : undefined;
  const hadConfidence = page.status === 'completed' && page.confidence !== null;
  return {
    page: {
      ...{ run, status: 'pending', source: null, text: '', textTruncated: false, confidence: null },
      ...{ width: null, height: null, rotation: 0, skew: 0, languages, attempts: 0, error: null, warnings: [] },
      ...{ artefacts: null, digests: null, timings: null, startedAt: null, completedAt: null, lease: null },
    },
    tally: {
      ...tally,
      ...(count === undefined ? {} : { [count]: tally[count] - 1 }),
      confidenceSum: tally.confidenceSum - (hadConfidence ? (page.confidence?.mean ?? 0) : 0),
      confidencePages: tally.confidencePages - (hadConfidence ? 1 : 0),
    },
  };
}

/**
 * Takes a page from a worker that is known to be gone. That was no fault of the page: it costs no attempt. Should the worker
 * be there after all, it has lost its claim.
 */
export function decideAbandon(
  page: Page,
  run: number,
  now: number,
): { page: Partial<Page>; audit: readonly Audit[] } | undefined {
  if (!mayHappen('abandon', page) || page.run !== run) return undefined;
  return {
    page: { status: 'pending', lease: null, attempts: Math.max(0, page.attempts - 1) },
    audit: [pageAudit(page, 'page_released', now)],
  };
}

/** A lease of which so much is left need not be written anew: most pages are read and stored within the rest. */
const NEW_LEASE = 0.9;

/** A worker that is about to read its page once more, or to store it, makes sure that it is still its own, and has time for it. */
export function decideRenew(
  page: Page,
  owner: string,
  now: number,
  leaseMs: number,
): { readonly isHeld: boolean; readonly write?: Partial<Page> } {
  if (!holds(page, owner)) return { isHeld: false };
  if (page.lease !== null && page.lease.expiresAt > now + leaseMs * NEW_LEASE) return { isHeld: true };
  return { isHeld: true, write: { lease: { owner, expiresAt: now + leaseMs } } };
}

function settle(
  page: Page,
  tally: Tally,
  type: Audit['type'],
  now: number,
  end: { page: Partial<Page>; counts: Partial<Tally>; code?: ErrorCode },
): Settlement {
  const next = { ...tally, ...end.counts };
  return {
    kind: 'settled',
    page: end.page,
    tally: next,
    tallyFull: settledPages(next) >= next.pages,
    audit: [pageAudit(page, type, now, end.code)],
  };
}

function pageAudit({ run, pageNumber, attempts }: Page, type: Audit['type'], now: number, code?: ErrorCode): Audit {
  return { type, run, at: now, page: pageNumber, attempt: attempts, ...(code === undefined ? {} : { code }) };
}

function holds(page: Page, owner: string): boolean {
  return page.status === 'processing' && page.lease?.owner === owner;
}

function isLeased(page: Page, now: number): boolean {
  return page.lease !== null && page.lease.expiresAt > now && !isTerminalPage(page.status);
}
