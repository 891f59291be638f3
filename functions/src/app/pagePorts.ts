/** What the use cases need to open files, to make and read their pages, and to write PDFs, as contracts that every adapter keeps. */

import type { PageLine, PageWords, WordBox } from '../contract/documents.ts';
import type { FileType } from '../contract/fileTypes.ts';
import type { JobOptions, Model, PdfOutput } from '../contract/options.ts';
import type { Bend } from '../domain/bend.ts';
import type { ReadingData } from '../domain/languages.ts';
import type { LocalFile } from './ports.ts';

/** One page made ready: for the engine and for the eye. */
export interface PreparedPage {
  /** For recognition, at its own resolution: grey, upright, evened out. Null when there is nothing to read. */
  readonly ink: { readonly data: Uint8Array; readonly width: number; readonly height: number; readonly dpi: number } | null;
  /** How the page was bent before its ink was straightened; null when it was not. What people see is as it was. */
  readonly bend: Bend | null;
  /** For people: WebP of at most so many pixels, or a PNG of the page as it was decoded when that could not be made. */
  readonly view: {
    readonly data: Uint8Array;
    readonly isShrunk: boolean;
    readonly width: number;
    readonly height: number;
    /** Null when the source does not say how large it is. */
    readonly dpi: number | null;
  };
  /** `view`, small: WebP; null when that could not be made. */
  readonly thumbnail: Uint8Array | null;
  /** By how many degrees all were turned clockwise to make their lines level. */
  readonly skewDegrees: number;
  /** Whether its lines run up or down, as far as one can see without reading: it may lie on its side. */
  readonly standsOnEnd: boolean;
}

/** Degrees clockwise. */
export type Rotation = 0 | 90 | 180 | 270;

/** `mode`: whether the page's own text is taken; a page that is turned is wanted for reading, whatever the mode. */
export interface PageWish extends Pick<JobOptions, 'mode'>, Partial<Pick<JobOptions, 'deskew' | 'clean'>> {
  /** How far to turn the page clockwise, beyond what the file itself says. */
  readonly rotation: Rotation;
}

export interface Orientation {
  /** How far the page must be turned clockwise to stand upright; 0 when that cannot be told. */
  readonly rotation: Rotation;
  /** By the engine's name (`Latin`, `Cyrillic`, `Han`); null when that cannot be told. */
  readonly script: string | null;
}

/** Opens files and makes their pages ready to be read, apart from this process: what takes too long or too much memory is ended. */
export interface PageMaker {
  /** Starts what will be needed, while the file is still on its way. Never fails; without it the first call takes longer. */
  warmUp(): void;
  /**
   * Looks at a file without drawing anything. The type is what its bytes are, whatever it is called.
   * @throws PipelineError `UNSUPPORTED_TYPE`, `CORRUPT`, `ENCRYPTED`, `PAGE_TOO_BIG` (single images); `UNKNOWN` when the
   *   process died of something that was not the file's fault, as far as can be told
   */
  inspect(file: LocalFile): Promise<{ readonly type: FileType; readonly pageCount: number }>;
  /**
   * Pages can be asked for in any order; the same page turned is cheap right after.
   * @throws PipelineError `RENDER_FAILED`, `PAGE_TOO_BIG` or `CORRUPT`, which concern this page only; else as `inspect`
   */
  preparePage(file: LocalFile, pageNumber: number, wish: PageWish): Promise<MadePage>;
}

export interface MadePage extends PreparedPage {
  /** The page's own text, in pixels of `view`: then there is nothing to read, and `ink` is null. Null when it must be read. */
  readonly textLayer: TextLayer | null;
  /** Near zero for a page that was drawn just before. */
  readonly renderMs: number;
  readonly preprocessMs: number;
}

/** Words and lines that were not recognised but taken; the page was turned by `rotation` so that they are level. */
export interface TextLayer extends Recognition {
  readonly rotation: Rotation;
}

/**
 * Writes searchable PDFs, apart from this process. The same bytes for the same pages: two finishers may write at once. `pages`
 * are read in order, once, and one at a time.
 */
export interface PdfMaker {
  /**
   * The source's own pages, untouched, with what was read on them; for an image, pages of its true size. A `pdfa` is made of images only.
   * @param use is given the file's bytes, and is called once they are all there
   * @param firstPage of an image, the one that `pages` begin with: those before it are left out
   * @throws PipelineError when the file cannot be had from this source; what `pages` and `use` throw
   */
  withSearchablePdf<R>(
    source: LocalFile,
    output: PdfOutput,
    pages: AsyncIterable<PageWords | null>,
    use: (content: AsyncIterable<Uint8Array>) => Promise<R>,
    firstPage?: number,
  ): Promise<R>;
  /** A PDF of the page images, for want of better. Its bytes come while `pages` are read; it throws what they throw. */
  pdfOfImages(source: LocalFile, output: PdfOutput, pages: AsyncIterable<ReadImage>): AsyncIterable<Uint8Array>;
}

export interface ReadImage {
  /** As `preparePage` gives it; null for a page that has none, which is left white. */
  readonly view: Uint8Array | null;
  readonly words: PageWords | null;
}

export interface Recognition {
  readonly text: string;
  /** In reading order, in pixels of the image that was read, as the lines are. */
  readonly words: readonly WordBox[];
  /** Together they have all of the words. */
  readonly lines: readonly PageLine[];
}

/** One page as an engine reads it. */
export type Ink = NonNullable<PreparedPage['ink']>;

/** What read a page, for the manifest. */
export interface EngineIdentity {
  readonly name: string;
  readonly version: string;
  readonly data: string;
}

/**
 * A program that reads pictures of text. It is trusted with nothing but its answers' shape being checked: whoever needs a page read
 * asks a `Recogniser`, which holds an engine to this contract.
 *
 * One page at a time: a call waits for the one before, and an engine takes no more than one processor. A call that fails, whatever
 * of, costs that call only: the engine replaces what it has lost, and the next one works. When `signal` aborts, what was begun is
 * stopped, not left behind, and the call rejects.
 */
export interface OcrEngine {
  readonly identity: EngineIdentity;
  /** Blocks, paragraphs, lines and words in reading order; confidences are 0 to 100. @param data what it reads with, most likely first @param model the fast one unless said, and where there is no other */
  recognise(ink: Ink, data: readonly ReadingData[], signal: AbortSignal, model?: Model): Promise<Recognition>;
  /** How a page lies and in what script it is written, as far as can be told. */
  detectOrientation(ink: Ink, signal: AbortSignal): Promise<Orientation>;
  /** Ends what is running and gives back what it holds. */
  close(): Promise<void>;
}

/** An engine under our conditions, see `recogniserOn`. */
export interface Recogniser {
  /** @throws PipelineError `OCR_FAILED` or `OCR_TIMEOUT`; the next call works */
  recognise(ink: Ink, data: readonly ReadingData[], model?: Model): Promise<Recognition>;
  /** @throws as `recognise` */
  detectOrientation(ink: Ink): Promise<Orientation>;
}
