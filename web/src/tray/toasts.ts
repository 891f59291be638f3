/** Short news at the edge of the screen, some with something to do about it. */

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: ToastAction;
}

export interface ToastAction {
  /** On the button. */
  readonly label: string;
  /** Its name for who does not see the text beside it. */
  readonly name?: string;
  readonly run: () => void;
}

const listeners = new Set<(toast: Toast) => void>();
let ids = 0;
/** Shown before there was a place for it. */
let unseen: Toast | null = null;

export function showToast(text: string, action?: ToastAction): void {
  const toast: Toast = { id: ++ids, text, ...(action ? { action } : {}) };
  if (listeners.size === 0) unseen = toast;
  for (const listener of listeners) listener(toast);
}

export function watchToasts(listener: (toast: Toast) => void): () => void {
  listeners.add(listener);
  if (unseen !== null) listener(unseen);
  unseen = null;
  return () => listeners.delete(listener);
}
