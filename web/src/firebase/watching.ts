/**
 * Listeners of Firestore: what this device remembers, and then what the server has. Only the server knows that something is empty or
 * missing. What was never seen here cannot be shown without a connection: that is said as a failure, until the server answers.
 */

import { type DocumentReference, type DocumentSnapshot, onSnapshot, type Query, type QuerySnapshot } from 'firebase/firestore';
import { type Failure, failureOf } from './failure.ts';
import type { Unwatch, Watch } from './ports.ts';

/** Without metadata changes, what is empty or missing in the cache would never be confirmed by the server. */
const LIVE = { includeMetadataChanges: true } as const;

/** @param sight `confirmed`: nothing but what the server has */
export function watchQuery<T>(source: Query, read: (snapshot: QuerySnapshot) => T, sight: 'any' | 'confirmed' = 'any'): Watch<T> {
  return (next, fail) => {
    const seen = offlineSight(fail);
    return seen.over(
      onSnapshot(
        source,
        LIVE,
        (snapshot) => {
          if (snapshot.metadata.fromCache && (snapshot.empty || sight === 'confirmed')) return seen.nothing();
          seen.something();
          next(read(snapshot));
        },
        (error) => fail(failureOf(error)),
      ),
    );
  };
}

export function watchDocument<T>(source: DocumentReference, read: (snapshot: DocumentSnapshot) => T): Watch<T> {
  return (next, fail) => {
    const seen = offlineSight(fail);
    return seen.over(
      onSnapshot(
        source,
        LIVE,
        (snapshot) => {
          if (snapshot.metadata.fromCache && !snapshot.exists()) return seen.nothing();
          seen.something();
          next(read(snapshot));
        },
        (error) => fail(failureOf(error)),
      ),
    );
  };
}

/** A line that is up and brings nothing for so long is none. */
const PATIENCE_MS = 4000;

function offlineSight(fail: (failure: Failure) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const end = () => {
    over = true;
    clearTimeout(timer);
  };
  return {
    something: end,
    nothing() {
      // An empty answer out of the cache also comes before the server's own, which follows at once.
      if (!over) timer ??= setTimeout(() => over || fail('offline'), navigator.onLine ? PATIENCE_MS : 0);
    },
    /** For when nobody listens any more. */
    over:
      (unwatch: Unwatch): Unwatch =>
      () => {
        end();
        unwatch();
      },
  };
}
