/**
 * The long documents that the whole pipeline is measured with. Their text is the samples', shuffled by a seed: the same bytes
 * every time. They are made when first needed and kept in a temporary folder, being too large to commit.
 */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Random, randomOf } from '../chaos/random.ts';
import { documentReader } from '../functions/src/adapters/documents/reader.ts';
import { openPicture } from '../functions/src/adapters/images/preparer.ts';
import { MAX_UPLOAD_BYTES } from '../functions/src/contract/limits.ts';
import { decode, faxPage, jpegPage, type Pixels, scanned } from '../samples/make/paper.ts';
import { type ImagePage, imagePageObjects, writePdf } from '../samples/make/pdfFile.ts';
import { textPages } from '../test/fixtures/textPdf.ts';
import { sample, truthOf } from '../test/support/fixtures.ts';
import { foldText } from '../test/support/score.ts';
import type { TruthDocument } from './sets.ts';

export interface LongDocument extends TruthDocument {
  readonly title: string;
  readonly pageCount: number;
  readonly sizeBytes: number;
}

const SCAN_DPI = 300;
const POINTS_PER_INCH = 72;
const LINES_A_PAGE = 42;
const LINE_LENGTH = 86;
/** So many pages of a scan differ: more would take long to make and measure nothing else, since every page is read anew. */
const DISTINCT_SCANS = 10;
const LINES_A_SLIP = 4;

/** An office scan: every page a picture, 300 dpi, black and white, with grain, dust and a little skew. */
export function scanOf(pageCount: number, log: (line: string) => void): Promise<LongDocument> {
  return kept(`scan-${pageCount}`, `scan of ${pageCount} pages`, pageCount, log, (random) =>
    scannedPages(pageCount, LINES_A_PAGE, A4, random, (page) => faxPage(page, SCAN_DPI)),
  );
}

/** A scan in grey, as large a file as may be uploaded: every page a JPEG of 300 dpi. */
export function largestScanOf(pageCount: number, log: (line: string) => void): Promise<LongDocument> {
  const most = Math.floor((MAX_UPLOAD_BYTES * 0.99) / pageCount);
  return kept(`largest-${pageCount}`, `scan of ${pageCount} pages in grey`, pageCount, log, (random) =>
    scannedPages(pageCount, LINES_A_PAGE, A4, random, (page) => jpegPage(page, SCAN_DPI, most)),
  );
}

/** A scan of slips of paper with a few lines each: they have to be read, and a thousand of them in reasonable time. */
export function slipsOf(pageCount: number, log: (line: string) => void): Promise<LongDocument> {
  return kept(`slips-${pageCount}`, `scan of ${pageCount} slips`, pageCount, log, (random) =>
    scannedPages(pageCount, LINES_A_SLIP, SLIP, random, (page) => faxPage(page, SCAN_DPI)),
  );
}

/** Real text in a standard font, as a word processor writes it. */
export function bornDigitalOf(pageCount: number, log: (line: string) => void): Promise<LongDocument> {
  return kept(`digital-${pageCount}`, `born digital, ${pageCount} pages`, pageCount, log, async (random) => {
    const pages = await linesOfPages(pageCount, LINES_A_PAGE, random);
    return { pages, pdf: typeset(pages, A4) };
  });
}

async function scannedPages(
  pageCount: number,
  linesAPage: number,
  paper: Paper,
  random: Random,
  stored: (page: Pixels) => Promise<ImagePage>,
): Promise<Made> {
  const distinct = await linesOfPages(Math.min(DISTINCT_SCANS, pageCount), linesAPage, random);
  const images = await Promise.all((await scan(distinct, paper)).map(stored));
  const repeated = <T>(list: readonly T[]) =>
    Array.from({ length: pageCount }, (_, index) => list[index % list.length]).filter((item) => item !== undefined);
  return { pages: repeated(distinct), pdf: writePdf(imagePageObjects(repeated(images))) };
}

/** In points, at life size. */
interface Paper {
  readonly width: number;
  readonly height: number;
  /** Of the first line's baseline. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

const A4: Paper = { width: 595, height: 842, x: 54, y: 770, size: 11 };
const SLIP: Paper = { width: 595, height: 100, x: 54, y: 75, size: 11 };
/** Drawn larger than life to be scanned, so that the drawing is no coarser than the scan. */
const ENLARGED = 1.5;

function typeset(pages: readonly (readonly string[])[], { width, height, x, y, size }: Paper, scale = 1): Buffer {
  const box = `/MediaBox [0 0 ${width * scale} ${height * scale}]`;
  const escaped = pages.map((lines) => lines.map((line) => line.replace(/[\\()]/g, '\\$&')));
  return writePdf(textPages(escaped, box, `1 0 0 1 ${x * scale} ${y * scale} Tm`, size * scale));
}

async function scan(pages: readonly (readonly string[])[], paper: Paper): Promise<readonly Pixels[]> {
  const pdf = typeset(pages, paper, ENLARGED);
  const folder = await mkdtemp(join(tmpdir(), 'pagestream-bench-'));
  const path = join(folder, 'typeset.pdf');
  await writeFile(path, pdf);
  const file = { path, sizeBytes: pdf.length, sha256: '' };
  const reader = documentReader();
  const images: Pixels[] = [];
  for (const index of pages.keys()) {
    const { picture } = await reader.withDocument(file, (document) => document.drawPage(index + 1, 'reading'));
    const drawn = await decode(
      await (await openPicture(picture))
        .resize({ width: Math.round((paper.width * SCAN_DPI) / POINTS_PER_INCH) })
        .png({ compressionLevel: 1 })
        .toBuffer(),
      1,
    );
    images.push(scanned(drawn, { skewDegrees: ((index % 5) - 2) * 0.1, seed: index }));
  }
  await rm(folder, { recursive: true });
  return images;
}

/** Pages of running text: a heading, then sentences of the samples in an order of the seed's, set in lines. */
async function linesOfPages(pageCount: number, linesAPage: number, random: Random): Promise<string[][]> {
  const texts = await Promise.all(['scan.pdf', 'article.pdf', 'letter.jpg'].map((name) => truthOf(sample(name))));
  // What the standard font cannot write is left out.
  const sentences = texts
    .flatMap((text) => foldText(text).split(/(?<=[.!?]) /))
    .filter((sentence) => sentence.length > 30 && /^[\x20-\x7e]*$/.test(sentence));
  return Array.from({ length: pageCount }, (_, index) => {
    const lines = [`${index + 1}. ${random.pick(sentences).split(' ').slice(0, 5).join(' ')}`];
    while (lines.length < linesAPage) {
      const paragraph = Array.from({ length: random.between(3, 6) }, () => random.pick(sentences)).join(' ');
      lines.push('', ...wrapped(paragraph));
    }
    return lines.slice(0, linesAPage);
  });
}

function wrapped(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length >= LINE_LENGTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

interface Made {
  readonly pages: readonly (readonly string[])[];
  readonly pdf: Buffer;
}

/** The document from an earlier run of the same code, else made now. */
async function kept(
  name: string,
  title: string,
  pageCount: number,
  log: (line: string) => void,
  make: (random: Random) => Promise<Made>,
): Promise<LongDocument> {
  const hash = createHash('sha256').update(await readFile(fileURLToPath(import.meta.url)));
  const folder = join(tmpdir(), `pagestream-bench-documents-${hash.digest('hex').slice(0, 8)}`);
  const path = join(folder, `${name}.pdf`);
  const truthPath = join(folder, `${name}.gt.txt`);
  if (!existsSync(path)) {
    log(`making ${title}`);
    const { pages, pdf } = await make(randomOf(name));
    await mkdir(folder, { recursive: true });
    await writeFile(truthPath, pages.map((lines) => lines.join('\n')).join('\n\f'));
    await writeFile(`${path}.part`, pdf);
    await rename(`${path}.part`, path);
  }
  const { length: sizeBytes } = await readFile(path);
  return { title, pageCount, path, sizeBytes, truth: await readFile(truthPath, 'utf8') };
}
