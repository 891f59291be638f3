/** What files are read with: one line while it is closed, remembered in this browser. */

import { useEffect, useId, useState } from 'preact/hooks';
import { MODELS, MODES, OUTPUTS, type PageSpan, pagesText, parsePages } from '../../../functions/src/contract/options.ts';
import { ChevronIcon } from '../shell/icons.tsx';
import { words } from '../words/words.ts';
import { afterClick, CHOICES } from './languages.ts';
import { wishesLine } from './line.ts';
import { afterOutputClick, currentWishes, onWishes, RETENTIONS, setWishes, type Wishes } from './wishes.ts';

const text = words.upload;

export function Options() {
  const [wishes, setShown] = useState(currentWishes);
  useEffect(() => onWishes(setShown), []);
  const change = (changed: Partial<Wishes>) => setWishes({ ...currentWishes(), ...changed });
  const { languages, mode, model, pages, deskew, clean, outputs, retentionDays, askFirst } = wishes;
  return (
    <details class="options">
      <summary>
        <span class="options-title">
          <ChevronIcon /> {text.options}
        </span>{' '}
        <span class="options-line">{wishesLine(wishes, words)}</span>
      </summary>
      <div class="options-body">
        <fieldset class="choices">
          <legend>{text.languages}</legend>
          {CHOICES.map((each) => (
            <Choice
              key={each}
              label={text.language[each]}
              checked={languages.some((language) => language === each)}
              fixed={afterClick(languages, each) === languages}
              onChange={() => change({ languages: afterClick(languages, each) })}
            />
          ))}
        </fieldset>
        <fieldset class="choices">
          <legend>{text.mode}</legend>
          {MODES.map((each) => (
            <label key={each} class="choice">
              <input type="radio" name="mode" checked={mode === each} onChange={() => change({ mode: each })} />
              <span>{text.modes[each]}</span>
            </label>
          ))}
        </fieldset>
        <fieldset class="choices">
          <legend>{text.model}</legend>
          {MODELS.map((each) => (
            <label key={each} class="choice">
              <input type="radio" name="model" checked={model === each} onChange={() => change({ model: each })} />
              <span>{text.models[each]}</span>
            </label>
          ))}
        </fieldset>
        <Pages pages={pages} onChange={(chosen) => change({ pages: chosen })} />
        <fieldset class="choices">
          <legend>{text.before}</legend>
          <Choice
            label={text.deskew}
            checked={deskew === 'auto'}
            fixed={false}
            onChange={() => change({ deskew: deskew === 'auto' ? 'off' : 'auto' })}
          />
          <Choice
            label={text.clean}
            checked={clean === 'auto'}
            fixed={false}
            onChange={() => change({ clean: clean === 'auto' ? 'off' : 'auto' })}
          />
        </fieldset>
        <fieldset class="choices">
          <legend>{text.outputs}</legend>
          {OUTPUTS.map((each) => (
            <Choice
              key={each}
              label={words.job.result[each] ?? each}
              checked={outputs.includes(each)}
              fixed={afterOutputClick(outputs, each) === outputs}
              onChange={() => change({ outputs: afterOutputClick(outputs, each) })}
            />
          ))}
        </fieldset>
        <fieldset class="choices">
          <legend>{text.keep}</legend>
          {RETENTIONS.map((each) => (
            <label key={each} class="choice">
              <input
                type="radio"
                name="retention"
                checked={retentionDays === each}
                onChange={() => change({ retentionDays: each })}
              />
              <span>{text.keepFor(each)}</span>
            </label>
          ))}
        </fieldset>
        <div class="choices">
          <label class="choice">
            <input type="checkbox" checked={askFirst} onChange={() => change({ askFirst: !askFirst })} />
            <span>{text.askFirst}</span>
          </label>
        </div>
      </div>
    </details>
  );
}

/** What is written there counts as soon as it is a range; what is none is complained of when one is done with it. */
function Pages({ pages, onChange }: { readonly pages: PageSpan | null; readonly onChange: (pages: PageSpan | null) => void }) {
  const id = useId();
  const [entry, setEntry] = useState(pages === null ? '' : pagesText(pages));
  const [isWrong, setWrong] = useState(false);
  useEffect(() => {
    // Files have taken it with them.
    if (pages === null) setEntry((written) => (parsePages(written.trim()) === undefined ? written : ''));
  }, [pages]);
  return (
    <div class="choices options-pages">
      <label for={id}>{text.pages}</label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        value={entry}
        aria-invalid={isWrong}
        aria-describedby={`${id}-hint`}
        onInput={(event) => {
          const written = event.currentTarget.value;
          const range = parsePages(written.trim());
          setEntry(written);
          setWrong(false);
          if (range !== undefined || written.trim() === '') onChange(range ?? null);
        }}
        onChange={() => setWrong(entry.trim() !== '' && parsePages(entry.trim()) === undefined)}
      />
      <p class="hint" id={`${id}-hint`}>
        {text.pagesHint}
      </p>
      <p class="hint options-wrong" role="status">
        {isWrong ? text.pagesWrong : ''}
      </p>
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly checked: boolean;
  /** A click would change nothing. */
  readonly fixed: boolean;
  readonly onChange: () => void;
}

function Choice({ label, checked, fixed, onChange }: ChoiceProps) {
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={checked}
        aria-disabled={fixed}
        onClick={(event) => {
          if (fixed) event.preventDefault();
        }}
        onChange={onChange}
      />
      <span>{label}</span>
    </label>
  );
}
