/**
 * pdfium as @hyzyla/pdfium brings it: compiled to WebAssembly, one instance for each process. Its functions are called
 * directly, since the package's own classes keep a page open that is not drawn, offer neither boxes nor objects, and copy the
 * file once more. Handles are numbers; whoever opens one closes it.
 */

export interface Pdfium {
  /** Of the instance's memory; another array after memory has grown, so it is asked for anew each time. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly wasmExports: { malloc(bytes: number): number; free(pointer: number): void };
  _FPDF_InitLibrary(): void;
  _FPDF_LoadMemDocument64(data: number, bytes: number, password: number): number;
  _FPDF_CloseDocument(document: number): void;
  _FPDF_GetLastError(): number;
  _FPDF_GetPageCount(document: number): number;
  _FPDF_GetPageSizeByIndexF(document: number, index: number, size: number): number;
  _FPDF_LoadPage(document: number, index: number): number;
  _FPDF_ClosePage(page: number): void;
  _FPDF_GetPageWidthF(page: number): number;
  _FPDF_GetPageHeightF(page: number): number;
  _FPDF_PageToDevice(
    ...[page, startX, startY, sizeX, sizeY, rotate, pageX, pageY, deviceX, deviceY]: [
      ...[number, number, number, number, number],
      ...[number, number, number, number, number],
    ]
  ): number;
  _FPDFPage_GetAnnotCount(page: number): number;
  _FPDFPage_Flatten(page: number, flag: number): number;
  _FPDFBitmap_CreateEx(width: number, height: number, format: number, data: number, stride: number): number;
  _FPDFBitmap_FillRect(bitmap: number, left: number, top: number, width: number, height: number, colour: number): number;
  _FPDFBitmap_Destroy(bitmap: number): void;
  _FPDF_RenderPageBitmap(
    ...[bitmap, page, startX, startY, sizeX, sizeY, rotate, flags]: [
      ...[number, number, number, number],
      ...[number, number, number, number],
    ]
  ): void;
  _FPDFPage_CountObjects(page: number): number;
  _FPDFPage_GetObject(page: number, index: number): number;
  _FPDFFormObj_CountObjects(form: number): number;
  _FPDFFormObj_GetObject(form: number, index: number): number;
  _FPDFPageObj_GetType(object: number): number;
  _FPDFPageObj_GetMatrix(object: number, matrix: number): number;
  _FPDFPageObj_GetBounds(object: number, left: number, bottom: number, right: number, top: number): number;
  _FPDFPageObj_HasTransparency(object: number): number;
  _FPDFPageObj_CountMarks(object: number): number;
  _FPDFPageObj_GetClipPath(object: number): number;
  _FPDFPageObj_GetFillColor(object: number, red: number, green: number, blue: number, alpha: number): number;
  _FPDFClipPath_CountPaths(clip: number): number;
  _FPDFPath_CountSegments(path: number): number;
  _FPDFTextObj_GetTextRenderMode(text: number): number;
  _FPDFImageObj_GetImagePixelSize(image: number, width: number, height: number): number;
  _FPDFImageObj_GetImageMetadata(image: number, page: number, metadata: number): number;
  _FPDFImageObj_GetImageFilterCount(image: number): number;
  _FPDFImageObj_GetImageFilter(image: number, index: number, buffer: number, bytes: number): number;
  _FPDFImageObj_GetImageDataRaw(image: number, buffer: number, bytes: number): number;
  _FPDFText_LoadPage(page: number): number;
  _FPDFText_ClosePage(text: number): void;
  _FPDFText_CountChars(text: number): number;
  _FPDFText_GetUnicode(text: number, index: number): number;
  _FPDFText_IsGenerated(text: number, index: number): number;
  _FPDFText_HasUnicodeMapError(text: number, index: number): number;
  _FPDFText_GetTextObject(text: number, index: number): number;
  _FPDFText_GetFontSize(text: number, index: number): number;
  _FPDFText_GetMatrix(text: number, index: number, matrix: number): number;
  _FPDFText_GetCharBox(text: number, index: number, left: number, right: number, bottom: number, top: number): number;
  _FPDFText_GetCharOrigin(text: number, index: number, x: number, y: number): number;
}

/** What `_FPDFPageObj_GetType` tells. */
export const OBJECT = { text: 1, path: 2, image: 3, shading: 4, form: 5 } as const;
/** Of `_FPDFBitmap_CreateEx`: its value is also the bytes of a pixel. */
export const RGB = 2;
/** Of `_FPDF_RenderPageBitmap`: annotations too; red first; no more decoded images in memory than needed. */
export const DRAWING_FLAGS = 0x01 | 0x10 | 0x200;

/** x' = a x + c y + e, y' = b x + d y + f */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** The instance, and memory for what functions return through pointers. */
export interface Library {
  readonly pdfium: Pdfium;
  /** Copies `count` numbers that `use` is to write, as floats or doubles, one after the other; undefined when it returns 0. */
  floats(count: number, use: (...pointers: number[]) => number): number[] | undefined;
  doubles(count: number, use: (...pointers: number[]) => number): number[] | undefined;
  integers(count: number, use: (...pointers: number[]) => number): number[] | undefined;
  /** Bytes from a function that tells how many there are, and writes them when there is room; null when there are none. */
  bytes(use: (buffer: number, size: number) => number): Uint8Array | null;
}

let loading: Promise<Library> | undefined;

/** Only processes that open a PDF load it: a tenth of a second. */
export function loadLibrary(): Promise<Library> {
  loading ??= load();
  return loading;
}

/** The next one who asks gets a new instance: this one fell over, or holds more memory than it should keep. */
export function dropLibrary(): void {
  loading = undefined;
}

const SCRATCH_BYTES = 64;

async function load(): Promise<Library> {
  const { PDFiumModule } = await import('@hyzyla/pdfium');
  const pdfium = (await PDFiumModule({})) as unknown as Pdfium;
  pdfium._FPDF_InitLibrary();
  const scratch = pdfium.wasmExports.malloc(SCRATCH_BYTES);

  function numbers(size: 4 | 8, read: (view: DataView, at: number) => number) {
    return (count: number, use: (...pointers: number[]) => number): number[] | undefined => {
      const pointers = Array.from({ length: count }, (_, index) => scratch + index * size);
      if (use(...pointers) === 0) return undefined;
      const view = new DataView(pdfium.HEAPU8.buffer, scratch, SCRATCH_BYTES);
      return pointers.map((pointer) => read(view, pointer - scratch));
    };
  }

  return {
    pdfium,
    floats: numbers(4, (view, at) => view.getFloat32(at, true)),
    doubles: numbers(8, (view, at) => view.getFloat64(at, true)),
    integers: numbers(4, (view, at) => view.getInt32(at, true)),
    bytes(use) {
      const size = use(0, 0);
      const buffer = size > 0 ? pdfium.wasmExports.malloc(size) : 0;
      if (buffer === 0) return null;
      try {
        return use(buffer, size) === size ? pdfium.HEAPU8.slice(buffer, buffer + size) : null;
      } finally {
        pdfium.wasmExports.free(buffer);
      }
    },
  };
}
