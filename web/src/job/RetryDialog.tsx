/** Reading again with other options: which pages, in which languages, and what to do with text that pages hold already. */

import { useState } from 'preact/hooks';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { type LanguageChoice, MODELS, MODES, type Mode, type Model } from '../../../functions/src/contract/options.ts';
import type { RetryScope } from '../../../functions/src/contract/states.ts';
import { useOpenDialog } from '../jobs/useOpenDialog.ts';
import { afterClick, CHOICES } from '../upload/languages.ts';
import { words } from '../words/words.ts';
import { missingPages, optionsForRetry, retryText } from './view.ts';

interface RetryDialogProps {
  readonly job: JobDocument;
  readonly onClose: () => void;
  readonly onRetry: (scope: RetryScope, options: Readonly<Record<string, string>>) => void;
}

export function RetryDialog({ job, onClose, onRetry }: RetryDialogProps) {
  const dialog = useOpenDialog();
  const missing = missingPages(job.progress);
  const [scope, setScope] = useState<RetryScope>(missing > 0 ? 'failed' : 'all');
  const [languages, setLanguages] = useState<LanguageChoice>(job.options.languages);
  const [mode, setMode] = useState<Mode>(job.options.mode);
  const [model, setModel] = useState<Model>(job.options.model);
  const chosen: readonly string[] = languages;
  return (
    <dialog ref={dialog} class="dialog retry" aria-labelledby="retry-title" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onRetry(scope, optionsForRetry(job.options, { languages, mode, model }));
        }}
      >
        <h2 id="retry-title">{words.follow.retryTitle}</h2>
        {missing > 0 ? (
          <fieldset class="choices">
            <legend>{words.follow.retryScope}</legend>
            {(['failed', 'all'] as const).map((each) => (
              <label key={each} class="choice">
                <input type="radio" class="retry-radio" name="scope" checked={scope === each} onChange={() => setScope(each)} />
                <span>
                  {each === 'failed' ? words.follow.scopeFailed(missing) : words.follow.scopeAll(job.progress.totalPages)}
                </span>
              </label>
            ))}
          </fieldset>
        ) : null}
        <fieldset class="choices">
          <legend>{words.upload.languages}</legend>
          {CHOICES.map((each) => (
            <label key={each} class="choice">
              <input
                type="checkbox"
                checked={chosen.includes(each)}
                onChange={(event) => {
                  const next = afterClick(languages, each);
                  // A click that cannot count leaves the box as it was.
                  event.currentTarget.checked = (next as readonly string[]).includes(each);
                  setLanguages(next);
                }}
              />
              <span>{words.upload.language[each]}</span>
            </label>
          ))}
        </fieldset>
        <fieldset class="choices">
          <legend>{words.follow.retryMode}</legend>
          {MODES.map((each) => (
            <label key={each} class="choice">
              <input type="radio" class="retry-radio" name="mode" checked={mode === each} onChange={() => setMode(each)} />
              <span>{words.follow.mode[each]}</span>
            </label>
          ))}
        </fieldset>
        <fieldset class="choices">
          <legend>{words.upload.model}</legend>
          {MODELS.map((each) => (
            <label key={each} class="choice">
              <input type="radio" class="retry-radio" name="model" checked={model === each} onChange={() => setModel(each)} />
              <span>{words.upload.models[each]}</span>
            </label>
          ))}
        </fieldset>
        <p class="hint">{words.follow.retryHint}</p>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {words.follow.retryLeave}
          </button>
          <button type="submit" class="button button-primary">
            {scope === 'failed' ? retryText(job.progress, words) : words.follow.retryStart}
          </button>
        </div>
      </form>
    </dialog>
  );
}
