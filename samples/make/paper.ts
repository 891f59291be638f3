/** What happens to a page between the printer and us: scanner noise, a desk, a lamp, a phone's lens. All of it seeded. */

import type { ImagePage } from './pdfFile.ts';
import { sharp } from './sharp.ts';

/** Interleaved 8-bit pixels. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Bell-shaped noise with a standard deviation of about 1. */
export function seededNoise(seed: number): () => number {
  const random = seededRandom(seed);
  return () => (random() + random() + random() - 1.5) * 2;
}

/** A smooth random surface in [0, 1]; `x` and `y` in cells. */
function surface(seed: number): (x: number, y: number) => number {
  const random = seededRandom(seed);
  const lattice = Float64Array.from({ length: 64 * 64 }, () => random());
  const at = (x: number, y: number) => lattice[(y & 63) * 64 + (x & 63)] ?? 0;
  const ease = (t: number) => t * t * (3 - 2 * t);
  return (x, y) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const across = ease(x - left);
    const down = ease(y - top);
    const upper = at(left, top) * (1 - across) + at(left + 1, top) * across;
    const lower = at(left, top + 1) * (1 - across) + at(left + 1, top + 1) * across;
    return upper * (1 - down) + lower * down;
  };
}

export async function decode(image: Buffer, channels: 1 | 3): Promise<Pixels> {
  const prepared = sharp(image)
    .flatten({ background: '#ffffff' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb');
  const { data, info } = await prepared.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels };
}

/** One channel at a fractional place, by bilinear interpolation; the nearest edge pixel outside. */
function sample(image: Pixels, x: number, y: number, channel: number): number {
  const clampedX = Math.min(Math.max(x, 0), image.width - 1.001);
  const clampedY = Math.min(Math.max(y, 0), image.height - 1.001);
  const left = Math.floor(clampedX);
  const top = Math.floor(clampedY);
  const across = clampedX - left;
  const down = clampedY - top;
  const first = (top * image.width + left) * image.channels + channel;
  const below = first + image.width * image.channels;
  const upper = (image.data[first] ?? 0) * (1 - across) + (image.data[first + image.channels] ?? 0) * across;
  const lower = (image.data[below] ?? 0) * (1 - across) + (image.data[below + image.channels] ?? 0) * across;
  return upper * (1 - down) + lower * down;
}

/** A grey page off an office scanner: a little skew, grain, dust. */
export function scanned(page: Pixels, { skewDegrees, seed }: { skewDegrees: number; seed: number }): Pixels {
  const { width, height } = page;
  const noise = seededNoise(seed);
  const random = seededRandom(seed + 1);
  const data = new Uint8Array(width * height);
  const cosine = Math.cos((skewDegrees * Math.PI) / 180);
  const sine = Math.sin((skewDegrees * Math.PI) / 180);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = (x - width / 2) * cosine + (y - height / 2) * sine + width / 2;
      const fromY = (y - height / 2) * cosine - (x - width / 2) * sine + height / 2;
      data[y * width + x] = Math.min(255, Math.max(0, sample(page, fromX, fromY, 0) + noise() * 17));
    }
  }
  for (let speck = 0; speck < 90; speck++) {
    const centreX = Math.floor(random() * (width - 4));
    const centreY = Math.floor(random() * (height - 4));
    const size = 1 + Math.floor(random() * 2.4);
    for (let y = 0; y < size; y++) data.fill(20, (centreY + y) * width + centreX, (centreY + y) * width + centreX + size);
  }
  return { data, width, height, channels: 1 };
}

/** Black and white, compressed as a fax (CCITT group 4), in one strip: how office scanners store a page of text. */
export async function faxPage(page: Pixels, dpi: number): Promise<ImagePage> {
  // Negated: the TIFF writer calls 0 black and codes it as fax white, and a PDF reads fax white as white.
  const bilevel = Buffer.from(page.data.map((level) => (level < 128 ? 255 : 0)));
  const tiff = await sharp(bilevel, { raw: { width: page.width, height: page.height, channels: 1 } })
    .toColourspace('b-w')
    .tiff({ compression: 'ccittfax4', bitdepth: 1, tileHeight: page.height })
    .toBuffer();
  return {
    image: onlyStrip(tiff),
    filter: 'CCITTFaxDecode',
    widthPx: page.width,
    heightPx: page.height,
    bitsPerPixel: 1,
    dpi,
  };
}

/** A grey page as a JPEG of the best quality that takes no more than so many bytes. */
export async function jpegPage(page: Pixels, dpi: number, mostBytes: number): Promise<ImagePage> {
  const { width, height } = page;
  const grey = sharp(page.data, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
  for (let quality = 95; quality > 0; quality--) {
    const image = await grey.clone().jpeg({ quality }).toBuffer();
    if (image.length <= mostBytes) {
      return { image, filter: 'DCTDecode', widthPx: width, heightPx: height, bitsPerPixel: 8, dpi };
    }
  }
  throw new Error(`no JPEG of ${width} × ${height} pixels takes ${mostBytes} bytes`);
}

/** The compressed bytes of a little-endian TIFF that has one strip. */
function onlyStrip(tiff: Buffer): Buffer {
  const directory = tiff.readUInt32LE(4);
  const tags = new Map<number, { count: number; value: number }>();
  for (let index = 0; index < tiff.readUInt16LE(directory); index++) {
    const entry = directory + 2 + index * 12;
    tags.set(tiff.readUInt16LE(entry), { count: tiff.readUInt32LE(entry + 4), value: tiff.readUInt32LE(entry + 8) });
  }
  const offset = tags.get(273);
  const length = tags.get(279);
  if (offset?.count !== 1 || length === undefined) throw new Error('the TIFF has more than one strip');
  return tiff.subarray(offset.value, offset.value + length.value);
}

export type Point = readonly [x: number, y: number];

export interface Scene {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Where the page's corners lie in the photograph: top left, top right, bottom right, bottom left. */
  readonly corners: readonly [Point, Point, Point, Point];
  /** How strongly the paper is crumpled, 0 for flat. */
  readonly crumple: number;
  /** How many pixels of the page its middle bulges. */
  readonly curl: number;
  /** Darkness of the shadow across the page, 0 to 1. */
  readonly shadow: number;
  readonly blurSigma: number;
  readonly table: 'oak' | 'slate';
  readonly jpegQuality: number;
  readonly seed: number;
}

/** A JPEG of a page lying on a table under a lamp, held a little askew. */
export async function photographed(page: Pixels, scene: Scene): Promise<Buffer> {
  const { widthPx: width, heightPx: height, seed } = scene;
  const toPage = unproject(scene.corners, page.width, page.height);
  const noise = seededNoise(seed);
  const coarse = surface(seed + 2);
  const fine = surface(seed + 3);
  const relief = (u: number, v: number) =>
    Math.abs(coarse(u / 330 + v / 900, v / 260) - 0.5) * 2 + 0.35 * Math.abs(fine(u / 150 + v / 210, v / 140) - 0.5);
  const table = tableTop(scene.table, seed + 4);
  const out = Buffer.alloc(width * height * 3);
  const warm = [1.05, 0.985, 0.865];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [rawU, rawV] = toPage(x, y);
      const u = rawU + scene.crumple * 5 * (coarse(rawU / 180 + 9, rawV / 180) - 0.5);
      const v =
        rawV +
        scene.curl * Math.sin((Math.PI * rawU) / page.width) +
        scene.crumple * 9 * (fine(rawU / 190, rawV / 210 + 5) - 0.5);
      const inside = u >= 0 && v >= 0 && u < page.width && v < page.height;
      let light = 1.04 - 0.42 * Math.hypot(x / width - 0.3, y / height - 0.22) ** 1.3;
      const acrossShadow = (x / width) * 0.8 + (y / height) * 0.75 - 1.0 + 0.05 * Math.sin((y / height) * 5);
      light *= 1 - scene.shadow / (1 + Math.exp(-acrossShadow * 26));
      let slope = 1;
      if (inside) {
        if (scene.crumple > 0) slope += scene.crumple * 0.75 * (relief(u + 7, v + 9) - relief(u - 7, v - 9));
      } else {
        const beyondX = Math.max(-u, u - page.width, 0);
        const beyondY = Math.max(-v, v - page.height, 0);
        light *= 1 - 0.55 * Math.exp(-Math.hypot(beyondX, beyondY) / 26);
      }
      const grain = noise() * 3.2;
      for (let channel = 0; channel < 3; channel++) {
        const colour = inside ? sample(page, u, v, channel) * 0.93 : table(x, y, channel);
        const exposed = colour * light * slope * (warm[channel] ?? 1) + grain;
        out[(y * width + x) * 3 + channel] = Math.min(255, Math.max(0, exposed));
      }
    }
  }
  return sharp(out, { raw: { width, height, channels: 3 } })
    .blur(scene.blurSigma)
    .withMetadata({ density: 72 })
    .jpeg({ quality: scene.jpegQuality, mozjpeg: true })
    .toBuffer();
}

function tableTop(kind: Scene['table'], seed: number): (x: number, y: number, channel: number) => number {
  const grain = surface(seed);
  const waves = surface(seed + 1);
  const [dark, pale] =
    kind === 'oak'
      ? ([
          [92, 58, 34],
          [158, 112, 70],
        ] as const)
      : ([
          [58, 62, 68],
          [92, 97, 103],
        ] as const);
  return (x, y, channel) => {
    const ring = kind === 'oak' ? 0.5 + 0.5 * Math.sin((y / 46 + 5 * waves(x / 900, y / 130)) * 2.2) : waves(x / 60, y / 60);
    const mix = 0.55 * ring + 0.45 * grain(x / 190, y / 5);
    return (dark[channel] ?? 0) * (1 - mix) + (pale[channel] ?? 0) * mix;
  };
}

/** From a place in the photograph to the place on the page: the inverse of the projection of the unit square (Heckbert 1989). */
function unproject(corners: Scene['corners'], pageWidth: number, pageHeight: number): (x: number, y: number) => Point {
  const [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = corners;
  const [sumX, sumY] = [x0 - x1 + x2 - x3, y0 - y1 + y2 - y3];
  const [dx1, dy1, dx2, dy2] = [x1 - x2, y1 - y2, x3 - x2, y3 - y2];
  const area = dx1 * dy2 - dx2 * dy1;
  const g = (sumX * dy2 - dx2 * sumY) / area;
  const h = (dx1 * sumY - sumX * dy1) / area;
  const [a, b, c] = [x1 - x0 + g * x1, x3 - x0 + h * x3, x0];
  const [d, e, f] = [y1 - y0 + g * y1, y3 - y0 + h * y3, y0];
  return (x, y) => {
    const u = (e - f * h) * x + (c * h - b) * y + (b * f - c * e);
    const v = (f * g - d) * x + (a - c * g) * y + (c * d - a * f);
    const scale = (d * h - e * g) * x + (b * g - a * h) * y + (a * e - b * d);
    return [(u / scale) * pageWidth, (v / scale) * pageHeight];
  };
}
