/** A small editor over one word of a page, with its cut-out of the scan. */

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Box } from '../../../functions/src/contract/documents.ts';
import { MAX_CORRECTION_LENGTH } from '../../../functions/src/contract/limits.ts';
import { locale, words } from '../words/words.ts';
import type { ReadWord } from './corrected.ts';

interface WordEditorProps {
  readonly word: ReadWord;
  readonly imageUrl: string | null;
  readonly width: number;
  readonly height: number;
  readonly language: string | undefined;
  /** How many words to check come after this one. */
  readonly left: number;
  readonly authorIsOwner: boolean;
  /** What somebody had typed here when the page went out of reach. */
  readonly begun: string | undefined;
  /** Each time something was typed. */
  readonly onType: (text: string) => void;
  /** null takes back what was put right. */
  readonly onSave: (text: string | null) => void;
  readonly onNext: () => void;
  readonly onClose: () => void;
}

export function WordEditor({ word, imageUrl, begun, onType, onSave, onNext, onClose, ...props }: WordEditorProps) {
  const { correction } = word;
  const form = useRef<HTMLFormElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(begun ?? word.text);
  // Back with its page, it does not call people to it: they may be on their way to another.
  const isBack = useRef(begun !== undefined).current;
  // Before anything is painted: no key may fall between two words.
  useLayoutEffect(() => {
    if (isBack) return;
    input.current?.focus({ preventScroll: true });
    input.current?.select();
  }, []);
  usePlace(form, word.index, isBack);

  const said = text.trim().replaceAll(/\s+/g, ' ');
  const save = () => {
    // A word in doubt that somebody leaves as it is was read well.
    if (said !== word.text || word.isDoubtful) onSave(said);
  };
  return (
    <form
      ref={form}
      class="word-editor"
      aria-label={words.correct.editorLabel(word.text || word.was)}
      onSubmit={(event) => {
        event.preventDefault();
        save();
        onClose();
      }}
      onKeyDown={(event) => {
        // Letters typed here are no commands to the page below.
        event.stopPropagation();
        if (event.key === 'Escape') {
          event.preventDefault();
          onClose();
        }
        if (event.key === 'Tab' && !event.shiftKey && event.target === input.current && props.left > 0) {
          event.preventDefault();
          // Passed by, a word stays in doubt.
          if (said !== word.text) onSave(said);
          onNext();
        }
      }}
    >
      {imageUrl ? <CutOut url={imageUrl} box={word.box} width={props.width} height={props.height} /> : null}
      <input
        ref={input}
        type="text"
        value={text}
        maxLength={MAX_CORRECTION_LENGTH}
        dir="auto"
        lang={props.language}
        spellcheck
        autocomplete="off"
        autocapitalize="off"
        aria-label={words.correct.wordLabel}
        onInput={(event) => {
          setText(event.currentTarget.value);
          onType(event.currentTarget.value);
        }}
      />
      <p class="hint">
        {correction
          ? words.correct.by(
              props.authorIsOwner,
              correction.at.toDate().toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' }),
              word.was,
            )
          : words.correct.keys(props.left)}
      </p>
      <div class="word-editor-buttons">
        <button type="submit" class="button button-primary button-small">
          {words.correct.save}
        </button>
        {correction ? (
          <button
            type="button"
            class="button button-small"
            onClick={() => {
              onSave(null);
              onClose();
            }}
          >
            {words.correct.undo}
          </button>
        ) : null}
        <button type="button" class="button button-quiet button-small" onClick={onClose}>
          {words.correct.leave}
        </button>
      </div>
    </form>
  );
}

/** Below the word where there is room, above it otherwise; always within the page's card. */
function usePlace(form: { readonly current: HTMLElement | null }, index: number, isBack: boolean): void {
  useLayoutEffect(() => {
    const element = form.current;
    const card = element?.closest<HTMLElement>('.page');
    if (!element || !card) return;
    const place = () => {
      const anchor =
        [...card.querySelectorAll(`[data-word="${index}"]`)].find((each) => each.getClientRects().length > 0) ?? card;
      const [at, around] = [anchor.getBoundingClientRect(), card.getBoundingClientRect()];
      const isAbove = at.bottom + element.offsetHeight + 16 > innerHeight && at.top - element.offsetHeight - 80 > 0;
      const top = anchor === card ? 48 : isAbove ? at.top - around.top - element.offsetHeight - 8 : at.bottom - around.top + 8;
      // Within the card also while that becomes narrower.
      element.style.left = `max(8px, min(${at.left - around.left - 16}px, 100% - ${element.offsetWidth + 8}px))`;
      element.style.top = `${top}px`;
    };
    place();
    if (!isBack) element.scrollIntoView({ block: 'nearest' });
    // A phone is turned, a window made smaller: the word is somewhere else then.
    const watching = new ResizeObserver(place);
    watching.observe(card);
    return () => watching.disconnect();
  }, [index]);
}

/** In pixels of the screen. */
const LETTERS = 34;
const MOST_WIDTH = 300;

/** The word as it is on the paper, with something of what stands around it. */
function CutOut({ url, box: [x0, y0, x1, y1], width, height }: { url: string; box: Box; width: number; height: number }) {
  const tall = Math.max(1, y1 - y0);
  const wide = Math.max(1, x1 - x0);
  // The editor's own edges, and those of the page, take some of a phone's screen.
  const mostWidth = Math.min(MOST_WIDTH, innerWidth - 90);
  const scale = Math.min(LETTERS / tall, (mostWidth * 0.8) / wide);
  const [seenWidth, seenHeight] = [mostWidth, tall * scale + 24];
  const left = seenWidth / 2 - ((x0 + x1) / 2) * scale;
  const top = seenHeight / 2 - ((y0 + y1) / 2) * scale;
  return (
    <div
      class="cut-out"
      role="img"
      aria-label={words.correct.cutOut}
      style={{
        width: `${seenWidth}px`,
        height: `${seenHeight}px`,
        backgroundImage: `url("${url}")`,
        backgroundSize: `${width * scale}px ${height * scale}px`,
        backgroundPosition: `${left}px ${top}px`,
      }}
    >
      <span
        class="cut-out-word"
        style={{
          left: `${left + x0 * scale - 3}px`,
          top: `${top + y0 * scale - 3}px`,
          width: `${wide * scale + 6}px`,
          height: `${tall * scale + 6}px`,
        }}
      />
    </div>
  );
}
