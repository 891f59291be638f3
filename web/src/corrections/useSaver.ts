import { useCallback, useEffect, useRef } from 'preact/hooks';
import type { Calls } from '../../../functions/src/contract/calls.ts';
import { type Failure, failureOf } from '../firebase/failure.ts';
import type { Store } from '../firebase/ports.ts';
import { showToast } from '../tray/toasts.ts';
import { failureSentence, words } from '../words/words.ts';
import { saverOf } from './saver.ts';

type Request = Calls['correctPage']['request'];

export interface Corrected {
  readonly jobId: string;
  /** The document's name. */
  readonly name: string;
  readonly pageNumber: number;
  readonly words: Request['words'];
}

/**
 * Saves corrections, also when the screen they were made on is left meanwhile: of a failure people then hear wherever they are.
 * @returns resolves with what went wrong, or null; never rejects
 */
export function useSaver(store: Pick<Store, 'call'>): (corrected: Corrected) => Promise<Failure | null> {
  const isLeft = useRef(false);
  useEffect(() => {
    isLeft.current = false;
    return () => {
      isLeft.current = true;
    };
  }, []);
  return useCallback(
    async ({ jobId, name, pageNumber, words: corrections }) => {
      try {
        await saverOf(store).save(jobId, pageNumber, corrections);
        return null;
      } catch (error) {
        const failure = failureOf(error);
        if (isLeft.current) showToast(`${words.correct.lost(name)} ${failureSentence(failure)}`);
        return failure;
      }
    },
    [store],
  );
}
