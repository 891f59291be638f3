/**
 * How large a unit of a page is, in points: pdfium takes it for one, whatever the page says. Large sheets say so, and their
 * letters would be drawn too small to be read. Next to no file has such pages, so that pdfjs is asked only about one that may.
 */

import { inflateSync } from 'node:zlib';
import type { LocalFile } from '../../app/ports.ts';
import { withPdfjs } from '../pdf/pageFrames.ts';

const KEY = '/UserUnit';
/** More than this of object streams is not looked through. */
const MOST_UNPACKED_BYTES = 64 * 1024 * 1024;
const MOST_DICTIONARY_BYTES = 1024;

/** Whether any page may have units of its own. @param file its bytes: nothing is kept of them */
export function mayHaveUserUnits(file: Uint8Array): boolean {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (bytes.includes(KEY)) return true;
  let left = MOST_UNPACKED_BYTES;
  for (let at = bytes.indexOf('/ObjStm'); at >= 0; at = bytes.indexOf('/ObjStm', at + 1)) {
    const dictionary = bytes.toString('latin1', at, at + MOST_DICTIONARY_BYTES);
    const start = /stream\r?\n/.exec(dictionary);
    if (start === null) return true;
    try {
      const unpacked = inflateSync(bytes.subarray(at + start.index + start[0].length), { maxOutputLength: left });
      if (unpacked.includes(KEY)) return true;
      left -= unpacked.length;
    } catch {
      // Encrypted, or too much: it cannot be told.
      return true;
    }
    if (left < 1) return true;
  }
  return false;
}

/** @returns 1 also for a page that pdfjs does not find */
export async function userUnitOf(file: LocalFile, pageNumber: number): Promise<number> {
  return withPdfjs([file.path], async (document) => (await document.getPage(pageNumber)).userUnit).catch(() => 1);
}
