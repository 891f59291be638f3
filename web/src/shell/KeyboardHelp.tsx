/** The list of shortcuts, from anywhere with `?` or from the menu. */

import { useEffect, useState } from 'preact/hooks';
import { words } from '../words/words.ts';
import { areSingleKeysOn, switchSingleKeys } from './choices.ts';
import { guardSingleKeys, isSingleKey, type KeySection, type NamedKey, SHORTCUTS } from './keys.ts';

const text = words.keys;
const DIALOG = 'keyboard-help';
const SECTIONS = Object.keys(SHORTCUTS) as KeySection[];

export function openKeyboardHelp(): void {
  const dialog = document.getElementById(DIALOG);
  // One dialog at a time: what another one asks is to be answered first.
  if (dialog instanceof HTMLDialogElement && document.querySelector('dialog[open]') === null) dialog.showModal();
}

export function KeyboardHelp() {
  const [singleKeys, setSingleKeys] = useState(areSingleKeysOn);
  useEffect(() => {
    const unguard = guardSingleKeys();
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.key !== '?' || !isSingleKey(event)) return;
      event.preventDefault();
      openKeyboardHelp();
    };
    addEventListener('keydown', onKey);
    return () => {
      unguard();
      removeEventListener('keydown', onKey);
    };
  }, []);
  const close = () => (document.getElementById(DIALOG) as HTMLDialogElement | null)?.close();
  return (
    <dialog id={DIALOG} class="dialog keyboard" aria-labelledby={`${DIALOG}-title`}>
      <h2 id={`${DIALOG}-title`}>{text.title}</h2>
      {SECTIONS.map((section) => (
        <section key={section}>
          <h3>{text.sections[section]}</h3>
          <dl>
            {SHORTCUTS[section].map(({ deed, keys }) => (
              <div key={`${deed} ${keys.join()}`}>
                <dt>{text.does[deed]}</dt>
                <dd>
                  {keys.map((key) => (
                    <kbd key={key}>{labelOf(key)}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <label class="keyboard-single">
        <input
          type="checkbox"
          checked={singleKeys}
          aria-describedby={`${DIALOG}-hint`}
          onChange={(event) => {
            switchSingleKeys(event.currentTarget.checked);
            setSingleKeys(event.currentTarget.checked);
          }}
        />
        {text.single}
      </label>
      <p class="hint" id={`${DIALOG}-hint`}>
        {text.singleHint}
      </p>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={close}>
          {text.close}
        </button>
      </div>
    </dialog>
  );
}

function labelOf(key: string): string {
  return Object.hasOwn(text.named, key) ? text.named[key as NamedKey] : key;
}
