/**
 * Pages that are pictures: how finely they were scanned, and the one JPEG or fax (G4) that some of them are. Such a page need not
 * be drawn: its picture is lifted out and decoded by sharp, in half the time or a tenth, and exactly as the scanner made it.
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
/** The same of a fax: black and white. */
const GREY_SPACE = 1;
/** What pdfium calls the colour spaces in which a JPEG's own values are the colours, and the bits of a pixel. */
const PLAIN_COLOUR_SPACES = [1, 2, 4, 5, 7];
const PLAIN_DEPTHS = [8, 24];
/** Where a picture's dictionary begins, at most, before its data. */
const MOST_DICTIONARY_BYTES = 4096;
const SEARCHED_BYTES = 64;
/** How often the same picture may be in a file. */
const MOST_COPIES = 100;
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

export interface LiftedPicture {
  readonly coding: 'jpeg' | 'fax';
  /** A JPEG, or a TIFF around a fax. */
  readonly encoded: Uint8Array;
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly dpi: number;
  /** Clockwise, to stand as on the page. */
  readonly turn: 0 | 90 | 180 | 270;
}

/**
 * The JPEG or fax that is all that shows of a page, whole and unchanged; null when there is the least doubt.
 * @param file the document's bytes, asked for late, since they move when the instance's memory grows: what a picture's dictionary
 *   says is asked for nowhere else
 */
export function liftPicture(
  library: Library,
  page: number,
  contents: PageContents,
  width: number,
  height: number,
  file: () => Uint8Array,
): LiftedPicture | null {
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
  const coding = codingOf(library, page, object);
  if (coding === null) return null;
  const bytes = rawDataOf(library, object);
  const dictionary = bytes && dictionaryOf(bytes, file());
  if (bytes === null || dictionary === null) return null;
  const encoded = coding === 'jpeg' ? jpegOf(bytes, dictionary) : faxOf(bytes, dictionary, widthPixels, heightPixels);
  return encoded && { coding, encoded, widthPixels, heightPixels, dpi, turn };
}

/**
 * @param mostSide larger pictures are decoded to this long side, in pixels; the larger the difference, the cheaper a JPEG is
 * @throws PipelineError `CORRUPT` or `PAGE_TOO_BIG`
 */
export function decodeLifted(
  { coding, encoded, widthPixels, heightPixels, turn }: LiftedPicture,
  mostSide: number,
): Promise<RawPicture> {
  return decoding(async () => {
    // Of a fault in a fax its decoder makes no more than a warning.
    const source = await openImage(encoded, coding === 'fax' ? { failOn: 'warning' } : {});
    const { width, height, channels } = await source.metadata();
    if (width !== widthPixels || height !== heightPixels) throw new Error(`a picture of ${width} × ${height} pixels`);
    const isGrey = channels === 1;
    const upright = source
      .rotate(turn)
      .resize({ width: mostSide, height: mostSide, fit: 'inside', withoutEnlargement: true })
      .toColourspace(isGrey ? 'b-w' : 'srgb');
    const { data, info } = await upright.raw().toBuffer({ resolveWithObject: true });
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.length);
    if (info.channels !== 1 && info.channels !== 3) throw new Error(`a picture of ${info.channels} channels`);
    return { pixels, width: info.width, height: info.height, channels: info.channels };
  });
}

/** How the page shows it; null when that is askew or a mirror image. On the page as shown y grows downwards. */
function turnOf({ placed: [a, b, c, d] }: Picture): LiftedPicture['turn'] | null {
  const least = Math.max(Math.abs(a), Math.abs(b), Math.abs(c), Math.abs(d)) * 0.001;
  if (Math.abs(b) < least && Math.abs(c) < least) return a > 0 && d < 0 ? 0 : a < 0 && d > 0 ? 180 : null;
  if (Math.abs(a) < least && Math.abs(d) < least) return b > 0 && c > 0 ? 90 : b < 0 && c < 0 ? 270 : null;
  return null;
}

function fillsPage({ box: [x0, y0, x1, y1] }: Picture, width: number, height: number): boolean {
  const [across, down] = [width * EDGE_TOLERANCE, height * EDGE_TOLERANCE];
  return Math.abs(x0) < across && Math.abs(x1 - width) < across && Math.abs(y0) < down && Math.abs(y1 - height) < down;
}

/** Null for any coding but these two, and for colours that would have to be converted. */
function codingOf({ pdfium, bytes, integers }: Library, page: number, object: number): LiftedPicture['coding'] | null {
  if (pdfium._FPDFImageObj_GetImageFilterCount(object) !== 1) return null;
  const name = bytes((buffer, size) => pdfium._FPDFImageObj_GetImageFilter(object, 0, buffer, size));
  const filter = name === null ? '' : Buffer.from(name).toString('latin1').replace(/\0$/, '');
  // Width, height, two resolutions, then these, then the content's mark.
  const metadata = integers(7, (pointer = 0) => pdfium._FPDFImageObj_GetImageMetadata(object, page, pointer));
  const [, , , , depth = 0, colourSpace = 0] = metadata ?? [];
  if (filter === 'DCTDecode') return PLAIN_DEPTHS.includes(depth) && PLAIN_COLOUR_SPACES.includes(colourSpace) ? 'jpeg' : null;
  return filter === 'CCITTFaxDecode' && depth === 1 && colourSpace === GREY_SPACE ? 'fax' : null;
}

function rawDataOf({ pdfium, bytes }: Library, object: number): Uint8Array | null {
  return bytes((buffer, size) => pdfium._FPDFImageObj_GetImageDataRaw(object, buffer, size));
}

/**
 * pdfium does not tell whether a picture's dictionary inverts or masks it, so it is looked up in the file, where the data
 * stands as it is, right behind its dictionary; more than once, when the dictionaries are alike but for what they are called. In
 * an encrypted file it does not, and the page is drawn.
 */
function dictionaryOf(data: Uint8Array, bytes: Uint8Array): string | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const place = tellingPlace(Buffer.from(data.buffer, data.byteOffset, data.length));
  if (place === null) return null;
  const part = data.subarray(place, place + SEARCHED_BYTES);
  let dictionary: string | null = null;
  let copies = 0;
  for (let found = file.indexOf(part); found >= 0; found = file.indexOf(part, found + 1)) {
    if (++copies > MOST_COPIES) return null;
    const start = found - place;
    // The same part of another picture.
    if (start < 0 || Buffer.compare(file.subarray(start, start + data.length), data) !== 0) continue;
    const before = file.subarray(Math.max(0, start - MOST_DICTIONARY_BYTES), start).toString('latin1');
    const here = before.slice(before.lastIndexOf(' obj') + 1);
    if (!/^obj\b/.test(here) || !/stream\r?\n$/.test(here)) return null;
    if (dictionary !== null && here !== dictionary) return null;
    dictionary = here;
  }
  return dictionary;
}

/**
 * Where a part of the data begins that it has only once: the beginnings of all that one scanner makes are the same, and so is
 * empty paper.
 */
function tellingPlace(data: Buffer): number | null {
  for (const share of [1 / 2, 1 / 3, 2 / 3, 1 / 4, 3 / 4, 1 / 5, 4 / 5, 0]) {
    const place = Math.floor(data.length * share);
    const part = data.subarray(place, place + SEARCHED_BYTES);
    if (part.length > 0 && data.indexOf(part) === place && data.indexOf(part, place + 1) < 0) return place;
  }
  return null;
}

function jpegOf(bytes: Uint8Array, dictionary: string): Uint8Array | null {
  return CHANGES_THE_LOOK.test(dictionary) ? null : bytes;
}

/** How its coding is described, in a dictionary of its own or a list of one. */
const PARAMETERS = /\/DecodeParms\s*(?:<<([^<>]*)>>|\[\s*<<([^<>]*)>>\s*\])/;
/** Names and what they are set to, one after the other. */
const PARAMETER = /\/(\w+)\s+(-?\d+|true|false)\s*/y;

/** A fax (G4) as the one strip of a TIFF; null when anything is set that this does not know. */
function faxOf(bytes: Uint8Array, dictionary: string, width: number, height: number): Uint8Array | null {
  const found = PARAMETERS.exec(dictionary);
  if (found === null || CHANGES_THE_LOOK.test(dictionary.replace(PARAMETERS, ''))) return null;
  const text = (found[1] ?? found[2] ?? '').trim();
  const set = new Map<string, string>();
  PARAMETER.lastIndex = 0;
  for (let end = 0; end < text.length; end = PARAMETER.lastIndex) {
    const [, name, value] = PARAMETER.exec(text) ?? [];
    if (name === undefined || value === undefined) return null;
    set.set(name, value);
  }
  const { K, Columns, Rows = String(height), BlackIs1 = 'false', EndOfBlock: _, ...others } = Object.fromEntries(set);
  if (K !== '-1' || Columns !== String(width) || Rows !== String(height) || Object.keys(others).length > 0) return null;
  if (BlackIs1 !== 'true' && BlackIs1 !== 'false') return null;
  // A PDF shows 0 black. Its fax writes black as 0 unless told otherwise; a TIFF's as 1, which is to be shown black, or white.
  return Buffer.concat([tiffHead(width, height, bytes.length, BlackIs1 === 'true' ? 1 : 0), bytes]);
}

/** Of a TIFF with one strip of fax, G4, which follows it. @param photometric 0: white is zero, 1: black is */
function tiffHead(width: number, height: number, sizeBytes: number, photometric: 0 | 1): Buffer {
  const [SHORT, LONG] = [3, 4];
  const entries: readonly (readonly [tag: number, type: number, value: number])[] = [
    [256, LONG, width],
    [257, LONG, height],
    [258, SHORT, 1],
    [259, SHORT, 4],
    [262, SHORT, photometric],
    [273, LONG, 0],
    [277, SHORT, 1],
    [278, LONG, height],
    [279, LONG, sizeBytes],
  ];
  const head = Buffer.alloc(8 + 2 + entries.length * 12 + 4);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(entries.length, 8);
  for (const [index, [tag, type, value]] of entries.entries()) {
    const at = 10 + index * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(1, at + 4);
    // Where the strip begins is known now.
    head.writeUInt32LE(tag === 273 ? head.length : value, at + 8);
  }
  return head;
}
