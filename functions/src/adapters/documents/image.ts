/** Image files: PNG, JPEG, WebP, BMP, GIF (its first image), and TIFF with one page for each image in it. */

import type { LocalFile } from '../../app/ports.ts';
import { type FileType, SNIFF_BYTES } from '../../contract/fileTypes.ts';
import { MAX_PAGE_PIXELS } from '../../contract/limits.ts';
import { PipelineError } from '../../domain/failure.ts';
import { decoding, openImage } from '../images/sharp.ts';
import { bmpToPng, checkBmpHeader } from './bmp.ts';
import type { OpenDocument } from './document.ts';
import { readHead } from './head.ts';

/** Images hold no text. */
const noLayer = () => Promise.resolve(null);

/**
 * Reads the header only.
 * @throws PipelineError `CORRUPT` or `PAGE_TOO_BIG`
 */
export async function openImageFile(file: LocalFile, type: FileType): Promise<OpenDocument> {
  if (type === 'bmp') {
    checkBmpHeader(await readHead(file.path, SNIFF_BYTES));
    return {
      pageCount: 1,
      drawPage: async () => ({ picture: { encoded: await bmpToPng(file.path), frame: 0 }, dpi: null }),
      readLayer: noLayer,
    };
  }
  const metadata = await decoding(async () => (await openImage(file.path, { limitInputPixels: false })).metadata());
  const { width, height, density } = metadata;
  // Every frame has its own size in a TIFF; the others are checked when they are decoded.
  if (width * height > MAX_PAGE_PIXELS) throw new PipelineError('PAGE_TOO_BIG', `the image is ${width} × ${height} pixels`);
  return {
    pageCount: type === 'tiff' ? (metadata.pages ?? 1) : 1,
    drawPage: (pageNumber) =>
      Promise.resolve({
        picture: { encoded: file.path, frame: pageNumber - 1 },
        dpi: type === 'tiff' ? (density ?? null) : null,
      }),
    readLayer: noLayer,
  };
}
