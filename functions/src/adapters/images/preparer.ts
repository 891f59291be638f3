/** Makes a page ready, with sharp: a level, evenly lit, grey image for the engine, a WebP for people. */

import type { Sharp } from 'sharp';
import type { PreparedPage, Rotation } from '../../app/ports.ts';
import type { PageImage, RawPicture } from '../documents/document.ts';
import { evenOutLight, isBlank } from './light.ts';
import { decoding, openImage } from './sharp.ts';
import { skewOf } from './skew.ts';

/** Long side of the page image, in pixels. */
export const VIEW_SIDE = 2048;
const VIEW_QUALITY = 85;
/** Larger pages and photographs are shrunk to this long side: about A4 at 300 dpi. More pixels cost time and read no better. */
export const MOST_INK_SIDE = 3600;
/** Small images are enlarged to this long side, but not by more than twice: letters below about 20 pixels read badly. */
const LEAST_INK_SIDE = 1800;
const MOST_ENLARGEMENT = 2;
/** What the engine is told about photographs and screenshots: it only needs an order of magnitude. */
const GUESSED_DPI = 200;
/** Less than this is left to the engine: turning blurs a little. */
const LEAST_SKEW_DEGREES = 1;
const WHITE = '#ffffff';

/** What is done to a page beyond decoding it. Each step can be left out, so that what it costs and gains can be told. */
export interface Steps {
  /** Shadow and falling light are evened out. */
  readonly light: boolean;
  /** Lines that lean are made level. */
  readonly level: boolean;
}

export const ALL_STEPS: Steps = { light: true, level: true };

/**
 * @param rotation how far to turn the page clockwise, beyond what the file itself says
 * @throws PipelineError `CORRUPT` or `PAGE_TOO_BIG`
 */
export function prepareImage(image: PageImage, rotation: Rotation, steps = ALL_STEPS): Promise<PreparedPage> {
  return decoding(() => prepare(image, rotation, steps));
}

/** Whether a drawn page has one colour all over. @throws as `prepareImage` */
export async function looksBlank(picture: PageImage['picture']): Promise<boolean> {
  if (!('encoded' in picture)) return isOneColour(picture);
  const { channels } = await decoding(async () => (await openPicture(picture)).stats());
  return channels.every(({ min, max }) => min === max);
}

/** Every pixel is as the one before it. */
export function isOneColour({ pixels, channels }: RawPicture): boolean {
  return Buffer.compare(pixels.subarray(channels), pixels.subarray(0, pixels.length - channels)) === 0;
}

/**
 * What people see of a page that need not be read.
 * @throws as `prepareImage`
 */
export function prepareView({ picture, dpi }: PageImage, rotation: Rotation): Promise<PreparedPage['view']> {
  return decoding(async () => {
    const source = (await openPicture(picture)).autoOrient().flatten({ background: WHITE });
    const turnedSource = rotation === 0 ? source : source.rotate(rotation);
    const { autoOrient: size } = await turnedSource.metadata();
    const shown = turnedSource.resize({ width: VIEW_SIDE, height: VIEW_SIDE, fit: 'inside', withoutEnlargement: true });
    const { data, info } = await shown.webp({ quality: VIEW_QUALITY }).toBuffer({ resolveWithObject: true });
    const scale = Math.max(info.width, info.height) / Math.max(size.width, size.height);
    const { width, height } = info;
    return {
      data: new Uint8Array(data.buffer, data.byteOffset, data.length),
      width,
      height,
      dpi: dpi === null ? null : dpi * scale,
    };
  });
}

async function prepare(image: PageImage, rotation: Rotation, steps: Steps): Promise<PreparedPage> {
  const open = async () => {
    // EXIF orientation is applied before anything is measured; alpha shows white paper, not black.
    const source = (await openPicture(image.picture)).autoOrient().flatten({ background: WHITE });
    return rotation === 0 ? source : source.rotate(rotation);
  };
  const { autoOrient: size } = await (await open()).metadata();
  const scale = inkScale(Math.max(size.width, size.height), image.dpi);
  const side = Math.max(1, Math.round(Math.max(size.width, size.height) * scale));
  const grey = await raw((await open()).toColourspace('b-w').resize({ width: side, height: side, fit: 'inside' }));
  const view = await raw(
    (await open()).toColourspace('srgb').resize({ width: VIEW_SIDE, height: VIEW_SIDE, fit: 'inside', withoutEnlargement: true }),
  );
  const viewDpi = image.dpi === null ? null : image.dpi * (Math.max(view.width, view.height) / Math.max(size.width, size.height));
  if (isBlank(grey.pixels)) return { ink: null, view: { ...(await webp(view, 0)), dpi: viewDpi }, skewDegrees: 0 };

  const even: Raw = steps.light ? { ...grey, pixels: evenOutLight(grey.pixels, grey.width, grey.height) } : grey;
  const leaning = steps.level ? skewOf(even.pixels, even.width, even.height) : 0;
  const skewDegrees = Math.abs(leaning) < LEAST_SKEW_DEGREES ? 0 : leaning;
  const level = await turned(even, skewDegrees);
  const dpi = image.dpi === null ? GUESSED_DPI : Math.round(image.dpi * scale);
  return {
    ink: { data: pgm(level), width: level.width, height: level.height, dpi },
    view: { ...(await webp(view, skewDegrees)), dpi: viewDpi },
    skewDegrees,
  };
}

export async function openPicture(picture: PageImage['picture']): Promise<Sharp> {
  return 'encoded' in picture ? openImage(picture.encoded, { page: picture.frame }) : openRaw(picture);
}

/** Of a page image that was made here: what a PDF can hold of it. */
export function toJpeg(view: Uint8Array): Promise<Uint8Array> {
  return decoding(async () => (await openImage(view)).jpeg({ quality: VIEW_QUALITY }).toBuffer());
}

/** A drawn page keeps its resolution; an image of unknown scale is brought to about that of a drawn page. */
function inkScale(longSide: number, dpi: number | null): number {
  if (longSide > MOST_INK_SIDE) return MOST_INK_SIDE / longSide;
  return dpi === null ? Math.min(MOST_ENLARGEMENT, Math.max(1, LEAST_INK_SIDE / longSide)) : 1;
}

interface Raw {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
}

async function raw(image: Sharp): Promise<Raw> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return { pixels: new Uint8Array(data.buffer, data.byteOffset, data.length), width, height, channels };
}

async function openRaw({ pixels, width, height, channels }: Raw): Promise<Sharp> {
  return openImage(pixels, { raw: { width, height, channels } });
}

/** Turns clockwise; the corners that appear are white. */
async function turned(image: Raw, degrees: number): Promise<Raw> {
  if (degrees === 0) return image;
  const colourspace = image.channels === 1 ? 'b-w' : 'srgb';
  return raw((await openRaw(image)).rotate(degrees, { background: WHITE }).toColourspace(colourspace));
}

async function webp(image: Raw, skewDegrees: number): Promise<Omit<PreparedPage['view'], 'dpi'>> {
  const level = await turned(image, skewDegrees);
  const data = await (await openRaw(level)).webp({ quality: VIEW_QUALITY }).toBuffer();
  return { data, width: level.width, height: level.height };
}

/** The engine's fastest way in: nothing is compressed or parsed. */
function pgm({ pixels, width, height, channels }: Raw): Uint8Array {
  if (channels !== 1) throw new Error(`a grey image with ${channels} channels`);
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'ascii'), pixels]);
}
