/** Where the texts of one owner lie between visits: this browser's IndexedDB. */

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Entry } from './entries.ts';

/** When an owner's older documents were last listed, and how many there were in all. */
export interface Listing {
  /** By this device's clock. */
  readonly at: number;
  /** 0: not known to be more than the entries. */
  readonly documents: number;
}

export const NEVER_LISTED: Listing = { at: 0, documents: 0 };

export interface ShelvedText {
  readonly version: string;
  readonly bytes: number;
  /** As in `document.txt`. */
  readonly text: string;
}

export interface Shelf {
  open(): Promise<{ readonly entries: readonly Entry[]; readonly texts: readonly string[]; readonly listing: Listing }>;
  read(jobId: string): Promise<ShelvedText | undefined>;
  write(jobId: string, text: ShelvedText): Promise<void>;
  writeEntries(entries: readonly Entry[], gone: readonly string[], listing: Listing): Promise<void>;
  drop(jobIds: readonly string[]): Promise<void>;
}

interface Schema extends DBSchema {
  entries: { key: [uid: string, jobId: string]; value: Entry };
  texts: { key: [uid: string, jobId: string]; value: ShelvedText };
  listings: { key: string; value: Listing };
}

const DATABASE = 'pagestream-search';

const openDatabase = () =>
  openDB<Schema>(DATABASE, 1, {
    upgrade(database) {
      for (const name of ['entries', 'texts', 'listings'] as const) database.createObjectStore(name);
    },
  });

/** An array sorts behind every string: this is all of one owner. */
const ofOwner = (uid: string) => IDBKeyRange.bound([uid], [uid, []]);

/** All before and all behind an owner. */
const ofOthers = (uid: string) => [IDBKeyRange.upperBound([uid], true), IDBKeyRange.lowerBound([uid, []], true)];

/** What other owners left here is thrown away, also what was written while it was (by another window, say). */
async function dropOthers(database: IDBPDatabase<Schema>, uid: string): Promise<void> {
  const change = database.transaction(['entries', 'texts', 'listings'], 'readwrite');
  const [entries, texts, listings] = [change.objectStore('entries'), change.objectStore('texts'), change.objectStore('listings')];
  await Promise.all([
    ...ofOthers(uid).flatMap((range) => [entries.delete(range), texts.delete(range)]),
    listings.delete(IDBKeyRange.upperBound(uid, true)),
    listings.delete(IDBKeyRange.lowerBound(uid, true)),
    change.done,
  ]);
}

/** Throws texts away. @param staying whose stay; null: nobody's */
export async function clearShelf(staying: string | null): Promise<void> {
  // A browser that opens no database has none.
  const database = await openDatabase().catch(() => undefined);
  if (database === undefined) return;
  // Nobody's name is empty.
  await dropOthers(database, staying ?? '');
  database.close();
}

export async function browserShelf(uid: string): Promise<Shelf> {
  const database = await openDatabase();
  await dropOthers(database, uid);
  // What there was no room for lasts as long as the page.
  const unwritten = memoryShelf();
  return {
    async open() {
      const [entries, keys, listing] = await Promise.all([
        database.getAll('entries', ofOwner(uid)),
        database.getAllKeys('texts', ofOwner(uid)),
        database.get('listings', uid),
      ]);
      return { entries, texts: keys.map(([, jobId]) => jobId), listing: listing ?? NEVER_LISTED };
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
    async writeEntries(entries, gone, listing) {
      const change = database.transaction(['entries', 'listings'], 'readwrite');
      const store = change.objectStore('entries');
      await Promise.all([
        ...entries.map((entry) => store.put(entry, [uid, entry.jobId])),
        ...gone.map((jobId) => store.delete([uid, jobId])),
        change.objectStore('listings').put(listing, uid),
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
    open: async () => ({ entries: [], texts: [], listing: NEVER_LISTED }),
    read: async (jobId) => texts.get(jobId),
    write: async (jobId, text) => void texts.set(jobId, text),
    writeEntries: async () => {},
    async drop(jobIds) {
      for (const jobId of jobIds) texts.delete(jobId);
    },
  };
}
