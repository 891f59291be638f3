import { useEffect, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../firebase/failure.ts';
import { openShared, type Visit } from '../firebase/shared.ts';

export type VisitState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly retry: () => void }
  | Visit;

/** Timers count in 32 bits; a link that works longer outlives any visit. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Follows a link for as long as the component lives, or until the link's time is over. */
export function useVisit(uid: string, shareId: string): VisitState {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<VisitState>({ kind: 'opening' });
  useEffect(() => {
    let over = false;
    let visit: Visit | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    setState({ kind: 'opening' });
    openShared(uid, shareId).then(
      (opened) => {
        if (opened.kind === 'open') visit = opened;
        if (over) return visit?.close();
        setState(opened);
        if (opened.kind === 'ended') return;
        const left = opened.expiresAt.getTime() - Date.now();
        if (left < LONGEST_TIMER_MS) timer = setTimeout(() => setState({ kind: 'ended' }), Math.max(0, left));
      },
      (error: unknown) => {
        if (!over) setState({ kind: 'failed', failure: failureOf(error), retry: () => setAttempt(attempt + 1) });
      },
    );
    return () => {
      over = true;
      clearTimeout(timer);
      visit?.close();
    };
  }, [uid, shareId, attempt]);
  return state;
}
