/** BMP, which sharp's prebuilt binaries cannot read: decoded by bmp-ts (all depths and RLE, no dependencies), handed on as PNG. */

import { readFile } from 'node:fs/promises';
import { MAX_PAGE_PIXELS } from '../../contract/limits.ts';
import { PipelineError } from '../../domain/failure.ts';
import { openImage } from '../images/sharp.ts';

/** What the decoder can hold beside its result in a worker of 2 GiB: four bytes a pixel, twice. */
const MOST_BMP_PIXELS = Math.min(MAX_PAGE_PIXELS, 50_000_000);

/** @throws PipelineError `CORRUPT` or `PAGE_TOO_BIG`, from the header alone */
export function checkBmpHeader(head: Uint8Array): void {
  if (head.length < 26) throw new PipelineError('CORRUPT', 'the BMP ends within its header');
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  // The oldest headers have 16-bit sizes; a negative height means that rows run from the top.
  const old = view.getUint32(14, true) === 12;
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
  const height = old ? view.getUint16(20, true) : Math.abs(view.getInt32(22, true));
  if (width < 1 || height < 1) throw new PipelineError('CORRUPT', `a BMP of ${width} × ${height} pixels`);
  if (width * height > MOST_BMP_PIXELS) throw new PipelineError('PAGE_TOO_BIG', `the image is ${width} × ${height} pixels`);
}

/** @throws PipelineError `CORRUPT` */
export async function bmpToPng(path: string): Promise<Uint8Array> {
  const { decode } = await import('bmp-ts');
  const bytes = await readFile(path);
  checkBmpHeader(bytes);
  try {
    const { data, width, height } = decode(bytes, { toRGBA: true });
    // The fourth byte is unused in most BMPs and then zero: it is no transparency.
    const image = await openImage(data, { raw: { width, height, channels: 4 } });
    return await image.removeAlpha().png({ compressionLevel: 1 }).toBuffer();
  } catch (error) {
    throw new PipelineError('CORRUPT', `the BMP cannot be decoded: ${String(error)}`, { cause: error });
  }
}
