/** The files of planned jobs: small pages, of words that tell them apart. */

import { readFile } from 'node:fs/promises';
import { writePdf } from '../samples/make/pdfFile.ts';
import { textPages, withBadPage } from '../test/fixtures/textPdf.ts';
import { fixture } from '../test/support/fixtures.ts';
import type { Content } from './plan.ts';

export interface UploadFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** Options: the pages are to be drawn and read, though their text could be had cheaper. */
  readonly metadata: Readonly<Record<string, string>>;
}

const METADATA = { mode: 'force' };
/** Room for two lines, in points. */
const PAGE = '/MediaBox [0 0 330 80]';
const TEXT_START = '1 0 0 1 20 48 Tm';

export async function fileOf(content: Content): Promise<UploadFile> {
  switch (content.kind) {
    case 'image':
      return {
        fileName: 'small.webp',
        contentType: 'image/webp',
        bytes: await readFile(fixture('small.webp')),
        metadata: METADATA,
      };
    case 'corrupt': {
      const whole = pdfOf(content.pages);
      return { ...PDF, bytes: whole.subarray(0, Math.floor(whole.length * 0.55)) };
    }
    case 'pdf':
      return { ...PDF, bytes: pdfOf(content.pages, content.badPage) };
    default:
      return content satisfies never;
  }
}

const PDF = { fileName: 'pages.pdf', contentType: 'application/pdf', metadata: METADATA };

export function pdfOf(pages: readonly (readonly string[])[], badPage: number | null = null): Uint8Array {
  const objects = textPages(pages, PAGE, TEXT_START);
  return writePdf(badPage === null ? objects : withBadPage(objects, badPage));
}
