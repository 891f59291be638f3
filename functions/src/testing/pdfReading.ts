/** PDFs as a reader has them, by pdfjs: where their text is, and how their pages look. For tests. */

import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { getDocument, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Box } from '../contract/documents.ts';

/** A run of text, in the page's user space. */
export interface FoundText {
  readonly text: string;
  /** The left end of its baseline. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Degrees that its baseline goes up, anticlockwise. */
  readonly angle: number;
  readonly fontName: string;
}

export interface ReadPdfPage {
  /** All of it, as it would be copied. */
  readonly text: string;
  readonly runs: readonly FoundText[];
  readonly box: Box;
  readonly turn: number;
  /** What a point of the drawn page is in user space, when drawn turned by so much more; at one pixel a point. */
  readonly toUserSpace: (x: number, y: number, rotation: number) => { readonly x: number; readonly y: number };
}

/** Without its decoders a fax comes out white. */
const WASM_FOLDER = join(dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')), 'wasm') + sep;

async function withPages<R>(bytes: Uint8Array, use: (page: PDFPageProxy) => Promise<R>): Promise<R[]> {
  // pdfjs takes what it is given for its own.
  const task = getDocument({ data: new Uint8Array(bytes), wasmUrl: WASM_FOLDER, verbosity: 0 });
  try {
    const document = await task.promise;
    const results: R[] = [];
    for (let pageNumber = 1; pageNumber <= document.numPages; pageNumber++)
      results.push(await use(await document.getPage(pageNumber)));
    return results;
  } finally {
    await task.destroy();
  }
}

export function readPdf(bytes: Uint8Array): Promise<ReadPdfPage[]> {
  return withPages(bytes, async (page) => {
    const { items } = await page.getTextContent();
    const texts = items.flatMap((item) => ('str' in item ? [item] : []));
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = page.view;
    return {
      text: texts.map(({ str, hasEOL }) => str + (hasEOL ? '\n' : '')).join(''),
      runs: texts
        .filter(({ str }) => str.trim() !== '')
        .map(({ str, transform, width, fontName }) => {
          const [a, b, , , x, y] = transform as number[] as [number, number, number, number, number, number];
          return { text: str, x, y, width, angle: (Math.atan2(b, a) * 180) / Math.PI, fontName };
        }),
      box: [x0, y0, x1, y1],
      turn: page.rotate,
      toUserSpace(x, y, rotation) {
        const viewport = page.getViewport({ scale: 1 / page.userUnit, rotation: (page.rotate + rotation) % 360 });
        const [userX = 0, userY = 0] = viewport.convertToPdfPoint(x, y) as number[];
        return { x: userX, y: userY };
      },
    };
  });
}

/** Each page's pixels, RGBA, at 72 dpi. */
export function drawPdf(
  bytes: Uint8Array,
): Promise<{ readonly width: number; readonly height: number; readonly pixels: Buffer }[]> {
  return withPages(bytes, async (page) => {
    const viewport = page.getViewport({ scale: 1 });
    const [width, height] = [Math.ceil(viewport.width), Math.ceil(viewport.height)];
    const canvas = createCanvas(width, height);
    await page.render({
      // In Node.js the canvas is another class than the one that its types know.
      canvas: canvas as unknown as Parameters<PDFPageProxy['render']>[0]['canvas'] & object,
      viewport,
    }).promise;
    return { width, height, pixels: canvas.data() };
  });
}
