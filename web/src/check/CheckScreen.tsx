import { Screen } from '../shell/Screen.tsx';
import { words } from '../words/words.ts';

const text = words.check;

export function CheckScreen() {
  return (
    <Screen title={text.title} heading={text.title}>
      <p class="hint">…</p>
    </Screen>
  );
}
