/**
 * How many jobs are in each state. Firestore counts on demand and tells nobody of changes; so this counts when it begins and whenever
 * `signal` has changed, which comes from listeners: no more often than `LEAST_MS`, and never while nothing happens.
 */

import { useEffect, useRef, useState } from 'preact/hooks';
import { JOB_STATUSES, type JobStatus } from '../../../functions/src/contract/states.ts';
import { type Failure, failureOf } from '../firebase/failure.ts';
import type { Operations } from './operations.ts';

/** More than this is "10,000 or more": a thousand are one read. */
export const MOST_COUNTED = 10_000;
const LEAST_MS = 2000;

export interface Counts {
  readonly of: Readonly<Record<JobStatus, number>>;
  readonly takenAt: Date;
}

interface Counting {
  readonly counts: Counts | null;
  readonly failure: Failure | null;
  readonly refresh: () => void;
}

/** @param signal null as long as the listeners have not answered */
export function useCounts(operations: Operations, signal: string | null): Counting {
  const [counts, setCounts] = useState<Counts | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [wish, setWish] = useState(0);
  const begunAt = useRef(0);
  const over = useRef(false);
  useEffect(() => {
    over.current = false;
    return () => {
      over.current = true;
    };
  }, []);
  useEffect(() => {
    if (signal === null) return;
    const count = async () => {
      begunAt.current = Date.now();
      try {
        const numbers = await Promise.all(JOB_STATUSES.map((status) => operations.countJobs(status, MOST_COUNTED)));
        // Shown also when a signal came meanwhile: where many come, there is always one.
        if (over.current) return;
        const of = Object.fromEntries(JOB_STATUSES.map((status, i) => [status, numbers[i] ?? 0])) as Record<JobStatus, number>;
        setCounts({ of, takenAt: new Date() });
        setFailure(null);
      } catch (error) {
        if (!over.current) setFailure(failureOf(error));
      }
    };
    // A signal before the time is over begins this anew, with what is left to wait.
    const timer = setTimeout(() => void count(), Math.max(0, begunAt.current + LEAST_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [operations, signal, wish]);
  return { counts, failure, refresh: () => setWish(wish + 1) };
}
