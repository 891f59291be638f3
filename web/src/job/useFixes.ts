/** Corrections on their way: shown at once, kept until the server has them, taken back when it refuses. */

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { PageCorrections } from '../../../functions/src/contract/documents.ts';
import type { JobRef } from '../../../functions/src/contract/paths.ts';
import { type Failure, failureOf } from '../firebase/failure.ts';
import { type Fix, isSameBox } from './corrected.ts';
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

export function useFixes(
  { uid, jobId }: JobRef,
  store: ReadingStore,
  stored: ReadonlyMap<number, PageCorrections>,
): Fixes {
  const [sent, setSent] = useState<readonly Sent[]>([]);
  const [failed, setFailed] = useState<{ pageNumber: number; fixes: readonly Fix[]; failure: Failure } | null>(null);

  // What the server has and tells of is no longer ours to show.
  useEffect(() => {
    setSent((before) => {
      const after = before.filter(({ pageNumber, fixes, isKept }) => !isKept || !fixes.every((fix) => tells(stored.get(pageNumber), fix)));
      return after.length === before.length ? before : after;
    });
  }, [stored, sent]);

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

  // The same list for as long as it says the same: a page is not read anew for another page's words.
  const lists = useRef<{ sent: readonly Sent[]; byPage: Map<number, readonly Fix[]> }>({ sent, byPage: new Map() });
  if (lists.current.sent !== sent) lists.current = { sent, byPage: new Map() };
  const of = (pageNumber: number) => {
    const kept = lists.current.byPage.get(pageNumber);
    if (kept) return kept;
    // A later one of the same word holds.
    const all = sent.filter((each) => each.pageNumber === pageNumber).flatMap(({ fixes }) => fixes);
    const list = all.filter((one, i) => !all.slice(i + 1).some((later) => isSameBox(later.box, one.box)));
    lists.current.byPage.set(pageNumber, list.length === 0 ? NONE : list);
    return list.length === 0 ? NONE : list;
  };
  return { of, fix, failed: failed && { ...failed, again: () => fix(failed.pageNumber, failed.fixes) } };
}

function tells(stored: PageCorrections | undefined, { box, was, text }: Fix): boolean {
  const word = stored?.words.find((each) => isSameBox(each.box, box));
  return text === was ? word === undefined : word?.text === text;
}
