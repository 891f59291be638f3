/**
 * Files that wait to be sent, kept in this browser's IndexedDB until Storage has them: who reloads or loses the page finds them again.
 *
 * Each belongs to one window. Another takes it over once that window is gone, which its lock tells: the browser lets go of it with
 * the page, however that ended. Two windows that come for the same file take it one after the other, so that one of them gets it.
 */

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { holdLock } from '../firebase/locks.ts';
import type { KeptUpload, KeptUploads } from './queue.ts';

interface Schema extends DBSchema {
  /** Apart from what is said of it, which is written more often. */
  files: { key: [uid: string, jobId: string]; value: File };
  uploads: { key: [uid: string, jobId: string]; value: { readonly window: string; readonly about: Omit<KeptUpload, 'file'> } };
}

const STORES = ['files', 'uploads'] as const;
const WINDOW = 'pagestream.window.';

const openDatabase = () =>
  openDB<Schema>('pagestream-uploads', 1, {
    upgrade(database) {
      for (const name of STORES) database.createObjectStore(name);
    },
  });

/** An array sorts behind every string: this is all of one owner. */
const ofOwner = (uid: string) => IDBKeyRange.bound([uid], [uid, []]);

/** Where a browser keeps nothing (no IndexedDB, no room), each of these rejects, and the file is only not there after a reload. */
export function browserUploads(uid: string): KeptUploads & { close(): Promise<void> } {
  const window = WINDOW + crypto.randomUUID();
  const ready = holdLock(window).then(async (letGo) => ({ letGo, database: await openDatabase() }));
  // Whoever asks is told.
  ready.catch(() => undefined);
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  /** One after the other: what was dropped is not written again by what came before it. */
  const inTurn = <T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> => {
    const mine = last.then(async () => {
      if (isClosed) throw new Error('nobody is here any more');
      return work((await ready).database);
    });
    last = mine.catch(() => undefined);
    return mine;
  };

  return {
    take: () =>
      inTurn(async (database) => {
        const { held = [] } = await navigator.locks.query();
        const open = new Set(held.map(({ name }) => name));
        const change = database.transaction(STORES, 'readwrite');
        const [files, uploads] = [change.objectStore('files'), change.objectStore('uploads')];
        const taken: KeptUpload[] = [];
        for (let cursor = await uploads.openCursor(ofOwner(uid)); cursor; cursor = await cursor.continue()) {
          const { about, window: keeper } = cursor.value;
          if (open.has(keeper)) continue;
          const file = await files.get(cursor.key);
          if (file === undefined) continue;
          taken.push({ ...about, file });
          await cursor.update({ about, window });
        }
        await change.done;
        return taken;
      }),

    put: ({ file, ...about }) =>
      inTurn(async (database) => {
        const change = database.transaction(STORES, 'readwrite');
        const key: [string, string] = [uid, about.upload.jobId];
        if ((await change.objectStore('files').getKey(key)) === undefined) await change.objectStore('files').put(file, key);
        await change.objectStore('uploads').put({ about, window }, key);
        await change.done;
      }),

    drop: (jobId) =>
      inTurn(async (database) => {
        const change = database.transaction(STORES, 'readwrite');
        await Promise.all([...STORES.map((name) => change.objectStore(name).delete([uid, jobId])), change.done]);
      }),

    async close() {
      await last;
      isClosed = true;
      const { letGo, database } = await ready.catch(() => ({ letGo: () => undefined, database: undefined }));
      letGo();
      database?.close();
    },
  };
}

/** @param staying whose files stay; null: nobody's */
export async function forgetUploads(staying: string | null): Promise<void> {
  // A browser that opens no database has none.
  const database = await openDatabase().catch(() => undefined);
  if (database === undefined) return;
  // Nobody's name is empty.
  const uid = staying ?? '';
  const change = database.transaction(STORES, 'readwrite');
  const others = [IDBKeyRange.upperBound([uid], true), IDBKeyRange.lowerBound([uid, []], true)];
  await Promise.all([...STORES.flatMap((name) => others.map((range) => change.objectStore(name).delete(range))), change.done]);
  database.close();
}
