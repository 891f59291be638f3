/**
 * A document to read, page by page: for its owner, who can put words right, and for a visitor, who cannot. It needs a store and
 * nothing else of the room that it is shown in.
 */

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { JobDocument, PageDocument } from '../../../functions/src/contract/documents.ts';
import { isTerminalJob } from '../../../functions/src/contract/states.ts';
import { nameOf } from '../../../functions/src/contract/titles.ts';
import { useMedia } from '../shell/browserState.ts';
import { Notice } from '../shell/Notice.tsx';
import { failureSentence, words } from '../words/words.ts';
import { draftsOf } from './drafts.ts';
import { FindResults } from './FindBar.tsx';
import { Files } from './files.ts';
import { PageList, type Wish } from './PageList.tsx';
import { type KnownPages, NOTHING_KNOWN, PageListeners } from './pageListeners.ts';
import { layoutOn, recallPreferences, rememberPreferences, type Zoom, zoomBy, zoomFactor } from './preferences.ts';
import { type Reading, ReadingContext, type ReadingStore, WIDE } from './reading.ts';
import { Strip } from './Strip.tsx';
import { GoTo, Toolbar } from './Toolbar.tsx';
import { useFind } from './useFind.ts';
import { useFixes } from './useFixes.ts';
import { retryText } from './view.ts';
import { isWithin, pageAnchor, pageOfHash, type Span, spanOf } from './window.ts';

export interface DocumentViewProps {
  readonly job: JobDocument;
  readonly store: ReadingStore;
  /** Nothing can be put right, and no page read again. */
  readonly readOnly: boolean;
  /** Called with the pages that are known whenever they change. */
  readonly onPages?: (pages: readonly PageDocument[]) => void;
  readonly onReadAgain?: () => void;
}

/** Windows are listened to once they have stayed in view for so long: whoever scrolls through does not read everything. */
const SETTLED_MS = 120;

export function DocumentView({ job, store, readOnly, onPages, onReadAgain }: DocumentViewProps) {
  const { status } = job;
  const span = spanOf(job);
  const again = retryText(job.progress, words);
  const ref = useMemo(() => ({ uid: job.ownerUid, jobId: job.jobId }), [job.ownerUid, job.jobId]);
  const isWide = useMedia(WIDE);
  const [preferences, setPreferences] = useState(recallPreferences);
  const layout = layoutOn(preferences.layout, isWide);
  const [zoom, setZoom] = useState<Zoom>('width');
  const [current, setCurrent] = useState(() => {
    const asked = pageOfHash(location.hash);
    return asked !== undefined && isWithin(span, asked) ? asked : span.first;
  });
  const { known, retry, onPagesInView, onStripInView } = useKnownPages(ref, store);
  const { wish, jump, show } = useWish(span);
  const files = useMemo(() => new Files((path, run) => store.readFile(path, run)), [store]);
  const find = useFind(job, store, known.pages, show);
  const drafts = draftsOf(store);
  const fixes = useFixes(job.jobId, nameOf(job), store, known.corrections);
  const pages = useRef<HTMLDivElement>(null);
  useSamePlace(pages, `${layout} ${zoom}`, current);
  useWheel(pages, setZoom);

  useEffect(() => onPages?.([...known.pages.values()]), [known.pages, onPages]);

  const canCorrect = isTerminalJob(status) && status !== 'failed';
  const reading: Reading = useMemo(
    () => ({
      job: ref,
      readOnly: readOnly || !canCorrect,
      files,
      layout,
      query: find.query,
      currentHit: find.current,
      fixesOf: fixes.of,
      fix: fixes.fix,
      drafts,
      noteText: find.noteText,
      readAgain: readOnly || !isTerminalJob(status) ? null : (onReadAgain ?? null),
      retryText: again,
    }),
    [
      ref,
      readOnly,
      canCorrect,
      files,
      layout,
      find.query,
      find.current,
      fixes.of,
      fixes.fix,
      drafts,
      find.noteText,
      status,
      again,
      onReadAgain,
    ],
  );
  const choose = (change: Partial<typeof preferences>) => {
    const next = { ...preferences, ...change };
    setPreferences(next);
    rememberPreferences(next);
  };

  // On a small screen the list of pages is out of sight after the first of them, and only the bar stays.
  const goTo = span.last > span.first ? <GoTo current={current} span={span} onGo={jump} /> : null;

  return (
    <ReadingContext.Provider value={reading}>
      <div
        class={`document layout-${layout} ${preferences.marks ? 'with-marks' : ''} ${zoom === 'page' ? 'fit-page' : ''}`}
        style={{ '--zoom': zoomFactor(zoom) }}
      >
        <aside class="document-side">
          <h2 id="page-list-heading">{words.page.listHeading}</h2>
          {isWide ? goTo : null}
          {find.query.trim() === '' ? null : <FindResults find={find} />}
          <Strip
            span={span}
            pages={known.pages}
            otherwise={status === 'completed' ? 'completed' : 'pending'}
            current={current}
            onWindows={onStripInView}
          />
          <p class="hint keys">{words.page.keys}</p>
        </aside>
        <div class="document-main" ref={pages}>
          <Toolbar
            layout={layout}
            isWide={isWide}
            zoom={zoom}
            marks={preferences.marks}
            find={find}
            goTo={isWide ? null : goTo}
            onLayout={(next) => choose({ layout: next })}
            onMarks={(marks) => choose({ marks })}
            onZoom={setZoom}
          />
          {known.failure ? (
            <Notice tone="bad" urgent onRetry={retry}>
              {failureSentence(known.failure)}
            </Notice>
          ) : null}
          {fixes.failed ? (
            <Notice tone="bad" urgent onRetry={fixes.failed.again}>
              {words.correct.failed(fixes.failed.pageNumber)} {failureSentence(fixes.failed.failure)}
            </Notice>
          ) : null}
          {reading.readOnly ? null : <Unsaved pages={drafts.pagesOf(job.jobId)} />}
          <PageList span={span} known={known} wish={wish} current={current} onWindows={onPagesInView} onCurrent={setCurrent} />
        </div>
      </div>
    </ReadingContext.Provider>
  );
}

/** Where somebody who left and came back had typed something. */
function Unsaved({ pages }: { pages: readonly number[] }) {
  const [left, setLeft] = useState(pages);
  return left
    .filter((pageNumber) => pages.includes(pageNumber))
    .map((pageNumber) => (
      <Notice key={pageNumber} tone="warn">
        {words.correct.unsaved(pageNumber)}{' '}
        <a href={`#${pageAnchor(pageNumber)}`} onClick={() => setLeft(left.filter((each) => each !== pageNumber))}>
          {words.correct.unsavedGo}
        </a>
      </Notice>
    ));
}

/** The pages in view, listened to; those of the list of pages after those that are read. */
function useKnownPages(ref: Reading['job'], store: ReadingStore) {
  const [known, setKnown] = useState<KnownPages>(NOTHING_KNOWN);
  const listeners = useRef<PageListeners | null>(null);
  const wanted = useRef<{ pages: readonly number[]; strip: readonly number[] }>({ pages: [], strip: [] });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const want = useCallback((change: Partial<typeof wanted.current>) => {
    wanted.current = { ...wanted.current, ...change };
    const isFirst = timer.current === undefined;
    clearTimeout(timer.current);
    timer.current = setTimeout(
      () => listeners.current?.want([...wanted.current.pages, ...wanted.current.strip]),
      isFirst ? 0 : SETTLED_MS,
    );
  }, []);
  // Before the children's wishes are heard, which their own effects tell.
  useLayoutEffect(() => {
    const mine = new PageListeners(store, ref, setKnown);
    listeners.current = mine;
    mine.want([...wanted.current.pages, ...wanted.current.strip]);
    return () => {
      clearTimeout(timer.current);
      mine.close();
    };
  }, [store, ref]);
  return {
    known,
    retry: () => listeners.current?.retry(),
    onPagesInView: useCallback((pages: readonly number[]) => want({ pages }), [want]),
    onStripInView: useCallback((strip: readonly number[]) => want({ strip }), [want]),
  };
}

/** The page that the address or somebody here asks for. */
function useWish(span: Span): {
  wish: Wish | null;
  /** Goes there, with the focus. */
  jump: (pageNumber: number) => void;
  /** Brings the page onto the screen; the focus stays where it is. */
  show: (pageNumber: number) => void;
} {
  const wishOf = (hash: string): Wish | null => {
    const pageNumber = pageOfHash(hash);
    return pageNumber === undefined || !isWithin(span, pageNumber) ? null : { pageNumber, isQuiet: false };
  };
  const [wish, setWish] = useState(() => wishOf(location.hash));
  useEffect(() => {
    // To a page that is on the screen the browser has moved by itself: moving there a second time, a moment later, would undo a
    // key pressed in between.
    const follow = () => {
      const next = wishOf(location.hash);
      if (next !== null && document.getElementById(pageAnchor(next.pageNumber)) === null) setWish(next);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [span.first, span.last]);
  const jump = useCallback((pageNumber: number) => {
    const hash = `#${pageAnchor(pageNumber)}`;
    // The same page again is no change of the address.
    if (location.hash === hash) setWish({ pageNumber, isQuiet: false });
    else location.hash = hash;
  }, []);
  const show = useCallback((pageNumber: number) => setWish({ pageNumber, isQuiet: true }), []);
  return { wish, jump, show };
}

/** When pages change their size, what was read stays where it was on the screen. */
function useSamePlace(area: { readonly current: HTMLElement | null }, looks: string, current: number): void {
  const before = useRef<{ looks: string; share: number } | null>(null);
  const page = () => area.current?.querySelector<HTMLElement>(`[data-page="${current}"]`);
  const isChange = before.current !== null && before.current.looks !== looks;
  // While drawing: the page is still as it was.
  const rect = isChange ? page()?.getBoundingClientRect() : undefined;
  if (before.current === null || isChange) {
    before.current = { looks, share: rect && rect.height > 0 ? (innerHeight / 4 - rect.top) / rect.height : 0 };
  }
  useLayoutEffect(() => {
    const now = page()?.getBoundingClientRect();
    const share = before.current?.share ?? 0;
    if (now && share > 0 && share <= 1) scrollBy({ top: now.top + share * now.height - innerHeight / 4, behavior: 'instant' });
  }, [looks]);
}

/** The wheel with Ctrl held, and two fingers on a touchpad, which browsers report as that. */
function useWheel(area: { readonly current: HTMLElement | null }, setZoom: (change: (zoom: Zoom) => Zoom) => void): void {
  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      setZoom((zoom) => zoomBy(zoom, event.deltaY));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [area, setZoom]);
}
