/** All of one's documents, searched as one types. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useRoom } from '../shell/context.ts';
import { SearchIcon } from '../shell/icons.tsx';
import { Notice } from '../shell/Notice.tsx';
import { Screen } from '../shell/Screen.tsx';
import { failureSentence, words } from '../words/words.ts';
import { FindingCard } from './FindingCard.tsx';
import { needleOf } from './match.ts';
import { PageParts } from './pageParts.ts';
import { SEARCH_FIELD } from './SearchBox.tsx';
import { type Search, useSearch } from './useSearch.ts';
import { coverageLines, MAX_QUERY_LENGTH, queryOf, searchAddress } from './view.ts';

const text = words.search;
const SHOWN_AT_FIRST = 12;
/** Browsers refuse an address that changes with every key. */
const ADDRESS_MS = 400;

export function SearchScreen() {
  const [query, setQuery] = useQuery();
  const [most, setMost] = useState(SHOWN_AT_FIRST);
  const search = useSearch(query, most);
  const field = useRef<HTMLInputElement>(null);
  const area = useRef<HTMLDivElement>(null);

  useArrows(area);
  // Whoever comes here comes to type.
  useEffect(() => field.current?.focus({ preventScroll: true }), []);

  const type = (value: string) => {
    setQuery(value);
    setMost(SHOWN_AT_FIRST);
  };
  return (
    <Screen title={text.title} heading={text.title} class="screen-search">
      <div ref={area}>
        <search class="search-form">
          <SearchIcon />
          <input
            ref={field}
            id={SEARCH_FIELD}
            type="search"
            aria-label={text.label}
            aria-describedby="search-keys"
            placeholder={text.placeholder}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            enterkeyhint="search"
            maxLength={MAX_QUERY_LENGTH}
            value={query}
            onInput={(event) => type(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && query !== '') type('');
            }}
          />
        </search>
        <Coverage search={search} />
        <Results search={search} query={query} onMore={() => setMost(most + SHOWN_AT_FIRST)} />
      </div>
    </Screen>
  );
}

/** The query, as the address says it: a link to a search is a search, and the way back from a document leads to it. */
function useQuery(): readonly [string, (query: string) => void] {
  const [query, setQuery] = useState(() => queryOf(location.search));
  useEffect(() => {
    const follow = () => {
      if (location.pathname === '/search') setQuery(queryOf(location.search));
    };
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  useEffect(() => {
    const write = () => {
      if (location.pathname === '/search') history.replaceState(history.state, '', searchAddress(query));
    };
    const timer = setTimeout(write, ADDRESS_MS);
    // Before a link is followed: the way back leads to what was last typed.
    addEventListener('click', write, true);
    return () => {
      clearTimeout(timer);
      removeEventListener('click', write, true);
    };
  }, [query]);
  return [query, setQuery];
}

/** Arrows go through field and results; in the field, left and right stay with the text. */
function useArrows(area: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    const onKey = (event: KeyboardEvent) => {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (step === 0 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const stops = [...element.querySelectorAll<HTMLElement>(`#${SEARCH_FIELD}, a[href]`)];
      const at = stops.indexOf(document.activeElement as HTMLElement);
      const next = stops[at + step];
      if (at < 0 || next === undefined) return;
      event.preventDefault();
      next.focus();
      if (next.id === SEARCH_FIELD) scrollTo(0, 0);
    };
    element.addEventListener('keydown', onKey);
    return () => element.removeEventListener('keydown', onKey);
  }, [area]);
}

function Coverage({ search }: { search: Search }) {
  const lines = coverageLines(search, search.online, words);
  const { failure, broken, online, retry } = search;
  return (
    <>
      <p class="hint search-coverage">{lines.join(' ')}</p>
      {broken || (failure !== null && online) ? (
        <Notice tone="warn" onRetry={retry}>
          {failureSentence(failure ?? 'unknown')}
        </Notice>
      ) : null}
    </>
  );
}

function Results({ search, query, onMore }: { search: Search; query: string; onMore: () => void }) {
  const { store } = useRoom();
  const parts = useMemo(() => new PageParts(store), [store]);
  const { findings, coverage, settled, online, loaded } = search;
  const asked = needleOf(query) !== '';
  const current = findings !== null && needleOf(findings.query) === needleOf(query);
  const nothing = asked && current && findings.documents === 0;
  const empty = coverage?.documents === 0 && (settled || (!online && loaded));
  return (
    <>
      <p class={nothing ? 'visually-hidden' : 'search-summary'} role="status">
        {!asked || !current || (nothing && !loaded) ? '' : nothing ? text.nothing(query.trim()) : text.found(findings.documents)}
      </p>
      {empty ? <Blank title={text.empty} line={online ? text.emptyText : text.emptyOffline} /> : null}
      {!asked && !empty ? <p class="search-how">{text.how}</p> : null}
      {nothing && loaded && !empty ? <Blank title={text.nothing(query.trim())} line={text.nothingText} /> : null}
      {asked && findings !== null && findings.findings.length > 0 ? (
        <ol class="findings">
          {findings.findings.map((finding) => (
            <FindingCard key={finding.jobId} finding={finding} query={findings.query} parts={parts} />
          ))}
        </ol>
      ) : null}
      {asked && findings !== null && findings.findings.length < findings.documents ? (
        <button type="button" class="button" onClick={onMore}>
          {text.more(findings.documents - findings.findings.length)}
        </button>
      ) : null}
      <p id="search-keys" class="hint keys-line">
        {text.keys}
      </p>
    </>
  );
}

function Blank({ title, line }: { title: string; line: string }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      <p>{line}</p>
    </div>
  );
}
