import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A modal dialog that is open for as long as it is drawn; the focus goes back to where it was by itself. */
export function useOpenDialog(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      // Taken out of the page while open, the browser would leave the focus nowhere.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return dialog;
}
