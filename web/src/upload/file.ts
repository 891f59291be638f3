/** What can be said about a file before it is sent, in the words that the server would use. */

import type { ErrorCode } from '../../../functions/src/contract/errors.ts';
import { FILE_TYPES, type FileType, sniffFileType } from '../../../functions/src/contract/fileTypes.ts';
import { MAX_FILE_NAME_BYTES, MAX_UPLOAD_BYTES } from '../../../functions/src/contract/limits.ts';

export type Verdict = { readonly ok: true; readonly fileType: FileType } | { readonly ok: false; readonly code: ErrorCode };

/** @param head the first `SNIFF_BYTES` bytes */
export function judgeFile(sizeBytes: number, head: Uint8Array): Verdict {
  if (sizeBytes === 0) return { ok: false, code: 'EMPTY_FILE' };
  if (sizeBytes > MAX_UPLOAD_BYTES) return { ok: false, code: 'TOO_LARGE' };
  const fileType = sniffFileType(head);
  return fileType ? { ok: true, fileType } : { ok: false, code: 'UNSUPPORTED_TYPE' };
}

/** What the file picker offers. */
export const ACCEPT = Object.values(FILE_TYPES)
  .flatMap(({ contentType, extensions }) => [contentType, ...extensions.map((extension) => `.${extension}`)])
  .join(',');

/**
 * The name under which a file is stored: its own, except for what a path cannot hold (slashes, control characters,
 * lone surrogates, more than `MAX_FILE_NAME_BYTES`). The extension survives the cut.
 */
export function storedName(name: string): string {
  const clean = name
    .toWellFormed()
    .replace(/[\p{Cc}/]+/gu, ' ')
    .trim();
  if (clean === '' || clean === '.' || clean === '..') return 'file';
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  if (bytes(clean) <= MAX_FILE_NAME_BYTES) return clean;
  const extension = /\.[^.]{1,10}$/.exec(clean)?.[0] ?? '';
  let base = [...clean.slice(0, clean.length - extension.length)];
  while (bytes(base.join('') + extension) > MAX_FILE_NAME_BYTES) base = base.slice(0, -1);
  return base.join('') + extension;
}
