/** A page's text to read, beside its image or alone, and to write anew as a whole. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PageDocument, PageWords } from '../../../functions/src/contract/documents.ts';
import { MAX_CORRECTION_LENGTH, MAX_CORRECTIONS_PER_CALL } from '../../../functions/src/contract/limits.ts';
import type { Language } from '../../../functions/src/contract/options.ts';
import { findIn } from '../search/match.ts';
import { Notice } from '../shell/Notice.tsx';
import { words } from '../words/words.ts';
import { type Fix, isChanged, type ReadPage } from './corrected.ts';
import { editsOf } from './edits.ts';
import { plainText } from './layer.ts';
import { useReading } from './reading.ts';
import { reflow } from './reflow.ts';
import { type Mark, segmentsOf } from './segments.ts';

/** Recognition's language codes as the ones that browsers know, for hyphenation, voices and spelling. */
const BROWSER_LANGUAGE: Readonly<Record<string, string>> = {
  eng: 'en',
  deu: 'de',
  fra: 'fr',
  spa: 'es',
  ita: 'it',
  por: 'pt',
  nld: 'nl',
  pol: 'pl',
  rus: 'ru',
  ell: 'el',
  ara: 'ar',
  hin: 'hi',
  chi_sim: 'zh-Hans',
  jpn: 'ja',
  kor: 'ko',
} satisfies Record<Language, string>;

export const browserLanguage = (page: PageDocument): string | undefined => BROWSER_LANGUAGE[page.languages[0] ?? ''];

type Marked =
  | { readonly kind: 'doubtful' | 'corrected'; readonly index: number }
  | { readonly kind: 'hit'; readonly isCurrent: boolean };

interface PageTextProps {
  readonly page: PageDocument;
  readonly text: string;
  readonly near: boolean;
  /** null until the page's words are here. */
  readonly read: ReadPage | null;
  readonly currentHit: number | null;
  readonly onWord: (index: number) => void;
}

export function PageText({ page, text, near, read, currentHit, onWord }: PageTextProps) {
  const { query, readOnly } = useReading();
  const shown = reflow(text);
  const segments = useMemo(() => {
    if (!near) return [];
    const marks = (read?.words ?? []).flatMap((word): Mark<Marked>[] => {
      const kind = isChanged(word) ? 'corrected' : word.isDoubtful ? 'doubtful' : null;
      return word.place === null || kind === null ? [] : [{ ...word.place, of: { kind, index: word.index } }];
    });
    const hits = findIn(shown, query).map(
      (span, nth): Mark<Marked> => ({ ...span, of: { kind: 'hit', isCurrent: nth === currentHit } }),
    );
    return segmentsOf(shown, [...marks, ...hits]);
  }, [near, read, shown, query, currentHit]);

  if (text.trim() === '') return <p class="hint">{words.page.noText}</p>;
  return (
    // Pressing a marked word is a shorter way to what the list of words to check does.
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <p
      class="page-text"
      // Arabic begins on the right.
      dir="auto"
      lang={browserLanguage(page)}
      onClick={(event) => {
        const index = (event.target as Element).closest<HTMLElement>('[data-word]')?.dataset.word;
        if (index !== undefined && !readOnly && getSelection()?.isCollapsed !== false) onWord(Number(index));
      }}
    >
      {segments.length === 0
        ? shown
        : segments.map((segment) => {
            if (segment.marks.length === 0) return segment.text;
            const word = segment.marks.find((mark) => mark.kind !== 'hit');
            const hit = segment.marks.find((mark) => mark.kind === 'hit');
            const state = word ? `text-${word.kind}` : '';
            const found = hit === undefined ? '' : hit.isCurrent ? 'text-hit text-hit-current' : 'text-hit';
            return (
              <span key={segment.start} class={`${state} ${found}`} data-word={word?.index}>
                {segment.text}
              </span>
            );
          })}
    </p>
  );
}

export const textAreaId = (pageNumber: number) => `text-of-${pageNumber}`;

interface TextEditorProps {
  readonly page: PageDocument;
  readonly pageWords: PageWords;
  readonly read: ReadPage;
  readonly onClose: () => void;
}

/** The page's text as a whole: what differs afterwards becomes corrections of single words. */
export function TextEditor({ page, pageWords, read, onClose }: TextEditorProps) {
  const { fix, drafts, job } = useReading();
  const { pageNumber } = page;
  const area = useRef<HTMLTextAreaElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [begun] = useState(() => drafts.of(job.jobId, pageNumber, 'text')?.text);
  const [before] = useState(() => plainText(read.words, pageWords.lines));
  // Back with its page, it does not call people to it: they may be on their way to another.
  useEffect(() => {
    if (begun === undefined) area.current?.focus();
  }, []);
  const isChanged = () => area.current?.value !== before;
  const keep = () => {
    const text = area.current?.value ?? before;
    if (isChanged()) drafts.put(job.jobId, pageNumber, { kind: 'text', text });
    else drafts.drop(job.jobId, pageNumber, 'text');
  };
  const close = () => {
    drafts.drop(job.jobId, pageNumber, 'text');
    onClose();
  };

  const save = () => {
    const edits = editsOf(
      read.words.map(({ text }) => text),
      area.current?.value ?? '',
    );
    if (edits === undefined) return setProblem(words.correct.noWordToHold);
    if (edits.length > MAX_CORRECTIONS_PER_CALL) return setProblem(words.correct.tooMany(edits.length, MAX_CORRECTIONS_PER_CALL));
    if (edits.some(({ text }) => text.length > MAX_CORRECTION_LENGTH)) return setProblem(words.correct.tooLong);
    const fixes = edits.flatMap(({ index, text }): Fix[] => {
      const word = read.words[index];
      return word ? [{ box: word.box, was: word.was, text }] : [];
    });
    if (fixes.length > 0) fix(pageNumber, fixes);
    close();
  };

  return (
    <form
      class="text-editor"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <label class="visually-hidden" for={textAreaId(pageNumber)}>
        {words.correct.textLabel(pageNumber)}
      </label>
      <textarea
        ref={area}
        id={textAreaId(pageNumber)}
        dir="auto"
        lang={browserLanguage(page)}
        rows={Math.min(30, Math.max(8, pageWords.lines.length + 2))}
        defaultValue={begun ?? before}
        onInput={keep}
        onKeyDown={(event) => {
          // One key is too little to give up what may be minutes of work.
          if (event.key === 'Escape' && !isChanged()) close();
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
        }}
      />
      <p class="hint">{words.correct.textHint}</p>
      {problem ? (
        <Notice tone="bad" urgent>
          {problem}
        </Notice>
      ) : null}
      <div class="text-editor-buttons">
        <button type="submit" class="button button-primary button-small">
          {words.correct.saveText}
        </button>
        <button type="button" class="button button-small" onClick={close}>
          {words.correct.leave}
        </button>
      </div>
    </form>
  );
}
