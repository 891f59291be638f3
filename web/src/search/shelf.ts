/** Where the texts of one owner lie between visits: this browser's IndexedDB. */

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Entry } from './entries.ts';

/** How far the entries follow the database. */
export interface Sync {
  /** The latest change that is in them, by the server's clock. */
  readonly since: number;
  /** How many documents the owner had. */
  readonly total: number;
}

/** Nothing is known yet. */
export const NO_SYNC: Sync = { since: 0, total: -1 };

export interface ShelvedText {
  readonly version: string;
  readonly bytes: number;
  /** As in `document.txt`. */
  readonly text: string;
}

export interface Shelf {
  open(): Promise<{ readonly entries: readonly Entry[]; readonly texts: readonly string[]; readonly sync: Sync }>;
  read(jobId: string): Promise<ShelvedText | undefined>;
  write(jobId: string, text: ShelvedText): Promise<void>;
  writeEntries(entries: readonly Entry[], gone: readonly string[], sync: Sync): Promise<void>;
  drop(jobIds: readonly string[]): Promise<void>;
}

interface Schema extends DBSchema {
  entries: { key: [uid: string, jobId: string]; value: Entry };
  texts: { key: [uid: string, jobId: string]; value: ShelvedText };
  syncs: { key: string; value: Sync };
}

const DATABASE = 'pagestream-search';

const openDatabase = () =>
  openDB<Schema>(DATABASE, 1, {
    upgrade(database) {
      for (const name of ['entries', 'texts', 'syncs'] as const) database.createObjectStore(name);
    },
  });

/** An array sorts behind every string: this is all of one owner. */
const ofOwner = (uid: string) => IDBKeyRange.bound([uid], [uid, []]);

/** What other owners left here (a window closed while they signed out) is thrown away. */
async function dropOthers(database: IDBPDatabase<Schema>, uid: string): Promise<void> {
  const others = (await database.getAllKeys('syncs')).filter((each) => each !== uid);
  for (const other of others) await dropOwner(database, other);
}

async function dropOwner(database: IDBPDatabase<Schema>, uid: string): Promise<void> {
  const change = database.transaction(['entries', 'texts', 'syncs'], 'readwrite');
  await Promise.all([
    change.objectStore('entries').delete(ofOwner(uid)),
    change.objectStore('texts').delete(ofOwner(uid)),
    change.objectStore('syncs').delete(uid),
    change.done,
  ]);
}

/** Throws an owner's texts away. */
export async function clearShelf(uid: string): Promise<void> {
  const database = await openDatabase();
  await dropOwner(database, uid);
  database.close();
}

export async function browserShelf(uid: string): Promise<Shelf> {
  const database = await openDatabase();
  await dropOthers(database, uid);
  // What there was no room for lasts as long as the page.
  const unwritten = memoryShelf();
  return {
    async open() {
      const [entries, keys, sync] = await Promise.all([
        database.getAll('entries', ofOwner(uid)),
        database.getAllKeys('texts', ofOwner(uid)),
        database.get('syncs', uid),
      ]);
      return { entries, texts: keys.map(([, jobId]) => jobId), sync: sync ?? NO_SYNC };
    },
    read: async (jobId) => (await unwritten.read(jobId)) ?? database.get('texts', [uid, jobId]),
    async write(jobId, text) {
      try {
        await database.put('texts', text, [uid, jobId]);
        await unwritten.drop([jobId]);
      } catch (error) {
        if ((error as Error).name !== 'QuotaExceededError') throw error;
        await unwritten.write(jobId, text);
      }
    },
    async writeEntries(entries, gone, sync) {
      const change = database.transaction(['entries', 'syncs'], 'readwrite');
      const store = change.objectStore('entries');
      await Promise.all([
        ...entries.map((entry) => store.put(entry, [uid, entry.jobId])),
        ...gone.map((jobId) => store.delete([uid, jobId])),
        change.objectStore('syncs').put(sync, uid),
        change.done,
      ]);
    },
    async drop(jobIds) {
      await unwritten.drop(jobIds);
      const change = database.transaction('texts', 'readwrite');
      await Promise.all([...jobIds.map((jobId) => change.store.delete([uid, jobId])), change.done]);
    },
  };
}

/** For browsers that keep nothing (no IndexedDB, no room): the texts last as long as the page. */
export function memoryShelf(): Shelf {
  const texts = new Map<string, ShelvedText>();
  return {
    open: async () => ({ entries: [], texts: [], sync: NO_SYNC }),
    read: async (jobId) => texts.get(jobId),
    write: async (jobId, text) => void texts.set(jobId, text),
    writeEntries: async () => {},
    async drop(jobIds) {
      for (const jobId of jobIds) texts.delete(jobId);
    },
  };
}
