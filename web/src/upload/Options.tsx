/** What files are read with: one line while it is closed, remembered in this browser. */

import { useState } from 'preact/hooks';
import { MODES, OUTPUTS } from '../../../functions/src/contract/options.ts';
import { ChevronIcon } from '../shell/icons.tsx';
import { words } from '../words/words.ts';
import { afterClick, CHOICES } from './languages.ts';
import { wishesLine } from './line.ts';
import { afterOutputClick, currentWishes, RETENTIONS, setWishes, type Wishes } from './wishes.ts';

const text = words.upload;

export function Options() {
  const [wishes, setShown] = useState(currentWishes);
  const change = (changed: Partial<Wishes>) => {
    const next = { ...wishes, ...changed };
    setWishes(next);
    setShown(next);
  };
  const { languages, mode, outputs, retentionDays, askFirst } = wishes;
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
