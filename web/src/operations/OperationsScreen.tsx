import { Screen } from '../shell/Screen.tsx';
import { words } from '../words/words.ts';

const text = words.operations;

export function OperationsScreen() {
  return (
    <Screen title={text.title} heading={text.title}>
      <p class="hint">…</p>
    </Screen>
  );
}
