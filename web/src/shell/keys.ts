/** Every shortcut, for the list that people see, and what keeps single keys quiet for those who switched them off. */

import { areSingleKeysOn } from './choices.ts';

export type KeySection = 'everywhere' | 'document' | 'check';
export type NamedKey = 'ctrl' | 'shift' | 'enter' | 'escape' | 'tab' | 'arrows';
export type KeyDeed =
  | 'help'
  | 'search'
  | 'alongHits'
  | 'close'
  | 'find'
  | 'nextPage'
  | 'previousPage'
  | 'nextHit'
  | 'previousHit'
  | 'alongPages'
  | 'saveWord'
  | 'nextWord'
  | 'saveText'
  | 'saveAndNext'
  | 'isRight'
  | 'takeBack'
  | 'later';

interface Shortcut {
  readonly deed: KeyDeed;
  /** Pressed together; a key with no name of its own is its sign. */
  readonly keys: readonly (NamedKey | (string & {}))[];
}

export const SHORTCUTS: Readonly<Record<KeySection, readonly Shortcut[]>> = {
  everywhere: [
    { deed: 'help', keys: ['?'] },
    { deed: 'search', keys: ['/'] },
    { deed: 'search', keys: ['ctrl', 'K'] },
    { deed: 'alongHits', keys: ['arrows'] },
    { deed: 'close', keys: ['escape'] },
  ],
  document: [
    { deed: 'find', keys: ['/'] },
    { deed: 'nextHit', keys: ['enter'] },
    { deed: 'previousHit', keys: ['shift', 'enter'] },
    { deed: 'nextPage', keys: ['J'] },
    { deed: 'previousPage', keys: ['K'] },
    { deed: 'alongPages', keys: ['arrows'] },
    { deed: 'saveWord', keys: ['enter'] },
    { deed: 'nextWord', keys: ['tab'] },
    { deed: 'saveText', keys: ['ctrl', 'enter'] },
  ],
  check: [
    { deed: 'saveAndNext', keys: ['enter'] },
    { deed: 'isRight', keys: ['shift', 'enter'] },
    { deed: 'later', keys: ['↓'] },
    { deed: 'takeBack', keys: ['ctrl', 'Z'] },
  ],
};

/** Whether a press would be a shortcut by a single letter or sign: none of those that move, choose or write. */
export function isSingleKey(event: KeyboardEvent): boolean {
  const isSign = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
  return isSign && !isField(event.target);
}

/** In a field a letter is a letter. A list of choices also finds its entries by letters. */
export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'file', 'range'].includes(target.type);
}

/** First of all listeners: what people switched off reaches no shortcut, wherever in the app it is listened for. */
export function guardSingleKeys(): () => void {
  const guard = (event: KeyboardEvent) => {
    if (isSingleKey(event) && !areSingleKeysOn()) event.stopImmediatePropagation();
  };
  addEventListener('keydown', guard, { capture: true });
  return () => removeEventListener('keydown', guard, { capture: true });
}
