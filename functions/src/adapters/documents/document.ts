/** What an opened file gives, whichever library opened it. */

/** A page as drawn from a PDF, or the frame of an image file: something sharp can decode. */
export interface PageImage {
  /** The encoded image, or the path of its file. */
  readonly encoded: Uint8Array | string;
  /** Which of the file's images, from 0. */
  readonly frame: number;
  /** Dots per inch; null when the source does not say. */
  readonly dpi: number | null;
}

/** Pages can be drawn in any order, one at a time. */
export interface OpenDocument {
  readonly pageCount: number;
  /** @throws PipelineError `RENDER_FAILED`, `PAGE_TOO_BIG` or `CORRUPT`, which concern this page only */
  drawPage(pageNumber: number): Promise<PageImage>;
}
