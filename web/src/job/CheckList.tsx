/** The words of a page that may be wrong, and those that were put right: each a button that opens it. */

import { useState } from 'preact/hooks';
import { CheckIcon } from '../shell/icons.tsx';
import { locale, words } from '../words/words.ts';
import { isChanged, type ReadPage, type ReadWord } from './corrected.ts';

interface CheckListProps {
  readonly read: ReadPage;
  readonly pageNumber: number;
  readonly readOnly: boolean;
  readonly onWord: (index: number) => void;
}

export function CheckList({ read, pageNumber, readOnly, onWord }: CheckListProps) {
  const [isOpen, setOpen] = useState(false);
  const doubtful = read.words.filter((word) => word.isDoubtful);
  const seen = read.words.filter((word) => word.correction !== null);
  const changed = seen.filter(isChanged);
  if (doubtful.length + seen.length === 0) return null;
  const id = `check-${pageNumber}`;
  const summary = [
    doubtful.length > 0 ? words.correct.toCheck(doubtful.length) : '',
    changed.length > 0 ? words.correct.corrected(changed.length) : '',
    doubtful.length + changed.length === 0 ? words.correct.allChecked : '',
  ]
    .filter((each) => each !== '')
    .join(', ');
  if (readOnly) return <p class="hint">{summary}</p>;
  return (
    <>
      <button
        type="button"
        class={`to-check ${doubtful.length > 0 ? 'to-check-open' : ''}`}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {summary}
      </button>
      <ul id={id} class="check-list" hidden={!isOpen} aria-label={words.correct.listLabel(pageNumber)}>
        {[...doubtful, ...seen].map((word) => (
          <li key={word.index}>
            <WordButton word={word} onWord={onWord} />
          </li>
        ))}
      </ul>
    </>
  );
}

function WordButton({ word, onWord }: { word: ReadWord; onWord: (index: number) => void }) {
  const { correction, text, was, index } = word;
  const said = text === '' ? words.correct.noWord(was) : text;
  return (
    <button
      type="button"
      class={correction ? 'check-word check-word-corrected' : 'check-word'}
      {...(correction
        ? {
            'aria-label': isChanged(word) ? words.correct.correctedLabel(said, was) : words.correct.checkedLabel(said),
            title: correction.at.toDate().toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' }),
          }
        : {})}
      onClick={() => onWord(index)}
    >
      {correction ? <CheckIcon /> : null}
      {said}
    </button>
  );
}
