import { useEffect, useRef, useState } from 'preact/hooks';
import { useOnline } from '../shell/browserState.ts';
import { useRoom } from '../shell/context.ts';
import { Keeper, type KeeperState } from './keeper.ts';
import type { Findings } from './library.ts';
import type { RemoteLibrary } from './remote.ts';
import { leaveLibrary, takeLibrary } from './room.ts';

const NOTHING_YET: KeeperState = { coverage: null, failed: 0, failure: null, loaded: false, settled: false };
/** Texts that arrive are looked through a few at a time. */
const NEWS_MS = 250;

export interface Search extends KeeperState {
  readonly online: boolean;
  /** null until the first answer. They may be a key behind the query: `findings.query` tells. */
  readonly findings: Findings | null;
  /** The worker itself does not answer. */
  readonly broken: boolean;
  readonly retry: () => void;
}

/** Searches while the screen is open, and keeps the library up to date. */
export function useSearch(query: string, most: number): Search {
  const { user, store } = useRoom();
  const [state, setState] = useState(NOTHING_YET);
  const [attempt, setAttempt] = useState(0);
  const [broken, setBroken] = useState(false);
  const [library, setLibrary] = useState<RemoteLibrary | null>(null);
  const online = useOnline();

  // Each attempt, and each return of the network, looks anew.
  useEffect(() => {
    const ending = new AbortController();
    const mine = takeLibrary(user.uid);
    setLibrary(mine);
    setBroken(false);
    new Keeper(store, user.uid, mine, ending.signal, setState).run(online).catch((error: unknown) => {
      console.error(error);
      if (!ending.signal.aborted) setBroken(true);
    });
    return () => {
      ending.abort();
      leaveLibrary();
    };
  }, [store, user.uid, online, attempt]);

  const findings = useFindings(library, query, most, state.coverage?.searched ?? -1);
  return { ...state, online, findings, broken, retry: () => setAttempt(attempt + 1) };
}

/** One question at a time: what was typed while the worker was looking is asked next, and what was typed before that never. */
function useFindings(library: RemoteLibrary | null, query: string, most: number, searched: number): Findings | null {
  const [findings, setFindings] = useState<Findings | null>(null);
  const asking = useRef(false);
  const next = useRef<{ library: RemoteLibrary; query: string; most: number } | null>(null);

  const ask = async () => {
    if (asking.current) return;
    asking.current = true;
    while (next.current !== null) {
      const question = next.current;
      next.current = null;
      try {
        setFindings(await question.library.find(question.query, question.most));
      } catch {
        // The keeper hears of a broken worker too, and says so.
        break;
      }
    }
    asking.current = false;
  };
  const put = () => {
    if (library === null) return;
    next.current = { library, query, most };
    void ask();
  };

  useEffect(put, [library, query, most]);
  useEffect(() => {
    if (query === '') return;
    const timer = setTimeout(put, NEWS_MS);
    return () => clearTimeout(timer);
  }, [library, searched, query]);
  return findings;
}
