/** The pages of one window, listened to as one query, with a list to jump by. */

import { useEffect, useRef, useState } from 'preact/hooks';
import type { PageDocument } from '../../../functions/src/contract/documents.ts';
import type { JobRef } from '../../../functions/src/contract/paths.ts';
import { useRoom } from '../shell/context.ts';
import { Notice } from '../shell/Notice.tsx';
import { useWatch } from '../shell/useWatch.ts';
import { failureSentence, words } from '../words/words.ts';
import { PageCard } from './PageCard.tsx';
import { pageAnchor, pageOfHash, pageWindow, WINDOW_PAGES, windowStart } from './window.ts';

interface PagesProps {
  readonly job: JobRef;
  readonly totalPages: number;
  readonly running: boolean;
  /** Called with the pages of the window whenever they change. */
  readonly onPages: (pages: readonly PageDocument[]) => void;
}

export function Pages({ job, totalPages, running, onPages }: PagesProps) {
  const { store } = useRoom();
  const [wish, setWish] = useState(() => wishOf(location.hash, totalPages));
  const { first, last, previous, next } = pageWindow(windowStart(wish?.pageNumber ?? 1), totalPages);
  const pages = useWatch(`pages ${job.jobId} ${first}`, () => store.watchPages(job, first, WINDOW_PAGES));
  const known = pages.state === 'ready' ? pages.value : undefined;
  const shown = known ?? [];
  const article = useRef<HTMLDivElement>(null);
  const granted = shown.some((page) => page.pageNumber === wish?.pageNumber);
  useArrival(wish, granted);
  useKeys(article);

  useEffect(() => {
    if (known !== undefined) onPages(known);
  }, [known, onPages]);

  // A link to a page (`#page-12`), from the list here or from elsewhere. To a page that is on the screen the browser
  // has moved by itself: moving there a second time, a moment later, would undo a key pressed in between.
  useEffect(() => {
    const follow = () => {
      const next = wishOf(location.hash, totalPages);
      if (next !== null && document.getElementById(pageAnchor(next.pageNumber)) === null) setWish(next);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [totalPages]);

  return (
    <div class="pages">
      <nav class="page-list" aria-labelledby="page-list-heading">
        <h2 id="page-list-heading">{words.page.listHeading}</h2>
        {totalPages > WINDOW_PAGES ? (
          <WindowControls first={first} last={last} total={totalPages} previous={previous} next={next} onGo={jumpTo} />
        ) : null}
        <ol>
          {Array.from({ length: last - first + 1 }, (_, i) => first + i).map((pageNumber) => (
            <PageLink key={pageNumber} pageNumber={pageNumber} page={shown.find((page) => page.pageNumber === pageNumber)} />
          ))}
        </ol>
        <p class="hint keys">{words.page.keys}</p>
      </nav>
      <div class="page-cards" ref={article}>
        {pages.state === 'failed' ? (
          <Notice tone="bad" urgent onRetry={pages.retry}>
            {failureSentence(pages.failure)}
          </Notice>
        ) : null}
        {pages.state === 'loading' ? <p class="waiting">{words.loading}</p> : null}
        {pages.state === 'ready' && shown.length === 0 ? <p>{running ? words.page.first : words.page.none}</p> : null}
        {shown.map((page) => (
          <PageCard key={`${job.jobId} ${page.pageNumber}`} page={page} />
        ))}
      </div>
    </div>
  );
}

function jumpTo(pageNumber: number): void {
  location.hash = pageAnchor(pageNumber);
}

/** A page that somebody wants to see: each time a new object, so that the same page can be wished for again. */
interface Wish {
  readonly pageNumber: number;
}

function wishOf(hash: string, totalPages: number): Wish | null {
  const pageNumber = pageOfHash(hash);
  return pageNumber === undefined || pageNumber > totalPages ? null : { pageNumber };
}

/** Moves to the wished page as soon as it is there; the browser itself does so only for what is there already. */
function useArrival(wish: Wish | null, granted: boolean): void {
  const arrived = useRef<Wish | null>(null);
  useEffect(() => {
    if (wish === null || !granted || arrived.current === wish) return;
    arrived.current = wish;
    const heading = document.getElementById(pageAnchor(wish.pageNumber));
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView();
  }, [wish, granted]);
}

/** J and K, only while the focus is among the pages: elsewhere a single letter may mean something else (WCAG 2.1.4). */
function useKeys(area: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || (event.key !== 'j' && event.key !== 'k')) return;
      const headings = [...element.querySelectorAll<HTMLElement>('.page-heading')];
      const focus = document.activeElement;
      const at = headings.findIndex((heading) => heading.closest('.page')?.contains(focus));
      const target = headings[at + (event.key === 'j' ? 1 : -1)];
      if (at < 0 || target === undefined) return;
      event.preventDefault();
      target.focus({ preventScroll: true });
      target.scrollIntoView();
    };
    element.addEventListener('keydown', onKey);
    return () => element.removeEventListener('keydown', onKey);
  }, [area]);
}

function PageLink({ pageNumber, page }: { pageNumber: number; page: PageDocument | undefined }) {
  const status = page?.status ?? 'pending';
  return (
    <li>
      <a href={`#${pageAnchor(pageNumber)}`} class={`page-link page-link-${status}`}>
        <span class="visually-hidden">
          {words.page.heading(pageNumber)}, {words.page.status[status]}
        </span>
        <span aria-hidden="true">{pageNumber}</span>
      </a>
    </li>
  );
}

interface WindowControlsProps {
  readonly first: number;
  readonly last: number;
  readonly total: number;
  readonly previous: number | null;
  readonly next: number | null;
  readonly onGo: (pageNumber: number) => void;
}

function WindowControls({ first, last, total, previous, next, onGo }: WindowControlsProps) {
  const [entry, setEntry] = useState('');
  return (
    <div class="window">
      <p role="status">{words.page.window(first, last, total)}</p>
      <div class="window-buttons">
        <button
          type="button"
          class="button button-small"
          disabled={previous === null}
          onClick={() => previous !== null && onGo(previous)}
        >
          {words.page.previousWindow}
        </button>
        <button type="button" class="button button-small" disabled={next === null} onClick={() => next !== null && onGo(next)}>
          {words.page.nextWindow}
        </button>
      </div>
      <form
        class="window-go"
        onSubmit={(event) => {
          event.preventDefault();
          const page = Number(entry);
          if (Number.isInteger(page) && page >= 1 && page <= total) onGo(page);
        }}
      >
        <label for="go-to">{words.page.goTo}</label>
        <input
          id="go-to"
          type="number"
          inputMode="numeric"
          min={1}
          max={total}
          value={entry}
          onInput={(event) => setEntry(event.currentTarget.value)}
        />
        <button type="submit" class="button button-small">
          {words.page.go}
        </button>
      </form>
    </div>
  );
}
