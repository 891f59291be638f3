/** One page: its state, its image with the text over it, its text, and what can be done with it. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PageCorrections, PageDocument, PageWords } from '../../../functions/src/contract/documents.ts';
import { type Failure, failureOf } from '../firebase/failure.ts';
import { wordHits } from '../search/match.ts';
import { useNear } from '../shell/browserState.ts';
import { PencilIcon, TurnIcon } from '../shell/icons.tsx';
import { Notice } from '../shell/Notice.tsx';
import { errorSentence, failureSentence, words } from '../words/words.ts';
import { CheckList } from './CheckList.tsx';
import { CopyButton } from './CopyButton.tsx';
import { type ReadPage, type ReadWord, readPage, withFixes } from './corrected.ts';
import { PageScan, useImage } from './PageScan.tsx';
import { browserLanguage, PageText, TextEditor, textAreaId } from './PageText.tsx';
import { useReading } from './reading.ts';
import { useFocusHeir } from './useFocusHeir.ts';
import { pageLine, surenessOf } from './view.ts';
import { WordEditor } from './WordEditor.tsx';
import { pageAnchor } from './window.ts';

interface PageCardProps {
  readonly pageNumber: number;
  /** undefined until it has been told. */
  readonly page: PageDocument | undefined;
  readonly corrections: PageCorrections | undefined;
}

/** Image and words are fetched when a page comes this near to the window. */
const NEAR = '60% 0px';

export function PageCard({ pageNumber, page, corrections }: PageCardProps) {
  const [section, isInReach] = useNear<HTMLElement>(NEAR);
  const near = useSettled(isInReach);
  const status = page?.status ?? 'pending';
  return (
    <section ref={section} class={`page page-${status}`} data-page={pageNumber} aria-labelledby={pageAnchor(pageNumber)}>
      {/* The same element whatever becomes of the page: it may hold the focus. */}
      <h2 id={pageAnchor(pageNumber)} class="page-heading" tabIndex={-1}>
        {words.page.heading(pageNumber)}
      </h2>
      {page?.status === 'completed' ? (
        <ReadPageCard page={page} corrections={corrections} near={near} />
      ) : (
        <>
          <div class="page-header">
            <PageLine page={page} />
          </div>
          <Unread page={page} />
        </>
      )}
    </section>
  );
}

/** Whoever scrolls through does not have every page drawn on the way: a page is near once it has been so for a moment. */
const SETTLED_MS = 80;

function useSettled(near: boolean): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    if (!near) return setSettled(false);
    const timer = setTimeout(() => setSettled(true), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [near]);
  return near && settled;
}

function PageLine({ page }: { page: PageDocument | undefined }) {
  const sureness = page?.confidence && page.status === 'completed' ? `sure-${surenessOf(page.confidence.mean)}` : '';
  return <p class={`page-line ${sureness}`}>{page ? pageLine(page, words) : ''}</p>;
}

function Unread({ page }: { page: PageDocument | undefined }) {
  const { readAgain } = useReading();
  switch (page?.status) {
    case 'failed':
      return (
        <Notice tone="bad">
          {errorSentence(page.error?.code ?? 'UNKNOWN')}
          {readAgain ? <ReadAgainButton pageNumber={page.pageNumber} onClick={readAgain} /> : null}
        </Notice>
      );
    case 'cancelled':
      return <p class="hint">{words.page.cancelled}</p>;
    default:
      return <div class="page-ghost" aria-hidden="true" />;
  }
}

function ReadAgainButton({ pageNumber, onClick }: { pageNumber: number; onClick: () => void }) {
  const { retryText } = useReading();
  const button = useRef<HTMLButtonElement>(null);
  // Once the page is being read the button is gone.
  useFocusHeir(button, () => document.getElementById(pageAnchor(pageNumber)));
  return (
    <p>
      <button ref={button} type="button" class="button button-small" onClick={onClick}>
        {retryText}
      </button>
    </p>
  );
}

/** The words of a page, for as long as it is near. */
function usePageWords(
  path: string | undefined,
  run: number,
): { pageWords: PageWords | null; failure: Failure | null; retry: () => void } {
  const { files } = useReading();
  const [attempt, setAttempt] = useState(0);
  const [seen, setSeen] = useState<{ path?: string; run?: number; pageWords?: PageWords; failure?: Failure }>({});
  // Each attempt fetches anew.
  useEffect(() => {
    if (path === undefined) return setSeen({});
    let over = false;
    files.words(path, run).then(
      (pageWords) => over || setSeen({ path, run, pageWords }),
      (error) => over || setSeen({ path, run, failure: failureOf(error) }),
    );
    return () => {
      over = true;
    };
  }, [files, path, run, attempt]);
  const isOf = seen.path === path && seen.run === run;
  return {
    pageWords: (isOf && seen.pageWords) || null,
    failure: (isOf && seen.failure) || null,
    retry: () => setAttempt(attempt + 1),
  };
}

const NO_HITS: readonly (readonly number[])[] = [];

interface ReadPageCardProps {
  readonly page: PageDocument;
  readonly corrections: PageCorrections | undefined;
  readonly near: boolean;
}

function ReadPageCard({ page, corrections, near }: ReadPageCardProps) {
  const { pageNumber } = page;
  const { layout, query, currentHit, readOnly, fixesOf, fix, noteText, job } = useReading();
  const [turn, setTurn] = useState(0);
  const { open, setOpen, begun, typed, type, isWriting, setWriting, pencil, press } = useEditors(page);
  // What is being written stays as it is, however far the page is.
  const isWanted = near || isWriting || open !== null;
  const { pageWords, failure, retry } = usePageWords(isWanted ? page.artefacts?.words : undefined, page.run);
  const content = useRef<HTMLDivElement>(null);
  const fixes = fixesOf(pageNumber);
  const read = useMemo<ReadPage | null>(() => {
    if (pageWords === null) return null;
    return readPage(pageWords, withFixes(corrections, fixes, pageWords, job.uid, new Date()));
  }, [pageWords, corrections, fixes, job.uid]);
  const text = useKept(read?.text, `${pageNumber} ${page.run}`) ?? page.text;
  useEffect(() => {
    if (read !== null) noteText(pageNumber, read.text, page.text);
  }, [read, page.text, pageNumber, noteText]);

  const hits = useMemo(
    () =>
      read === null || query.trim() === ''
        ? NO_HITS
        : wordHits(
            read.words.map((word) => [word.text] as const),
            query,
          ),
    [read, query],
  );
  const current = currentHit?.pageNumber === pageNumber ? currentHit.nth : null;
  useHitInSight(content, current, read !== null);
  const word = open === null ? undefined : read?.words[open];
  const doubtful = read?.words.filter((each) => each.isDoubtful) ?? [];
  const following = doubtful.filter(({ index }) => index > (open ?? -1));
  const image = useImage(word && layout === 'text' ? page.artefacts?.image : undefined, page.run);
  const imageShown = useShownImage(content, word !== undefined);
  const close = () => {
    setOpen(null);
    // Back to where the keyboard was: the list of words to check, or else the page.
    const list = content.current?.querySelector<HTMLElement>('[aria-expanded="true"]');
    (list ?? document.getElementById(pageAnchor(pageNumber)))?.focus({ preventScroll: true });
  };

  const openWord = (index: number) => {
    if (index === open) return;
    const said = typed();
    // Passed by, as with Tab, it keeps what was said of it.
    if (word !== undefined && said !== undefined && said !== word.text)
      fix(pageNumber, [{ box: word.box, was: word.was, text: said }]);
    setOpen(index);
  };
  const stopWriting = () => {
    setWriting(false);
    pencil.current?.focus({ preventScroll: true });
  };

  return (
    <div ref={content} class="page-content">
      <div class="page-header">
        <PageLine page={page} />
        {read !== null ? <CheckList read={read} pageNumber={pageNumber} readOnly={readOnly} onWord={openWord} /> : null}
        <div class="page-tools">
          {page.artefacts && layout !== 'text' ? (
            <button
              type="button"
              class="button button-quiet button-small button-icon"
              aria-label={words.page.turn(pageNumber)}
              title={words.page.turnHint}
              onClick={() => setTurn((turn + 90) % 360)}
            >
              <TurnIcon />
            </button>
          ) : null}
          {!readOnly && read !== null && read.words.length > 0 ? (
            <button
              ref={pencil}
              type="button"
              class="button button-quiet button-small button-icon"
              aria-label={words.correct.editText(pageNumber)}
              title={words.correct.editTextHint}
              aria-pressed={isWriting}
              onClick={press}
            >
              <PencilIcon />
            </button>
          ) : null}
          {text.trim() === '' ? null : (
            <CopyButton label={words.page.copyLabel(pageNumber)} text={() => Promise.resolve(text)}>
              {words.page.copy}
            </CopyButton>
          )}
        </div>
      </div>
      {failure ? (
        <Notice tone="warn" onRetry={retry}>
          {words.page.wordsFailed} {failureSentence(failure)}
        </Notice>
      ) : null}
      <div class={`page-body page-body-${page.artefacts ? layout : 'text'}`}>
        {page.artefacts && layout !== 'text' ? (
          <PageScan
            page={page}
            near={near}
            pageWords={pageWords}
            read={read}
            hits={hits}
            currentHit={current}
            turn={turn}
            onWord={openWord}
          />
        ) : null}
        {isWriting && read !== null && pageWords !== null ? (
          <TextEditor page={page} pageWords={pageWords} read={read} onClose={stopWriting} />
        ) : layout === 'image' && page.artefacts ? null : (
          <div class="page-reading">
            <PageText page={page} text={text} near={near} read={read} currentHit={current} onWord={openWord} />
            {page.textTruncated ? <p class="hint">{words.page.truncated}</p> : null}
          </div>
        )}
      </div>
      {word !== undefined && pageWords !== null ? (
        <WordEditor
          key={word.index}
          word={word}
          imageUrl={image.url ?? imageShown}
          width={pageWords.width}
          height={pageWords.height}
          language={browserLanguage(page)}
          left={following.length}
          authorIsOwner={word.correction?.authorUid === job.uid}
          begun={begun?.index === word.index ? begun.text : undefined}
          onType={(typed) => type(word, typed)}
          onSave={(said) => fix(pageNumber, [{ box: word.box, was: word.was, text: said }])}
          onNext={() => setOpen(following[0]?.index ?? null)}
          onClose={close}
        />
      ) : null}
    </div>
  );
}

/** Which of a page's editors are open: those that hold what was typed before the page went out of reach are so from the start. */
function useEditors({ pageNumber, run }: PageDocument) {
  const { drafts, job, readOnly } = useReading();
  const { jobId } = job;
  const [begun, setBegun] = useState(() => {
    const draft = readOnly ? undefined : drafts.of(jobId, pageNumber, 'word');
    if (draft === undefined || draft.run === run) return draft;
    // Its word is another one in this reading.
    drafts.drop(jobId, pageNumber, 'word');
    return undefined;
  });
  const [open, setOpen] = useState(begun?.index ?? null);
  const [isWriting, setWriting] = useState(() => !readOnly && drafts.of(jobId, pageNumber, 'text') !== undefined);
  const pencil = useRef<HTMLButtonElement>(null);
  return {
    ...{ open, begun, isWriting, setWriting, pencil },
    setOpen: (index: number | null) => {
      drafts.drop(jobId, pageNumber, 'word');
      setBegun(undefined);
      setOpen(index);
    },
    /** What was typed into the word's editor, if anything. */
    typed: () => drafts.of(jobId, pageNumber, 'word')?.text.trim().replaceAll(/\s+/g, ' '),
    type: (word: ReadWord, text: string) => {
      if (text === word.text) drafts.drop(jobId, pageNumber, 'word');
      else drafts.put(jobId, pageNumber, { kind: 'word', text, index: word.index, run });
    },
    /** The pencil gives up nothing that was written. */
    press: () => {
      const hasDraft = isWriting && drafts.of(jobId, pageNumber, 'text') !== undefined;
      if (hasDraft) document.getElementById(textAreaId(pageNumber))?.focus();
      else setWriting(!isWriting);
    },
  };
}

/** The last text that was known: a page that goes far loses its words, and not what was put right on it. */
function useKept(text: string | undefined, reading: string): string | undefined {
  const kept = useRef<{ reading: string; text: string | undefined }>({ reading, text });
  if (kept.current.reading !== reading) kept.current = { reading, text };
  if (text !== undefined) kept.current.text = text;
  return kept.current.text;
}

/** The address of the image that is on the screen already. */
function useShownImage(card: { readonly current: HTMLElement | null }, wanted: boolean): string | null {
  return wanted ? (card.current?.querySelector<HTMLImageElement>('.scan img')?.src ?? null) : null;
}

/** The hit that somebody went to, once it has been drawn. */
function useHitInSight(card: { readonly current: HTMLElement | null }, nth: number | null, isDrawn: boolean): void {
  useEffect(() => {
    if (nth === null || !isDrawn) return;
    const drawn = [...(card.current?.querySelectorAll('.scan-hit-current, .text-hit-current') ?? [])];
    drawn.find((each) => each.getClientRects().length > 0)?.scrollIntoView({ block: 'center', inline: 'nearest' });
  }, [card, nth, isDrawn]);
}
