/**
 * The store of whoever is signed in: what they opened stays readable on this device without a connection, documents in
 * `keptDocuments.ts`, files in `keptFiles.ts`, texts in the search's `shelf.ts`, files to be sent in `keptUploads.ts`. All of it goes
 * when they sign out, and here alone. What a window that closed too early left behind goes when the next one opens, before anybody
 * sees anything: `KEPT_FOR` says whose it is.
 */

import { getApp } from 'firebase/app';
import { getFirestore, terminate } from 'firebase/firestore';
import { forgetTexts } from '../search/room.ts';
import { browserUploads, forgetUploads } from '../upload/keptUploads.ts';
import type { KeptUploads } from '../upload/queue.ts';
import type { Target } from './config.ts';
import { forgetDocuments, holdDocuments, persistent } from './keptDocuments.ts';
import { forgetFiles, keptFilesOf } from './keptFiles.ts';
import type { Store } from './ports.ts';
import { openStore } from './store.ts';

const KEPT_FOR = 'pagestream.keptFor';

export interface KeptStore {
  readonly store: Store;
  /** undefined: nothing may be kept. */
  readonly uploads?: KeptUploads;
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

/** @returns whether it could be: storage may be forbidden, or full */
function noteKeptFor(uid: string): boolean {
  try {
    localStorage.setItem(KEPT_FOR, uid);
    return true;
  } catch {
    return false;
  }
}

export async function openKeptStore(target: Target, uid: string): Promise<KeptStore> {
  const former = keptFor();
  // Nobody has to wait until a stranger's files are gone as well, which one window can leave behind while another forgets.
  if (former === uid) forgetAll(null).catch(console.error);
  else if (former !== undefined) await forgetAll(former);
  if (former === undefined || !noteKeptFor(uid)) {
    const forget = async () => void (await Promise.all([terminate(getFirestore(getApp())), forgetTexts(null)]));
    return { store: openStore(target), forget };
  }
  const closeDocuments = await holdDocuments();
  const store = openStore(target, getApp(), persistent());
  const files = keptFilesOf(uid);
  const uploads = browserUploads(uid);
  return {
    store: { ...store, readFile: (path, version) => files.read(path, version, () => store.readFile(path)) },
    uploads,
    async forget() {
      files.close();
      await Promise.all([closeDocuments(), files.settled(), uploads.close()]);
      await forgetAll(uid);
    },
  };
}

/** Removes what somebody left who is not signed in any more. */
export async function forgetLeftovers(): Promise<void> {
  const former = keptFor();
  if (former !== undefined) await forgetAll(former);
}

/**
 * Removes all that is kept, but for that of whoever is here by now. Every window does this when its owner signs out: the first one
 * before anybody else can come in, the others for what they themselves still wrote until they heard of it.
 * @param leaving null: nobody
 */
async function forgetAll(leaving: string | null): Promise<void> {
  await navigator.locks.request('pagestream.forget', async () => {
    const owner = keptFor() ?? null;
    const staying = owner === leaving ? null : owner;
    // Firestore has one cache for all, and forgets all of it or nothing.
    const documents = staying === null ? forgetDocuments() : undefined;
    await Promise.all([documents, forgetFiles(staying), forgetTexts(staying), forgetUploads(staying)]);
    if (staying === null) localStorage.removeItem(KEPT_FOR);
  });
}
