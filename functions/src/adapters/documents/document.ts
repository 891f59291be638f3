/** What an opened file gives, whichever library opened it. */

import type { LayerPage } from '../../domain/textLayer.ts';

/** A page as drawn from a PDF, or the frame of an image file. */
export interface PageImage {
  readonly picture: EncodedPicture | RawPicture;
  /** Dots per inch; null when the source does not say. */
  readonly dpi: number | null;
}

/** Something sharp can decode. */
export interface EncodedPicture {
  /** The encoded image, or the path of its file. */
  readonly encoded: Uint8Array | string;
  /** Which of the file's images, from 0. */
  readonly frame: number;
}

/** Rows from the top, without gaps: grey or RGB, one byte a channel. */
export interface RawPicture {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** `reading`: as fine as the engine wants it. `viewing`: as people see it, which may be coarser, and cheaper. */
export type Purpose = 'reading' | 'viewing';

/** Pages can be drawn in any order, one at a time. */
export interface OpenDocument {
  readonly pageCount: number;
  /** @throws PipelineError `RENDER_FAILED`, `PAGE_TOO_BIG` or `CORRUPT`, which concern this page only */
  drawPage(pageNumber: number, purpose: Purpose): Promise<PageImage>;
  /** The text that the page itself holds, and what judges it; null when it holds none, or none that can be had. */
  readLayer(pageNumber: number): Promise<LayerPage | null>;
}
