/** The files in what was dropped: folders are gone through, what cannot be read is left out and counted. */

import { fileTypeOfName } from '../../../functions/src/contract/fileTypes.ts';

/** A folder of more is more than anybody means to drop. */
export const MOST_FILES = 500;
const MOST_ENTRIES = 20_000;

export interface Gathered {
  readonly files: readonly File[];
  /** Files of folders that are of no known type. */
  readonly leftOut: number;
  /** Whether there were more than `MOST_FILES`. */
  readonly cut: boolean;
}

/** What a folder holds beside documents. */
const isHidden = (name: string) => name.startsWith('.') || name === 'Thumbs.db' || name === 'desktop.ini';

/** Files that somebody picked one by one are all taken: each is told why it cannot be read. */
export const fromList = (files: ArrayLike<File>): Gathered => cut(Array.from(files), 0);

/** Of a folder that was chosen, only known types, by name. */
export function fromFolder(files: ArrayLike<File>): Gathered {
  const visible = Array.from(files).filter(({ name }) => !isHidden(name));
  const known = visible.filter(({ name }) => fileTypeOfName(name) !== undefined);
  return cut(known, visible.length - known.length);
}

/** Call it while the drop is handled: the browser forgets what was dropped afterwards. */
export function fromDrop(transfer: DataTransfer): Promise<Gathered> {
  const entries = [...transfer.items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry());
  const files = [...transfer.files];
  if (!entries.some((entry) => entry?.isDirectory)) return Promise.resolve(fromList(files));
  return fromEntries(entries.filter((entry) => entry !== null));
}

export async function fromEntries(entries: readonly FileSystemEntry[]): Promise<Gathered> {
  const files: File[] = [];
  let leftOut = 0;
  const open = entries.map((entry) => ({ entry, isDropped: true }));
  for (let seen = 0; open.length > 0 && seen < MOST_ENTRIES && files.length <= MOST_FILES; seen++) {
    const { entry, isDropped } = open.shift() as (typeof open)[number];
    if (!isDropped && isHidden(entry.name)) continue;
    if (entry.isDirectory) {
      const inside = await contentsOf(entry as FileSystemDirectoryEntry).catch(() => []);
      open.push(...inside.map((each) => ({ entry: each, isDropped: false })));
    } else if (isDropped || fileTypeOfName(entry.name) !== undefined) {
      files.push(await fileOf(entry as FileSystemFileEntry).catch(() => new File([], entry.name)));
    } else leftOut++;
  }
  return cut(files, leftOut);
}

function cut(files: readonly File[], leftOut: number): Gathered {
  return { files: files.slice(0, MOST_FILES), leftOut, cut: files.length > MOST_FILES };
}

/** A reader gives a hundred at a time, and none once it is through. */
async function contentsOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0 || all.length > MOST_ENTRIES) return all.toSorted((a, b) => a.name.localeCompare(b.name));
    all.push(...some);
  }
}

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject));
