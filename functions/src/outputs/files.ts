/**
 * The files that a document can become, one for each output that an upload may ask for. All but the PDF are written from what
 * was read; the PDF needs the source too, and a process to open it in.
 */

import type { Output } from '../contract/options.ts';
import type { OutputDocument } from './document.ts';
import { documentJson } from './json.ts';
import { documentText } from './text.ts';

export interface OutputFile {
  /** Below the job's results. */
  readonly name: string;
  readonly contentType: string;
  /** The same bytes for the same document, whenever it is asked for: two finishers may write at once. */
  readonly content: (document: OutputDocument) => AsyncIterable<string | Uint8Array>;
}

export const OUTPUT_FILES: Readonly<Record<Exclude<Output, 'pdf'>, OutputFile>> = {
  text: { name: 'document.txt', contentType: 'text/plain; charset=utf-8', content: documentText },
  json: { name: 'document.json', contentType: 'application/json', content: documentJson },
};

export const PDF_FILE = { name: 'document.pdf', contentType: 'application/pdf' } as const satisfies Omit<OutputFile, 'content'>;
