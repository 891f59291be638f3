/** Short news at the edge of the screen, some with a way back. One at a time: the newest counts. */

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo?: () => void;
}

const listeners = new Set<(toast: Toast | null) => void>();
let ids = 0;
/** Shown before there was a place for it. */
let unseen: Toast | null = null;

export function showToast(text: string, undo?: () => void): void {
  const toast: Toast = { id: ++ids, text, ...(undo ? { undo } : {}) };
  if (listeners.size === 0) unseen = toast;
  for (const listener of listeners) listener(toast);
}

export function watchToasts(listener: (toast: Toast | null) => void): () => void {
  listeners.add(listener);
  if (unseen !== null) listener(unseen);
  unseen = null;
  return () => listeners.delete(listener);
}
