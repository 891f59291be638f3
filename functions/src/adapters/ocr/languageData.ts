/** The language data in `functions/languages`, which is deployed with the functions: where it is and what it is. */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

// The same way from the source and from what is built of it.
const FOLDER = new URL('../../../languages/', import.meta.url);

export interface LanguageFile {
  /** tesseract's own: a language in small letters, a whole script with a capital. */
  readonly code: string;
  readonly version: string;
  /** Of the file as it lies in `LANGUAGE_FOLDER`; hexadecimal. */
  readonly sha256: string;
  /** Names of the parts it holds, with blanks between them. */
  readonly components: string;
}

/** Has a `CODE.traineddata.gz` for each. */
export const LANGUAGE_FOLDER = fileURLToPath(new URL('data', FOLDER));

export const LANGUAGE_FILES = createRequire(import.meta.url)(
  fileURLToPath(new URL('languages.json', FOLDER)),
) as readonly LanguageFile[];

/** For the manifest: which data read the pages. All files are of one version. */
export const LANGUAGE_DATA = `tessdata_fast ${LANGUAGE_FILES[0]?.version ?? ''} (Debian)`;
