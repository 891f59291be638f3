/** PDF pages as pdfium opens them: their own text and its places, scans at their own resolution, JPEGs and faxes lifted out whole. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Purpose, RawPicture } from '../functions/src/adapters/documents/document.ts';
import { openPdf } from '../functions/src/adapters/documents/pdf.ts';
import { loadLibrary } from '../functions/src/adapters/documents/pdfiumLibrary.ts';
import { prepareView } from '../functions/src/adapters/images/preparer.ts';
import { openImage } from '../functions/src/adapters/images/sharp.ts';
import { inProcessPageMaker } from '../functions/src/adapters/pages/inProcess.ts';
import type { MadePage } from '../functions/src/app/pagePorts.ts';
import type { LocalFile } from '../functions/src/app/ports.ts';
import type { Box } from '../functions/src/contract/documents.ts';
import type { Mode } from '../functions/src/contract/options.ts';
import { faxPage } from '../samples/make/paper.ts';
import { imagePageObjects, type PdfObject, stream, writePdf } from '../samples/make/pdfFile.ts';
import { writePackedPdf } from './fixtures/packedPdf.ts';
import { drawText, FONT, textPages } from './fixtures/textPdf.ts';

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pagestream-opening-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(objects: readonly PdfObject[], write = writePdf): Promise<LocalFile> {
  const bytes = write(objects);
  const path = join(folder, `${++count}.pdf`);
  await writeFile(path, bytes);
  return { path, sizeBytes: bytes.length, sha256: '' };
}

async function made(objects: readonly PdfObject[], mode: Mode = 'auto'): Promise<MadePage> {
  return inProcessPageMaker().preparePage(await fileOf(objects), 1, { rotation: 0, mode });
}

/** Where a page shows ink. */
async function inkBox({ view }: MadePage): Promise<Box> {
  const image = (await openImage(view.data)).greyscale().raw();
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  const box = [info.width, info.height, 0, 0] as [number, number, number, number];
  for (let at = 0; at < data.length; at++) {
    if ((data[at] ?? 255) > 128) continue;
    const [x, y] = [at % info.width, Math.floor(at / info.width)];
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x + 1);
    box[3] = Math.max(box[3], y + 1);
  }
  return box;
}

/** Its only line of text stands where the ink is. */
async function expectOnInk(page: MadePage): Promise<void> {
  const [line] = page.textLayer?.lines ?? [];
  const ink = await inkBox(page);
  for (const [index, side] of ink.entries()) expect(Math.abs((line?.box[index] ?? -100) - side)).toBeLessThanOrEqual(3);
}

describe('the text of a page', () => {
  it('is taken with its lines, and there is nothing to read', async () => {
    const page = await made(textPages([['A parcel is tied to this page.', 'Nobody unpacks it.']]));
    expect(page.textLayer?.text).toBe('A parcel is tied to this page.\nNobody unpacks it.');
    expect(page.textLayer?.lines.map((line) => [line.wordCount, line.begins])).toEqual([
      [7, 'block'],
      [3, null],
    ]);
    expect(page.ink).toBeNull();
  });

  it.each([0, 90, 180, 270])('stands where the page shows it, with the page turned by %i', async (degrees) => {
    const objects = textPages([['Harbour']], `/MediaBox [0 0 420 300] /Rotate ${degrees}`, '1 0 0 1 60 120 Tm');
    const page = await made(objects, 'skip');
    // What is upright in the file lies on its side then; it is turned back.
    expect(page.textLayer).toMatchObject({ text: 'Harbour', rotation: (360 - degrees) % 360 });
    expect(page.view.width).toBeGreaterThan(page.view.height);
    await expectOnInk(page);
  });

  it('is the text within the crop box', async () => {
    const content = `${drawText(['Inside'], '1 0 0 1 130 230 Tm')} ${drawText(['Outside'], '1 0 0 1 10 20 Tm')}`;
    const objects = textPages([[]], '/MediaBox [0 0 420 420] /CropBox [100 200 300 350]');
    objects[3] = stream('', content);
    const page = await made(objects);
    expect(page.textLayer?.text).toBe('Inside');
    await expectOnInk(page);
  });

  it('has what form fields show', async () => {
    const objects = textPages([['Name:']], '/MediaBox [0 0 420 420] /Annots [5 0 R]');
    const look = stream(
      `/Type /XObject /Subtype /Form /BBox [0 0 200 30] /Resources ${FONT}`,
      drawText(['Clara Wend'], '1 0 0 1 2 8 Tm'),
    );
    const field =
      '<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Clara Wend) /Rect [120 322 320 352] /F 4 /AP << /N 6 0 R >> >>';
    expect((await made([...objects, field, look])).textLayer?.text).toBe('Name: Clara Wend');
  });

  it('is not asked for in force', async () => {
    const page = await made(textPages([['A parcel is tied to this page.']]), 'force');
    expect(page.textLayer).toBeNull();
    expect(page.ink).not.toBeNull();
  });

  it('in white on white makes no page of words', async () => {
    const objects = textPages([[]]);
    objects[3] = stream('', `1 g ${drawText(['Nobody sees this'])}`);
    expect(await made(objects)).toMatchObject({ textLayer: null, ink: null });
  });
});

it('people see a page as it is drawn, in some bytes a letter', async () => {
  const lines = Array.from(
    { length: 40 },
    (_, index) => `${index}: a line of text as long as the lines of a letter are, more or less.`,
  );
  const page = textPages([lines], '/MediaBox [0 0 595 842]', '1 0 0 1 54 770 Tm', 11);
  const { picture, dpi } = await drawn(page, 'viewing');
  const { view, thumbnail } = await prepareView({ picture, dpi }, 0);
  expect(view).toMatchObject({ width: picture.width, height: picture.height });
  const shown = await (await openImage(view.data)).toColourspace('b-w').raw().toBuffer();
  const squares = picture.pixels.reduce((sum, value, index) => sum + (value - (shown[index] ?? 0)) ** 2, 0);
  expect(10 * Math.log10(255 ** 2 / (squares / shown.length))).toBeGreaterThan(44);
  expect(view.data.length).toBeLessThan(100 * lines.join('').length);
  // And small, for lists.
  const { width, height, format } = await (await openImage(thumbnail ?? '')).metadata();
  expect({ width, height, format }).toEqual({ width: Math.round((240 * view.width) / view.height), height: 240, format: 'webp' });
  expect(thumbnail?.length).toBeLessThan(10_000);
});

/** A grey JPEG that looks different from each side: ink in its upper left corner, fading away. */
async function jpeg(width: number, height: number): Promise<Buffer> {
  const pixels = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return Math.min(255, 40 + (x / width) * 150 + (y / height) * 90);
  });
  return (await openImage(pixels, { raw: { width, height, channels: 1 } })).toColourspace('b-w').jpeg({ quality: 90 }).toBuffer();
}

/** The same JPEG, larger by so many bytes. */
function padded(image: Buffer, bytes: number): Buffer {
  const [marker, most] = [0xfffe, 0xffff];
  const comment = Buffer.alloc(2 + most);
  comment.writeUInt16BE(marker);
  comment.writeUInt16BE(most, 2);
  const comments = Array.from({ length: Math.ceil(bytes / comment.length) }, () => comment);
  return Buffer.concat([image.subarray(0, 2), ...comments, image.subarray(2)]);
}

/** A page that is one JPEG; `over` is painted after it, `under` before. */
async function scan({
  dpi = 200,
  width = 400,
  height = 600,
  rotate = 0 as 0 | 90 | 180 | 270,
  under = '',
  over = '',
  extra = '',
  padding = 0,
} = {}) {
  const image = padded(await jpeg(width, height), padding);
  const objects = imagePageObjects([
    { image, filter: 'DCTDecode', widthPx: width, heightPx: height, bitsPerPixel: 8, dpi, rotate },
  ]);
  objects[2] = String(objects[2]).replace('/Resources << ', `/Resources << ${FONT.slice(3, -3)} `);
  const [w, h] = [(width * 72) / dpi, (height * 72) / dpi];
  objects[3] = stream('', `${under} q ${w.toFixed(2)} 0 0 ${h.toFixed(2)} 0 0 cm /Im0 Do Q ${over}`);
  objects[4] = Buffer.from(
    (objects[4] as Buffer).toString('latin1').replace('/Subtype /Image', `/Subtype /Image ${extra}`),
    'latin1',
  );
  return { image, objects };
}

async function drawn(
  objects: readonly PdfObject[],
  purpose: Purpose = 'reading',
  write = writePdf,
): Promise<{ picture: RawPicture; dpi: number | null }> {
  const pdf = await openPdf(await fileOf(objects, write));
  const { picture, dpi } = await pdf.drawPage(1, purpose);
  await pdf.close();
  if ('encoded' in picture) throw new Error('drawn by the second opener');
  return { picture, dpi };
}

describe('a scan with text over it', () => {
  const WORDS = ['It was recognised earlier.', 'Nobody knows how well.'];

  it('that nobody sees is read in auto, and taken in skip', async () => {
    const { objects } = await scan({ over: `3 Tr ${drawText(WORDS, '1 0 0 1 20 150 Tm', 8)}` });
    expect(await made(objects)).toMatchObject({ textLayer: null, ink: { width: 400, height: 600 } });
    expect((await made(objects, 'skip')).textLayer?.text).toBe(WORDS.join('\n'));
  });

  it('that the scan hides is read in auto', async () => {
    const { objects } = await scan({ under: drawText(WORDS, '1 0 0 1 20 150 Tm', 8) });
    expect((await made(objects)).textLayer).toBeNull();
  });

  it('that is a stamp is read in auto, stamp and all', async () => {
    const { objects } = await scan({ over: `0 g ${drawText(['Received'], '1 0 0 1 20 150 Tm', 8)}` });
    const page = await made(objects);
    expect(page.textLayer).toBeNull();
    expect(page.ink).not.toBeNull();
  });
});

describe('the resolution of a scan', () => {
  it.each([
    [600, 310],
    [300, 300],
    [150, 150],
    [72, 200],
  ])('of %i dpi is %i', async (dpi, expected) => {
    const { picture, dpi: found } = await drawn((await scan({ dpi, width: 2 * dpi, height: 3 * dpi })).objects);
    expect(found).toBeCloseTo(expected, 0);
    expect(picture).toMatchObject({ width: 2 * expected, height: 3 * expected });
  });
});

describe('a page whose units are no points', () => {
  const LINE = ['A parcel is tied to this page.'];
  const usual = textPages([LINE]);
  /** The same sheet, in units of four points. */
  const coarse = textPages([LINE], '/MediaBox [0 0 105 105] /UserUnit 4', '1 0 0 1 12.5 82.5 Tm', 4);

  it.each([
    ['plain', writePdf],
    ['in an object stream', writePackedPdf],
  ])('is drawn as large as it is: %s', async (_, write) => {
    const { picture, dpi } = await drawn(coarse, 'reading', write);
    expect([dpi, picture.width, picture.height]).toEqual([200, 1167, 1167]);
    const expected = await drawn(usual);
    let difference = 0;
    for (const [at, value] of expected.picture.pixels.entries()) difference += Math.abs(value - (picture.pixels[at] ?? 0));
    expect(difference / expected.picture.pixels.length).toBeLessThan(1);
  });

  it('has its text where the ink is, as large as it is shown', async () => {
    const page = await made(coarse);
    await expectOnInk(page);
    const [line] = page.textLayer?.lines ?? [];
    const [usualLine] = (await made(usual)).textLayer?.lines ?? [];
    expect(line?.size).toBeCloseTo(usualLine?.size ?? 0, 0);
  });

  it('has scans of the resolution that they have on the sheet', async () => {
    const { objects } = await scan({ dpi: 1200, width: 1200, height: 1800 });
    const large = objects.map((object) =>
      typeof object === 'string' ? object.replace('/Type /Page /', '/Type /Page /UserUnit 4 /') : object,
    );
    expect((await drawn(large)).dpi).toBeCloseTo(300, 0);
  });
});

describe('a page that is one JPEG', () => {
  it.each([0, 90, 180, 270] as const)('turned by %i comes out as the JPEG has it, pixel for pixel', async (rotate) => {
    const { image, objects } = await scan({ rotate });
    const upright = (await openImage(image)).rotate(rotate).toColourspace('b-w').raw();
    const { data, info } = await upright.toBuffer({ resolveWithObject: true });
    const { picture } = await drawn(objects);
    expect(picture).toMatchObject({ width: info.width, height: info.height, channels: 1 });
    expect(Buffer.compare(picture.pixels, data)).toBe(0);
  });

  it('is lifted out however large it is: the memory that the file lies in moves when it grows', async () => {
    const small = await scan();
    const large = await scan({ padding: 24_000_000 });
    expect(Buffer.compare((await drawn(large.objects)).picture.pixels, (await drawn(small.objects)).picture.pixels)).toBe(0);
  });

  it('is not kept: a document of many takes no more memory the more of its pages were drawn', async () => {
    const [width, height] = [400, 600];
    const image = padded(await jpeg(width, height), 500_000);
    const page = { image, filter: 'DCTDecode', widthPx: width, heightPx: height, bitsPerPixel: 8, dpi: 200 } as const;
    const pdf = await openPdf(await fileOf(imagePageObjects(Array.from({ length: 90 }, () => page))));
    const memory = async () => (await loadLibrary()).pdfium.HEAPU8.length;
    const memories = new Set<number>();
    for (let pageNumber = 1; pageNumber <= pdf.pageCount; pageNumber++) {
      await pdf.drawPage(pageNumber, 'reading');
      if (pageNumber >= 30) memories.add(await memory());
    }
    await pdf.close();
    expect(memories.size).toBe(1);
  });

  it('is shown inverted where its dictionary says so', async () => {
    const plain = await drawn((await scan()).objects);
    const inverted = await drawn((await scan({ extra: '/Decode [1 0]' })).objects);
    expect((plain.picture.pixels[0] ?? 0) + (inverted.picture.pixels[0] ?? 0)).toBeGreaterThan(250);
    expect(plain.picture.pixels[0]).toBeLessThan(60);
  });

  it('is drawn with what is painted over it', async () => {
    const { picture } = await drawn((await scan({ over: '1 g 0 0 20 20 re f' })).objects);
    expect(picture.pixels[picture.pixels.length - picture.width]).toBe(255);
  });
});

/** A page that is one fax: letters of a kind, in the upper left. `parameters` is what tells of its coding. */
async function fax({
  rotate = 0 as 0 | 90 | 180 | 270,
  parameters = '',
  extra = '',
  over = '',
  cutTo = 1,
  fault = 0,
  copies = [''],
} = {}) {
  const [width, height, dpi] = [400, 600, 200];
  const data = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return y % 20 < 9 && Math.sin(x * x * 0.01 + Math.floor(y / 3) ** 2) > 0.2 && x + y < 700 ? 0 : 255;
  });
  const page = await faxPage({ data, width, height, channels: 1 }, dpi);
  const image = page.image.subarray(0, Math.floor(page.image.length * cutTo));
  if (fault > 0) image[Math.floor(image.length * fault)] = 0;
  const objects = imagePageObjects([{ ...page, image, rotate }]);
  objects[3] = stream('', `q ${(width * 72) / dpi} 0 0 ${(height * 72) / dpi} 0 0 cm /Im0 Do Q ${over}`);
  const told = (objects[4] as Buffer).toString('latin1').replace('/K -1', `/K -1 ${parameters}`);
  objects[4] = Buffer.from(told.replace('/Subtype /Image', `/Subtype /Image ${extra}`), 'latin1');
  for (const copy of copies.slice(1))
    objects.push(Buffer.from(told.replace('/Subtype /Image', `/Subtype /Image ${copy}`), 'latin1'));
  return { data, width, height, objects };
}

/** Something to draw that does not show: the page is no longer one picture. */
const UNSEEN = '1 g -9 -9 1 1 re f';

describe('a page that is one fax', () => {
  it('comes out as the fax has it, pixel for pixel', async () => {
    const { data, width, height, objects } = await fax();
    // Not quite as large as the page: drawn it would be scaled.
    objects[2] = String(objects[2]).replace('[0 0 144.00 216.00]', '[0 0 144.40 216.60]');
    const { picture, dpi } = await drawn(objects);
    expect(dpi).toBeCloseTo(200, 0);
    expect(picture).toMatchObject({ width, height, channels: 1 });
    expect(Buffer.compare(picture.pixels, data)).toBe(0);
  });

  it.each([
    {},
    { rotate: 90 },
    { rotate: 180 },
    { rotate: 270 },
    { parameters: '/BlackIs1 true' },
    { parameters: '/BlackIs1 false /EndOfBlock true' },
    { extra: '/Decode [1 0]' },
    { extra: '/Decode [0 1]' },
    { parameters: '/BlackIs1 true', extra: '/Decode [1 0]' },
    { extra: '/ImageMask true' },
    { copies: ['', ''] },
    { copies: ['', '/Decode [1 0]'] },
    { cutTo: 0.5 },
    { fault: 0.1 },
    { fault: 0.5 },
    { fault: 0.7 },
  ] as const)('looks as it does when it is drawn: %o', async (options) => {
    const lifted = await drawn((await fax(options as Parameters<typeof fax>[0])).objects);
    const painted = await drawn((await fax({ ...(options as Parameters<typeof fax>[0]), over: UNSEEN })).objects);
    expect(lifted.picture).toMatchObject({ width: painted.picture.width, height: painted.picture.height, channels: 1 });
    expect(Buffer.compare(lifted.picture.pixels, painted.picture.pixels)).toBe(0);
  });

  it('is drawn with what is painted over it', async () => {
    const { picture } = await drawn((await fax({ over: '0 g 100 0 44 44 re f' })).objects);
    expect(picture.pixels[picture.pixels.length - 1]).toBe(0);
  });
});
