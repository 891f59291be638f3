/** The search field of a document, and what was found, page by page. */

import { useEffect, useRef } from 'preact/hooks';
import { NextIcon, PreviousIcon, SearchIcon } from '../shell/icons.tsx';
import { words } from '../words/words.ts';
import { type Hit, MOST_HITS } from './find.ts';
import type { Find } from './useFind.ts';

export function FindBar({ find }: { find: Find }) {
  const field = useRef<HTMLInputElement>(null);
  useSlash(field);
  const { found, current } = find;
  const isAsked = find.query.trim() !== '';
  const at = current === null ? 0 : found.hits.findIndex((hit) => isSameHit(hit, current)) + 1;
  return (
    <search class="find">
      <SearchIcon />
      <input
        ref={field}
        type="search"
        class="find-field"
        value={find.query}
        placeholder={words.find.placeholder}
        aria-label={words.find.label}
        aria-keyshortcuts="/"
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => find.setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            find.step(event.shiftKey ? -1 : 1);
          }
          if (event.key === 'Escape') find.setQuery('');
        }}
      />
      <p class="find-count" role="status">
        {isAsked && (found.isComplete || found.hits.length > 0)
          ? words.find.count(at, found.hits.length, found.hits.length >= MOST_HITS)
          : ''}
      </p>
      {isAsked ? (
        <>
          <button
            type="button"
            class="button button-quiet button-small button-icon"
            aria-label={words.find.previous}
            disabled={found.hits.length === 0}
            onClick={() => find.step(-1)}
          >
            <PreviousIcon />
          </button>
          <button
            type="button"
            class="button button-quiet button-small button-icon"
            aria-label={words.find.next}
            disabled={found.hits.length === 0}
            onClick={() => find.step(1)}
          >
            <NextIcon />
          </button>
        </>
      ) : null}
    </search>
  );
}

/** `/` comes to the field from everywhere but other fields; before the search over all documents, which it opens elsewhere. */
function useSlash(field: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if ((event.target as Element).matches('input, textarea, select, [contenteditable]')) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    addEventListener('keydown', onKey, { capture: true });
    return () => removeEventListener('keydown', onKey, { capture: true });
  }, [field]);
}

const isSameHit = (a: Hit, b: Hit) => a.pageNumber === b.pageNumber && a.nth === b.nth;

/** As many as are drawn as elements; the others are reached one by one. */
const MOST_LISTED = 200;

export function FindResults({ find }: { find: Find }) {
  const { found, current } = find;
  const pages = Map.groupBy(found.hits.slice(0, MOST_LISTED), ({ pageNumber }) => pageNumber);
  return (
    <section class="find-results" aria-label={words.find.results}>
      {find.isPartial ? <p class="hint">{words.find.partial}</p> : null}
      {found.isComplete && found.hits.length === 0 && found.query === find.query ? (
        <p class="hint">{words.find.nothing}</p>
      ) : null}
      <ol>
        {[...pages].map(([pageNumber, hits]) => (
          <li key={pageNumber}>
            <h3>{words.page.heading(pageNumber)}</h3>
            <ul>
              {hits.map((hit) => (
                <li key={hit.nth}>
                  <button
                    type="button"
                    class="find-hit"
                    aria-current={current !== null && isSameHit(hit, current) ? 'true' : undefined}
                    onClick={() => find.go(hit)}
                  >
                    {hit.before}
                    <mark>{hit.text}</mark>
                    {hit.after}
                  </button>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {found.hits.length > MOST_LISTED ? <p class="hint">{words.find.listed(MOST_LISTED)}</p> : null}
    </section>
  );
}
