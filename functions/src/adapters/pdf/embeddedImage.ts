/** Images as a PDF holds them: JPEG and most PNG files as they are, everything else by way of sharp. */

import type { Metadata, Sharp } from 'sharp';
import type { FileType } from '../../contract/fileTypes.ts';
import type { PdfOutput } from '../../contract/options.ts';
import { PipelineError } from '../../domain/failure.ts';
import type { Matrix } from '../../domain/pageGeometry.ts';
import { openImage } from '../images/sharp.ts';
import { isArchivable } from './archive.ts';

export interface EmbeddedImage {
  /** Entries of the image's dictionary but for its length. */
  readonly dictionary: string;
  readonly data: Uint8Array;
  /** A colour table or profile, named `REF` in the dictionary. */
  readonly side?: { readonly dictionary: string; readonly data: Uint8Array };
  /** Pixels, as the image is shown. */
  readonly width: number;
  readonly height: number;
  /** From the unit square of the stored image to that of the image as it is shown, both with y going down. */
  readonly shown: Matrix;
}

/** As sharp and EXIF number them, from 1. */
const ORIENTATIONS: readonly Matrix[] = [
  [1, 0, 0, 1, 0, 0],
  [-1, 0, 0, 1, 1, 0],
  [-1, 0, 0, -1, 1, 1],
  [1, 0, 0, -1, 0, 1],
  [0, 1, 1, 0, 0, 0],
  [0, 1, -1, 0, 1, 0],
  [0, -1, -1, 0, 1, 1],
  [0, -1, 1, 0, 0, 1],
];
const AS_STORED: Matrix = [1, 0, 0, 1, 0, 0];

/** For what has to be written anew. */
const JPEG_QUALITY = 85;
/** Larger profiles are not carried along: somebody else's may be of any size. */
const MOST_PROFILE_BYTES = 1024 * 1024;
const WHITE = '#ffffff';

/** @throws PipelineError `CORRUPT` or `PAGE_TOO_BIG`; what sharp throws */
export async function embedImage(encoded: Uint8Array, output: PdfOutput, type: FileType, frame: number): Promise<EmbeddedImage> {
  const metadata = await (await openImage(encoded, { page: frame })).metadata();
  if (type === 'jpeg') {
    const jpeg = embeddedJpeg(encoded, metadata, output);
    if (jpeg !== undefined) return jpeg;
  }
  if (type === 'png' || type === 'bmp') {
    const png = embeddedPng(encoded);
    if (png !== undefined) return png;
  }
  const open = async () => (await openImage(encoded, { page: frame })).autoOrient().flatten({ background: WHITE });
  // Fax pages, and drawings of few colours: JPEG would blur them and be larger.
  const isBilevel = metadata.bitsPerSample === 1;
  const isGrey = metadata.space === 'b-w' || metadata.space === 'grey16';
  if (isBilevel || metadata.isPalette || type === 'png') {
    const image = isBilevel ? (await open()).png({ palette: true, colours: 2 }) : (await open()).toColourspace('srgb').png();
    const png = embeddedPng(await image.toBuffer());
    const fax = isBilevel && isGrey ? await embeddedFax(await open(), metadata.autoOrient) : undefined;
    // Of shades made of dots a fax is the larger one.
    const smaller = fax === undefined || (png !== undefined && png.data.length < fax.data.length) ? png : fax;
    if (smaller !== undefined) return smaller;
  }
  const image = (await open()).toColourspace(isGrey ? 'b-w' : 'srgb').jpeg({ quality: JPEG_QUALITY });
  return embedJpeg(await image.toBuffer());
}

/** @param encoded a JPEG of our own */
export async function embedJpeg(encoded: Uint8Array): Promise<EmbeddedImage> {
  const jpeg = embeddedJpeg(encoded, await (await openImage(encoded)).metadata(), 'pdf');
  if (jpeg === undefined) throw new PipelineError('CORRUPT', 'the JPEG has colours that no PDF has');
  return jpeg;
}

const SPACES: Readonly<Record<number, string>> = { 1: '/DeviceGray', 3: '/DeviceRGB', 4: '/DeviceCMYK' };

/** Undefined when a PDF of that kind cannot hold it as it is. */
function embeddedJpeg(
  data: Uint8Array,
  { width, height, channels, orientation, icc }: Metadata,
  output: PdfOutput,
): EmbeddedImage | undefined {
  const device = SPACES[channels];
  if (device === undefined) return undefined;
  // Adobe's own programs write the four inks the other way round, and their mark tells of it.
  const decode = channels === 4 && hasAdobeMark(data) ? ' /Decode [1 0 1 0 1 0 1 0]' : '';
  const profile = icc !== undefined && icc.length <= MOST_PROFILE_BYTES ? icc : undefined;
  // The output intent says what grey and RGB mean, but not inks; and a validator reads the profiles.
  const isFit = profile === undefined ? channels !== 4 : isArchivable(profile, channels);
  if (output === 'pdfa' && !isFit) return undefined;
  const turned = orientation !== undefined && orientation >= 5;
  return {
    dictionary: `/Width ${width} /Height ${height} /BitsPerComponent 8 /ColorSpace ${profile === undefined ? device : '[/ICCBased REF]'} /Filter /DCTDecode${decode}`,
    data,
    ...(profile && { side: { dictionary: `/N ${channels} /Alternate ${device}`, data: profile } }),
    width: turned ? height : width,
    height: turned ? width : height,
    shown: ORIENTATIONS[(orientation ?? 1) - 1] ?? AS_STORED,
  };
}

/** Whether one of the segments before the picture is `APP14` of Adobe. */
function hasAdobeMark(jpeg: Uint8Array): boolean {
  const bytes = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.length);
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (bytes[at + 1] === 0xda) return false;
    if (bytes[at + 1] === 0xee && bytes.toString('latin1', at + 4, at + 9) === 'Adobe') return true;
  }
  return false;
}

/** Channels of PNG's colour types that a PDF can have as they are; those with alpha are missing. */
const PNG_CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1 };

/** PNG and PDF pack pixels in the same way: what lies in the file is what the PDF wants. Undefined when it is not. */
function embeddedPng(png: Uint8Array): EmbeddedImage | undefined {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.length);
  const data: Buffer[] = [];
  let head: Buffer | undefined;
  let palette: Buffer | undefined;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const kind = bytes.toString('latin1', at + 4, at + 8);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (kind === 'IHDR') head = body;
    else if (kind === 'PLTE') palette = body;
    else if (kind === 'IDAT') data.push(body);
    else if (kind === 'tRNS') return undefined;
    at += 12 + length;
  }
  if (head === undefined || head.length < 13) return undefined;
  const [depth = 0, colourType = 0] = [head[8], head[9]];
  const channels = PNG_CHANNELS[colourType];
  const isInterlaced = head[12] !== 0;
  if (channels === undefined || isInterlaced || (colourType === 3 && palette === undefined)) return undefined;
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const space =
    colourType === 3
      ? `[/Indexed /DeviceRGB ${Math.floor((palette?.length ?? 0) / 3) - 1} REF]`
      : (SPACES[channels] ?? '/DeviceGray');
  const predictor = `/DecodeParms << /Predictor 15 /Colors ${channels} /BitsPerComponent ${depth} /Columns ${width} >>`;
  return {
    dictionary: `/Width ${width} /Height ${height} /BitsPerComponent ${depth} /ColorSpace ${space} /Filter /FlateDecode ${predictor}`,
    data: Buffer.concat(data),
    ...(colourType === 3 && palette !== undefined && { side: { dictionary: '', data: palette } }),
    ...{ width, height, shown: AS_STORED },
  };
}

/** Of a TIFF's tile: its sides are multiples of the first, and libvips writes none larger than the second. */
const TILE_STEP = 16;
const MOST_TILE_SIDE = 32_768;

const tileSide = (side: number) => Math.ceil(side / TILE_STEP) * TILE_STEP;

/**
 * Black and white as a fax (G4), of print half the bytes of a PNG. libvips writes it into a TIFF, of which one tile holds the whole image
 * and some white beyond, which lies outside the page. Undefined when the image is too large for a tile.
 */
async function embeddedFax(image: Sharp, { width, height }: Metadata['autoOrient']): Promise<EmbeddedImage | undefined> {
  const [tileWidth, tileHeight] = [tileSide(width), tileSide(height)];
  if (Math.max(tileWidth, tileHeight) > MOST_TILE_SIDE) return undefined;
  const whole = image.toColourspace('b-w').extend({ right: tileWidth - width, background: WHITE });
  const tiff = await whole.tiff({ compression: 'ccittfax4', bitdepth: 1, tile: true, tileWidth, tileHeight }).toBuffer();
  const [from, size] = [tagOf(tiff, 324), tagOf(tiff, 325)];
  if (from === undefined || size === undefined) return undefined;
  return {
    // A TIFF's black is 1, and shown white.
    dictionary: `/Width ${tileWidth} /Height ${height} /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns ${tileWidth} /Rows ${height} /BlackIs1 true >>`,
    data: tiff.subarray(from, from + size),
    ...{ width, height, shown: [tileWidth / width, 0, 0, 1, 0, 0] },
  };
}

/** Of a TIFF of our own: the one number that a tag of its first directory is set to. */
function tagOf(tiff: Buffer, wanted: number): number | undefined {
  if (tiff.toString('latin1', 0, 4) !== 'II*\0') return undefined;
  const directory = tiff.readUInt32LE(4);
  for (let index = 0; index < tiff.readUInt16LE(directory); index++) {
    const at = directory + 2 + index * 12;
    const [tag, type, count] = [tiff.readUInt16LE(at), tiff.readUInt16LE(at + 2), tiff.readUInt32LE(at + 4)];
    if (tag === wanted) return count === 1 && type === 4 ? tiff.readUInt32LE(at + 8) : undefined;
  }
  return undefined;
}
