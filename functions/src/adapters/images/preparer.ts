/** Makes a page ready, with sharp: a level, evenly lit, grey image for the engine, a WebP for people. */

import type { Sharp } from 'sharp';
import type { PreparedPage, Rotation } from '../../app/pagePorts.ts';
import { type Bend, dropAt } from '../../domain/bend.ts';
import type { PageImage, RawPicture } from '../documents/document.ts';
import { evenOutLight, histogram, isBlank, isNoisy, isTwoTone } from './light.ts';
import { withoutBrokenRules } from './rules.ts';
import { decoding, openImage } from './sharp.ts';
import { bendOf, inkPoints, linesStandOnEnd, skewOf } from './skew.ts';

/** Long side of the page image, in pixels. */
export const VIEW_SIDE = 2048;
/**
 * Most of what a page costs that need not be read. Beside quality 85 with effort 2, which would be the library's sizes within 3 %:
 * as like the page (PSNR 46 dB of text, 43 of photographs), in 60 to 70 % of the processor time, 5 to 15 % more bytes.
 */
const VIEW_FORMAT = { quality: 82, effort: 0 } as const;
/** Long side of the small page image that lists and strips show, in pixels: sharp at 120 on most screens. 3 to 6 kB, and 6 to 9 ms. */
export const THUMBNAIL_SIDE = 240;
const THUMBNAIL_FORMAT = { quality: 60, effort: 0 } as const;
const JPEG_QUALITY = 85;
/** Larger pages and photographs are shrunk to this long side: about A4 at 300 dpi. More pixels cost time and read no better. */
export const MOST_INK_SIDE = 3600;
/** Pictures with a longer side are shrunk to this while they are decoded. */
const MOST_DECODED_SIDE = 4096;
/** Finer scans are read at this: the stairs of black and white ones become grey, and a third of the time is saved. */
const READING_DPI = 170;
const FINE_DPI = 240;
/** Letters below about 20 pixels read badly: images with a shorter long side than the first are enlarged to the second, at most twice. */
const SMALL_SIDE = 1500;
const ENLARGED_SIDE = 1800;
const MOST_ENLARGEMENT = 2;
/** What the engine is told of images that do not say it: it needs an order of magnitude. */
const GUESSED_DPI = 200;
/** Between A4 and Letter. Images that would be fine scans of such a sheet are taken for one: told less, the engine looks for columns in wide tables for seconds. */
const SHEET_INCHES = 11.4;
/** In pixels, of a blur; the engine learnt on grey letters. */
const SOFTENING = 1;
/** Of one that takes the grain off. With 1 more of it is left, 2 begins to close small letters. */
const SMOOTHING = 1.4;
/** Less than this is left to the engine: turning blurs a little. */
const LEAST_SKEW_DEGREES = 1;
const WHITE = '#ffffff';

/** What is done to a page beyond decoding it. Each step can be left out, so that what it costs and gains can be told. */
export interface Steps {
  /** The stairs of black and white scans are smoothed. */
  readonly soften: boolean;
  /** Grain is smoothed. */
  readonly smooth: boolean;
  /** Shadow and falling light are evened out. */
  readonly light: boolean;
  /** Lines that lean are made level. */
  readonly level: boolean;
  /** Lines that draw together or are curved are made straight. */
  readonly straighten: boolean;
  /** Rules that are dotted or badly scanned are taken away. */
  readonly rules: boolean;
}

export const ALL_STEPS: Steps = { soften: true, smooth: true, light: true, level: true, straighten: true, rules: true };

/** Those of `steps` that are wished for. The stairs of black and white scans are smoothed in any case: that is how they are read at all. */
export function stepsOf(steps: Steps, deskew: boolean, clean: boolean): Steps {
  const { soften, smooth, light, level, straighten, rules } = steps;
  return {
    soften,
    ...{ smooth: smooth && clean, light: light && clean, rules: rules && clean },
    ...{ level: level && deskew, straighten: straighten && deskew },
  };
}

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
export function prepareView(image: PageImage, rotation: Rotation): Promise<Shown> {
  return decoding(async () => viewOf(await decoded(image, rotation, VIEW_SIDE), 0));
}

async function prepare(image: PageImage, rotation: Rotation, steps: Steps): Promise<PreparedPage> {
  const page = await decoded(image, rotation, MOST_DECODED_SIDE);
  const longSide = Math.max(page.width, page.height);
  const scale = inkScale(longSide, page.dpi);
  const side = Math.max(1, Math.round(longSide * scale));
  const drawn = await raw((await openRaw(page)).toColourspace('b-w').resize({ width: side, height: side, fit: 'inside' }));
  const counts = histogram(drawn.pixels);
  if (isBlank(counts)) return { ink: null, bend: null, ...(await viewOf(page, 0)), skewDegrees: 0, standsOnEnd: false };

  const blur =
    steps.soften && isTwoTone(counts)
      ? SOFTENING
      : steps.smooth && isNoisy(drawn.pixels, drawn.width, drawn.height)
        ? SMOOTHING
        : null;
  const grey = blur === null ? drawn : await raw((await openRaw(drawn)).blur(blur));
  const even: Raw = steps.light ? { ...grey, pixels: evenOutLight(grey.pixels, grey.width, grey.height) } : grey;
  const points = inkPoints(even.pixels, even.width, even.height);
  const leaning = steps.level ? skewOf(points) : 0;
  const skewDegrees = Math.abs(leaning) < LEAST_SKEW_DEGREES ? 0 : leaning;
  const bend = steps.straighten ? bendOf(points, skewDegrees) : null;
  const level = straightened(await turned(even, skewDegrees), bend);
  const pixels = steps.rules ? withoutBrokenRules(level.pixels, level.width, level.height) : level.pixels;
  const dpi = page.dpi === null ? guessedDpi(side) : Math.round(page.dpi * scale);
  return {
    ink: { data: pgm({ ...level, pixels }), width: level.width, height: level.height, dpi },
    bend,
    ...(await viewOf(page, skewDegrees)),
    skewDegrees,
    standsOnEnd: linesStandOnEnd(points),
  };
}

/** A page's pixels, decoded once for the engine and the eye. */
interface Decoded extends Raw {
  /** Null when the source does not say how large it is. */
  readonly dpi: number | null;
}

/** @param mostSide a larger picture is shrunk to this long side while it is decoded */
async function decoded({ picture, dpi }: PageImage, rotation: Rotation, mostSide: number): Promise<Decoded> {
  // EXIF orientation is applied before anything is measured; alpha shows white paper, not black.
  const source = (await openPicture(picture)).autoOrient().flatten({ background: WHITE });
  const upright = rotation === 0 ? source : source.rotate(rotation);
  const { autoOrient: size, space } = await upright.metadata();
  const shrunk = upright.resize({ width: mostSide, height: mostSide, fit: 'inside', withoutEnlargement: true });
  const page = await raw(shrunk.toColourspace(GREY_SPACES.includes(space) ? 'b-w' : 'srgb'));
  const scale = Math.max(page.width, page.height) / Math.max(size.width, size.height);
  return { ...page, dpi: dpi === null ? null : dpi * scale };
}

/** What sharp calls the colour spaces of pictures without colour. */
const GREY_SPACES: readonly string[] = ['b-w', 'grey16'];

type Shown = Pick<PreparedPage, 'view' | 'thumbnail'>;

async function viewOf(page: Decoded, skewDegrees: number): Promise<Shown> {
  const longSide = Math.max(page.width, page.height);
  try {
    const shown = longSide > VIEW_SIDE ? await raw(await fitted(page, VIEW_SIDE, 'cubic')) : page;
    // sharp turns before it resizes, whatever the order of the calls.
    const level = await turned(shown, skewDegrees);
    const data = await (await openRaw(level)).webp(VIEW_FORMAT).toBuffer();
    // Of the pixels that are there: a quarter of the page's.
    const thumbnail = await (await fitted(level, THUMBNAIL_SIDE, 'linear')).webp(THUMBNAIL_FORMAT).toBuffer();
    const { width, height } = level;
    const dpi = page.dpi && page.dpi * Math.min(1, VIEW_SIDE / longSide);
    return { view: { data: bytesOf(data), isShrunk: true, width, height, dpi }, thumbnail: bytesOf(thumbnail) };
  } catch {
    // What was decoded can be read: it need not be lost because it cannot be shown small.
    const level = await turned(page, skewDegrees);
    const data = await (await openRaw(level)).png({ compressionLevel: 1 }).toBuffer();
    const { width, height } = level;
    return { view: { data: bytesOf(data), isShrunk: false, width, height, dpi: page.dpi }, thumbnail: null };
  }
}

async function fitted(image: Raw, side: number, kernel: 'cubic' | 'linear'): Promise<Sharp> {
  return (await openRaw(image)).resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true, kernel });
}

const bytesOf = (data: Buffer) => new Uint8Array(data.buffer, data.byteOffset, data.length);

export async function openPicture(picture: PageImage['picture']): Promise<Sharp> {
  return 'encoded' in picture ? openImage(picture.encoded, { page: picture.frame }) : openRaw(picture);
}

/** Of a page image that was made here: what a PDF can hold of it. */
export function toJpeg(view: Uint8Array): Promise<Uint8Array> {
  return decoding(async () => (await openImage(view)).jpeg({ quality: JPEG_QUALITY }).toBuffer());
}

/** A fine scan is brought to the usual resolution, and what is small to about that; an image of unknown scale is otherwise left as it is. */
function inkScale(longSide: number, dpi: number | null): number {
  const most = MOST_INK_SIDE / longSide;
  if (dpi !== null) return Math.min(1, most, dpi > FINE_DPI ? READING_DPI / dpi : 1);
  return longSide < SMALL_SIDE ? Math.min(MOST_ENLARGEMENT, ENLARGED_SIDE / longSide) : Math.min(1, most);
}

function guessedDpi(longSide: number): number {
  const dpi = Math.round(longSide / SHEET_INCHES);
  return dpi > FINE_DPI ? dpi : GUESSED_DPI;
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

/** What is grey stays grey: sharp would go on with three channels. */
async function openRaw({ pixels, width, height, channels }: Raw): Promise<Sharp> {
  const image = await openImage(pixels, { raw: { width, height, channels } });
  return channels === 1 ? image.toColourspace('b-w') : image;
}

/** Turns clockwise; the corners that appear are white. */
async function turned(image: Raw, degrees: number): Promise<Raw> {
  if (degrees === 0) return image;
  return raw((await openRaw(image)).rotate(degrees, { background: WHITE }));
}

/** Every column is drawn from where `bend` says that it lies; what comes from beyond the page is white. */
function straightened({ pixels, width, height, channels }: Raw, bend: Bend | null): Raw {
  if (bend === null) return { pixels, width, height, channels };
  const straight = new Uint8Array(pixels.length).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = y + dropAt(bend, x - width / 2, y - height / 2);
      const above = Math.floor(from);
      if (above < 0 || above + 1 >= height) continue;
      const at = above * width + x;
      const upper = pixels[at] as number;
      straight[y * width + x] = upper + ((pixels[at + width] as number) - upper) * (from - above) + 0.5;
    }
  }
  return { pixels: straight, width, height, channels };
}

/** The engine's fastest way in: nothing is compressed or parsed. */
function pgm({ pixels, width, height, channels }: Raw): Uint8Array {
  if (channels !== 1) throw new Error(`a grey image with ${channels} channels`);
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'ascii'), pixels]);
}
