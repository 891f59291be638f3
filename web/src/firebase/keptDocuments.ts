/**
 * Firestore's own cache on this device. All windows share it, and each closes it before one of them deletes it. The SDK sees to
 * that as well, but in the wrong order: a window under which it is deleted opens it once more in order to leave it, and where
 * several forget at once, that is what remains.
 */

import { getApp } from 'firebase/app';
import {
  clearIndexedDbPersistence,
  getFirestore,
  initializeFirestore,
  persistentLocalCache,
  persistentMultipleTabManager,
  terminate,
} from 'firebase/firestore';
import { holdLock } from './locks.ts';

/** Beyond this Firestore drops what was not used for longest. A page's text is a few kilobytes. */
const MAX_BYTES = 40 * 1024 * 1024;
/** A lock that windows share while they have it open, and the channel on which they are asked to close it. */
const OPEN = 'pagestream.documents';
/** Longer than this nobody waits for a window that the browser has put to sleep. */
const CLOSING_MS = 3_000;

export const persistent = () => persistentLocalCache({ tabManager: persistentMultipleTabManager(), cacheSizeBytes: MAX_BYTES });

/**
 * To be awaited right before Firestore is made with `persistent()`: another window may be deleting what was there.
 * @returns ends that Firestore; also done when another window asks for it
 */
export async function holdDocuments(): Promise<() => Promise<void>> {
  const letGo = await holdLock(OPEN, 'shared');
  const requests = new BroadcastChannel(OPEN);
  let closing: Promise<void> | undefined;
  const close = () => {
    requests.close();
    closing ??= terminate(getFirestore(getApp())).finally(letGo);
    return closing;
  };
  requests.onmessage = () => void close().catch(console.error);
  return close;
}

/** To be called when this window has it closed, or never had it open. */
export async function forgetDocuments(): Promise<void> {
  const firestore = initializeFirestore(getApp(), { localCache: persistent() });
  // It has opened nothing; ended, it lets the next one be made.
  await terminate(firestore);
  const requests = new BroadcastChannel(OPEN);
  requests.postMessage('close');
  requests.close();
  const clear = () => clearIndexedDbPersistence(firestore);
  await navigator.locks.request(OPEN, { signal: AbortSignal.timeout(CLOSING_MS) }, clear).catch(clear);
}
