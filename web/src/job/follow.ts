/** How long a document still takes, and whether anything is heard of it: from what the client has seen of its job. Pure. */

import type { JobDocument } from '../../../functions/src/contract/documents.ts';

type JobInTime = Pick<JobDocument, 'status' | 'step' | 'run' | 'startedAt' | 'updatedAt' | 'progress'>;

/** The reading as far as it has been seen: where it began and where it stands, both by the server's clock. */
export interface Pace {
  readonly run: number;
  readonly from: { readonly atMs: number; readonly pages: number };
  readonly to: { readonly atMs: number; readonly pages: number };
  readonly left: number;
}

/** Before so many pages and milliseconds a rate is a guess. */
const LEAST_PAGES = 2;
const LEAST_MS = 3000;

/** Running jobs are written to at every page, and at the latest by the sweeper: silence this long means something. */
export const SILENCE_MS = 90_000;

/** The pace with one more sighting of the job; null while it is not reading. */
export function paceAfter(pace: Pace | null, { status, step, run, startedAt, updatedAt, progress }: JobInTime): Pace | null {
  if (status !== 'processing' || step !== 'recognise' || progress.totalPages === 0) return null;
  const pages = progress.completedPages + progress.failedPages + progress.cancelledPages;
  const to = { atMs: updatedAt.toMillis(), pages };
  const left = Math.max(0, progress.totalPages - pages);
  if (pace?.run === run) return { ...pace, to, left };
  // A first run began with no page read; a later one keeps what earlier ones had read, and is measured from here.
  const from = run === 1 && startedAt !== null ? { atMs: startedAt.toMillis(), pages: 0 } : to;
  return { run, from, to, left };
}

/** Seconds until the last page is read; null while that cannot be said. */
export function secondsLeft(pace: Pace | null): number | null {
  if (pace === null) return null;
  const pages = pace.to.pages - pace.from.pages;
  const ms = pace.to.atMs - pace.from.atMs;
  if (pages < LEAST_PAGES || ms < LEAST_MS || pace.left === 0) return null;
  return (pace.left * ms) / pages / 1000;
}

/**
 * How long nothing has been heard of a job that is being read, in milliseconds; null while that is no cause for concern. One that
 * waits for its turn is written to by nobody.
 * @param nowMs by the server's clock
 */
export function silenceMs(
  { status, startedAt, updatedAt }: Pick<JobDocument, 'status' | 'startedAt' | 'updatedAt'>,
  nowMs: number,
): number | null {
  const silence = nowMs - updatedAt.toMillis();
  return status !== 'processing' || startedAt === null || silence < SILENCE_MS ? null : silence;
}
