import { Screen } from '../shell/Screen.tsx';
import { words } from '../words/words.ts';

const text = words.shared;

/** Needs nobody to be signed in. */
export function SharedScreen(_: { readonly uid: string; readonly shareId: string }) {
  return (
    <Screen title={text.title} heading={text.title}>
      <p class="hint">…</p>
    </Screen>
  );
}
