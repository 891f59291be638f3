/**
 * The files that a document can become, one for each output that an upload may ask for. All but the PDFs are written from what
 * was read; those need the source too, and a process to open it in.
 */

import type { Output, PdfOutput } from '../contract/options.ts';
import { documentAlto } from './alto.ts';
import type { OutputDocument } from './document.ts';
import { documentHocr } from './hocr.ts';
import { documentJson } from './json.ts';
import { documentMarkdown } from './markdown.ts';
import { documentText } from './text.ts';

export interface OutputFile {
  /** Below the job's results. */
  readonly name: string;
  readonly contentType: string;
  /** The same bytes for the same document, whenever it is asked for: two finishers may write at once. */
  readonly content: (document: OutputDocument) => AsyncIterable<string | Uint8Array>;
}

export const OUTPUT_FILES: Readonly<Record<Exclude<Output, PdfOutput>, OutputFile>> = {
  text: { name: 'document.txt', contentType: 'text/plain; charset=utf-8', content: documentText },
  md: { name: 'document.md', contentType: 'text/markdown; charset=utf-8', content: documentMarkdown },
  json: { name: 'document.json', contentType: 'application/json', content: documentJson },
  hocr: { name: 'document.hocr', contentType: 'application/xhtml+xml', content: documentHocr },
  alto: { name: 'document.alto.xml', contentType: 'application/xml', content: documentAlto },
};

export const PDF_FILES: Readonly<Record<PdfOutput, Omit<OutputFile, 'content'>>> = {
  pdf: { name: 'document.pdf', contentType: 'application/pdf' },
  pdfa: { name: 'document.pdfa.pdf', contentType: 'application/pdf' },
};
