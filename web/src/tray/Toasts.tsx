import { useEffect, useState } from 'preact/hooks';
import { CrossIcon } from '../shell/icons.tsx';
import { words } from '../words/words.ts';
import { type Toast, watchToasts } from './toasts.ts';

/** Long enough to read it and to reach the button; whoever is at it with pointer or focus keeps it. Undoing stays possible elsewhere. */
const SHOWN_MS = 10_000;

export function Toasts() {
  const [toast, setToast] = useState<Toast | null>(null);
  const [isHeld, setHeld] = useState(false);
  useEffect(() => watchToasts(setToast), []);
  useEffect(() => {
    if (toast === null || isHeld) return;
    const timer = setTimeout(() => setToast(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast, isHeld]);
  const close = () => {
    setToast(null);
    setHeld(false);
  };
  return (
    <div
      class="toasts"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocusIn={() => setHeld(true)}
      onFocusOut={() => setHeld(false)}
    >
      {/* The region stands before the news comes, so that it is spoken. */}
      <p role="status" class={toast ? 'toast-text' : ''}>
        {toast?.text}
      </p>
      {toast?.undo ? (
        <button
          type="button"
          class="button button-small"
          onClick={() => {
            toast.undo?.();
            close();
          }}
        >
          {words.jobs.undo}
        </button>
      ) : null}
      {toast ? (
        <button
          type="button"
          class="button button-quiet button-small button-icon"
          aria-label={words.jobs.dismiss}
          onClick={close}
        >
          <CrossIcon />
        </button>
      ) : null}
    </div>
  );
}
