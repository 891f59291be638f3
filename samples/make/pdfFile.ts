/**
 * The smallest PDF writer that the samples and the fixtures need: numbered objects, streams, a cross-reference table.
 * Own code rather than a library, because the fixtures must be able to write files that no library would.
 */

/** One page that is nothing but an image, as a scanner makes it. `image` is the already compressed stream. */
export interface ImagePage {
  readonly image: Buffer;
  readonly filter: 'DCTDecode' | 'FlateDecode' | 'CCITTFaxDecode';
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bitsPerPixel: 1 | 8;
  readonly dpi: number;
  /** `/Rotate` of the page, clockwise, in degrees. */
  readonly rotate?: 0 | 90 | 180 | 270;
}

/** A PDF object's body, without `obj` and `endobj`; object numbers start at 1 in the order of the list. */
export type PdfObject = Buffer | string;

export const HEADER = '%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n';

export function stream(dictionary: string, data: Buffer | string): Buffer {
  const bytes = Buffer.isBuffer(data) ? data : Buffer.from(data, 'latin1');
  return Buffer.concat([
    Buffer.from(`<< ${dictionary} /Length ${bytes.length} >>\nstream\n`, 'latin1'),
    bytes,
    Buffer.from('\nendstream', 'latin1'),
  ]);
}

/** A whole file; object 1 must be the catalogue. */
export function writePdf(objects: readonly PdfObject[], trailerExtra = ''): Buffer {
  const parts: Buffer[] = [Buffer.from(HEADER, 'latin1')];
  let offset = parts[0]?.length ?? 0;
  const offsets: number[] = [];
  for (const [index, body] of objects.entries()) {
    offsets.push(offset);
    const object = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      Buffer.isBuffer(body) ? body : Buffer.from(body, 'latin1'),
      Buffer.from('\nendobj\n'),
    ]);
    parts.push(object);
    offset += object.length;
  }
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows}`;
  parts.push(Buffer.from(`${table}trailer\n<< /Size ${size} /Root 1 0 R ${trailerExtra}>>\nstartxref\n${offset}\n%%EOF\n`));
  return Buffer.concat(parts);
}

/** The objects of a document of image pages: catalogue, page tree, then page, content and image of each page. */
export function imagePageObjects(pages: readonly ImagePage[]): PdfObject[] {
  const kids = pages.map((_, index) => `${3 + index * 3} 0 R`).join(' ');
  const objects: PdfObject[] = ['<< /Type /Catalog /Pages 2 0 R >>', `<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`];
  for (const [index, page] of pages.entries()) {
    const first = 3 + index * 3;
    const width = points(page.widthPx, page.dpi);
    const height = points(page.heightPx, page.dpi);
    const rotate = page.rotate === undefined ? '' : `/Rotate ${page.rotate} `;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] ${rotate}/Contents ${first + 1} 0 R /Resources << /XObject << /Im0 ${first + 2} 0 R >> >> >>`,
      stream('', `q ${width} 0 0 ${height} 0 0 cm /Im0 Do Q`),
      stream(imageDictionary(page), page.image),
    );
  }
  return objects;
}

function imageDictionary(page: ImagePage): string {
  const fax = page.filter === 'CCITTFaxDecode' ? `/DecodeParms << /K -1 /Columns ${page.widthPx} /Rows ${page.heightPx} >>` : '';
  return `/Type /XObject /Subtype /Image /Width ${page.widthPx} /Height ${page.heightPx} /ColorSpace /DeviceGray /BitsPerComponent ${page.bitsPerPixel} /Filter /${page.filter} ${fax}`;
}

function points(pixels: number, dpi: number): string {
  return ((pixels * 72) / dpi).toFixed(2);
}
