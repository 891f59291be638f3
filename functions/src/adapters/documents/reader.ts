/** Opens files by what their bytes are. Keeps the last document open: its next page is most likely wanted next. */

import type { LocalFile } from '../../app/ports.ts';
import { type FileType, SNIFF_BYTES, sniffFileType } from '../../contract/fileTypes.ts';
import { PipelineError } from '../../domain/failure.ts';
import type { OpenDocument } from './document.ts';
import { readHead } from './head.ts';
import { openImageFile } from './image.ts';
import { openPdf } from './pdf.ts';

interface Opened {
  readonly path: string;
  readonly document: OpenDocument & { close?: () => Promise<void> };
}

export interface DocumentReader {
  /**
   * Looks at a file without drawing anything.
   * @throws PipelineError `UNSUPPORTED_TYPE`, `CORRUPT`, `ENCRYPTED`, `PAGE_TOO_BIG` (single images)
   */
  inspect(file: LocalFile): Promise<{ readonly type: FileType; readonly pageCount: number }>;
  /** Runs `use` on the opened document, which may have been kept open from an earlier call. Throws as `inspect`. */
  withDocument<R>(file: LocalFile, use: (document: OpenDocument) => Promise<R>): Promise<R>;
}

export function documentReader(): DocumentReader {
  let opened: Opened | undefined;
  /** Documents are opened, drawn and closed one after the other: a drawing needs the memory for itself. */
  let queue: Promise<unknown> = Promise.resolve();

  function inTurn<R>(use: () => Promise<R>): Promise<R> {
    const turn = queue.then(use);
    queue = turn.catch(() => undefined);
    return turn;
  }

  return {
    inspect: (file) =>
      inTurn(async () => {
        const type = await typeOf(file);
        const document = await open(file, type);
        await document.close?.();
        return { type, pageCount: document.pageCount };
      }),

    withDocument: (file, use) =>
      inTurn(async () => {
        if (opened?.path !== file.path) {
          await opened?.document.close?.();
          opened = undefined;
          opened = { path: file.path, document: await open(file, await typeOf(file)) };
        }
        return use(opened.document);
      }),
  };
}

function open(file: LocalFile, type: FileType): Promise<Opened['document']> {
  return type === 'pdf' ? openPdf(file) : openImageFile(file, type);
}

async function typeOf({ path }: LocalFile): Promise<FileType> {
  const type = sniffFileType(await readHead(path, SNIFF_BYTES));
  if (type === undefined) throw new PipelineError('UNSUPPORTED_TYPE');
  return type;
}
