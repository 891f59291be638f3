/** PDF files, opened and drawn by pdfium. */

import { open as openFile } from 'node:fs/promises';
import type { LocalFile } from '../../app/ports.ts';
import { MAX_PAGE_PIXELS } from '../../contract/limits.ts';
import { PipelineError } from '../../domain/failure.ts';
import type { LayerPage } from '../../domain/textLayer.ts';
import { isOneColour, MOST_INK_SIDE, VIEW_SIDE } from '../images/preparer.ts';
import type { PageImage, Purpose, RawPicture } from './document.ts';
import { boundedDpi, POINTS_PER_INCH, readingDpi, USUAL_DPI } from './drawing.ts';
import { contentsOf, type PageContents } from './pageContents.ts';
import { DRAWING_FLAGS, dropLibrary, type Library, loadLibrary, RGB } from './pdfiumLibrary.ts';
import { layerOf } from './pdfiumText.ts';
import { decodeLifted, type LiftedPicture, liftPicture, scanDpi } from './scan.ts';
import { mayHaveUserUnits, userUnitOf } from './userUnit.ts';

/** WebAssembly never gives memory back: an instance that holds more than this is left behind with its document. */
const MOST_KEPT_BYTES = 256 * 1024 * 1024;
/** pdfium keeps the data of every picture until its document is closed. Opened anew where it lies, a file of 100 MB takes a millisecond. */
const PAGES_PER_OPENING = 25;
/** Of `_FPDF_GetLastError`. */
const PASSWORD_ERROR = 4;
const WHITE = 0xffffffff;
/** Of `_FPDFPage_Flatten`: what shows on a screen. */
const NORMAL_DISPLAY = 0;

export interface PdfiumDocument {
  readonly pageCount: number;
  /** Whether the page that is counted last can be found: if not, the count is wrong. */
  readonly hasLastPage: boolean;
  /**
   * @returns also whether the page is of one colour all over though something is on it
   * @throws PipelineError `RENDER_FAILED` or `PAGE_TOO_BIG`
   */
  draw(pageNumber: number, purpose: Purpose): Promise<{ readonly image: PageImage; readonly looksEmpty: boolean }>;
  /** @throws PipelineError `RENDER_FAILED` */
  readLayer(pageNumber: number): Promise<LayerPage | null>;
  close(): Promise<void>;
}

/** One page, as long as it is the last that was asked for. */
interface LoadedPage {
  readonly pageNumber: number;
  readonly handle: number;
  /** Points, as shown. */
  readonly width: number;
  readonly height: number;
  readonly contents: PageContents;
}

/** @throws PipelineError `CORRUPT` or `ENCRYPTED` */
export async function openWithPdfium(file: LocalFile): Promise<PdfiumDocument> {
  let opened: Opened | undefined = await openDocument(file);
  let page: LoadedPage | undefined;
  let loads = 0;
  const { pageCount, hasLastPage } = opened;

  /** A document whose instance fell over is opened again, in another. */
  async function current(): Promise<Opened> {
    opened ??= await openDocument(file);
    return opened;
  }

  /** Runs `use`. Whatever it throws that is no answer came from WebAssembly, and leaves an instance that nobody can trust. */
  async function guarded<R>(
    pageNumber: number,
    use: (library: Library, page: LoadedPage, file: () => Uint8Array) => R,
  ): Promise<R> {
    const used = await current();
    const { library, data, mayHaveUnits } = used;
    const unit = page?.pageNumber !== pageNumber && mayHaveUnits ? await userUnitOf(file, pageNumber) : 1;
    try {
      if (page?.pageNumber !== pageNumber) {
        if (page !== undefined) library.pdfium._FPDF_ClosePage(page.handle);
        page = undefined;
        if (++loads % PAGES_PER_OPENING === 0) openAnew(used, file.sizeBytes);
        page = loadPage(library, used.document, pageNumber, unit);
      }
      return use(library, page, () => library.pdfium.HEAPU8.subarray(data, data + file.sizeBytes));
    } catch (error) {
      if (error instanceof PipelineError) throw error;
      page = undefined;
      opened = undefined;
      dropLibrary();
      throw new PipelineError('RENDER_FAILED', `pdfium fell over page ${pageNumber}: ${String(error)}`, { cause: error });
    }
  }

  return {
    pageCount,
    hasLastPage,
    async draw(pageNumber, purpose) {
      const wanted = await guarded(pageNumber, (library, { handle, width, height, contents }, file) => {
        refuseTooBig(pageNumber, contents);
        const dpi = boundedDpi(width, height, wantedDpi(purpose, contents, width, height));
        return { dpi, scan: liftPicture(library, handle, contents, width, height, file), side: longSide(width, height, dpi) };
      });
      // A coarser scan is enlarged as it is drawn.
      const { scan } = wanted;
      const lifted = scan === null || scan.dpi < wanted.dpi * 0.99 ? undefined : await liftedPicture(scan, wanted.side);
      if (lifted !== undefined) return { image: { picture: lifted, dpi: wanted.dpi }, looksEmpty: false };
      return guarded(pageNumber, (library, { handle, width, height, contents }) => {
        const picture = drawPicture(library, handle, width, height, wanted.dpi);
        const looksEmpty = contents.isMarked && isOneColour(picture);
        return { image: { picture: greyIfGrey(picture), dpi: wanted.dpi }, looksEmpty };
      });
    },
    readLayer: (pageNumber) =>
      guarded(pageNumber, (library, { handle, width, height, contents }) => layerOf(library, handle, width, height, contents)),
    async close() {
      if (opened === undefined) return;
      const { library, document, data } = opened;
      try {
        if (page !== undefined) library.pdfium._FPDF_ClosePage(page.handle);
        library.pdfium._FPDF_CloseDocument(document);
        library.pdfium.wasmExports.free(data);
        if (library.pdfium.HEAPU8.length > MOST_KEPT_BYTES) dropLibrary();
      } catch {
        dropLibrary();
      }
      page = undefined;
      opened = undefined;
    },
  };
}

interface Opened {
  readonly library: Library;
  document: number;
  /** The file's bytes in the instance's memory: they are read as long as the document is open. */
  readonly data: number;
  readonly pageCount: number;
  readonly hasLastPage: boolean;
  /** Whether a page may have units that are no points. */
  readonly mayHaveUnits: boolean;
}

/** @throws PipelineError `CORRUPT` or `ENCRYPTED` */
async function openDocument(file: LocalFile): Promise<Opened> {
  const library = await loadLibrary();
  const { pdfium, floats } = library;
  try {
    const data = pdfium.wasmExports.malloc(file.sizeBytes);
    if (data === 0) throw new Error('there is no memory for the file');
    await readInto(pdfium.HEAPU8.subarray(data, data + file.sizeBytes), file.path);
    const document = pdfium._FPDF_LoadMemDocument64(data, file.sizeBytes, 0);
    const pageCount = document === 0 ? 0 : pdfium._FPDF_GetPageCount(document);
    if (pageCount < 1) {
      const error = pdfium._FPDF_GetLastError();
      if (document !== 0) pdfium._FPDF_CloseDocument(document);
      pdfium.wasmExports.free(data);
      throw new PipelineError(
        document === 0 && error === PASSWORD_ERROR ? 'ENCRYPTED' : 'CORRUPT',
        `pdfium does not open the PDF: error ${error}, ${pageCount} pages`,
      );
    }
    const lastSize = floats(2, (size = 0) => pdfium._FPDF_GetPageSizeByIndexF(document, pageCount - 1, size));
    const mayHaveUnits = mayHaveUserUnits(pdfium.HEAPU8.subarray(data, data + file.sizeBytes));
    return { library, document, data, pageCount, hasLastPage: lastSize !== undefined, mayHaveUnits };
  } catch (error) {
    if (error instanceof PipelineError) throw error;
    dropLibrary();
    throw new PipelineError('CORRUPT', `pdfium fell over the PDF: ${String(error)}`, { cause: error });
  }
}

/** No page may be open. */
function openAnew(opened: Opened, sizeBytes: number): void {
  const { pdfium } = opened.library;
  pdfium._FPDF_CloseDocument(opened.document);
  opened.document = pdfium._FPDF_LoadMemDocument64(opened.data, sizeBytes, 0);
  if (opened.document === 0) throw new Error('the PDF does not open once more');
}

/** Straight into the instance's memory, which does not move meanwhile: one document is used at a time. */
async function readInto(target: Uint8Array, path: string): Promise<void> {
  const handle = await openFile(path);
  try {
    for (let done = 0; done < target.length; ) {
      const { bytesRead } = await handle.read(target, done, target.length - done, done);
      if (bytesRead === 0) throw new Error('the file is shorter than it was');
      done += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** @param unit of the page's own coordinates, in points @throws PipelineError `RENDER_FAILED` */
function loadPage(library: Library, document: number, pageNumber: number, unit: number): LoadedPage {
  const { pdfium } = library;
  let handle = pdfium._FPDF_LoadPage(document, pageNumber - 1);
  if (handle === 0) throw new PipelineError('RENDER_FAILED', `pdfium does not find page ${pageNumber}`);
  // What annotations and form fields show becomes part of the page, in memory: it is drawn and read like the rest.
  if (pdfium._FPDFPage_GetAnnotCount(handle) > 0 && pdfium._FPDFPage_Flatten(handle, NORMAL_DISPLAY) === 1) {
    pdfium._FPDF_ClosePage(handle);
    handle = pdfium._FPDF_LoadPage(document, pageNumber - 1);
    if (handle === 0) throw new PipelineError('RENDER_FAILED', `pdfium does not find page ${pageNumber} again`);
  }
  const [width, height] = [pdfium._FPDF_GetPageWidthF(handle) * unit, pdfium._FPDF_GetPageHeightF(handle) * unit];
  return { pageNumber, handle, width, height, contents: contentsOf(library, handle, width, height) };
}

/** For people as fine as they are shown it at most; for the engine as fine as the page is, if that is a scan. */
function wantedDpi(purpose: Purpose, contents: PageContents, width: number, height: number): number {
  const [dpi, side] =
    purpose === 'viewing' ? [USUAL_DPI, VIEW_SIDE] : [readingDpi(scanDpi(contents, width, height)), MOST_INK_SIDE];
  // A large sheet that is no scan is shrunk by nobody but the preparer, as ever.
  if (purpose === 'reading' && dpi === USUAL_DPI) return dpi;
  return Math.min(dpi, (side / Math.max(width, height, 1)) * POINTS_PER_INCH);
}

function longSide(widthPoints: number, heightPoints: number, dpi: number): number {
  return Math.max(1, Math.round((Math.max(widthPoints, heightPoints) * dpi) / POINTS_PER_INCH));
}

/** @returns undefined when sharp cannot decode it: pdfium may be less strict */
async function liftedPicture(scan: LiftedPicture, side: number): Promise<RawPicture | undefined> {
  try {
    return greyIfGrey(await decodeLifted(scan, side));
  } catch {
    return undefined;
  }
}

/** Before anything is decoded. @throws PipelineError `PAGE_TOO_BIG` */
function refuseTooBig(pageNumber: number, { pictures }: PageContents): void {
  for (const { widthPixels, heightPixels } of pictures) {
    if (widthPixels * heightPixels > MAX_PAGE_PIXELS) {
      throw new PipelineError('PAGE_TOO_BIG', `page ${pageNumber} holds an image of ${widthPixels} × ${heightPixels} pixels`);
    }
  }
}

/** @throws PipelineError `RENDER_FAILED` */
function drawPicture({ pdfium }: Library, page: number, widthPoints: number, heightPoints: number, dpi: number): RawPicture {
  const width = Math.max(1, Math.round((widthPoints * dpi) / POINTS_PER_INCH));
  const height = Math.max(1, Math.round((heightPoints * dpi) / POINTS_PER_INCH));
  const bytes = width * height * RGB_BYTES;
  const data = pdfium.wasmExports.malloc(bytes);
  if (data === 0) throw new PipelineError('RENDER_FAILED', 'there is no memory to draw the page in');
  const bitmap = pdfium._FPDFBitmap_CreateEx(width, height, RGB, data, width * RGB_BYTES);
  try {
    if (bitmap === 0) throw new PipelineError('RENDER_FAILED', `no picture of ${width} × ${height} pixels`);
    pdfium._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
    pdfium._FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, DRAWING_FLAGS);
    return { pixels: pdfium.HEAPU8.slice(data, data + bytes), width, height, channels: RGB_BYTES };
  } finally {
    if (bitmap !== 0) pdfium._FPDFBitmap_Destroy(bitmap);
    pdfium.wasmExports.free(data);
  }
}

const RGB_BYTES = 3;

/** A third of the bytes for all that follows, where no pixel has a colour. */
function greyIfGrey(picture: RawPicture): RawPicture {
  const { pixels, width, height, channels } = picture;
  if (channels === 1) return picture;
  const grey = new Uint8Array(width * height).fill(WHITE_BYTE);
  // Most of a page is paper: four white pixels are three words.
  const whole = pixels.byteOffset % 4 === 0 ? grey.length - (grey.length % 4) : 0;
  const words = new Uint32Array(pixels.buffer, whole === 0 ? 0 : pixels.byteOffset, (whole / 4) * RGB_BYTES);
  for (let at = 0; at < grey.length; ) {
    const word = (at / 4) * RGB_BYTES;
    if (at < whole && words[word] === WHITE && words[word + 1] === WHITE && words[word + 2] === WHITE) {
      at += 4;
      continue;
    }
    const end = Math.min(at < whole ? at + 4 : at + 1, grey.length);
    for (; at < end; at++) {
      const from = at * RGB_BYTES;
      const red = pixels[from] as number;
      if (red !== pixels[from + 1] || red !== pixels[from + 2]) return picture;
      grey[at] = red;
    }
  }
  return { pixels: grey, width, height, channels: 1 };
}

const WHITE_BYTE = 0xff;
