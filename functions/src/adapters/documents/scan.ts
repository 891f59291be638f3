/**
 * Pages that are pictures: how finely they were scanned, and the one JPEG that some of them are. Such a page need not be
 * drawn: its JPEG is lifted out and decoded by sharp, in half the time and exactly as the scanner made it.
 */

import { decoding, openImage } from '../images/sharp.ts';
import type { RawPicture } from './document.ts';
import { POINTS_PER_INCH } from './drawing.ts';
import type { PageContents, Picture } from './pageContents.ts';
import type { Library } from './pdfiumLibrary.ts';
import { shareCovered } from './pdfiumText.ts';

/** Pictures that leave more than the rest of the page free are not all that it is. */
const LEAST_SCAN_SHARE = 0.8;
/** Smaller pictures on it, a logo, say nothing of how it was scanned. */
const LEAST_PICTURE_SHARE = 0.05;
/** How far a picture's edges may be from the page's, as a share of the side. */
const EDGE_TOLERANCE = 0.01;
const SQUARE_TOLERANCE = 0.02;
/** What pdfium calls the colour spaces in which a JPEG's own values are the colours, and the bits of a pixel. */
const PLAIN_COLOUR_SPACES = [1, 2, 4, 5, 7];
const PLAIN_DEPTHS = [8, 24];
/** Where a picture's dictionary begins, at most, before its data. */
const MOST_DICTIONARY_BYTES = 4096;
const SEARCHED_BYTES = 64;
/** Whatever changes how the data is shown, or might be such a word in disguise. */
const CHANGES_THE_LOOK = /\/(?:Decode|SMask|Mask|ImageMask|Matte|OC\b|Alternates)|#/;

/** Dots per inch of the finest picture on a page that pictures cover; null for other pages. */
export function scanDpi({ pictures }: PageContents, width: number, height: number): number | null {
  if (shareCovered(pictures, width, height) < LEAST_SCAN_SHARE) return null;
  const large = pictures.filter(({ box: [x0, y0, x1, y1] }) => (x1 - x0) * (y1 - y0) > width * height * LEAST_PICTURE_SHARE);
  return large.reduce<number | null>((finest, picture) => Math.max(finest ?? 0, ...dpiOf(picture)), null);
}

/** Along the picture's own sides. */
function dpiOf({ placed: [a, b, c, d], widthPixels, heightPixels }: Picture): readonly [number, number] {
  const [width, height] = [Math.hypot(a, b), Math.hypot(c, d)];
  return [(widthPixels / width) * POINTS_PER_INCH, (heightPixels / height) * POINTS_PER_INCH];
}

export interface LiftedJpeg {
  readonly bytes: Uint8Array;
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly dpi: number;
  /** Clockwise, to stand as on the page. */
  readonly turn: 0 | 90 | 180 | 270;
}

/**
 * The JPEG that is all that shows of a page, whole and unchanged; null when there is the least doubt.
 * @param file the document's bytes: what a picture's dictionary says is asked for nowhere else
 */
export function liftJpeg(
  library: Library,
  page: number,
  contents: PageContents,
  width: number,
  height: number,
  file: Uint8Array,
): LiftedJpeg | null {
  const { pdfium } = library;
  const [picture] = contents.pictures;
  if (picture === undefined || contents.pictures.length > 1 || !picture.isDirect || !contents.isComplete) return null;
  if (contents.shapeCount > 0 || contents.annotationCount > 0) return null;
  if ([...contents.texts.values()].some(({ isPainted }) => isPainted)) return null;
  const { object, widthPixels, heightPixels } = picture;
  const turn = turnOf(picture);
  const [dpi, acrossDpi] = dpiOf(picture);
  if (turn === null || Math.abs(dpi / acrossDpi - 1) > SQUARE_TOLERANCE || !fillsPage(picture, width, height)) return null;
  if (pdfium._FPDFPageObj_HasTransparency(object) !== 0 || pdfium._FPDFPageObj_CountMarks(object) > 0) return null;
  if (pdfium._FPDFClipPath_CountPaths(pdfium._FPDFPageObj_GetClipPath(object)) > 0) return null;
  if (!isPlainJpeg(library, page, object)) return null;
  const bytes = rawDataOf(library, object);
  if (bytes === null || !isShownAsItIs(bytes, file)) return null;
  return { bytes, widthPixels, heightPixels, dpi, turn };
}

/**
 * @param mostSide larger pictures are decoded to this long side, in pixels; the larger the difference, the cheaper
 * @throws PipelineError `CORRUPT` or `PAGE_TOO_BIG`
 */
export function decodeJpeg({ bytes, widthPixels, heightPixels, turn }: LiftedJpeg, mostSide: number): Promise<RawPicture> {
  return decoding(async () => {
    const source = await openImage(bytes);
    const { width, height, channels } = await source.metadata();
    if (width !== widthPixels || height !== heightPixels) throw new Error(`a JPEG of ${width} × ${height} pixels`);
    const isGrey = channels === 1;
    const upright = source
      .rotate(turn)
      .resize({ width: mostSide, height: mostSide, fit: 'inside', withoutEnlargement: true })
      .toColourspace(isGrey ? 'b-w' : 'srgb');
    const { data, info } = await upright.raw().toBuffer({ resolveWithObject: true });
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.length);
    if (info.channels !== 1 && info.channels !== 3) throw new Error(`a JPEG of ${info.channels} channels`);
    return { pixels, width: info.width, height: info.height, channels: info.channels };
  });
}

/** How the page shows it; null when that is askew or a mirror image. On the page as shown y grows downwards. */
function turnOf({ placed: [a, b, c, d] }: Picture): LiftedJpeg['turn'] | null {
  const least = Math.max(Math.abs(a), Math.abs(b), Math.abs(c), Math.abs(d)) * 0.001;
  if (Math.abs(b) < least && Math.abs(c) < least) return a > 0 && d < 0 ? 0 : a < 0 && d > 0 ? 180 : null;
  if (Math.abs(a) < least && Math.abs(d) < least) return b > 0 && c > 0 ? 90 : b < 0 && c < 0 ? 270 : null;
  return null;
}

function fillsPage({ box: [x0, y0, x1, y1] }: Picture, width: number, height: number): boolean {
  const [across, down] = [width * EDGE_TOLERANCE, height * EDGE_TOLERANCE];
  return Math.abs(x0) < across && Math.abs(x1 - width) < across && Math.abs(y0) < down && Math.abs(y1 - height) < down;
}

function isPlainJpeg({ pdfium, bytes, integers }: Library, page: number, object: number): boolean {
  if (pdfium._FPDFImageObj_GetImageFilterCount(object) !== 1) return false;
  const name = bytes((buffer, size) => pdfium._FPDFImageObj_GetImageFilter(object, 0, buffer, size));
  if (name === null || Buffer.from(name).toString('latin1').replace(/\0$/, '') !== 'DCTDecode') return false;
  // Width, height, two resolutions, then these, then the content's mark.
  const metadata = integers(7, (pointer = 0) => pdfium._FPDFImageObj_GetImageMetadata(object, page, pointer));
  const [, , , , depth = 0, colourSpace = 0] = metadata ?? [];
  return PLAIN_DEPTHS.includes(depth) && PLAIN_COLOUR_SPACES.includes(colourSpace);
}

function rawDataOf({ pdfium, bytes }: Library, object: number): Uint8Array | null {
  return bytes((buffer, size) => pdfium._FPDFImageObj_GetImageDataRaw(object, buffer, size));
}

/**
 * pdfium does not tell whether a picture's dictionary inverts or masks it, so it is looked up in the file, where the data
 * stands as it is, once, right behind its dictionary. In an encrypted file it does not, and the page is drawn.
 */
function isShownAsItIs(jpeg: Uint8Array, bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // The beginnings of all that one scanner makes are the same; the middles are not.
  const middle = Math.floor(jpeg.length / 2);
  const part = jpeg.subarray(middle, middle + SEARCHED_BYTES);
  const found = file.indexOf(part);
  const start = found - middle;
  if (found < 0 || start < 0 || file.indexOf(part, found + 1) >= 0) return false;
  if (Buffer.compare(file.subarray(start, start + jpeg.length), jpeg) !== 0) return false;
  const before = file.subarray(Math.max(0, start - MOST_DICTIONARY_BYTES), start).toString('latin1');
  const dictionary = before.slice(before.lastIndexOf(' obj') + 1);
  return /^obj\b/.test(dictionary) && /stream\r?\n$/.test(dictionary) && !CHANGES_THE_LOOK.test(dictionary);
}
