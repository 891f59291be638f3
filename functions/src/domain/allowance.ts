/** What an owner may still use. */

import type { JobQuota } from '../contract/documents.ts';
import type { Allowance, Limits } from './model.ts';

export const NOTHING_USED: Allowance = { jobs: 0, pages: 0, bytes: 0 };

/** `2026-11-22`, UTC: the day that a moment belongs to, for allowances and usage. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

export const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The first allowance that a job would exceed; undefined when it fits in all of them.
 * @param activeJobs the owner's jobs that have not ended and were there before this one
 */
export function exceededQuota(
  limits: Limits,
  used: Allowance,
  wanted: { readonly pages: number; readonly bytes: number },
  activeJobs: number,
  now: number,
): JobQuota | undefined {
  const resetsAt = new Date((Math.floor(now / DAY_MS) + 1) * DAY_MS).toISOString();
  const left = (limit: number, spent: number) => Math.max(0, limit - spent);
  if (activeJobs >= limits.activeJobs)
    return { name: 'active_jobs', limit: limits.activeJobs, left: left(limits.activeJobs, activeJobs), resetsAt: null };
  if (used.pages + wanted.pages > limits.pagesPerDay)
    return { name: 'pages_per_day', limit: limits.pagesPerDay, left: left(limits.pagesPerDay, used.pages), resetsAt };
  if (used.bytes + wanted.bytes > limits.bytesPerDay)
    return { name: 'bytes_per_day', limit: limits.bytesPerDay, left: left(limits.bytesPerDay, used.bytes), resetsAt };
  return undefined;
}

/** When a job and its objects may go; null: never. @param days 0 is never */
export function expiryOf(now: number, days: number): number | null {
  return days === 0 ? null : now + days * DAY_MS;
}
