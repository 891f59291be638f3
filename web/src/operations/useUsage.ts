import { useEffect, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../firebase/failure.ts';
import { useWatch, type Watched } from '../shell/useWatch.ts';
import type { DayUsage, Operations } from './operations.ts';
import { daysUpTo } from './view.ts';

/** At most ten documents a day. */
export const USAGE_DAYS = 14;

export interface UsageSeen {
  /** The days before today, the earliest first; null until they are read. */
  readonly past: readonly DayUsage[] | null;
  readonly pastFailure: Failure | null;
  readonly today: Watched<DayUsage>;
}

/** Today's counters are listened to; those of days that are over change no more. */
export function useUsage(operations: Operations, today: string): UsageSeen {
  const [seen, setSeen] = useState<{ past: readonly DayUsage[] | null; pastFailure: Failure | null }>({
    past: null,
    pastFailure: null,
  });
  useEffect(() => {
    let over = false;
    const days = daysUpTo(today, USAGE_DAYS).slice(0, -1);
    Promise.all(days.map((day) => operations.readUsage(day))).then(
      (past) => over || setSeen({ past, pastFailure: null }),
      (error: unknown) => over || setSeen({ past: null, pastFailure: failureOf(error) }),
    );
    return () => {
      over = true;
    };
  }, [operations, today]);
  return { ...seen, today: useWatch(`usage ${today}`, () => operations.watchUsage(today)) };
}
