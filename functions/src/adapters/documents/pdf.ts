/**
 * PDF files. Two libraries open and draw them, in this order:
 * 1. pdfium, the cheaper by far, tells also what text a page holds;
 * 2. pdf-to-img, for a file that the first does not open, and for a page that it cannot draw or shows empty though there is
 *    something on it. It is opened only then, and has the last word: its code is the file's, or the page's.
 * An opener keeps this contract: `open` fails with `CORRUPT` or `ENCRYPTED`, a page with `RENDER_FAILED` (another opener may
 * do better) or `PAGE_TOO_BIG` (none will); no memory is taken for more pixels than are allowed; whatever a page did to the
 * library, the next one is drawn.
 */

import { open as openFile } from 'node:fs/promises';
import type { LocalFile } from '../../app/ports.ts';
import { codeOf, PipelineError } from '../../domain/failure.ts';
import type { OpenDocument } from './document.ts';
import { openWithPdfium } from './pdfium.ts';
import { openWithPdfToImg } from './pdfToImg.ts';

/** Where a file that is whole says how it ends; generous, since some writers append bytes. */
const TAIL_BYTES = 4096;
const END_MARKS = ['startxref', 'trailer', '%%EOF'];

export interface OpenPdf extends OpenDocument {
  close(): Promise<void>;
}

/** @throws PipelineError `CORRUPT` or `ENCRYPTED`. A file whose user password is empty opens as any other. */
export async function openPdf(file: LocalFile, openers = { first: openWithPdfium, second: openWithPdfToImg }): Promise<OpenPdf> {
  if (!(await hasEnd(file))) throw new PipelineError('CORRUPT', 'the PDF has no end: it was cut off');
  const first = await openers.first(file).catch((error: unknown) => {
    if (error instanceof PipelineError) return undefined;
    throw error;
  });
  // It takes the page count on trust; a file that lies about it is counted by the other.
  if (first === undefined || !first.hasLastPage) {
    await first?.close();
    return openers.second(file);
  }
  let opening: Promise<OpenPdf> | undefined;
  const second = () => {
    opening ??= openers.second(file);
    return opening;
  };

  return {
    pageCount: first.pageCount,
    async drawPage(pageNumber, purpose) {
      try {
        const { image, looksEmpty } = await first.draw(pageNumber, purpose);
        if (!looksEmpty) return image;
        // Either it is a white page, or a white page instead of an error.
        return await (await second()).drawPage(pageNumber, purpose).catch((error: unknown) => {
          if (codeOf(error) === 'PAGE_TOO_BIG') throw error;
          return image;
        });
      } catch (error) {
        if (codeOf(error) !== 'RENDER_FAILED') throw error;
        return (await second()).drawPage(pageNumber, purpose);
      }
    },
    async readLayer(pageNumber) {
      try {
        return await first.readLayer(pageNumber);
      } catch (error) {
        // A page without its text can still be drawn, perhaps by the other.
        if (codeOf(error) === 'RENDER_FAILED') return null;
        throw error;
      }
    },
    async close() {
      await first.close();
      await (await opening?.catch(() => undefined))?.close();
    },
  };
}

/**
 * Whether the file has an end. Both libraries would mend a file that was cut off and show what is left of it; the pages that
 * are missing would then be missing in silence. A damaged but whole file has one of the marks, and is left to be mended.
 */
async function hasEnd({ path, sizeBytes }: LocalFile): Promise<boolean> {
  const handle = await openFile(path);
  try {
    const length = Math.min(TAIL_BYTES, sizeBytes);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, sizeBytes - length);
    return END_MARKS.some((mark) => buffer.includes(mark));
  } finally {
    await handle.close();
  }
}
