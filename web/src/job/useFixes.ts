/** Corrections on their way: shown at once, kept until the server has them, taken back when it refuses. */

import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { isSamePlace } from '../../../functions/src/contract/corrections.ts';
import type { PageCorrections } from '../../../functions/src/contract/documents.ts';
import type { JobRef } from '../../../functions/src/contract/paths.ts';
import { type Failure, failureOf } from '../firebase/failure.ts';
import { type Fix, holds } from './corrected.ts';
import type { ReadingStore } from './reading.ts';

interface Sent {
  readonly pageNumber: number;
  readonly fixes: readonly Fix[];
  /** The server has it; what is stored of the page shows it soon, if it does not yet. */
  readonly isKept: boolean;
}

export interface Fixes {
  readonly of: (pageNumber: number) => readonly Fix[];
  readonly fix: (pageNumber: number, fixes: readonly Fix[]) => void;
  readonly failed: { readonly pageNumber: number; readonly failure: Failure; readonly again: () => void } | null;
}

const NONE: readonly Fix[] = [];

export function useFixes({ uid, jobId }: JobRef, store: ReadingStore, stored: ReadonlyMap<number, PageCorrections>): Fixes {
  const [sent, setSent] = useState<readonly Sent[]>([]);
  const [failed, setFailed] = useState<{ pageNumber: number; fixes: readonly Fix[]; failure: Failure } | null>(null);

  // What the server has and tells of is no longer ours to show.
  useEffect(() => {
    setSent((before) => {
      const after = before.filter(
        ({ pageNumber, fixes, isKept }) => !isKept || !fixes.every((fix) => holds(stored.get(pageNumber), fix)),
      );
      return after.length === before.length ? before : after;
    });
  }, [stored, sent]);

  const isSending = sent.some(({ isKept }) => !isKept);
  useEffect(() => {
    if (!isSending) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isSending]);

  const fix = useCallback(
    (pageNumber: number, fixes: readonly Fix[]) => {
      const mine: Sent = { pageNumber, fixes, isKept: false };
      setFailed(null);
      setSent((before) => [...before, mine]);
      store.call('correctPage', { jobId, pageNumber, words: fixes }).then(
        () => setSent((before) => before.map((each) => (each === mine ? { ...mine, isKept: true } : each))),
        (error) => {
          setSent((before) => before.filter((each) => each !== mine));
          setFailed({ pageNumber, fixes, failure: failureOf(error) });
        },
      );
    },
    [store, uid, jobId],
  );

  // The same list for as long as it says the same: a page is not drawn anew for another page's words.
  const of = useMemo(() => {
    const byPage = new Map<number, readonly Fix[]>();
    for (const { pageNumber, fixes } of sent) {
      // A later one of the same word holds.
      const earlier = (byPage.get(pageNumber) ?? NONE).filter(({ box }) => !fixes.some((fix) => isSamePlace(fix.box, box)));
      byPage.set(pageNumber, [...earlier, ...fixes]);
    }
    return (pageNumber: number) => byPage.get(pageNumber) ?? NONE;
  }, [sent]);
  return { of, fix, failed: failed && { ...failed, again: () => fix(failed.pageNumber, failed.fixes) } };
}
