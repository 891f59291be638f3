/** PDF files, opened and drawn by pdf-to-img (pdfjs inside): what the first opener cannot open or draw, this one may. */

import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { Canvas } from '@napi-rs/canvas';
import type { Pdf } from 'pdf-to-img';
import type { LocalFile } from '../../app/ports.ts';
import { MAX_PAGE_PIXELS } from '../../contract/limits.ts';
import { PipelineError } from '../../domain/failure.ts';
import { coarserDpi, MOST_PIXELS, POINTS_PER_INCH, USUAL_DPI } from './drawing.ts';
import type { OpenPdf } from './pdf.ts';

/** pdf-to-img keeps what pdfjs decoded for every page (10 to 23 MB for a scan) until the document is closed. */
const PAGES_PER_OPENING = 10;

/** @throws PipelineError `CORRUPT` or `ENCRYPTED`. A file whose user password is empty opens as any other. */
export async function openWithPdfToImg(file: LocalFile): Promise<OpenPdf> {
  let opened: Drawer | undefined = await openDrawer(file);
  const pageCount = opened.pageCount;
  let drawn = 0;

  async function drawer(): Promise<Drawer> {
    if (drawn++ % PAGES_PER_OPENING === 0 && drawn > 1) {
      await opened?.close();
      opened = undefined;
    }
    opened ??= await openDrawer(file);
    return opened;
  }

  return {
    pageCount,
    async drawPage(pageNumber) {
      const current = await drawer();
      let dpi = USUAL_DPI;
      for (;;) {
        try {
          return { picture: { encoded: await current.draw(pageNumber, dpi), frame: 0 }, dpi };
        } catch (error) {
          if (!(error instanceof PageCanvasTooBig)) throw error;
          dpi = coarserDpi(error.pixels, dpi);
        }
      }
    },
    // Its text is had cheaper from the first opener, which opens nearly every file.
    readLayer: () => Promise.resolve(null),
    close: async () => opened?.close(),
  };
}

interface Drawer {
  readonly pageCount: number;
  draw(pageNumber: number, dpi: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** One opening by the library. @throws PipelineError `CORRUPT` or `ENCRYPTED` */
async function openDrawer(file: LocalFile): Promise<Drawer> {
  // The code is large; only instances that open a PDF load it.
  const { pdf } = await import('pdf-to-img');
  const { createCanvas } = await import('@napi-rs/canvas');
  /** Whether the next canvas that is asked for is the page's own; the others are for images and patterns on it. */
  const next = { isPage: false };

  /** pdfjs's canvas factory for Node, except that it refuses what would not fit before any memory is taken. */
  class BoundedCanvasFactory {
    create(width: number, height: number): CanvasAndContext {
      refuseTooBig(width, height, next.isPage);
      next.isPage = false;
      const canvas = createCanvas(Math.ceil(width), Math.ceil(height));
      return { canvas, context: canvas.getContext('2d') };
    }

    reset({ canvas }: CanvasAndContext, width: number, height: number): void {
      refuseTooBig(width, height, false);
      if (canvas === null) throw new Error('the canvas was destroyed');
      canvas.width = Math.ceil(width);
      canvas.height = Math.ceil(height);
    }

    destroy(target: CanvasAndContext): void {
      if (target.canvas !== null) {
        target.canvas.width = 0;
        target.canvas.height = 0;
      }
      target.canvas = null;
      target.context = null;
    }
  }

  // pdf-to-img reads the scale anew for each page, so this object is how a page gets its own.
  const options = {
    scale: 1,
    docInitParams: {
      CanvasFactory: BoundedCanvasFactory,
      // pdf-to-img does not name these; without them fax (G4), JBIG2 and JPEG 2000 scans come out white, without an error.
      wasmUrl: folderOf('wasm'),
      iccUrl: folderOf('iccs'),
      maxImageSize: MAX_PAGE_PIXELS,
      isEvalSupported: false,
      verbosity: WARNINGS,
    },
  };
  const document: Pdf = await quietly(() => pdf(file.path, options)).catch((error: unknown) => {
    const encrypted = error instanceof Error && error.name === 'PasswordException';
    throw new PipelineError(encrypted ? 'ENCRYPTED' : 'CORRUPT', `the PDF does not open: ${String(error)}`, { cause: error });
  });
  return {
    pageCount: document.length,
    async draw(pageNumber, dpi) {
      options.scale = dpi / POINTS_PER_INCH;
      next.isPage = true;
      const warnings: string[] = [];
      try {
        const png = await quietly(() => document.getPage(pageNumber), warnings);
        if (!warnings.some((warning) => warning.includes(IMAGE_LEFT_OUT))) return png;
      } catch (error) {
        if (error instanceof PageCanvasTooBig) throw error;
        const code = error instanceof InnerCanvasTooBig ? 'PAGE_TOO_BIG' : 'RENDER_FAILED';
        throw new PipelineError(code, `page ${pageNumber} cannot be drawn: ${String(error)}`, { cause: error });
      }
      throw new PipelineError('PAGE_TOO_BIG', `page ${pageNumber} holds an image of more than ${MAX_PAGE_PIXELS} pixels`);
    },
    close: () => document.destroy(),
  };
}

/** pdfjs's level at which it tells what it left out. */
const WARNINGS = 1;
const IMAGE_LEFT_OUT = 'Image exceeded maximum allowed size';

/**
 * Runs `use` with the console's warnings collected instead of written. pdfjs tells only there that it left out an image that
 * is too large, and then shows a white page; its strict mode shows a white page for every fault. One document is used at a
 * time (`reader.ts`), so nobody else's warnings are taken.
 */
async function quietly<R>(use: () => Promise<R>, warnings: string[] = []): Promise<R> {
  const { warn } = console;
  console.warn = (...parts: unknown[]) => void warnings.push(parts.join(' '));
  try {
    return await use();
  } finally {
    console.warn = warn;
  }
}

/** A folder of the pdfjs that pdf-to-img uses. */
function folderOf(name: string): string {
  const pdfToImg = createRequire(import.meta.url).resolve('pdf-to-img');
  return join(dirname(createRequire(pdfToImg).resolve('pdfjs-dist/package.json')), name) + sep;
}

/** The page itself is too large at this scale: it can be drawn coarser. */
class PageCanvasTooBig extends Error {
  readonly pixels: number;
  constructor(pixels: number) {
    super(`a page of ${pixels} pixels`);
    this.pixels = pixels;
  }
}

/** An image or pattern on the page is too large, whatever the page's scale. */
class InnerCanvasTooBig extends Error {}

interface CanvasAndContext {
  canvas: Canvas | null;
  context: unknown;
}

function refuseTooBig(width: number, height: number, isPage: boolean): void {
  if (!(width > 0 && height > 0)) throw new Error(`a canvas of ${width} × ${height}`);
  if (isPage && width * height > MOST_PIXELS) throw new PageCanvasTooBig(Math.ceil(width * height));
  // Images are drawn at their own size first, whatever the page's scale.
  if (width * height > MAX_PAGE_PIXELS) throw new InnerCanvasTooBig(`an inner canvas of ${width} × ${height} pixels`);
}
