import { useEffect, useState } from 'preact/hooks';
import { CrossIcon } from '../shell/icons.tsx';
import { words } from '../words/words.ts';
import { type Toast, watchToasts } from './toasts.ts';

/** Long enough to read it and to reach the button; whoever is at one with pointer or focus keeps them all. Undoing stays possible elsewhere. */
const SHOWN_MS = 10_000;
const MOST = 3;

export function Toasts() {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const [isHeld, setHeld] = useState(false);
  useEffect(() => watchToasts((toast) => setToasts((before) => [...before, toast].slice(-MOST))), []);
  const drop = ({ id }: Toast) => {
    setToasts((before) => before.filter((toast) => toast.id !== id));
    // The pointer or the focus was on it, and no event says that it is not any more.
    setHeld(false);
  };
  return (
    // The region stands before the news comes, so that it is spoken: each by itself, also one that says what the last one said.
    <div
      class="toasts"
      role="status"
      aria-atomic="false"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocusIn={() => setHeld(true)}
      onFocusOut={() => setHeld(false)}
    >
      {toasts.map((toast) => (
        <OneToast key={toast.id} toast={toast} isHeld={isHeld} onEnd={() => drop(toast)} />
      ))}
    </div>
  );
}

function OneToast({ toast, isHeld, onEnd }: { toast: Toast; isHeld: boolean; onEnd: () => void }) {
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(onEnd, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isHeld]);
  const { text, action } = toast;
  const end = () => {
    onEnd();
    // The button under the focus goes.
    document.getElementById('main')?.focus({ preventScroll: true });
  };
  return (
    <div class="toast">
      <p>{text}</p>
      {action ? (
        <button
          type="button"
          class="button button-small"
          aria-label={action.name}
          onClick={() => {
            end();
            action.run();
          }}
        >
          {action.label}
        </button>
      ) : null}
      <button type="button" class="button button-quiet button-small button-icon" aria-label={words.jobs.dismiss} onClick={end}>
        <CrossIcon />
      </button>
    </div>
  );
}
