/** Every page at a glance: its picture, number and state. Only those in sight are there as elements. */

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PageDocument } from '../../../functions/src/contract/documents.ts';
import { useMedia } from '../shell/browserState.ts';
import { words } from '../words/words.ts';
import { useImage } from './PageScan.tsx';
import { WIDE } from './reading.ts';
import { cellsInSight, pageAnchor, type Span, windowStart } from './window.ts';

const numbers = new Intl.NumberFormat(words.locale);

interface StripProps {
  readonly span: Span;
  readonly pages: ReadonlyMap<number, PageDocument>;
  /** What a page is of which nothing is known yet. */
  readonly otherwise: PageDocument['status'];
  readonly current: number;
  /** The first pages of the windows in sight. */
  readonly onWindows: (firsts: readonly number[]) => void;
}

/** Sizes of one cell, in rem: down the side of a wide screen two stand in a row, above the pages of a narrow one all in one. */
const TALL = { across: 2, size: 8.25 } as const;
const FLAT = { across: 1, size: 3.75 } as const;

export function Strip({ span, pages, otherwise, current, onWindows }: StripProps) {
  const isWide = useMedia(WIDE);
  const { across, size } = isWide ? TALL : FLAT;
  const cell = size * remPixels();
  const strip = useRef<HTMLElement>(null);
  const [view, setView] = useState({ at: 0, length: 600 });
  const totalPages = span.last - span.first + 1;
  const cells = cellsInSight(view, cell, across, totalPages);
  const [first, last] = [cells.first + span.first - 1, cells.last + span.first - 1];

  useLayoutEffect(() => {
    const element = strip.current;
    if (element === null) return;
    const look = () => {
      const now = isWide
        ? { at: element.scrollTop, length: element.clientHeight }
        : { at: element.scrollLeft, length: element.clientWidth };
      setView((before) => (before.at === now.at && before.length === now.length ? before : now));
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [isWide]);

  // The strip follows the pages; the window itself stays where it is.
  useEffect(() => {
    const element = strip.current;
    if (element === null) return;
    const start = Math.floor((current - span.first) / across) * cell;
    const [at, length] = isWide ? [element.scrollTop, element.clientHeight] : [element.scrollLeft, element.clientWidth];
    if (start >= at && start + cell <= at + length) return;
    const to = Math.max(0, start - (length - cell) / 2);
    element.scrollTo(isWide ? { top: to } : { left: to });
  }, [current, isWide, cell, across, span.first]);

  const windows = [...new Set([windowStart(first), windowStart(last)])];
  const wanted = windows.join();
  useEffect(() => onWindows(windows), [wanted]);

  const rows = Math.ceil(totalPages / across);
  const inReach = Math.min(Math.max(current, first), last);
  return (
    <nav class="strip-view" ref={strip} aria-labelledby="page-list-heading" onKeyDown={(event) => moveFocus(event, across)}>
      <ol class="strip-pages" style={isWide ? { height: `${rows * size}rem` } : { width: `${rows * size}rem` }}>
        {Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i).map((pageNumber) => {
          const at = pageNumber - span.first;
          const offset = `${Math.floor(at / across) * size}rem`;
          const beside = `${((at % across) * 100) / across}%`;
          return (
            <li
              key={pageNumber}
              aria-setsize={totalPages}
              aria-posinset={at + 1}
              style={
                isWide
                  ? { top: offset, left: beside, width: `${100 / across}%`, height: `${size}rem` }
                  : { left: offset, width: `${size}rem` }
              }
            >
              <Cell
                pageNumber={pageNumber}
                page={pages.get(pageNumber)}
                otherwise={otherwise}
                isCurrent={pageNumber === current}
                isInReach={pageNumber === inReach}
              />
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

const remPixels = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;

interface CellProps {
  readonly pageNumber: number;
  readonly page: PageDocument | undefined;
  readonly otherwise: PageDocument['status'];
  readonly isCurrent: boolean;
  /** Tab comes to one page of the strip, arrows to the others. */
  readonly isInReach: boolean;
}

function Cell({ pageNumber, page, otherwise, isCurrent, isInReach }: CellProps) {
  const status = page?.status ?? otherwise;
  const { url } = useImage(page?.artefacts?.thumbnail ?? undefined, page?.run ?? 0);
  return (
    <a
      href={`#${pageAnchor(pageNumber)}`}
      class={`page-link page-link-${status}`}
      aria-current={isCurrent ? 'page' : undefined}
      tabIndex={isInReach ? 0 : -1}
    >
      <span class="visually-hidden">
        {words.page.heading(pageNumber)}, {words.page.status[status]}
      </span>
      <span class="thumb" aria-hidden="true">
        {url ? <img src={url} alt="" /> : null}
      </span>
      <span class="page-link-number" aria-hidden="true">
        {numbers.format(pageNumber)}
      </span>
    </a>
  );
}

function moveFocus(event: KeyboardEvent, across: number): void {
  const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across };
  const step = steps[event.key];
  if (step === undefined || !(event.currentTarget instanceof HTMLElement)) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('.page-link')];
  const target = links[links.indexOf(document.activeElement as HTMLElement) + step];
  if (target === undefined) return;
  event.preventDefault();
  target.focus();
}
