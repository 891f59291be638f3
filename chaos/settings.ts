/** The functions' settings in a run: as tight as they go, so that what waits for something to run out does not wait long. */

export const LEASE_SECONDS = 10;
export const STALL_SECONDS = 5;
/**
 * Enough for what is planned against one page (one fault that costs an attempt, and the death of the emulators) and for a
 * machine on which a page now and then takes longer than its lease.
 */
export const MAX_ATTEMPTS = 5;
/** How many of them a page is expected to need at most. */
const LIKELY_ATTEMPTS = 3;
/** How often the sweeper is called. */
export const SWEEP_EVERY_MS = 3000;

export const SETTINGS = {
  LEASE_SECONDS: String(LEASE_SECONDS),
  STALL_SECONDS: String(STALL_SECONDS),
  MAX_ATTEMPTS: String(MAX_ATTEMPTS),
  MOST_BACKOFF_SECONDS: '2',
  PURGE_SECONDS: '20',
} as const;

/** How long a small page may take, with everything else that the machine does. */
const PAGE_SECONDS = 2;
/** How long it may take until the functions' processes are up: at the beginning, and when all were killed. */
const START_SECONDS = 60;

/**
 * How long after the last thing that was done to it a job may take to end: each attempt may lose its lease and then wait until
 * the sweeper takes the job for stalled, twice as long each time; all pages of the run may come before its own; and the
 * functions may have to start first.
 */
export function statedMs(pagesOfRun: number): number {
  const attempts = Array.from({ length: LIKELY_ATTEMPTS }, (_, index) => LEASE_SECONDS + STALL_SECONDS * 2 ** index);
  const seconds = attempts.reduce((sum, each) => sum + each, START_SECONDS + pagesOfRun * PAGE_SECONDS);
  return seconds * 1000 + LIKELY_ATTEMPTS * SWEEP_EVERY_MS;
}
