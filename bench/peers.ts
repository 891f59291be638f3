/**
 * The programs that people would install instead, run as they would run them. Either may be absent: then there is nothing to
 * compare with, and the tables say so.
 */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { documentReader } from '../functions/src/adapters/documents/reader.ts';
import { openPicture } from '../functions/src/adapters/images/preparer.ts';
import { fileTypeOfName } from '../functions/src/contract/fileTypes.ts';
import { decode, faxPage } from '../samples/make/paper.ts';
import { type ImagePage, imagePageObjects, writePdf } from '../samples/make/pdfFile.ts';
import { sharp } from '../samples/make/sharp.ts';
import { mapBounded } from '../suite/boundedConcurrency.ts';
import { type Finished, run } from '../suite/runProgram.ts';
import type { DocumentSet } from './sets.ts';

/** One set, in the shapes that the programs read. Made before anything is timed. */
export interface PeerFiles {
  /** For each document its image files, in page order: the original wherever it is an image. */
  readonly images: readonly (readonly string[])[];
  /** All pages of all documents as one PDF of pictures, since ocrmypdf works on several pages at once within one file only. */
  readonly pdf: string;
  /** How many of them each document has. */
  readonly pageCounts: readonly number[];
}

export interface Peer {
  readonly name: string;
  /** As it names itself. */
  readonly version: string;
  /** @returns the text of each document */
  read(files: PeerFiles, languages: readonly string[], workers: number): Promise<string[]>;
}

/** What PDF pages are drawn at, for those that read pictures only. */
const DPI = 300;
/** A picture that says less says it of a screen, not of paper. */
const LEAST_CREDIBLE_DPI = 150;
const GUESSED_DPI = 200;

/** Those that are installed. */
export async function findPeers(): Promise<Peer[]> {
  const [tesseract, ocrmypdf] = await Promise.all([versionOf('tesseract'), versionOf('ocrmypdf')]);
  return [
    ...(tesseract === undefined ? [] : [{ name: 'tesseract', version: tesseract, read: readWithTesseract }]),
    ...(ocrmypdf === undefined ? [] : [{ name: 'ocrmypdf', version: `ocrmypdf ${ocrmypdf}`, read: readWithOcrmypdf }]),
  ];
}

export async function versionOf(program: string): Promise<string | undefined> {
  const { exitCode, output } = await run(program, ['--version']);
  return exitCode === 0 ? output.split('\n')[0]?.trim() : undefined;
}

/** The fast model that Debian installs, automatic layout; one thread each, since there are as many processes as cores. */
async function readWithTesseract({ images }: PeerFiles, languages: readonly string[], workers: number): Promise<string[]> {
  const flat = images.flatMap((paths, document) => paths.map((path) => ({ path, document })));
  const env = { ...process.env, OMP_THREAD_LIMIT: '1' };
  const texts = await mapBounded(flat, workers, async ({ path }) => {
    const finished = await run('tesseract', [path, 'stdout', '--psm', '3', '-l', languages.join('+')], { env });
    return succeeded('tesseract', finished).stdout;
  });
  return images.map((_, document) => texts.filter((_text, index) => flat[index]?.document === document).join('\n'));
}

async function readWithOcrmypdf(
  { pdf, pageCounts }: PeerFiles,
  languages: readonly string[],
  workers: number,
): Promise<string[]> {
  const { text } = await ocrmypdf(pdf, ['--jobs', String(workers), '-l', languages.join('+')]);
  const pages = text.split('\f');
  let next = 0;
  return pageCounts.map((count) => {
    next += count;
    return pages.slice(next - count, next).join('\n');
  });
}

/**
 * The quickest way it has: no PDF/A, no optimising.
 * @returns the text that it found, pages divided by form feeds
 */
export async function ocrmypdf(pdf: string, more: readonly string[]): Promise<{ readonly text: string }> {
  const sidecar = `${pdf}.txt`;
  const usual = ['--output-type', 'pdf', '-O0', '--quiet', '--sidecar', sidecar];
  succeeded('ocrmypdf', await run('ocrmypdf', [...usual, ...more, pdf, `${pdf}.out.pdf`]));
  return { text: await readFile(sidecar, 'utf8') };
}

function succeeded(program: string, finished: Finished): Finished {
  if (finished.exitCode !== 0) throw new Error(`${program} ended with ${finished.exitCode}: ${finished.stderr.slice(-500)}`);
  return finished;
}

/** @param folder for what has to be made; nobody else's */
export async function filesForPeers(set: DocumentSet, folder: string): Promise<PeerFiles> {
  await mkdir(folder, { recursive: true });
  const images: string[][] = [];
  const pages: ImagePage[][] = [];
  for (const [index, { path }] of set.documents.entries()) {
    const own = await imagesOf(path, join(folder, String(index)));
    images.push(own);
    pages.push((await Promise.all(own.map(pdfPages))).flat());
  }
  const pdf = join(folder, 'all.pdf');
  await writeFile(pdf, writePdf(imagePageObjects(pages.flat())));
  return { images, pdf, pageCounts: pages.map((list) => list.length) };
}

async function imagesOf(path: string, stem: string): Promise<string[]> {
  switch (fileTypeOfName(path)) {
    case 'pdf':
      return drawn(path, stem);
    // Not every build of tesseract reads these.
    case 'gif':
    case 'webp':
      await sharp(path).png().toFile(`${stem}.png`);
      return [`${stem}.png`];
    default:
      return [path];
  }
}

/** By poppler, as most people would; by our own drawing where that is not installed. */
async function drawn(path: string, stem: string): Promise<string[]> {
  const file = { path, sizeBytes: (await readFile(path)).length, sha256: '' };
  const reader = documentReader();
  const { pageCount } = await reader.inspect(file);
  const numbers = Array.from({ length: pageCount }, (_, index) => index + 1);
  return mapBounded(numbers, 1, async (pageNumber) => {
    const page = `${stem}-${pageNumber}`;
    const only = ['-f', String(pageNumber), '-l', String(pageNumber), '-singlefile'];
    const { exitCode } = await run('pdftoppm', ['-r', String(DPI), '-gray', '-png', ...only, path, page]);
    if (exitCode !== 0) {
      const { picture } = await reader.withDocument(file, (document) => document.drawPage(pageNumber, 'reading'));
      await (await openPicture(picture)).png().toFile(`${page}.png`);
    }
    return `${page}.png`;
  });
}

/** Without loss: black and white as a fax, all else as grey. */
async function pdfPages(path: string): Promise<ImagePage[]> {
  const { pages = 1, density = 0, depth, channels } = await sharp(path).metadata();
  const dpi = density >= LEAST_CREDIBLE_DPI ? density : GUESSED_DPI;
  const frames = Array.from({ length: pages }, (_, page) => page);
  return mapBounded(frames, 1, async (page): Promise<ImagePage> => {
    const grey = await decode(await sharp(path, { page }).autoOrient().png({ compressionLevel: 1 }).toBuffer(), 1);
    const { data, width: widthPx, height: heightPx } = grey;
    if (channels === 1 && depth === 'uchar' && data.every((level) => level === 0 || level === 255)) return faxPage(grey, dpi);
    return { image: deflateSync(data, { level: 1 }), filter: 'FlateDecode', widthPx, heightPx, bitsPerPixel: 8, dpi };
  });
}
