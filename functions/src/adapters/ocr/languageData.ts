/** The language data in `functions/languages`, which is deployed with the functions: where it is and what it is. */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Model } from '../../contract/options.ts';

// The same way from the source and from what is built of it.
const FOLDER = new URL('../../../languages/', import.meta.url);

export interface LanguageFile {
  readonly model: Model;
  /** tesseract's own: a language in small letters, a whole script with a capital. */
  readonly code: string;
  readonly version: string;
  /** Of the file as it lies in its folder; hexadecimal. */
  readonly sha256: string;
  /** Names of the parts it holds, with blanks between them. */
  readonly components: string;
}

/** Each has a `CODE.traineddata.gz` for each. */
export const LANGUAGE_FOLDERS: Readonly<Record<Model, string>> = {
  fast: fileURLToPath(new URL('data', FOLDER)),
  accurate: fileURLToPath(new URL('accurate', FOLDER)),
};

export const LANGUAGE_FILES = createRequire(import.meta.url)(
  fileURLToPath(new URL('languages.json', FOLDER)),
) as readonly LanguageFile[];

/** Which model there is of some data: scripts, orientation and Russian have a fast one only. */
export function modelOf(code: string, wished: Model): Model {
  return LANGUAGE_FILES.some((file) => file.model === wished && file.code === code) ? wished : 'fast';
}

const versionOf = (model: Model) => LANGUAGE_FILES.find((file) => file.model === model)?.version ?? '';

/** For the manifest, whose options say which of both read the pages. All files of a model are of one version. */
export const LANGUAGE_DATA = `fast: tessdata_fast ${versionOf('fast')} (Debian); accurate: 4.0.0_best_int ${versionOf('accurate')} (npm)`;
