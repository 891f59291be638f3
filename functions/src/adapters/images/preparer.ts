/** Makes a page ready, with sharp: an even grey image for the engine, a WebP for people. */

import type { ImagePreparer, PageImage, PreparedPage } from '../../app/ports.ts';
import { evenOutLight, isBlank } from './light.ts';
import { decoding, openImage } from './sharp.ts';

/** Long side of the page image, in pixels. */
const VIEW_SIDE = 2048;
const VIEW_QUALITY = 85;
/** Photographs are shrunk to this long side: about A4 at 300 dpi. More pixels cost time and read no better. */
const MOST_INK_SIDE = 3600;
/** Small images are enlarged to this long side: letters below about 20 pixels read badly. */
const LEAST_INK_SIDE = 1800;
const MOST_ENLARGEMENT = 2;

export function sharpPreparer(): ImagePreparer {
  return {
    prepare: (image) => decoding(() => prepare(image)),
  };
}

async function prepare(image: PageImage): Promise<PreparedPage> {
  // Alpha shows white paper, not black; EXIF orientation is applied before anything is measured.
  const source = (await openImage(image.encoded, { page: image.frame })).autoOrient().flatten({ background: '#ffffff' });
  const { autoOrient } = await source.metadata();
  const view = await source
    .clone()
    .toColourspace('srgb')
    .resize({ width: VIEW_SIDE, height: VIEW_SIDE, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: VIEW_QUALITY })
    .toBuffer({ resolveWithObject: true });

  const scale = inkScale(Math.max(autoOrient.width, autoOrient.height), image.dpi);
  const grey = await source
    .clone()
    .toColourspace('b-w')
    .resize(Math.max(1, Math.round(autoOrient.width * scale)), Math.max(1, Math.round(autoOrient.height * scale)), {
      fit: 'fill',
    })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = grey.info;
  if (channels !== 1) throw new Error(`a grey image with ${channels} channels`);
  const pixels = new Uint8Array(grey.data.buffer, grey.data.byteOffset, grey.data.length);
  const pageView = { data: view.data, width: view.info.width, height: view.info.height };
  if (isBlank(pixels)) return { ink: null, view: pageView };
  const dpi = image.dpi === null ? GUESSED_DPI : Math.round(image.dpi * scale);
  return { ink: { data: pgm(evenOutLight(pixels, width, height), width, height), width, height, dpi }, view: pageView };
}

/** What the engine is told about photographs and screenshots: it only needs an order of magnitude. */
const GUESSED_DPI = 200;

/** A drawn page keeps its resolution; an image of unknown scale is brought to about that of a drawn page. */
function inkScale(longSide: number, dpi: number | null): number {
  if (dpi !== null && longSide <= MOST_INK_SIDE) return 1;
  if (longSide > MOST_INK_SIDE) return MOST_INK_SIDE / longSide;
  return Math.min(MOST_ENLARGEMENT, Math.max(1, LEAST_INK_SIDE / longSide));
}

/** The engine's fastest way in: nothing is compressed or parsed. */
function pgm(grey: Uint8Array, width: number, height: number): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'ascii'), grey]);
}
