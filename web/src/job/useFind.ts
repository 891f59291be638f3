/** Looking for something in one document: in its text as a whole once that is there, else in the pages that were seen. */

import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { JobDocument, PageDocument } from '../../../functions/src/contract/documents.ts';
import { isTerminalJob } from '../../../functions/src/contract/states.ts';
import { type Found, findInPages, type Hit, NOTHING_FOUND, pagesOfText } from './find.ts';
import type { ReadingStore } from './reading.ts';
import { pageOfHash, spanOf } from './window.ts';

export interface Find {
  readonly query: string;
  readonly setQuery: (query: string) => void;
  readonly found: Found;
  /** Only pages that were seen are looked through: the document's text as a whole is not there. */
  readonly isPartial: boolean;
  readonly current: Hit | null;
  readonly go: (hit: Hit) => void;
  readonly step: (direction: 1 | -1) => void;
  /** A page's text with what was put right on it, and as it was read: later than what the document's text holds. */
  readonly noteText: (pageNumber: number, text: string, stored: string) => void;
  /** The whole document; rejects when it cannot be fetched. */
  readonly readText: () => Promise<string>;
}

/** Between two letters, for someone who types fast. */
const TYPING_MS = 120;

export function useFind(
  job: JobDocument,
  store: ReadingStore,
  pages: ReadonlyMap<number, PageDocument>,
  onGo: (pageNumber: number) => void,
): Find {
  const [query, setQuery] = useState(() => new URLSearchParams(location.search).get('find') ?? '');
  const [found, setFound] = useState(NOTHING_FOUND);
  const [current, setCurrent] = useState<Hit | null>(null);
  const [document, setDocument] = useState<{ key: string; pages: readonly (readonly [number, string])[] } | null>(null);
  const [failedKey, setFailedKey] = useState<string | null>(null);
  // A run's end brings the document's text up to date.
  const noted = useMemo(() => new Map<number, string>(), [job.run, isTerminalJob(job.status)]);
  const [changes, setChanges] = useState(0);
  // While a document is read again, its text is still that of the reading before.
  const path = isTerminalJob(job.status) ? job.results.text : undefined;
  // Another run and each correction write the same path anew.
  const version = `${job.run}.${job.exportedRevision}`;
  const key = `${path} ${version}`;
  const isAsked = query.trim() !== '';

  useEffect(() => {
    if (!isAsked || path === undefined || document?.key === key || failedKey === key) return;
    let over = false;
    const read = async () => pagesOfText(await (await store.readFile(path, version)).text());
    read().then(
      (pages) => over || setDocument({ key, pages }),
      () => over || setFailedKey(key),
    );
    return () => {
      over = true;
    };
  }, [isAsked, path, key, document, failedKey, store]);

  const whole = path !== undefined && document?.key === key ? document.pages : null;
  const isWaiting = isAsked && path !== undefined && whole === null && failedKey !== key;
  // While the document's text is there, pages that come into view change nothing.
  const seen = whole === null ? pages : null;
  useEffect(() => {
    if (!isAsked) {
      setCurrent(null);
      return setFound(NOTHING_FOUND);
    }
    if (isWaiting) return;
    const control = new AbortController();
    const texts = whole ?? inOrder(pages).map((page) => [page.pageNumber, page.text] as const);
    const corrected = texts.map(([page, text]) => [page, noted.get(page) ?? text] as const);
    const timer = setTimeout(() => void findInPages(corrected, query, control.signal, setFound), TYPING_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [isAsked, isWaiting, query, whole, seen, noted, changes]);

  const go = useCallback(
    (hit: Hit) => {
      setCurrent(hit);
      onGo(hit.pageNumber);
    },
    [onGo],
  );
  // Someone who came with words to find, from a search over all documents, sees the first of them on the page they came to.
  const isNew = useRef(query !== '');
  useEffect(() => {
    const start = pageOfHash(location.hash) ?? 1;
    const first = found.hits.find(({ pageNumber }) => pageNumber >= start) ?? (found.isComplete ? found.hits[0] : undefined);
    if (!isNew.current || first === undefined) return;
    isNew.current = false;
    go(first);
  }, [found, go]);
  const at =
    current === null ? -1 : found.hits.findIndex((hit) => hit.pageNumber === current.pageNumber && hit.nth === current.nth);
  const step = (direction: 1 | -1) => {
    const { length } = found.hits;
    const hit = found.hits[at < 0 && direction < 0 ? length - 1 : (at + direction + length) % Math.max(1, length)];
    if (hit) go(hit);
  };
  const noteText = useCallback(
    (pageNumber: number, text: string, stored: string) => {
      // Most pages that come into view say what is known already.
      if ((noted.get(pageNumber) ?? stored) !== text) setChanges((before) => before + 1);
      // Also one that reads as it was stored: what was put right on it may have been taken back.
      noted.set(pageNumber, text);
    },
    [noted],
  );
  const readText = async () => {
    // Pages come in the order in which people looked at them.
    const inOrder = () => [...pages.values()].sort((a, b) => a.pageNumber - b.pageNumber);
    if (path === undefined)
      return inOrder()
        .map((page) => noted.get(page.pageNumber) ?? page.text)
        .join('\n\n');
    const texts = pagesOfText(await (await store.readFile(path, version)).text());
    const { first } = spanOf(job);
    return texts
      .filter(([page]) => page >= first)
      .map(([page, text]) => noted.get(page) ?? text)
      .join('\n\n');
  };
  return {
    query,
    setQuery: (next) => {
      setQuery(next);
      setCurrent(null);
    },
    found: isAsked ? found : NOTHING_FOUND,
    isPartial: isAsked && !isWaiting && whole === null,
    ...{ current, go, step, noteText, readText },
  };
}

/** Pages come in the order in which people looked at them. */
const inOrder = (pages: ReadonlyMap<number, PageDocument>) => [...pages.values()].sort((a, b) => a.pageNumber - b.pageNumber);
