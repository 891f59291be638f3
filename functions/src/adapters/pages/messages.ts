/** What the page process is asked and what it says. */

import type { PageWish } from '../../app/pagePorts.ts';
import type { LocalFile } from '../../app/ports.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import type { PdfOutput } from '../../contract/options.ts';

export type Request =
  | { readonly call: 'inspect'; readonly file: LocalFile }
  | { readonly call: 'preparePage'; readonly file: LocalFile; readonly pageNumber: number; readonly wish: PageWish }
  /** `words` and `target` are paths; see `writePdf`. */
  | {
      readonly call: 'writePdf';
      readonly file: LocalFile;
      readonly output: PdfOutput;
      readonly words: string;
      readonly firstPage: number;
      readonly target: string;
    }
  /** A page image of our own, as a JPEG. */
  | { readonly call: 'toJpeg'; readonly image: Uint8Array };

/** `ready` once, at the start; after that one message for each request. */
export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'failure'; readonly code: ErrorCode; readonly message: string; readonly cause: string | undefined };
