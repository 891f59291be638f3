/**
 * The dry look at a file: how many pages it has, and whether its owner has it already. Nothing is sent.
 * What cannot be found out is left open (null): the server looks at every file again and has the last word.
 */

import type { ErrorCode } from '../../../functions/src/contract/errors.ts';
import type { FileType } from '../../../functions/src/contract/fileTypes.ts';
import { MAX_PAGES } from '../../../functions/src/contract/limits.ts';
import { countTiffPages } from './tiffPages.ts';

export type Look =
  | { readonly kind: 'fine'; readonly pages: number | null; readonly sha256: string | null }
  /** `certain`: no server could read it. What this browser finds damaged, the server may still repair. */
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly certain: boolean };

export type LookAt = (file: Blob, fileType: FileType) => Promise<Look>;

export type PdfPages =
  | { readonly kind: 'counted'; readonly pages: number }
  | { readonly kind: 'encrypted' }
  | { readonly kind: 'damaged' };

/** Rejects when the file itself cannot be read. */
export const lookAt: LookAt = async (file, fileType) => {
  const hashing = hashOf(file);
  // Awaited below; a page count that throws first must not leave it unhandled.
  hashing.catch(() => undefined);
  let pages: number | null = 1;
  if (fileType === 'pdf') {
    const found = await countPdfPages(file);
    if (found?.kind === 'encrypted') return { kind: 'refused', code: 'ENCRYPTED', certain: true };
    if (found?.kind === 'damaged') return { kind: 'refused', code: 'CORRUPT', certain: false };
    pages = found?.pages ?? null;
  } else if (fileType === 'tiff') {
    pages = await countTiffPages(file, MAX_PAGES + 1);
    if (pages === 0) return { kind: 'refused', code: 'CORRUPT', certain: false };
  }
  if (pages !== null && pages > MAX_PAGES) return { kind: 'refused', code: 'TOO_MANY_PAGES', certain: true };
  return { kind: 'fine', pages, sha256: await hashing };
};

/** pdf.js weighs more than the rest of the app, so it comes with the first PDF. @returns null when it cannot be had, as offline */
async function countPdfPages(file: Blob): Promise<PdfPages | null> {
  const counter = await import('./pdfPages.ts').catch(() => null);
  return counter === null ? null : counter.countPdfPages(file);
}

/** In a thread of its own: 100 MB are read and hashed without a moment in which nothing can be pressed. */
async function hashOf(file: Blob): Promise<string | null> {
  // Browsers have it on https and on localhost only.
  if (typeof crypto.subtle === 'undefined') return null;
  const worker = new Worker(new URL('./hashWorker.ts', import.meta.url), { type: 'module' });
  const { promise, resolve } = Promise.withResolvers<string | null>();
  worker.onmessage = ({ data }: MessageEvent<string | null>) => resolve(data);
  worker.onerror = () => resolve(null);
  worker.postMessage(file);
  try {
    return await promise;
  } finally {
    worker.terminate();
  }
}
