/**
 * What the suite for work knows, kept from one start to the next. The last export stays whole until a new one is: a crash
 * at any point leaves at least one, and the next start finds it.
 */

import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What the keeper exits with when the emulators ended as asked but their data could not be saved. */
export const NOT_SAVED_EXIT_CODE = 20;

const EXPORT_TIMEOUT_SECONDS = 60;
/** The file that an export writes last. */
const METADATA_FILE = 'firebase-export-metadata.json';

const isExport = (folder: string) => existsSync(join(folder, METADATA_FILE));
const removeFolder = (folder: string) => rmSync(folder, { recursive: true, force: true });

/**
 * Exports Auth, Firestore and Storage of running emulators into `dataFolder`.
 * @returns false when the emulators did not answer or refused; the last export then stands
 */
export async function saveData(hubUrl: string, dataFolder: string): Promise<boolean> {
  const fresh = `${dataFolder}.new`;
  removeFolder(fresh);
  try {
    const answer = await fetch(`${hubUrl}/_admin/export`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ path: fresh, initiatedBy: 'exit', targets: ['auth', 'firestore', 'storage'] }),
      signal: AbortSignal.timeout(EXPORT_TIMEOUT_SECONDS * 1000),
    });
    if (!answer.ok) return false;
  } catch {
    return false;
  }
  return putInPlace(dataFolder);
}

/**
 * Finishes what a crash in the middle of `saveData` left.
 * @returns whether there is anything to import in `dataFolder`
 */
export function recoverData(dataFolder: string): boolean {
  const old = `${dataFolder}.old`;
  if (!isExport(dataFolder) && !putInPlace(dataFolder) && isExport(old)) {
    removeFolder(dataFolder);
    renameSync(old, dataFolder);
  }
  return isExport(dataFolder);
}

function putInPlace(dataFolder: string): boolean {
  const fresh = `${dataFolder}.new`;
  const old = `${dataFolder}.old`;
  if (!isExport(fresh)) return false;
  if (existsSync(dataFolder)) {
    removeFolder(old);
    renameSync(dataFolder, old);
  }
  renameSync(fresh, dataFolder);
  removeFolder(old);
  return true;
}
