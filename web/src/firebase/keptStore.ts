/**
 * The store of whoever is signed in: what they opened stays readable on this device without a connection, documents in Firestore's
 * own cache and files in `keptFiles.ts`. All of it goes when they sign out. What a window that closed too early left behind goes
 * when the next one opens, before anybody sees anything: `KEPT_FOR` says whose it is.
 */

import { getApp } from 'firebase/app';
import {
  clearIndexedDbPersistence,
  type Firestore,
  getFirestore,
  initializeFirestore,
  persistentLocalCache,
  persistentMultipleTabManager,
  terminate,
} from 'firebase/firestore';
import type { Target } from './config.ts';
import { forgetFiles, keptFilesOf } from './keptFiles.ts';
import type { Store } from './ports.ts';
import { openStore } from './store.ts';

/** Beyond this Firestore drops what was not used for longest. A page's text is a few kilobytes. */
const DOCUMENT_BYTES = 40 * 1024 * 1024;
const KEPT_FOR = 'pagestream.keptFor';

export interface KeptStore {
  readonly store: Store;
  /** Ends the store and removes from this device all that was kept. */
  forget(): Promise<void>;
}

/** Whose documents are on this device: `undefined` where nothing can be noted down, and so nothing may be kept. */
function keptFor(): string | null | undefined {
  try {
    return localStorage.getItem(KEPT_FOR);
  } catch {
    return undefined;
  }
}

export async function openKeptStore(target: Target, uid: string): Promise<KeptStore> {
  const former = keptFor();
  if (former === undefined) return { store: openStore(target), forget: () => terminate(getFirestore(getApp())) };
  if (former !== uid) await forgetLeftovers();
  localStorage.setItem(KEPT_FOR, uid);
  const store = openStore(target, getApp(), persistent());
  const files = keptFilesOf(uid);
  return {
    store: { ...store, readFile: (path, version) => files.read(path, version, () => store.readFile(path)) },
    async forget() {
      const firestore = getFirestore(getApp());
      await terminate(firestore);
      await files.settled();
      await forgetAll(uid, firestore);
    },
  };
}

/** Removes what somebody left who is not signed in any more. */
export async function forgetLeftovers(): Promise<void> {
  const uid = keptFor();
  if (!uid) return;
  const firestore = initializeFirestore(getApp(), { localCache: persistent() });
  // It has not begun to work: ended now, it has opened nothing, and the next one can be made.
  await terminate(firestore);
  await forgetAll(uid, firestore);
}

/** Every window does this when its owner signs out; the first one does it for all, before anybody else can come in. */
async function forgetAll(uid: string, firestore: Firestore): Promise<void> {
  await navigator.locks.request('pagestream.forget', async () => {
    if (keptFor() !== uid) return;
    await Promise.all([clearIndexedDbPersistence(firestore), forgetFiles()]);
    localStorage.removeItem(KEPT_FOR);
  });
}

const persistent = () => persistentLocalCache({ tabManager: persistentMultipleTabManager(), cacheSizeBytes: DOCUMENT_BYTES });
