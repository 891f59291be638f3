/** A PDF of images, each a page of its true size with what was read on it: for uploads that are images, and for want of better. */

import type { PageWords } from '../../contract/documents.ts';
import type { PdfOutput } from '../../contract/options.ts';
import { composed, type Matrix, toUserSpace } from '../../domain/pageGeometry.ts';
import { ARCHIVE_METADATA, OUTPUT_INTENT, srgbProfile } from './archive.ts';
import type { EmbeddedImage } from './embeddedImage.ts';
import { type CodeBytes, textFonts } from './glyphlessFont.ts';
import { decimal, deflated, fileId, HEADER, pdfFile } from './pdfFile.ts';
import { hasWords, textLayer } from './textLayer.ts';

export interface ImagePage {
  /** Null for a page that there is nothing to show of: it is left white. */
  readonly image: EmbeddedImage | null;
  /** Dots per inch of the image; null when nobody knows. */
  readonly dpi: number | null;
  /** What was read on the image as it is shown. */
  readonly words: PageWords | null;
}

/** For photographs and screenshots: a page of A4 then has about as many pixels as one that was drawn. */
const GUESSED_DPI = 200;
const POINTS_PER_INCH = 72;
/** No reader shows larger pages; and a page has to have some size. */
const MOST_POINTS = 14_400;
const LEAST_POINTS = 3;
/** A4, for a page of which nothing is known. */
const WHITE_PAGE = { width: 595, height: 842 };

const CATALOGUE = 1;
const PAGE_TREE = 2;

const fontName = (font: CodeBytes) => `Ocr${font}`;

/**
 * The file's bytes, while its pages come: none is kept but for its number.
 * @param id two strings of hexadecimal digits that are the same whenever this file is written
 */
export async function* imagePdf(
  pages: AsyncIterable<ImagePage>,
  output: PdfOutput,
  id: readonly [string, string],
): AsyncIterable<Uint8Array> {
  const file = pdfFile(HEADER.length);
  const kids: number[] = [];
  let free = PAGE_TREE + 1;
  const nextNumber = () => free++;
  const fonts = textFonts(nextNumber);
  yield HEADER;
  for await (const { image, dpi, words } of pages) {
    const size = image === null ? WHITE_PAGE : sizeOf(image, dpi);
    const rotation = image === null ? 0 : (words?.rotation ?? 0);
    const content: string[] = [];
    const resources: string[] = [];
    if (image !== null) {
      const side = image.side === undefined ? undefined : nextNumber();
      const picture = nextNumber();
      if (image.side !== undefined && side !== undefined) yield file.stream(side, image.side.dictionary, image.side.data);
      yield file.stream(picture, `/Type /XObject /Subtype /Image ${image.dictionary.replace('REF', `${side} 0 R`)}`, image.data);
      content.push(
        `q ${placed(image, size)
          .map((value) => decimal(value))
          .join(' ')} cm /Im Do Q\n`,
      );
      resources.push(`/XObject << /Im ${picture} 0 R >>`);
      if (hasWords(words)) {
        const toPage = toUserSpace(words, { box: [0, 0, size.width, size.height], turn: 0 });
        const text = textLayer(words, fontName, toPage, fonts);
        content.push(text.content);
        const named = text.used.map((font) => `/${fontName(font)} ${fonts.objectOf(font)} 0 R`);
        resources.push(`/Font << ${named.join(' ')} >>`);
      }
    }
    const [drawing, page] = [nextNumber(), nextNumber()];
    yield file.stream(drawing, '/Filter /FlateDecode', deflated(Buffer.from(content.join(''), 'latin1')));
    const box = `[0 0 ${decimal(size.width)} ${decimal(size.height)}]`;
    const turned = rotation === 0 ? '' : ` /Rotate ${rotation}`;
    yield file.object(
      page,
      `<< /Type /Page /Parent ${PAGE_TREE} 0 R /MediaBox ${box}${turned} /Contents ${drawing} 0 R /Resources << ${resources.join(' ')} >> >>`,
    );
    kids.push(page);
  }
  yield* fonts.objects(file);
  const list = kids.map((number) => `${number} 0 R`).join(' ');
  yield file.object(PAGE_TREE, `<< /Type /Pages /Count ${kids.length} /Kids [${list}] >>`);
  let archive = '';
  if (output === 'pdfa') {
    const [metadata, profile] = [nextNumber(), nextNumber()];
    yield file.stream(metadata, '/Type /Metadata /Subtype /XML', ARCHIVE_METADATA);
    yield file.stream(profile, '/N 3 /Filter /FlateDecode', deflated(await srgbProfile()));
    archive = ` /Metadata ${metadata} 0 R /OutputIntents [<< ${OUTPUT_INTENT} /DestOutputProfile ${profile} 0 R >>]`;
  }
  yield file.object(CATALOGUE, `<< /Type /Catalog /Pages ${PAGE_TREE} 0 R${archive} >>`);
  yield file.end({ size: free, entries: `/Root ${CATALOGUE} 0 R ${fileId(...id)}`, previous: null });
}

/** In points. */
function sizeOf({ width, height }: EmbeddedImage, dpi: number | null): { readonly width: number; readonly height: number } {
  const scale = POINTS_PER_INCH / (dpi ?? GUESSED_DPI);
  const most = MOST_POINTS / Math.max(width, height);
  const least = LEAST_POINTS / Math.min(width, height);
  const fitted = Math.min(Math.max(scale, least), most);
  return { width: width * fitted, height: height * fitted };
}

/** The matrix that draws the image, whose unit square has y going up, over the whole page. */
function placed({ shown }: EmbeddedImage, { width, height }: { readonly width: number; readonly height: number }): Matrix {
  const downwards: Matrix = [1, 0, 0, -1, 0, 1];
  return composed(composed(downwards, shown), [width, 0, 0, -height, 0, height]);
}
