import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { MAX_CORRECTION_LENGTH } from '../../../functions/src/contract/limits.ts';
import { words } from '../words/words.ts';
import type { Doubt } from './inbox.ts';

const text = words.check;

interface WordFormProps {
  readonly doubt: Doubt;
  readonly lineId: string;
  readonly onAnswer: (text: string) => void;
  readonly onSkip: () => void;
  /** null while there is nothing to undo. */
  readonly onUndo: (() => void) | null;
}

/** What the word says. Everything can be done from the field: nobody has to leave the keyboard. */
export function WordForm({ doubt, lineId, onAnswer, onSkip, onUndo }: WordFormProps) {
  const [value, setValue] = useState(doubt.text);
  const field = useRef<HTMLInputElement>(null);
  const said = value.trim().replace(/\s+/g, ' ');

  // One form is one word: typing begins at once, over what was read. Before anything is painted: no key may fall between two fields.
  useLayoutEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, []);

  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    const plain = !ctrlKey && !metaKey && !altKey;
    const isUndo = key.toLowerCase() === 'z' && (ctrlKey || metaKey) && !shiftKey && !altKey;
    // As long as something was typed, undo is the field's own.
    if (isUndo && value === doubt.text && onUndo !== null) onUndo();
    else if (key === 'Enter' && plain && shiftKey) onAnswer(doubt.text);
    else if (key === 'ArrowDown' && plain && !shiftKey) onSkip();
    else return;
    event.preventDefault();
  };

  return (
    <form
      class="word-form"
      onSubmit={(event) => {
        event.preventDefault();
        onAnswer(said);
      }}
    >
      <label for="word-field">{text.field}</label>
      <input
        ref={field}
        id="word-field"
        type="text"
        dir="auto"
        autocomplete="off"
        autocapitalize="off"
        autocorrect="off"
        spellcheck={false}
        enterkeyhint="next"
        aria-describedby={lineId}
        maxLength={MAX_CORRECTION_LENGTH}
        value={value}
        onInput={(event) => setValue(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      <div class="word-buttons">
        <button type="submit" class="button button-primary">
          {said === '' ? text.noWord : said === doubt.text ? text.right : text.save}
          <kbd>{text.enterKey}</kbd>
        </button>
        {said === doubt.text ? null : (
          <button type="button" class="button" onClick={() => onAnswer(doubt.text)}>
            {text.right}
            <kbd>{text.shiftEnterKey}</kbd>
          </button>
        )}
        {said === '' ? null : (
          <button type="button" class="button" onClick={() => onAnswer('')}>
            {text.noWord}
          </button>
        )}
        <button type="button" class="button" onClick={onSkip}>
          {text.skip}
          <kbd>↓</kbd>
        </button>
        <button type="button" class="button button-quiet" disabled={onUndo === null} onClick={() => onUndo?.()}>
          {text.undo}
          <kbd>{text.undoKey}</kbd>
        </button>
      </div>
    </form>
  );
}
