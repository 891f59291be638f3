/** The library of whoever searches here: kept for a while after they left the search, gone when they sign out. */

import { type LibraryWorker, openLibraryWorker } from './remote.ts';
import { clearShelf } from './shelf.ts';

/** It holds the texts in memory: coming back from a document finds it as it was. */
const KEPT_MS = 2 * 60_000;

interface Open {
  readonly uid: string;
  readonly library: LibraryWorker;
  timer: ReturnType<typeof setTimeout> | undefined;
}

let open: Open | null = null;

export function takeLibrary(uid: string): LibraryWorker {
  if (open?.uid !== uid) {
    close();
    open = { uid, library: openLibraryWorker(uid), timer: undefined };
  }
  clearTimeout(open?.timer);
  return (open as Open).library;
}

export function leaveLibrary(): void {
  if (open === null) return;
  clearTimeout(open.timer);
  open.timer = setTimeout(close, KEPT_MS);
}

function close(): void {
  clearTimeout(open?.timer);
  open?.library.close();
  open = null;
}

/** Throws away what the search keeps on this device. @param staying whose texts stay; null: nobody's */
export async function forgetTexts(staying: string | null): Promise<void> {
  if (open !== null && open.uid !== staying) close();
  await clearShelf(staying);
}
