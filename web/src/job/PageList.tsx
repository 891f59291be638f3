/**
 * All pages of a document, one below the other. Only windows of pages near the screen are there as elements; the others are an empty
 * place as high as they were, or will be by the look of those that were seen.
 */

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useNear } from '../shell/browserState.ts';
import { isSingleKey } from '../shell/keys.ts';
import { PageCard } from './PageCard.tsx';
import type { KnownPages } from './pageListeners.ts';
import { pageAnchor, pagesInWindow, type Span, windowStart, windowStarts } from './window.ts';

/** A page that somebody wants to see: each time a new object, so that the same page can be wished for again. */
export interface Wish {
  readonly pageNumber: number;
  /** The focus stays where it is. */
  readonly isQuiet: boolean;
}

interface PageListProps {
  readonly span: Span;
  readonly known: KnownPages;
  readonly wish: Wish | null;
  /** The page in view. */
  readonly current: number;
  /** Where the windows begin that are near the screen. */
  readonly onWindows: (firsts: readonly number[]) => void;
  readonly onCurrent: (pageNumber: number) => void;
}

interface Heights {
  /** By where they begin, in pixels: of those that have been shown. */
  readonly ofWindows: Map<number, number>;
  /** Of the pages that were seen first. It stays: with each new mean the whole document would move. */
  ofPage: number | null;
}

/** In pixels, while no page has been seen. */
const GUESSED_PAGE_HEIGHT = 900;
const NEAR_WINDOW = '100% 0px';

export function PageList({ span, known, wish, current, onWindows, onCurrent }: PageListProps) {
  const list = useRef<HTMLDivElement>(null);
  // While the browser measures anew, or somebody jumps, no window is near for a moment: those that were shown stay.
  const [{ shown: inView }, setNear] = useState(() => {
    const first: ReadonlySet<number> = new Set([windowStart(wish?.pageNumber ?? span.first)]);
    return { near: first, shown: first };
  });
  const heights = useRef<Heights>({ ofWindows: new Map(), ofPage: null });
  const [target, setTarget] = useState<number | null>(null);
  const wishWindow = wish === null ? null : windowStart(wish.pageNumber);
  useLayoutEffect(() => setTarget(wishWindow), [wish, wishWindow]);
  useHeldPlace(list, known.pages);
  useArrival(wish, wishWindow !== null && known.told.has(wishWindow));
  useKeys(list, current);
  useCurrent(list, inView, onCurrent);

  // The window that somebody asked for stays, also when others come into view: it may hold the focus.
  const shown = [...new Set([...inView, ...(target === null ? [] : [target])])];
  const wanted = shown.join();
  useEffect(() => onWindows(shown), [wanted]);

  const starts = useMemo(() => windowStarts(span), [span.first, span.last]);
  const see = (start: number, isNear: boolean) => {
    setNear((before) => {
      if (before.near.has(start) === isNear) return before;
      const near = new Set(before.near);
      if (isNear) near.add(start);
      else near.delete(start);
      return { near, shown: near.size > 0 ? near : before.shown };
    });
  };
  return (
    <div class="page-cards" ref={list}>
      {starts.map((start) => (
        <Window
          key={start}
          start={start}
          {...pagesInWindow(start, span)}
          known={known}
          isShown={shown.includes(start)}
          heights={heights.current}
          onSeen={see}
        />
      ))}
    </div>
  );
}

interface WindowProps extends Span {
  readonly start: number;
  readonly known: KnownPages;
  readonly isShown: boolean;
  readonly heights: Heights;
  readonly onSeen: (start: number, isNear: boolean) => void;
}

function Window({ start, first, last, known, isShown, heights, onSeen }: WindowProps) {
  const [element, near] = useNear<HTMLDivElement>(NEAR_WINDOW);
  const wasSeen = useRef(false);
  useEffect(() => {
    // The first answer of an observer that has not looked yet says nothing.
    if (near || wasSeen.current) onSeen(start, near);
    wasSeen.current ||= near;
  }, [near]);
  useLayoutEffect(() => {
    if (!isShown) return;
    const shown = element.current;
    return () => {
      if (shown === null) return;
      heights.ofWindows.set(start, shown.offsetHeight);
      heights.ofPage ??= shown.offsetHeight / (last - first + 1);
    };
  }, [isShown]);

  if (!isShown) {
    const height = heights.ofWindows.get(start) ?? (heights.ofPage ?? GUESSED_PAGE_HEIGHT) * (last - first + 1);
    return <div ref={element} class="page-window page-window-far" style={{ height: `${height}px` }} />;
  }
  return (
    <div ref={element} class="page-window">
      {Array.from({ length: last - first + 1 }, (_, i) => first + i).map((pageNumber) => (
        <Slot
          key={pageNumber}
          pageNumber={pageNumber}
          page={known.pages.get(pageNumber)}
          corrections={known.corrections.get(pageNumber)}
        />
      ))}
    </div>
  );
}

type SlotProps = Parameters<typeof PageCard>[0];

/** Drawn anew only when something of its own page changed: a long document has fifty of them and news every moment. */
function Slot({ pageNumber, page, corrections }: SlotProps) {
  return useMemo(
    () => <PageCard pageNumber={pageNumber} page={page} corrections={corrections} />,
    [pageNumber, page, corrections],
  );
}

/** What is looked at stays where it is on the screen while pages above it are told of: browsers see to that for small changes only. */
function useHeldPlace(list: { readonly current: HTMLElement | null }, pages: KnownPages['pages']): void {
  const told = useRef(pages);
  // Here the elements are those of before.
  const before = told.current === pages || list.current === null ? null : placeOf(list.current);
  useLayoutEffect(() => {
    told.current = pages;
    if (before?.element.isConnected) scrollBy(0, before.element.getBoundingClientRect().top - before.top);
  }, [pages]);
}

/** What has the focus, or else the first page that is not behind the bar. */
function placeOf(list: HTMLElement): { readonly element: Element; readonly top: number } | null {
  const bar = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop);
  const focus = document.activeElement;
  const inSight = (element: Element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > bar && top < innerHeight;
  };
  const element =
    focus !== null && list.contains(focus) && inSight(focus) ? focus : [...list.querySelectorAll('.page')].find(inSight);
  return element === undefined ? null : { element, top: element.getBoundingClientRect().top };
}

/** Moves to the wished page, and once more when its window has been told: the pages above it then have their true heights. */
function useArrival(wish: Wish | null, isTold: boolean): void {
  const done = useRef<{ readonly wish: Wish; readonly isTold: boolean } | null>(null);
  // At each drawing, since the page is there only once its window has been drawn.
  useLayoutEffect(() => {
    if (wish === null) return;
    const heading = document.getElementById(pageAnchor(wish.pageNumber));
    const isFirst = done.current?.wish !== wish;
    if (heading === null || (!isFirst && (done.current?.isTold || !isTold))) return;
    done.current = { wish, isTold };
    if (isFirst && !wish.isQuiet) heading.focus({ preventScroll: true });
    // Whoever pressed a key meanwhile is somewhere else, and is not called back.
    if (wish.isQuiet ? isFirst : document.activeElement === heading) heading.scrollIntoView();
  });
}

/** J and K: from the page that has the focus, or else from the one in view. Single keys can be switched off (WCAG 2.1.4). */
function useKeys(area: { readonly current: HTMLElement | null }, current: number): void {
  const inView = useRef(current);
  inView.current = current;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !isSingleKey(event) || (event.key !== 'j' && event.key !== 'k')) return;
      // What a dialog asks is to be answered first.
      if (document.querySelector('dialog[open]') !== null) return;
      const pages = [...(area.current?.querySelectorAll<HTMLElement>('.page') ?? [])];
      const focus = pages.findIndex((page) => page.contains(document.activeElement));
      const at = focus < 0 ? pages.findIndex((page) => Number(page.dataset.page) === inView.current) : focus;
      const target = pages[at + (event.key === 'j' ? 1 : -1)]?.querySelector<HTMLElement>('.page-heading');
      if (at < 0 || !target) return;
      event.preventDefault();
      target.focus({ preventScroll: true });
      target.scrollIntoView();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [area]);
}

/** Tells which page crosses the line below the bar at the top of the screen, where a page stands that somebody jumped to. */
function useCurrent(
  area: { readonly current: HTMLElement | null },
  windows: ReadonlySet<number>,
  tell: (pageNumber: number) => void,
): void {
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        const crossing = entries.findLast(({ isIntersecting }) => isIntersecting)?.target as HTMLElement | undefined;
        if (crossing) tell(Number(crossing.dataset.page));
      },
      { rootMargin: '-24% 0px -75% 0px' },
    );
    for (const page of area.current?.querySelectorAll('.page') ?? []) observer.observe(page);
    return () => observer.disconnect();
  }, [windows, tell]);
}
