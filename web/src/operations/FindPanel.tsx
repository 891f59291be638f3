import { useId, useState } from 'preact/hooks';
import { isUid } from '../../../functions/src/contract/paths.ts';
import { go, operationsJobAddress, operationsOwnerAddress } from '../router.ts';
import { words } from '../words/words.ts';
import { parseJobName } from './view.ts';

const text = words.operations.find;

export function FindPanel() {
  return (
    <section class="panel" aria-labelledby="op-find">
      <h2 id="op-find">{text.heading}</h2>
      <div class="op-columns">
        <Finder
          label={text.job}
          hint={text.jobHint}
          wrong={text.jobWrong}
          act={text.openJob}
          addressOf={(typed) => {
            const job = parseJobName(typed);
            return job && operationsJobAddress(job);
          }}
        />
        <Finder
          label={text.owner}
          hint={text.ownerHint}
          wrong={text.ownerWrong}
          act={text.openOwner}
          addressOf={(typed) => (isUid(typed.trim()) ? operationsOwnerAddress(typed.trim()) : undefined)}
        />
      </div>
    </section>
  );
}

interface FinderProps {
  readonly label: string;
  readonly hint: string;
  /** What is said of something that `addressOf` finds nothing in. */
  readonly wrong: string;
  readonly act: string;
  readonly addressOf: (typed: string) => string | undefined;
}

function Finder({ label, hint, wrong, act, addressOf }: FinderProps) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  return (
    <form
      class="finder"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const address = addressOf(typed);
        setWrong(address === undefined);
        if (address !== undefined) go(address);
      }}
    >
      <label for={id}>{label}</label>
      <p id={`${id}-hint`} class="hint">
        {hint}
      </p>
      <div class="finder-row">
        <input
          id={id}
          type="text"
          value={typed}
          autoComplete="off"
          spellcheck={false}
          aria-describedby={`${id}-hint ${id}-wrong`}
          aria-invalid={isWrong}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <button type="submit" class="button" aria-label={act}>
          {text.open}
        </button>
      </div>
      <p id={`${id}-wrong`} class="finder-wrong" role="alert">
        {isWrong ? wrong : ''}
      </p>
    </form>
  );
}
