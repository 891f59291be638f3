/** Which object each page of a PDF is and what is drawn of it, as the renderer sees it: it is the one that counted the pages. */

import { type FileHandle, open } from 'node:fs/promises';
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Box } from '../../contract/documents.ts';
import type { PageFrame } from '../../domain/pageGeometry.ts';

export interface FoundPage extends PageFrame {
  /** Null for a page that is no object of its own. */
  readonly ref: { readonly num: number; readonly gen: number } | null;
}

/** Large enough that a page tree scattered over a scan of 100 MB takes hundreds of reads, not thousands. */
const CHUNK_BYTES = 256 * 1024;

/** @returns by page number less one; null for a page that cannot be opened */
export function findPages(paths: readonly string[]): Promise<readonly (FoundPage | null)[]> {
  return withPdfjs(paths, async (document) => {
    const pages: (FoundPage | null)[] = [];
    for (let pageNumber = 1; pageNumber <= document.numPages; pageNumber++) {
      const page = await document.getPage(pageNumber).catch(() => null);
      pages.push(page && { ref: page.ref, box: boxOf(page.view), turn: page.rotate });
      page?.cleanup();
    }
    return pages;
  });
}

/** Opens the files, which are one document when put one after the other, and reads only what it needs of them. */
export async function withPdfjs<R>(paths: readonly string[], use: (document: PDFDocumentProxy) => Promise<R>): Promise<R> {
  // The library that draws pages, by itself: pdf-to-img, which brings it along, tells nothing of a page but its picture.
  const { getDocument, PDFDataRangeTransport } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const files = await openParts(paths);
  try {
    const length = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    class Ranges extends PDFDataRangeTransport {
      override requestDataRange(begin: number, end: number): void {
        readParts(files, begin, end).then(
          (chunk) => this.onDataRange(begin, chunk),
          // Nothing is told of it but that it never comes: the document is given up.
          () => void task.destroy(),
        );
      }
    }
    const task = getDocument({
      range: new Ranges(length, null),
      rangeChunkSize: CHUNK_BYTES,
      disableAutoFetch: true,
      disableStream: true,
      verbosity: 0,
    });
    try {
      return await use(await task.promise);
    } finally {
      await task.destroy();
    }
  } finally {
    await Promise.all(files.map(({ handle }) => handle.close()));
  }
}

function boxOf([x0 = 0, y0 = 0, x1 = 0, y1 = 0]: readonly number[]): Box {
  return [x0, y0, x1, y1];
}

interface Part {
  readonly handle: FileHandle;
  readonly from: number;
  readonly sizeBytes: number;
}

async function openParts(paths: readonly string[]): Promise<readonly Part[]> {
  const parts: Part[] = [];
  let from = 0;
  for (const path of paths) {
    const handle = await open(path);
    const { size: sizeBytes } = await handle.stat();
    parts.push({ handle, from, sizeBytes });
    from += sizeBytes;
  }
  return parts;
}

async function readParts(parts: readonly Part[], begin: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - begin);
  for (const { handle, from, sizeBytes } of parts) {
    const start = Math.max(begin, from);
    const length = Math.min(end, from + sizeBytes) - start;
    if (length > 0) await handle.read(bytes, start - begin, length, start - from);
  }
  return bytes;
}
