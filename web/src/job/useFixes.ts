/** Corrections on their way: shown at once, kept until the server has them, taken back when it refuses. */

import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { isSamePlace } from '../../../functions/src/contract/corrections.ts';
import type { PageCorrections } from '../../../functions/src/contract/documents.ts';
import { useSaver } from '../corrections/useSaver.ts';
import type { Failure } from '../firebase/failure.ts';
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

interface State {
  /** In the order in which they were made. */
  readonly sent: readonly Sent[];
  readonly failed: { readonly pageNumber: number; readonly fixes: readonly Fix[]; readonly failure: Failure } | null;
}

const NONE: readonly Fix[] = [];

/** @param name the document's */
export function useFixes(
  jobId: string,
  name: string,
  store: Pick<ReadingStore, 'call'>,
  stored: ReadonlyMap<number, PageCorrections>,
): Fixes {
  const [{ sent, failed }, change] = useState<State>({ sent: [], failed: null });
  const save = useSaver(store);

  // What the server has and tells of is no longer ours to show.
  useEffect(() => {
    change((now) => {
      const after = now.sent.filter((each) => {
        const told = (fix: Fix) => holds(stored.get(each.pageNumber), fix) || isOverruled(fix, each, now.sent);
        return !each.isKept || !each.fixes.every(told);
      });
      return after.length === now.sent.length ? now : { ...now, sent: after };
    });
  }, [stored, sent]);

  const fix = useCallback(
    (pageNumber: number, fixes: readonly Fix[]) => {
      const mine: Sent = { pageNumber, fixes, isKept: false };
      change((now) => ({ sent: [...now.sent, mine], failed: null }));
      void save({ jobId, name, pageNumber, words: fixes }).then((failure) =>
        change((now) => (failure === null ? kept(now, mine) : takenBack(now, mine, failure))),
      );
    },
    [save, jobId, name],
  );

  // The same list for as long as it says the same: a page is not drawn anew for another page's words.
  const of = useMemo(() => {
    const byPage = new Map<number, readonly Fix[]>();
    for (const each of sent) {
      const holding = each.fixes.filter((fix) => !isOverruled(fix, each, sent));
      byPage.set(each.pageNumber, [...(byPage.get(each.pageNumber) ?? NONE), ...holding]);
    }
    return (pageNumber: number) => byPage.get(pageNumber) ?? NONE;
  }, [sent]);
  return { of, fix, failed: failed && { ...failed, again: () => fix(failed.pageNumber, failed.fixes) } };
}

/** Whether the same word was put right once more since then. */
function isOverruled({ box }: Fix, mine: Sent, sent: readonly Sent[]): boolean {
  return sent
    .slice(sent.indexOf(mine) + 1)
    .some(({ pageNumber, fixes }) => pageNumber === mine.pageNumber && fixes.some((later) => isSamePlace(later.box, box)));
}

function kept(now: State, mine: Sent): State {
  return { ...now, sent: now.sent.map((each) => (each === mine ? { ...mine, isKept: true } : each)) };
}

function takenBack({ sent, failed }: State, mine: Sent, failure: Failure): State {
  // An overruled one is not missed, and to try it again would undo what overruled it.
  const open = mine.fixes.filter((fix) => !isOverruled(fix, mine, sent));
  return {
    sent: sent.filter((each) => each !== mine),
    failed: open.length > 0 ? { pageNumber: mine.pageNumber, fixes: open, failure } : failed,
  };
}
