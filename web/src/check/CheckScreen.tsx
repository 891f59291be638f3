/** The words that were read with the least confidence, over all documents, one at a time. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { jobAddress } from '../router.ts';
import { PageParts } from '../search/pageParts.ts';
import { useRoom } from '../shell/context.ts';
import { isField } from '../shell/keys.ts';
import { Link } from '../shell/Link.tsx';
import { Notice } from '../shell/Notice.tsx';
import { Screen } from '../shell/Screen.tsx';
import { failureSentence, words } from '../words/words.ts';
import { type Answer, type Doubt, type Inbox, upcoming } from './inbox.ts';
import { type Checking, useInbox } from './useInbox.ts';
import { WordForm } from './WordForm.tsx';
import { WordPicture } from './WordPicture.tsx';

const text = words.check;
const LINE_ID = 'word-line';
const UPCOMING_SHOWN = 12;
/** Words whose page is fetched, images too: the one that is asked, and those ahead. */
const FETCHED = 3;

export function CheckScreen() {
  const checking = useInbox();
  const { inbox, list } = checking;
  const left = upcoming(inbox);
  const { current } = inbox;
  return (
    <Screen title={text.title} heading={text.title} class="screen-check">
      {list.state === 'failed' ? (
        <Notice tone="bad" urgent onRetry={list.retry}>
          {failureSentence(list.failure)}
        </Notice>
      ) : null}
      {list.state === 'loading' ? <p class="waiting">{words.loading}</p> : null}
      <Progress inbox={inbox} left={left.length} isFull={checking.isFull} />
      {inbox.trouble === null ? null : (
        <Notice tone="bad" urgent>
          {text.notSaved(inbox.trouble.doubt.text)} {failureSentence(inbox.trouble.failure)}
        </Notice>
      )}
      {current === null ? null : <Desk checking={checking} doubt={current} left={left} />}
      {list.state === 'ready' && current === null ? <Done inbox={inbox} onUndo={checking.undo} /> : null}
      <News inbox={inbox} left={left.length} />
    </Screen>
  );
}

function Progress({ inbox, left, isFull }: { inbox: Inbox; left: number; isFull: boolean }) {
  const done = inbox.answers.length;
  if (done + left === 0) return null;
  return (
    <div class="check-progress">
      <p>
        {text.left(left, done + left)} {isFull ? <span class="hint">{text.more}</span> : null}
      </p>
      <div
        class="bar"
        role="progressbar"
        aria-label={text.progressLabel}
        aria-valuemin={0}
        aria-valuemax={done + left}
        aria-valuenow={done}
        aria-valuetext={text.left(left, done + left)}
      >
        <span class="bar-fill" style={{ width: `${(done / (done + left)) * 100}%` }} />
      </div>
    </div>
  );
}

function Desk({ checking, doubt, left }: { checking: Checking; doubt: Doubt; left: readonly Doubt[] }) {
  const { user, store } = useRoom();
  const parts = useMemo(() => new PageParts(store), [store]);
  const { inbox, answer, skip, pick, undo } = checking;
  const { jobId, name, pageNumber, confidence } = doubt;

  useEffect(() => {
    for (const next of left.slice(0, FETCHED)) {
      const job = { uid: user.uid, jobId: next.jobId };
      // A failure is told when the word's turn has come.
      parts.words(job, next.pageNumber, null).catch(() => undefined);
      parts.image(job, next.pageNumber, null).catch(() => undefined);
    }
  }, [parts, user.uid, left[0]?.key, left[1]?.key, left[2]?.key]);

  return (
    <div class="check">
      <section class="check-desk" aria-label={text.word}>
        <WordPicture key={doubt.key} parts={parts} doubt={doubt} lineId={LINE_ID} />
        <WordForm
          key={`${doubt.key} ${inbox.answers.length}`}
          doubt={doubt}
          lineId={LINE_ID}
          onAnswer={(said) => answer(doubt, said)}
          onSkip={() => skip(doubt)}
          onUndo={inbox.answers.length > 0 ? undo : null}
        />
        <p class="hint check-source">
          <Link to={`${jobAddress(jobId)}#page-${pageNumber}`}>{text.source(name, pageNumber)}</Link>{' '}
          <span>{text.confidence(Math.round(confidence))}</span>
        </p>
        <p class="hint keys-line">{text.keys}</p>
      </section>
      <Upcoming left={left} onPick={pick} />
    </div>
  );
}

function Upcoming({ left, onPick }: { left: readonly Doubt[]; onPick: (doubt: Doubt) => void }) {
  const next = left.slice(1, 1 + UPCOMING_SHOWN);
  if (next.length === 0) return null;
  return (
    <aside class="check-next" aria-labelledby="check-next">
      <h2 id="check-next">{text.next}</h2>
      <ol>
        {next.map((doubt) => (
          <li key={doubt.key}>
            <button type="button" class="next-word" onClick={() => onPick(doubt)}>
              <span class="next-text" dir="auto">
                {doubt.text}
              </span>
              <span class="next-from">{text.source(doubt.name, doubt.pageNumber)}</span>
            </button>
          </li>
        ))}
      </ol>
      {left.length - 1 > next.length ? <p class="hint">{text.andMore(left.length - 1 - next.length)}</p> : null}
    </aside>
  );
}

function Done({ inbox, onUndo }: { inbox: Inbox; onUndo: () => void }) {
  const checked = inbox.answers.length;
  const title = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (checked === 0) return;
    // The field of the last word is gone, and what it knew of taking back with it.
    title.current?.focus({ preventScroll: true });
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || isField(event.target)) return;
      event.preventDefault();
      onUndo();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [checked]);
  return (
    <div class="empty">
      <p ref={title} tabIndex={-1} class="empty-title">
        {checked > 0 ? text.allDone(checked) : text.nothing}
      </p>
      <p>{checked > 0 ? text.allDoneText : text.nothingText}</p>
      <p class="empty-links">
        {checked > 0 ? (
          <button type="button" class="button" onClick={onUndo}>
            {text.undo}
          </button>
        ) : null}
        <Link to="/" class="button">
          {words.backToDocuments}
        </Link>
      </p>
    </div>
  );
}

/** What became of the last word, aloud; the next one is told by its field. */
function News({ inbox, left }: { inbox: Inbox; left: number }) {
  const [news, setNews] = useState('');
  const known = useRef<readonly Answer[]>([]);
  useEffect(() => {
    const last = inbox.answers.at(-1);
    const fewer = inbox.answers.length < known.current.length;
    if (fewer && inbox.trouble === null) setNews(text.saidUndone(inbox.current?.text ?? ''));
    else if (!fewer && last !== undefined && last !== known.current.at(-1)) setNews(newsOf(last, left));
    known.current = inbox.answers;
  }, [inbox.answers]);
  return (
    <p class="visually-hidden" role="status">
      {news}
    </p>
  );
}

function newsOf({ doubt, text: said }: Answer, left: number): string {
  const what = said === '' ? text.saidNoWord(doubt.text) : said === doubt.text ? text.saidRight(said) : text.saidSaved(said);
  return `${what} ${text.saidLeft(left)}`;
}
