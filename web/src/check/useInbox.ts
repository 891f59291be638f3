import { useEffect, useReducer, useRef } from 'preact/hooks';
import { useSaver } from '../corrections/useSaver.ts';
import { useRoom } from '../shell/context.ts';
import { useWatch, type Watched } from '../shell/useWatch.ts';
import { answered, asked, type Doubt, EMPTY_INBOX, type Inbox, listArrived, notSaved, putAside, takenBack } from './inbox.ts';

/** Documents whose words are listed, each with at most `MAX_DOUBTS`. Further ones follow as these become fewer. */
export const DOCUMENTS_LISTED = 20;

export interface Checking {
  readonly inbox: Inbox;
  readonly list: Watched<unknown>;
  /** There may be more documents than are listed. */
  readonly isFull: boolean;
  answer(doubt: Doubt, text: string): void;
  skip(doubt: Doubt): void;
  pick(doubt: Doubt): void;
  undo(): void;
}

type Change = (inbox: Inbox) => Inbox;

export function useInbox(): Checking {
  const { user, store } = useRoom();
  const [inbox, change] = useReducer((now: Inbox, how: Change) => how(now), EMPTY_INBOX);
  const latest = useRef(inbox);
  latest.current = inbox;
  const list = useWatch(`doubts ${user.uid}`, () => store.watchDoubts(user.uid, DOCUMENTS_LISTED));
  const documents = list.state === 'ready' ? list.value : null;
  const saveWords = useSaver(store);

  useEffect(() => {
    if (documents !== null) change((now) => listArrived(now, documents));
  }, [documents]);

  /** @param text null takes the answer back */
  const save = async (doubt: Doubt, text: string | null) => {
    const { jobId, name, pageNumber, box, text: was } = doubt;
    const failure = await saveWords({ jobId, name, pageNumber, words: [{ box, was, text }] });
    if (failure !== null) change((now) => notSaved(now, doubt, failure));
  };
  return {
    inbox,
    list,
    isFull: (documents?.length ?? 0) >= DOCUMENTS_LISTED,
    // The next word is there at once; what could not be saved comes again.
    answer(doubt, text) {
      change((now) => answered(now, doubt, text));
      void save(doubt, text);
    },
    skip: (doubt) => change((now) => putAside(now, doubt)),
    pick: (doubt) => change((now) => asked(now, doubt)),
    undo() {
      const last = latest.current.answers.at(-1);
      if (last === undefined) return;
      change(takenBack);
      void save(last.doubt, null);
    },
  };
}
