/** Counts a PDF's pages with pdf.js, in its own thread, reading no more of the file than it takes. */

import { getDocument, PDFDataRangeTransport, PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PdfPages } from './look.ts';

/** In most files the end and a few objects are all that is read. */
const CHUNK_BYTES = 128 * 1024;

class BlobTransport extends PDFDataRangeTransport {
  readonly #blob: Blob;

  constructor(blob: Blob, head: Uint8Array) {
    super(blob.size, head);
    this.#blob = blob;
  }

  override requestDataRange(begin: number, end: number): void {
    void this.#blob
      .slice(begin, end)
      .arrayBuffer()
      .then((bytes) => this.onDataRange(begin, new Uint8Array(bytes)));
  }
}

let thread: PDFWorker | undefined;

/** Kept for the next file: starting it costs more than most counts. */
function pdfThread(): PDFWorker {
  if (thread === undefined || thread.destroyed) {
    const port = new Worker(new URL('pdfjs-dist/legacy/build/pdf.worker.min.mjs', import.meta.url), { type: 'module' });
    thread = PDFWorker.create({ port });
  }
  return thread;
}

export async function countPdfPages(file: Blob): Promise<PdfPages> {
  const head = new Uint8Array(await file.slice(0, CHUNK_BYTES).arrayBuffer());
  const opening = getDocument({
    range: new BlobTransport(file, head),
    worker: pdfThread(),
    rangeChunkSize: CHUNK_BYTES,
    disableAutoFetch: true,
    disableStream: true,
    verbosity: 0,
  });
  try {
    const { numPages } = await opening.promise;
    return numPages > 0 ? { kind: 'counted', pages: numPages } : { kind: 'damaged' };
  } catch (error) {
    // Asked for once the empty password, which opens many, did not.
    if ((error as Error).name === 'PasswordException') return { kind: 'encrypted' };
    return { kind: 'damaged' };
  } finally {
    await opening.destroy().catch(() => undefined);
  }
}
