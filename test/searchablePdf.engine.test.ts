/** The searchable PDF, by the libraries that write it and by those that read it: pdfjs always, qpdf and pdftotext when installed. */

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bmpToPng } from '../functions/src/adapters/documents/bmp.ts';
import { openImage } from '../functions/src/adapters/images/sharp.ts';
import { isolatedPageMaker } from '../functions/src/adapters/pages/isolated.ts';
import { isolatedPdfMaker } from '../functions/src/adapters/pdf/pdfMaker.ts';
import type { PdfMaker, ReadImage } from '../functions/src/app/pagePorts.ts';
import { readSettings } from '../functions/src/config.ts';
import type { PageWords, WordBox } from '../functions/src/contract/documents.ts';
import type { PdfOutput } from '../functions/src/contract/options.ts';
import { resultPath } from '../functions/src/contract/paths.ts';
import { type EngineWorld, engineWorld } from '../functions/src/testing/engineWorld.ts';
import { storedText } from '../functions/src/testing/memoryWorld.ts';
import { drawPdf, type FoundText, type ReadPdfPage, readPdf } from '../functions/src/testing/pdfReading.ts';
import { withViewedPage } from '../functions/src/testing/pdfViewer.ts';
import { decode, faxPage, scanned } from '../samples/make/paper.ts';
import { imagePageObjects, stream, writePdf } from '../samples/make/pdfFile.ts';
import { writePackedPdf } from './fixtures/packedPdf.ts';
import { drawText, FONT, textPages } from './fixtures/textPdf.ts';
import { fixture, sample, truthOf } from './support/fixtures.ts';
import { faultsAsPdfA } from './support/pdfA.ts';
import { characterErrorRate } from './support/score.ts';

let folder: string;
let pages: ReturnType<typeof isolatedPageMaker>;
let pdfs: PdfMaker;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pagestream-engine-'));
  const silent = () => undefined;
  pages = isolatedPageMaker(readSettings().pageProcess, { info: silent, warn: silent, error: silent });
  pdfs = isolatedPdfMaker(pages);
});
afterAll(async () => {
  await pages.close();
  await rm(folder, { recursive: true, force: true });
});

/** A page that was read: level lines of words in pixels of a page image of 200 dpi, for a page of 420 points unless said. */
function aReadPage(lines: readonly (readonly WordBox[])[], more: Partial<PageWords> = {}): PageWords {
  return {
    ...{ pageNumber: 1, source: 'ocr', width: 1167, height: 1167, dpi: 200, rotation: 0, skew: 0, languages: ['eng'] },
    text: lines.map((words) => words.map(([text]) => text).join(' ')).join('\n'),
    words: lines.flat(),
    lines: lines.map((words) => {
      const [x0, y0, x1, y1] = [words[0]?.[2] ?? 0, words[0]?.[3] ?? 0, words.at(-1)?.[4] ?? 0, words[0]?.[5] ?? 0];
      return { wordCount: words.length, box: [x0, y0, x1, y1], baseline: [x0, y1, x1, y1], size: 40, begins: null };
    }),
    ...more,
  };
}

async function* each<T>(items: readonly T[]): AsyncIterable<T> {
  yield* items;
}

async function whole(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function sourceOf(bytes: Uint8Array, name = 'source') {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return { path, sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function searchable(bytes: Uint8Array, words: readonly (PageWords | null)[], output: PdfOutput = 'pdf'): Promise<Buffer> {
  const pdf = await pdfs.withSearchablePdf(await sourceOf(bytes), output, each(words), whole);
  await checkSyntax(pdf);
  return pdf;
}

/** Each page's size and a hash of its pixels: to compare millions of them one by one takes minutes. */
async function looksOf(pdf: Uint8Array) {
  return (await drawPdf(pdf)).map(({ width, height, pixels }) => [
    width,
    height,
    createHash('sha256').update(pixels).digest('hex'),
  ]);
}

const has = (program: string) => spawnSync(program, ['--version']).error === undefined;
const HAS_QPDF = has('qpdf');
const HAS_PDFTOTEXT = has('pdftotext');
it.skipIf(HAS_QPDF)('qpdf is not installed: no file is checked by it', () => undefined);
it.skipIf(HAS_PDFTOTEXT)('pdftotext is not installed: no text is read by it', () => undefined);

async function checkSyntax(pdf: Buffer): Promise<void> {
  if (!HAS_QPDF) return;
  const path = join(folder, 'checked.pdf');
  await writeFile(path, pdf);
  // It exits with 3 when it has only warnings; those count too.
  const { status, stdout, stderr } = spawnSync('qpdf', ['--check', path], { encoding: 'utf8' });
  expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
}

const textPdf = (pageExtra?: string) => writePdf(textPages([['Drawn text']], pageExtra));
const WORDS: readonly (readonly WordBox[])[] = [
  [
    ['Every', 90, 100, 600, 240, 630],
    ['word', 90, 260, 600, 380, 630],
    ['here', 90, 395, 600, 500, 630],
  ],
  [
    ['second', 90, 110, 700, 300, 730],
    ['line', 90, 330, 700, 400, 730],
  ],
];
/** What readers make of a run of text is some points off, as they round; a letter is larger. */
const NEAR_POINTS = 2;

interface Place {
  readonly x: number;
  readonly y: number;
}
const distance = (a: Place, b: Place) => Math.hypot(a.x - b.x, a.y - b.y);
const endOf = ({ x, y, width, angle }: FoundText): Place => ({
  x: x + width * Math.cos((angle * Math.PI) / 180),
  y: y + width * Math.sin((angle * Math.PI) / 180),
});
/** pdfjs gives the blank after a word to the word when it is narrow; here it is at most this wide. */
const blankAfter = ({ text }: FoundText) => (text.endsWith(' ') ? 10 : 0);

describe('the text layer', () => {
  it('is found in order, with a blank between words, and leaves every byte of the source as it was', async () => {
    const bytes = writePdf(textPages([[], ['Page 2']]));
    const pdf = await searchable(bytes, [aReadPage(WORDS), null]);
    expect(pdf.subarray(0, bytes.length).equals(bytes)).toBe(true);
    const [first, second] = await readPdf(pdf);
    expect(first?.text).toBe('Every word here\nsecond line');
    expect(second?.text).toBe('Page 2');
  });

  it('changes no pixel, even after content that leaves its graphics state changed', async () => {
    const leaking = stream('', `q q 0.5 0 0 0.5 100 100 cm 1 0 0 rg 0 0 200 200 re f 7 Tr ${drawText(['Left open'])}`);
    const bytes = writePdf([
      ...textPages([['first']]).slice(0, 2),
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 420] /Resources ${FONT} /Contents [4 0 R] >>`,
      leaking,
    ]);
    const pdf = await searchable(bytes, [aReadPage(WORDS)]);
    expect(await looksOf(pdf)).toEqual(await looksOf(bytes));
    const runs = (await readPdf(pdf))[0]?.runs ?? [];
    expect(runs[0] && distance(runs[0], { x: 36, y: 420 - 630 * 0.36 })).toBeLessThan(NEAR_POINTS);
  });

  describe('of a page', () => {
    const BOXES = [
      '/MediaBox [0 0 420 420]',
      '/MediaBox [0 0 620 520] /CropBox [90 70 510 490]',
      '/MediaBox [-50 -30 370 390] /UserUnit 2',
    ];
    const TURNS = [
      [0, 0, 0],
      [90, 0, 0],
      [180, 0, 0],
      [270, 0, 0],
      [0, 90, 0],
      [90, 180, 0],
      [0, 0, 5.3],
      [270, 90, -8.1],
    ] as const;
    const cases = BOXES.flatMap((boxes) => TURNS.map((turns) => [boxes, ...turns] as const));
    /** A square that is turned stays one, and grows. */
    const sideOf = (radians: number) => Math.round(1167 * (Math.cos(radians) + Math.abs(Math.sin(radians))));
    let read: readonly ReadPdfPage[];
    beforeAll(async () => {
      // All cases are pages of one document: a process for each would take minutes.
      const objects = cases.map(([boxes, rotate]) => `<< /Type /Page /Parent 2 0 R ${boxes} /Rotate ${rotate} >>`);
      const kids = cases.map((_, index) => `${3 + index} 0 R`).join(' ');
      const tree = `<< /Type /Pages /Count ${cases.length} /Kids [${kids}] >>`;
      const words = cases.map(([, , rotation, skew], index) => {
        const side = sideOf((skew * Math.PI) / 180);
        return aReadPage(WORDS, { pageNumber: index + 1, width: side, height: side, rotation, skew });
      });
      read = await readPdf(await searchable(writePdf(['<< /Type /Catalog /Pages 2 0 R >>', tree, ...objects]), words));
    });

    it.each(cases.map((it, index) => [...it, index] as const))(
      'with %s turned by %i, read turned by %i and then by %f degrees, lies where the words are',
      (_boxes, _rotate, rotation, skew, index) => {
        const page = read[index];
        const radians = (skew * Math.PI) / 180;
        const side = sideOf(radians);
        const placeOf = (x: number, y: number) => {
          // Back to the canvas before it was turned, about the middle of both.
          const [dx, dy] = [x - side / 2, y - side / 2];
          const level = {
            x: dx * Math.cos(radians) + dy * Math.sin(radians),
            y: dy * Math.cos(radians) - dx * Math.sin(radians),
          };
          return page?.toUserSpace((level.x / 1167 + 0.5) * 420, (level.y / 1167 + 0.5) * 420, rotation) ?? { x: 0, y: 0 };
        };
        const boxes = new Map(
          WORDS.flat().map(([text, , x0, , x1, y]) => [text, { start: placeOf(x0, y), end: placeOf(x1, y) }]),
        );
        // pdfjs makes one run of several words where it can.
        const runs = page?.runs.map((run) => ({ run, words: run.text.trim().split(' ') })) ?? [];
        expect(runs.flatMap(({ words }) => words)).toEqual([...boxes.keys()]);
        for (const { run, words } of runs) {
          const { start } = boxes.get(words.at(0) ?? '') ?? { start: { x: 0, y: 0 } };
          const { end } = boxes.get(words.at(-1) ?? '') ?? { end: { x: 0, y: 0 } };
          expect([run.text, distance(run, start) < NEAR_POINTS]).toEqual([run.text, true]);
          expect([run.text, distance(endOf(run), end) < NEAR_POINTS + blankAfter(run)]).toEqual([run.text, true]);
        }
      },
    );
  });

  it('follows lines that slope', async () => {
    const page = aReadPage([WORDS[0] ?? []]);
    const lines = page.lines.map((line) => ({ ...line, baseline: [100, 630, 500, 650] as const }));
    const [read] = await readPdf(await searchable(textPdf(), [{ ...page, lines }]));
    const here = read?.runs.find(({ text }) => text === 'here');
    expect(here?.angle).toBeCloseTo((-Math.atan2(20, 400) * 180) / Math.PI, 1);
    expect(here && distance(here, { x: 395 * 0.36, y: 420 - (630 + (295 * 20) / 400) * 0.36 })).toBeLessThan(NEAR_POINTS);
    // pdfjs takes what goes down for a new line.
    expect(read?.text.replaceAll('\n', ' ')).toContain('Every word here');
  });

  it.each([
    ['Greek and accents', ['Ἀθῆναι', 'naïve', 'Größe']],
    ['Chinese, which has no blanks', ['中文', '文档']],
    ['characters beyond 16 bits', ['😀', 'math', '𝒳𝒴', '😀𠮷']],
    ['Hindi', ['हिन्दी', 'पाठ']],
  ])('copies as it was read: %s', async (name, texts) => {
    const words = texts.map((text, index): WordBox => [text, 90, 100 + index * 160, 600, 256 + index * 160, 630]);
    const [read] = await readPdf(await searchable(textPdf(), [aReadPage([words])]));
    const separator = name.startsWith('Chinese') ? '' : ' ';
    expect(read?.text.replaceAll('\n', '')).toContain(texts.join(separator));
  });

  it('copies lines that run from right to left as they are read', async () => {
    const words: WordBox[] = [
      ['مرحبا', 90, 400, 600, 500, 630],
      ['بالعالم', 90, 280, 600, 390, 630],
      ['2026', 90, 200, 600, 270, 630],
    ];
    const [read] = await readPdf(await searchable(textPdf(), [aReadPage([words])]));
    expect(read?.text).toContain('مرحبا بالعالم 2026');
  });

  it.runIf(HAS_PDFTOTEXT)('is read by pdftotext in order, in any script', async () => {
    const lines: WordBox[][] = [
      ...WORDS.map((line) => [...line]),
      [
        ['中文😀', 90, 100, 800, 300, 830],
        ['Größe', 90, 330, 800, 500, 830],
      ],
      [
        ['مرحبا', 90, 400, 900, 500, 930],
        ['بالعالم', 90, 280, 900, 390, 930],
      ],
    ];
    const path = join(folder, 'read.pdf');
    await writeFile(path, await searchable(writePdf(textPages([[]])), [aReadPage(lines)]));
    const text = execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' }).replaceAll(/[\u202a-\u202e\f]/g, '');
    expect(text.split(/\n+/).filter((line) => line !== '')).toEqual([
      'Every word here',
      'second line',
      '中文😀 Größe',
      'مرحبا بالعالم',
    ]);
  });

  it('is not added where the file has its own, nor to a page without words', async () => {
    const bytes = writePdf(textPages([['Drawn'], []]));
    const own = aReadPage(WORDS, { source: 'text_layer' });
    expect((await searchable(bytes, [own, aReadPage([], { pageNumber: 2, source: 'blank' })])).equals(bytes)).toBe(true);
  });

  it.each([
    ['a table', writePdf, 1400],
    ['a stream for its table', writePackedPdf, 1300],
  ])('costs a small file with %s little', async (_, write, mostBytes) => {
    const bytes = write(textPages([['Drawn text']]));
    const added = (await searchable(bytes, [aReadPage(WORDS)])).length - bytes.length;
    expect(added).toBeLessThan(mostBytes);
  });

  it('of many pages goes on with streams where the file has them, and leaves its bytes as they were', async () => {
    const texts = Array.from({ length: 120 }, (_, index) => [`Page ${index + 1}`]);
    const bytes = writePackedPdf(textPages(texts));
    const words = texts.map((_, index) => aReadPage([[[`word${index + 1}`, 90, 100, 600, 300, 630]]], { pageNumber: index + 1 }));
    const pdf = await searchable(bytes, words);
    expect(pdf.subarray(0, bytes.length).equals(bytes)).toBe(true);
    expect((await readPdf(pdf)).map(({ text }) => text.replace('\n', ' '))).toEqual(
      texts.map((_, index) => `word${index + 1} Page ${index + 1}`),
    );
    // Below what a page's dictionary alone would take.
    expect(pdf.length - bytes.length).toBeLessThan(120 * 200);
  });

  it('has the same bytes whenever it is written', async () => {
    const write = () => searchable(textPdf(), [aReadPage(WORDS)]);
    expect((await write()).equals(await write())).toBe(true);
  });

  it('finds inherited and shared resources, several content streams, and a taken font name', async () => {
    const bytes = writePdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      `<< /Type /Pages /Count 2 /Kids [3 0 R 4 0 R] /MediaBox [0 0 420 420] /Resources << /Font << /F1 7 0 R /Ocr1 7 0 R >> >> >>`,
      '<< /Type /Page /Parent 2 0 R /Contents 8 0 R >>',
      '<< /Type /Page /Parent 2 0 R /Contents 6 0 R >>',
      stream('', drawText(['One'])),
      stream('', drawText(['Other'])),
      '<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>',
      '[5 0 R 6 0 R]',
    ]);
    const pdf = await searchable(bytes, [aReadPage(WORDS), null]);
    expect(await looksOf(pdf)).toEqual(await looksOf(bytes));
    const [first, second] = await readPdf(pdf);
    expect(first?.text).toContain('Every word here');
    expect(first?.text).toContain('One');
    expect(second?.text).toBe('Other');
  });
});

describe('the searchable PDF of a fixture', () => {
  it.each([
    ['encrypted-empty-password.pdf', 'written anew'],
    ['broken-xref.pdf', 'written anew'],
    ['no-eof.pdf', 'appended to'],
    ['pdf-with-junk-before-header.pdf', 'appended to'],
    ['rotated-90.pdf', 'appended to'],
    ['embedded-file.pdf', 'appended to'],
    ['deep-nesting.pdf', 'appended to'],
    ['jpeg-scan.pdf', 'appended to'],
  ])('%s looks the same; it is %s', async (name, how) => {
    const bytes = await readFile(fixture(name));
    // What qpdf says of a damaged original is not about what was added.
    const pdf = await pdfs.withSearchablePdf(await sourceOf(bytes), 'pdf', each([aReadPage(WORDS)]), whole);
    expect(pdf.subarray(0, bytes.length).equals(bytes)).toBe(how === 'appended to');
    expect(await looksOf(pdf)).toEqual(await looksOf(bytes));
    expect((await readPdf(pdf))[0]?.text).toContain('second line');
  });

  it('is refused when a page is none, and not written wrong', async () => {
    const source = await sourceOf(await readFile(fixture('page-tree-cycle.pdf')));
    const words = [aReadPage(WORDS), aReadPage(WORDS, { pageNumber: 2 })];
    await expect(pdfs.withSearchablePdf(source, 'pdf', each(words), whole)).rejects.toMatchObject({ code: 'CORRUPT' });
  });

  it('is refused in time when the library that writes it does not end', async () => {
    const silent = () => undefined;
    const settings = readSettings().pageProcess;
    const hasty = isolatedPageMaker(
      { ...settings, pdf: { milliseconds: 1, residentMib: 1024 } },
      { info: silent, warn: silent, error: silent },
    );
    try {
      const made = isolatedPdfMaker(hasty).withSearchablePdf(await sourceOf(textPdf()), 'pdf', each([aReadPage(WORDS)]), whole);
      await expect(made).rejects.toMatchObject({ code: 'RENDER_FAILED' });
    } finally {
      await hasty.close();
    }
  });
});

describe('the PDF of an image', () => {
  /** As far as two decoders, a JPEG and a scaling may differ, of 255, on average. */
  const NEAR_COLOUR = 6;

  async function meanDifference(pdf: Buffer, image: Uint8Array): Promise<number> {
    const [page] = await drawPdf(pdf);
    const { width = 0, height = 0 } = page ?? {};
    const shown = (await openImage(image)).autoOrient().flatten({ background: '#ffffff' }).toColourspace('srgb');
    const expected = await shown.resize({ width, height, fit: 'fill' }).ensureAlpha().raw().toBuffer();
    let sum = 0;
    for (const [index, value] of expected.entries()) sum += Math.abs(value - (page?.pixels[index] ?? 0));
    return sum / expected.length;
  }

  it.each([
    [sample('letter.jpg'), 'as it is'],
    [fixture('cmyk.jpg'), 'as it is'],
    [fixture('exif-rotated.jpg'), 'as it is'],
    [sample('notice.png'), 'as it is'],
    [fixture('16-bit.png'), 'as it is'],
    [fixture('alpha.png'), 'anew'],
    [fixture('small.webp'), 'anew'],
    [fixture('small.bmp'), 'anew'],
    [fixture('animated.gif'), 'anew'],
  ])('%s: shows it, encoded %s', async (path, how) => {
    const image = await readFile(path);
    const words = aReadPage(WORDS, { dpi: null });
    const pdf = await searchable(image, [words]);
    expect(await meanDifference(pdf, path.endsWith('.bmp') ? await bmpToPng(path) : image)).toBeLessThan(NEAR_COLOUR);
    expect((await readPdf(pdf))[0]?.text).toBe('Every word here\nsecond line');
    if (how === 'as it is') expect(pdf.length).toBeLessThan(image.length * 1.02 + FONT_AND_TEXT_BYTES);
  });

  /** Of a page of few words. */
  const FONT_AND_TEXT_BYTES = 2000;

  it.each([
    ['as wide as can be', 1120, 1],
    ['with white beyond its edge', 1001, 1],
    ['lying on its side', 1001, 6],
  ])('of black and white, %s, is a fax of the same size and look', async (_which, width, orientation) => {
    const poster = (await openImage(sample('notice.png'))).negate({ alpha: false }).resize({ width, height: 1400, fit: 'fill' });
    const grey = await poster.toColourspace('b-w').png().toBuffer();
    const black = (await openImage(grey)).toColourspace('b-w').threshold(150);
    const fax = { compression: 'ccittfax4', bitdepth: 1, tile: true, tileWidth: 1120, tileHeight: 1408 } as const;
    const image = await black.tiff(fax).toBuffer();
    // sharp sets the tag only together with a colour profile.
    image.writeUInt16LE(orientation, image.indexOf(Buffer.from([0x12, 0x01, 3, 0, 1, 0, 0, 0])) + 8);
    expect(await (await openImage(image)).metadata()).toMatchObject({ bitsPerSample: 1, orientation });
    const pdf = await searchable(image, [aReadPage(WORDS, { dpi: null })]);
    expect(pdf.toString('latin1')).toContain('/CCITTFaxDecode');
    expect(await meanDifference(pdf, image)).toBeLessThan(NEAR_COLOUR);
    expect(pdf.length).toBeLessThan(image.length * 1.15 + FONT_AND_TEXT_BYTES);
  });

  it('of shades made of black dots is no fax, which would be larger', async () => {
    const raw = { width: 800, height: 800, channels: 1 } as const;
    const dots = Uint8Array.from({ length: 800 * 800 }, (_, at) => ((at + Math.floor(at / 800)) % 2) * 255);
    const image = await (await openImage(dots, { raw }))
      .toColourspace('b-w')
      .tiff({ compression: 'deflate', predictor: 'none', bitdepth: 1 })
      .toBuffer();
    const pdf = await searchable(image, [aReadPage(WORDS, { dpi: null })]);
    expect(pdf.toString('latin1')).not.toContain('/CCITTFaxDecode');
    expect(pdf.length).toBeLessThan(image.length * 1.15 + FONT_AND_TEXT_BYTES);
  });

  it('has a page for each image of a TIFF, at the size that the file says, and an empty one where there is none to show', async () => {
    const image = await readFile(fixture('multipage.tiff'));
    const { width, height } = await (await openImage(image)).metadata();
    const words = aReadPage([], { width, height, dpi: 150 });
    const read = await readPdf(await searchable(image, [words, { ...words, pageNumber: 2 }]));
    expect(read).toHaveLength(2);
    expect(read[0]?.box).toEqual([0, 0, expect.closeTo((width * 72) / 150, 1), expect.closeTo((height * 72) / 150, 1)]);
    const broken = await searchable(await readFile(fixture('huge-second-page.tiff')), [null, null]);
    expect((await drawPdf(broken)).map((page) => page.pixels.every((value) => value === 255))).toEqual([false, true]);
  });

  it('is turned to be upright, and its words with it', async () => {
    const image = await (await openImage(await readFile(sample('letter.jpg'))))
      .rotate(270)
      .resize({ width: 1000 })
      .jpeg()
      .toBuffer();
    const { width, height } = await (await openImage(image)).metadata();
    const words = aReadPage(WORDS, { width: height, height: width, dpi: 100, rotation: 90 });
    const [page] = await readPdf(await searchable(image, [words]));
    expect(page?.turn).toBe(90);
    const start = page?.toUserSpace(100 * 0.72, 630 * 0.72, 0);
    expect([page?.runs[0]?.x, page?.runs[0]?.y]).toEqual([expect.closeTo(start?.x ?? 0, 0), expect.closeTo(start?.y ?? 0, 0)]);
  });

  it('of page images has a page for each, and a white one where there is none', async () => {
    const view = await (await openImage(await readFile(sample('letter.jpg')))).resize({ width: 700 }).webp().toBuffer();
    const images: ReadImage[] = [
      { view, words: aReadPage(WORDS, { width: 700, height: 990, skew: 4, rotation: 90, dpi: 100 }) },
      { view: null, words: null },
      // What was taken from the file is not in a picture of it.
      { view, words: aReadPage(WORDS, { width: 700, height: 990, dpi: 100, source: 'text_layer' }) },
    ];
    const pdf = await whole(pdfs.pdfOfImages(await sourceOf(Buffer.from('anything')), 'pdf', each(images)));
    await checkSyntax(pdf);
    const [first, second, third] = await readPdf(pdf);
    expect(first?.box[2]).toBeCloseTo(504, 0);
    // The page image is level and upright already.
    expect([first?.runs[0]?.x, first?.runs[0]?.angle]).toEqual([expect.closeTo(72, 0), 0]);
    expect(second?.text).toBe('');
    expect(third?.text).toBe('Every word here\nsecond line');
    expect(await meanDifference(pdf, view)).toBeLessThan(NEAR_COLOUR);
  });
});

describe('the PDF/A of an image', () => {
  const ARCHIVED = ['exif-rotated.jpg', '16-bit.png', 'cmyk.jpg', 'alpha.png', 'small.webp'];
  /** Written as text, and its streams but for those of the XMP and the profile are of no interest. */
  function archiveOf(pdf: Buffer) {
    const text = pdf.toString('latin1');
    const object = (number: string | undefined) => text.split(`\n${number} 0 obj\n`)[1]?.split('\nendobj\n')[0] ?? '';
    const streamOf = (body: string) => Buffer.from(body.split('\nstream\n')[1]?.split('\nendstream')[0] ?? '', 'latin1');
    const catalogue = object(/\/Root (\d+) 0 R/.exec(text)?.[1]);
    const metadata = object(/\/Metadata (\d+) 0 R/.exec(catalogue)?.[1]);
    const profile = object(/\/DestOutputProfile (\d+) 0 R/.exec(catalogue)?.[1]);
    return { text, catalogue, metadata, xmp: streamOf(metadata).toString('utf8'), profile, icc: inflateSync(streamOf(profile)) };
  }

  it.each([
    [sample('letter.jpg'), 'as it is'],
    [fixture('exif-rotated.jpg'), 'as it is'],
    [fixture('16-bit.png'), 'as it is'],
    [fixture('cmyk.jpg'), 'anew'],
    [fixture('alpha.png'), 'anew'],
    [fixture('small.webp'), 'anew'],
  ])('of %s has all that level B asks for that can be seen', async (path, how) => {
    const image = await readFile(path);
    const pdf = await searchable(image, [aReadPage(WORDS, { dpi: null })], 'pdfa');
    const { text, catalogue, metadata, xmp, profile, icc } = archiveOf(pdf);
    expect(text.slice(0, 15)).toMatch(/^%PDF-1\.7\n%[\x80-\xff]{4}\n$/);
    // It says what it is, in a stream that no filter hides.
    expect(xmp).toContain('<pdfaid:part>2</pdfaid:part>');
    expect(xmp).toContain('<pdfaid:conformance>B</pdfaid:conformance>');
    expect(xmp.codePointAt(xmp.indexOf('begin="') + 7)).toBe(0xfeff);
    expect(metadata).toMatch(/^<< \/Type \/Metadata \/Subtype \/XML \/Length \d+ >>/);
    // And what its colours are: those of a screen, for which a profile of three channels says it.
    expect(catalogue).toContain('/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1');
    expect(profile).toContain('/N 3 ');
    expect([icc.readUInt32BE(0), icc.toString('latin1', 36, 40), icc.toString('latin1', 12, 20)]).toEqual([
      icc.length,
      'acsp',
      'mntrRGB ',
    ]);
    expect(text).not.toMatch(/\/(DeviceCMYK|Encrypt|SMask|Mask|Group|ca|CA|Interpolate|JavaScript|AA|OpenAction)\b/);
    expect(text).toMatch(/\/ID \[<[0-9a-f]{32}> <[0-9a-f]{32}>\]/);
    expect(text.match(/\/Type \/FontDescriptor /g)).toHaveLength(text.match(/\/FontFile2 /g)?.length ?? 0);
    // The same page as in the other PDF.
    const plain = await searchable(image, [aReadPage(WORDS, { dpi: null })]);
    expect((await readPdf(pdf))[0]).toMatchObject({ text: 'Every word here\nsecond line', box: (await readPdf(plain))[0]?.box });
    const middle = image.length / 2;
    expect(text.includes(image.toString('latin1', middle, middle + 64))).toBe(how === 'as it is');
  });

  it('has glyphs for all its words, and none that is missing', async () => {
    const words: WordBox[] = [['中文😀 a–b\u0000', 90, 100, 600, 400, 630]];
    const { text } = archiveOf(await searchable(await readFile(sample('letter.jpg')), [aReadPage([words])], 'pdfa'));
    const [, number] = /\/CIDToGIDMap (\d+) 0 R/.exec(text) ?? [];
    const body = text.split(`\n${number} 0 obj\n`)[1] ?? '';
    const glyphs = inflateSync(Buffer.from(body.split('\nstream\n')[1]?.split('\nendstream')[0] ?? '', 'latin1'));
    // The last code in use is that of a character that is none.
    expect(glyphs.length).toBe(2 * 0x10000);
    expect(Array.from({ length: 0x10000 }, (_, code) => glyphs.readUInt16BE(2 * code)).every((glyph) => glyph === 1)).toBe(true);
  });

  it('of page images is one too; of a PDF it is refused, since its pages may be none', async () => {
    const view = await (await openImage(await readFile(sample('letter.jpg')))).resize({ width: 700 }).webp().toBuffer();
    const images: ReadImage[] = [{ view, words: aReadPage(WORDS, { width: 700, height: 990, dpi: 100 }) }];
    const pdf = await whole(pdfs.pdfOfImages(await sourceOf(Buffer.from('anything')), 'pdfa', each(images)));
    await checkSyntax(pdf);
    expect(archiveOf(pdf).xmp).toContain('<pdfaid:part>2</pdfaid:part>');
    const made = pdfs.withSearchablePdf(await sourceOf(textPdf()), 'pdfa', each([aReadPage(WORDS)]), whole);
    await expect(made).rejects.toMatchObject({ code: 'UNSUPPORTED_TYPE' });
  });

  it('is one, says veraPDF: of each kind of image, with each kind of letter, and of page images; the other PDF is none', async () => {
    const words: WordBox[] = [['中文😀 a–b\u0000 קצת Wort', 90, 100, 600, 400, 630]];
    const made: [string, Buffer][] = [];
    for (const path of [sample('letter.jpg'), ...ARCHIVED.map(fixture)]) {
      made.push([path, await searchable(await readFile(path), [aReadPage([words, ...WORDS], { dpi: null })], 'pdfa')]);
    }
    const view = await (await openImage(await readFile(sample('letter.jpg')))).resize({ width: 700 }).webp().toBuffer();
    const images: ReadImage[] = [
      { view, words: aReadPage([words], { width: 700, height: 990, dpi: 100 }) },
      { view: null, words: null },
    ];
    made.push(['page images', await whole(pdfs.pdfOfImages(await sourceOf(Buffer.from('anything')), 'pdfa', each(images)))]);
    const plain = await searchable(await readFile(sample('letter.jpg')), [aReadPage(WORDS)]);
    const faults = await faultsAsPdfA([...made.map(([, pdf]) => pdf), plain]);
    expect(made.map(([of], index) => [of, faults[index]])).toEqual(made.map(([of]) => [of, []]));
    expect(faults.at(-1)).not.toEqual([]);
  });

  it('has the same bytes whenever it is written', async () => {
    const image = await readFile(fixture('small.webp'));
    const write = () => searchable(image, [aReadPage(WORDS)], 'pdfa');
    expect((await write()).equals(await write())).toBe(true);
  });
});

describe('from upload to PDF', () => {
  let world: EngineWorld;
  beforeAll(() => {
    world = engineWorld();
  });
  afterAll(async () => {
    await world.close();
  });

  async function pdfOf(path: string) {
    const processed = await world.process(path, { outputs: 'text,pdf', mode: 'force' });
    const { ownerUid: uid, jobId, results, warnings } = processed.job;
    expect(results.pdf).toBe(resultPath({ uid, jobId }, 'document.pdf'));
    return { ...processed, warnings, pdf: processed.world.objects.get(results.pdf ?? '')?.data ?? Buffer.alloc(0) };
  }

  it('a scan keeps its pages, has its text, and grows by at most 15 %', async () => {
    const { pdf, text, warnings } = await pdfOf(sample('scan.pdf'));
    const original = await readFile(sample('scan.pdf'));
    await checkSyntax(pdf);
    expect(warnings).toEqual([]);
    expect(await looksOf(pdf)).toEqual(await looksOf(original));
    expect(pdf.length).toBeLessThan(original.length * 1.15);
    const read = (await readPdf(pdf)).map((page) => page.text).join('\f');
    expect(characterErrorRate(text, read)).toBeLessThan(0.005);
    expect(characterErrorRate(await truthOf(sample('scan.pdf')), read)).toBeLessThan(0.02);
  });

  it('of some pages, a PDF keeps all of its pages, with text on those; of an image there are only those', async () => {
    const textsOf = async (path: string, pages: string) => {
      const { job, world: stored } = await world.process(path, { outputs: 'pdf', mode: 'force', pages });
      const pdf = stored.objects.get(job.results.pdf ?? '')?.data ?? Buffer.alloc(0);
      await checkSyntax(pdf);
      return { pdf, texts: (await readPdf(pdf)).map(({ text }) => text) };
    };
    const scan = await textsOf(sample('scan.pdf'), '2-3');
    expect(scan.texts.map((text) => text.length > 100)).toEqual([false, true, true, false]);
    expect(await looksOf(scan.pdf)).toEqual(await looksOf(await readFile(sample('scan.pdf'))));
    const frames = await textsOf(fixture('multipage.tiff'), '1-');
    const second = await textsOf(fixture('multipage.tiff'), '2');
    expect(frames.texts.length).toBeGreaterThan(1);
    expect(second.texts).toEqual([frames.texts[1]]);
    expect(await looksOf(second.pdf)).toEqual((await looksOf(frames.pdf)).slice(1, 2));
  });

  /** A page of 46 lines, printed and faxed. */
  async function denseFax() {
    const words = (await truthOf(sample('scan.pdf'))).split(/\s+/).filter((word) => /^[!-~]+$/.test(word));
    const lines = Array.from({ length: 46 }, (_, line) => words.slice(line * 12, (line + 1) * 12).join(' '));
    const printed = lines.map((line) => line.replaceAll(/[\\()]/g, '\\$&'));
    const drawn = writePdf(textPages([printed], '/MediaBox [0 0 595 842]', '1 0 0 1 60 780 Tm', 10.5));
    const { view } = await pages.preparePage(await sourceOf(drawn, 'printed.pdf'), 1, { rotation: 0, mode: 'auto' });
    const paper = scanned(await decode(Buffer.from(view.data), 1), { skewDegrees: 0.2, seed: 7 });
    const bytes = writePdf(imagePageObjects([await faxPage(paper, view.dpi ?? 0)]));
    const path = join(folder, 'fax.pdf');
    await writeFile(path, bytes);
    return { path, bytes };
  }

  it('a fax of one page full of words grows by at most 15 % too', async () => {
    const { path, bytes } = await denseFax();
    const { pdf, text } = await pdfOf(path);
    await checkSyntax(pdf);
    // More words for each byte than any fax of 40 kB.
    expect(bytes.length).toBeLessThan(36_000);
    expect(text.split(/\s+/).length).toBeGreaterThan(540);
    expect((pdf.length - bytes.length) / bytes.length).toBeLessThan(0.15);
  });

  it('a PDF gives a PDF/A of pictures of its pages, as large as they are, with the text that they had', async () => {
    const path = join(folder, 'own-text.pdf');
    const lines = ['A parcel is tied to this page.', 'Nobody unpacks it.'];
    await writeFile(path, writePdf(textPages([lines, ['The other page says little.']])));
    const { job, world: stored } = await world.process(path, { outputs: 'pdf,pdfa' });
    expect([job.warnings, Object.keys(job.results).sort()]).toEqual([[], ['manifest', 'pdf', 'pdfa']]);
    const pdf = stored.objects.get(job.results.pdfa ?? '')?.data ?? Buffer.alloc(0);
    await checkSyntax(pdf);
    const read = await readPdf(pdf);
    expect(read.map(({ text }) => text.replaceAll(/\s+/g, ' '))).toEqual([lines.join(' '), 'The other page says little.']);
    expect(read.map(({ box }) => box.map(Math.round))).toEqual([
      [0, 0, 420, 420],
      [0, 0, 420, 420],
    ]);
  });

  it("is searched and selected in Chromium's viewer, word by word", async () => {
    const { pdf, pages, world: stored } = await pdfOf(sample('scan.pdf'));
    const name = pages[0]?.artefacts?.words ?? '';
    const { words, dpi } = JSON.parse(storedText(stored, name)) as PageWords;
    const points = (pixels: number) => (pixels * 72) / (dpi ?? 0);
    const within = (text: string) => words.filter((other) => other[0].toLowerCase().includes(text.toLowerCase())).length;
    const once = words.filter(([text]) => /^[a-z]{5,}$/i.test(text) && within(text) === 1);
    expect(once.length).toBeGreaterThan(50);
    await withViewedPage(pdf, 0, (page) => {
      for (const [text, , x0, y0, x1, y1] of once) {
        const [found, ...others] = page.find(text);
        expect([text, others.length]).toEqual([text, 0]);
        expect(Math.abs((found?.[0] ?? 0) - points(x0)), text).toBeLessThan(NEAR_POINTS);
        expect(Math.abs((found?.[2] ?? 0) - points(x1)), text).toBeLessThan(NEAR_POINTS);
        const middle = points((y0 + y1) / 2);
        expect([text, (found?.[1] ?? 0) < middle && middle < (found?.[3] ?? 0)]).toEqual([text, true]);
        // All but a hair's breadth of it, so that its neighbours are not touched.
        expect(page.select([points(x0) + 0.5, points(y0), points(x1) - 0.5, points(y1)])).toBe(text);
      }
    });
  });

  it.each([
    ['/MediaBox [0 0 420 420] /Rotate 0', '1 0 0 1 50 330 Tm'],
    ['/MediaBox [0 0 620 520] /CropBox [90 70 510 490] /Rotate 90', '0 1 -1 0 170 130 Tm'],
    // Leaning by four degrees: it is levelled to be read.
    ['/MediaBox [0 0 420 420] /Rotate 0', '0.99756 0.06976 -0.06976 0.99756 50 280 Tm'],
    // Letters of four units are as large as any, where a unit is four points.
    ['/MediaBox [0 0 105 105] /UserUnit 4', '1 0 0 1 12.5 82.5 Tm', 4],
  ])('a drawn page with %s has its words on the drawn ones: %s', async (pageExtra, start, unit = 1) => {
    const lines = [
      'Every word of this page',
      'stands where it was drawn',
      'and is found by its place',
      'whatever way it was turned',
      'or was leaning to one side',
    ];
    const path = join(folder, 'drawn.pdf');
    const bytes = writePdf(textPages([lines], pageExtra, start, 16 / unit));
    await writeFile(path, bytes);
    const [drawn] = await readPdf(bytes);
    const { pdf } = await pdfOf(path);
    const runs = (await readPdf(pdf))[0]?.runs ?? [];
    for (const line of drawn?.runs ?? []) {
      const [first = '', last = ''] = [line.text.split(' ').at(0), line.text.split(' ').at(-1)];
      const mine = runs.filter(({ fontName }) => fontName !== line.fontName);
      const begins = mine.some((run) => run.text.trim().startsWith(first) && distance(run, line) < NEAR_POINTS / unit);
      const ends = mine.some((run) => run.text.trim().endsWith(last) && distance(endOf(run), endOf(line)) < NEAR_POINTS / unit);
      expect([line.text, begins, ends]).toEqual([line.text, true, true]);
    }
    expect(drawn?.runs).toHaveLength(lines.length);
  });
});
