/** Searchable PDFs made in the page process: what it writes lies in a folder of its own until it was read. */

import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { PdfMaker, ReadImage } from '../../app/pagePorts.ts';
import type { PageWords } from '../../contract/documents.ts';
import type { PdfProcess } from '../pages/isolated.ts';
import { embedJpeg } from './embeddedImage.ts';
import { type ImagePage, imagePdf } from './imagePdf.ts';

export function isolatedPdfMaker(process: PdfProcess): PdfMaker {
  async function* imagePages(pages: AsyncIterable<ReadImage>): AsyncIterable<ImagePage> {
    for await (const { view, words } of pages) {
      // The page image is upright and level, whatever was done to make it so.
      const level = words && { ...words, rotation: 0, skew: 0 };
      const jpeg = view === null ? null : await process.toJpeg(view);
      yield { image: jpeg && (await embedJpeg(jpeg)), dpi: words?.dpi ?? null, words: level };
    }
  }

  return {
    async withSearchablePdf(source, output, pages, use, firstPage = 1) {
      const folder = await mkdtemp(join(tmpdir(), 'pagestream-pdf-'));
      try {
        const [words, target] = [join(folder, 'words'), join(folder, 'pdf')];
        await pipeline(Readable.from(linesOf(pages)), createGzip(), createWriteStream(words));
        const written = await process.writePdf(source, output, words, firstPage, target);
        return await use(contentOf(written === 'appended' ? [source.path, target] : [target]));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    pdfOfImages: (source, output, pages) => {
      const id = source.sha256.slice(0, 32);
      return imagePdf(imagePages(pages), output, [id, id]);
    },
  };
}

/** The text is in the words already. */
async function* linesOf(pages: AsyncIterable<PageWords | null>): AsyncIterable<string> {
  for await (const page of pages) yield `${JSON.stringify(page && { ...page, text: '' })}\n`;
}

async function* contentOf(paths: readonly string[]): AsyncIterable<Uint8Array> {
  for (const path of paths) yield* createReadStream(path) as AsyncIterable<Uint8Array>;
}
