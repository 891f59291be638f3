/** Counts a PDF's pages with pdf.js, in its own thread, reading no more of the file than it takes. */

import { getDocument, PDFDataRangeTransport, PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PdfPages } from './look.ts';

/** In most files the end and a few objects are all that is read. */
const CHUNK_BYTES = 128 * 1024;

class BlobTransport extends PDFDataRangeTransport {
  readonly #blob: Blob;
  /** Rejects when the file cannot be read any more: pdf.js would wait for its bytes for ever. */
  readonly broken = Promise.withResolvers<never>();

  constructor(blob: Blob, head: Uint8Array) {
    super(blob.size, head);
    this.#blob = blob;
    this.broken.promise.catch(() => undefined);
  }

  override requestDataRange(begin: number, end: number): void {
    void this.#blob
      .slice(begin, end)
      .arrayBuffer()
      .then((bytes) => this.onDataRange(begin, new Uint8Array(bytes)))
      .catch((error: unknown) => this.broken.reject(new Unreadable('a part of the file', { cause: error })));
  }
}

class Unreadable extends Error {}

interface Thread {
  readonly worker: PDFWorker;
  /** Resolves when its script could not be fetched, as offline: pdf.js would wait for it for ever. */
  readonly failed: Promise<null>;
}

let thread: Thread | undefined;

/** Kept for the next file: starting it costs more than most counts. */
function pdfThread(): Thread {
  if (thread !== undefined) return thread;
  const port = new Worker(new URL('pdfjs-dist/legacy/build/pdf.worker.min.mjs', import.meta.url), { type: 'module' });
  const { promise: failed, resolve } = Promise.withResolvers<null>();
  port.addEventListener('error', () => {
    thread = undefined;
    resolve(null);
  });
  thread = { worker: PDFWorker.create({ port }), failed };
  return thread;
}

/** @returns null when pdf.js could not be started. Rejects when the file cannot be read. */
export async function countPdfPages(file: Blob): Promise<PdfPages | null> {
  const head = new Uint8Array(await file.slice(0, CHUNK_BYTES).arrayBuffer());
  const { worker, failed } = pdfThread();
  const range = new BlobTransport(file, head);
  const opening = getDocument({
    range,
    worker,
    rangeChunkSize: CHUNK_BYTES,
    disableAutoFetch: true,
    disableStream: true,
    verbosity: 0,
  });
  try {
    const opened = await Promise.race([opening.promise, failed, range.broken.promise]);
    if (opened === null) return null;
    return opened.numPages > 0 ? { kind: 'counted', pages: opened.numPages } : { kind: 'damaged' };
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    // Asked for once the empty password, which opens many, did not.
    return { kind: (error as Error).name === 'PasswordException' ? 'encrypted' : 'damaged' };
  } finally {
    // Not awaited: a thread that never started never answers.
    void opening.destroy().catch(() => undefined);
  }
}
