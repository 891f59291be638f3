/** The states of a job and of a page, and the order of a job's steps. Terminal states absorb late events. */

export const JOB_STATUSES = ['queued', 'processing', 'completed', 'completed_with_errors', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export const PAGE_STATUSES = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const;
export type PageStatus = (typeof PAGE_STATUSES)[number];

/** What a job is doing, in the order in which it happens. */
export const JOB_STEPS = ['validate', 'plan', 'recognise', 'assemble', 'enrich', 'done'] as const;
export type JobStep = (typeof JOB_STEPS)[number];

/** Where a page's text came from. */
export const PAGE_SOURCES = ['ocr', 'text_layer', 'blank'] as const;
export type PageSource = (typeof PAGE_SOURCES)[number];

export type TerminalJobStatus = Exclude<JobStatus, 'queued' | 'processing'>;

export function isTerminalJob(status: JobStatus): status is TerminalJobStatus {
  return status !== 'queued' && status !== 'processing';
}

export function isTerminalPage(status: PageStatus): status is 'completed' | 'failed' | 'cancelled' {
  return status !== 'pending' && status !== 'processing';
}

/** Which queue a job's pages wait in: `priority` has workers of its own. */
export const LANES = ['standard', 'priority'] as const;
export type Lane = (typeof LANES)[number];

/** Which pages a retry reads again: those that failed or were cancelled, or every page. */
export const RETRY_SCOPES = ['failed', 'all'] as const;
export type RetryScope = (typeof RETRY_SCOPES)[number];

/** What the audit trail tells of a job and its pages. */
export const AUDIT_TYPES = [
  'queued',
  'planned',
  'reused',
  'started',
  'dispatched',
  'page_completed',
  'page_released',
  'page_failed',
  'page_cancelled',
  'cancel_requested',
  'retried',
  'completed',
  'completed_with_errors',
  'failed',
  'cancelled',
  'renamed',
  'trashed',
  'restored',
  'shared',
  'share_revoked',
  'corrected',
] as const;
export type AuditType = (typeof AUDIT_TYPES)[number];

/** A job that has something to download. */
export function hasResults(status: JobStatus): boolean {
  return status === 'completed' || status === 'completed_with_errors';
}
