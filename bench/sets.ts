/** What is read: folders of documents with their true texts, and pages made hard of them (`hard.ts`). */

import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileTypeOfName } from '../functions/src/contract/fileTypes.ts';
import { REPO_FOLDER } from '../suite/paths.ts';
import { SuiteError } from '../suite/suiteError.ts';

export interface TruthDocument {
  readonly path: string;
  /** Of all its pages. */
  readonly truth: string;
}

export interface DocumentSet {
  readonly name: string;
  readonly documents: readonly TruthDocument[];
  /** How many the set has, of which these are some. */
  readonly outOf: number;
  /** Made here, of pages of other sets. */
  readonly isHard: boolean;
}

/** Lies beside the repository on some machines; nothing needs it. */
const CORPUS = join(REPO_FOLDER, '..', 'shared', 'corpus', 'truth');
/** Of a set, hard or not: of three pages chance would say as much as the engine. */
export const USUAL_DOCUMENTS = 10;

/** @throws SuiteError when a folder that was asked for is none, or has nothing to read */
export async function findSets(folders: readonly string[], most = USUAL_DOCUMENTS): Promise<DocumentSet[]> {
  const corpus = existsSync(CORPUS) ? readdirSync(CORPUS, { withFileTypes: true }) : [];
  const known = corpus.filter((entry) => entry.isDirectory()).map(({ name }) => ({ name, folder: join(CORPUS, name) }));
  const given = folders.map((folder) => ({ name: basename(resolve(folder)), folder: resolve(folder) }));
  const all = [{ name: 'samples', folder: join(REPO_FOLDER, 'samples') }, ...known, ...given];
  return Promise.all(all.map(({ name, folder }) => readSet(name, folder, most)));
}

/** @param most how many documents at most, spread over the folder */
export async function readSet(name: string, folder: string, most: number): Promise<DocumentSet> {
  if (!existsSync(folder)) throw new SuiteError(`There is no folder ${folder}.`);
  const files = readdirSync(folder)
    .filter((file) => fileTypeOfName(file) !== undefined && existsSync(truthPath(join(folder, file))))
    .sort();
  if (files.length === 0) throw new SuiteError(`${folder} has no image or PDF with its text in NAME.gt.txt.`);
  const documents = spreadOver(files, most).map(async (file): Promise<TruthDocument> => {
    const path = join(folder, file);
    return { path, truth: await readFile(truthPath(path), 'utf8') };
  });
  return { name, documents: await Promise.all(documents), outOf: files.length, isHard: false };
}

const truthPath = (path: string) => path.replace(/\.[^./\\]+$/, '.gt.txt');

/** At most so many of a list, evenly spread over it, always the same ones. */
export function spreadOver<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, index) => list[Math.floor((index * list.length) / most)]).filter(
    (item) => item !== undefined,
  );
}

/** @throws SuiteError for a name that no set has */
export function chooseSets(sets: readonly DocumentSet[], names: readonly string[] | undefined): DocumentSet[] {
  const missing = names?.find((name) => !sets.some((set) => set.name === name));
  if (missing !== undefined) {
    throw new SuiteError(`There is no set "${missing}" among ${sets.map(({ name }) => name).join(', ')}.`);
  }
  return sets.filter(({ name }) => names === undefined || names.includes(name));
}

/** `10 of 16`, or all. */
export function countOf({ documents, outOf }: DocumentSet): string {
  return documents.length === outOf ? String(outOf) : `${documents.length} of ${outOf}`;
}
