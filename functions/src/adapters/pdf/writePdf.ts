/** The PDF of a source, with its text: what the page process does when it is asked for one. */

import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { LocalFile } from '../../app/ports.ts';
import type { PageWords } from '../../contract/documents.ts';
import { type FileType, SNIFF_BYTES, sniffFileType } from '../../contract/fileTypes.ts';
import type { PdfOutput } from '../../contract/options.ts';
import { PipelineError } from '../../domain/failure.ts';
import { sizeBeforeSkew } from '../../domain/pageGeometry.ts';
import { bmpToPng } from '../documents/bmp.ts';
import { readHead } from '../documents/head.ts';
import { addTextLayer, type Written } from './addTextLayer.ts';
import { embedImage } from './embeddedImage.ts';
import { type ImagePage, imagePdf } from './imagePdf.ts';

/**
 * @param wordsPath gzipped, a line of JSON for each page in order, from `firstPage` on: `PageWords`, or null for a page that was not read
 * @param target the file to write
 */
export async function writePdf(
  source: LocalFile,
  output: PdfOutput,
  wordsPath: string,
  firstPage: number,
  target: string,
): Promise<Written> {
  const type = sniffFileType(await readHead(source.path, SNIFF_BYTES));
  if (type === undefined) throw new PipelineError('UNSUPPORTED_TYPE');
  const pages = readWords(wordsPath);
  if (type === 'pdf' && output === 'pdf') return addTextLayer(source, pages, target);
  if (type === 'pdf') throw new PipelineError('UNSUPPORTED_TYPE', 'what is on its pages may be no PDF/A');
  const id = source.sha256.slice(0, 32);
  const images = imagePages(source, output, type, pages, firstPage);
  await pipeline(Readable.from(imagePdf(images, output, [id, id])), createWriteStream(target));
  return 'whole';
}

async function* readWords(path: string): AsyncIterable<PageWords | null> {
  const lines = createInterface({ input: createReadStream(path).pipe(createGunzip()), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) yield JSON.parse(line) as PageWords | null;
}

async function* imagePages(
  source: LocalFile,
  output: PdfOutput,
  type: FileType,
  pages: AsyncIterable<PageWords | null>,
  firstPage: number,
): AsyncIterable<ImagePage> {
  const encoded = type === 'bmp' ? await bmpToPng(source.path) : await readFile(source.path);
  let frame = firstPage - 1;
  for await (const words of pages) {
    // A page that cannot be decoded has failed already: it keeps its place.
    const image = await embedImage(encoded, output, type, frame++).catch(() => null);
    const dpi =
      image === null || !words?.dpi ? null : words.dpi * (Math.max(image.width, image.height) / longSideOf(words, image));
    yield { image, dpi, words };
  }
}

/** Of the page image before it was levelled, in its pixels. */
function longSideOf(words: PageWords, { width, height }: { readonly width: number; readonly height: number }): number {
  const level = sizeBeforeSkew(words, words.rotation % 180 === 0 ? [width, height] : [height, width]);
  return Math.max(level.width, level.height);
}
