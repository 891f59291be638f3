/** What Chromium's viewer does with a PDF when somebody searches or selects, by the engine that is inside it: pdfium. For tests. */

import { PDFiumModule } from '@hyzyla/pdfium';
import type { Box } from '../contract/documents.ts';

export interface ViewedPage {
  /** Where a whole word is marked when it is searched for, in points from the page's upper left corner. */
  find(word: string): readonly Box[];
  /** What is copied when all within a box is selected. */
  select(box: Box): string;
}

interface Viewer {
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly wasmExports: { malloc(bytes: number): number; free(pointer: number): void };
  _FPDF_InitLibrary(): void;
  _FPDF_LoadMemDocument64(data: number, bytes: number, password: number): number;
  _FPDF_CloseDocument(document: number): void;
  _FPDF_LoadPage(document: number, index: number): number;
  _FPDF_ClosePage(page: number): void;
  _FPDF_GetPageHeightF(page: number): number;
  _FPDFText_LoadPage(page: number): number;
  _FPDFText_ClosePage(text: number): void;
  _FPDFText_FindStart(text: number, what: number, flags: number, from: number): number;
  _FPDFText_FindNext(search: number): number;
  _FPDFText_FindClose(search: number): void;
  _FPDFText_GetSchResultIndex(search: number): number;
  _FPDFText_GetSchCount(search: number): number;
  _FPDFText_CountRects(text: number, from: number, count: number): number;
  _FPDFText_GetRect(text: number, index: number, left: number, top: number, right: number, bottom: number): number;
  _FPDFText_GetBoundedText(
    ...[text, left, top, right, bottom, buffer, length]: [...[number, number, number, number, number], ...[number, number]]
  ): number;
}

const MATCH_WHOLE_WORD = 2;
const MOST_SELECTED = 1000;

/** @param index of the page, from 0; it must not be turned, and begin at the origin */
export async function withViewedPage<R>(pdf: Uint8Array, index: number, use: (page: ViewedPage) => R): Promise<R> {
  const viewer = (await PDFiumModule({})) as unknown as Viewer;
  const { malloc } = viewer.wasmExports;
  viewer._FPDF_InitLibrary();
  const data = malloc(pdf.length);
  viewer.HEAPU8.set(pdf, data);
  const document = viewer._FPDF_LoadMemDocument64(data, pdf.length, 0);
  const page = viewer._FPDF_LoadPage(document, index);
  const text = viewer._FPDFText_LoadPage(page);
  const height = viewer._FPDF_GetPageHeightF(page);
  const numbers = malloc(32);
  const doubleAt = (at: number) => new DataView(viewer.HEAPU8.buffer).getFloat64(numbers + at * 8, true);

  function rectsOf(from: number, count: number): Box[] {
    const found = viewer._FPDFText_CountRects(text, from, count);
    return Array.from({ length: found }, (_, rect) => {
      viewer._FPDFText_GetRect(text, rect, numbers, numbers + 8, numbers + 16, numbers + 24);
      return [doubleAt(0), height - doubleAt(1), doubleAt(2), height - doubleAt(3)];
    });
  }

  try {
    return use({
      find(word) {
        const wide = Buffer.from(`${word}\0`, 'utf16le');
        const what = malloc(wide.length);
        viewer.HEAPU8.set(wide, what);
        const search = viewer._FPDFText_FindStart(text, what, MATCH_WHOLE_WORD, 0);
        const boxes: Box[] = [];
        while (viewer._FPDFText_FindNext(search) !== 0) {
          boxes.push(...rectsOf(viewer._FPDFText_GetSchResultIndex(search), viewer._FPDFText_GetSchCount(search)));
        }
        viewer._FPDFText_FindClose(search);
        viewer.wasmExports.free(what);
        return boxes;
      },
      select([x0, y0, x1, y1]) {
        const buffer = malloc(MOST_SELECTED * 2);
        const length = viewer._FPDFText_GetBoundedText(text, x0, height - y0, x1, height - y1, buffer, MOST_SELECTED);
        const selected = Buffer.from(viewer.HEAPU8.slice(buffer, buffer + Math.max(0, length) * 2)).toString('utf16le');
        viewer.wasmExports.free(buffer);
        return selected.replace(/\0/g, '').trim();
      },
    });
  } finally {
    viewer._FPDFText_ClosePage(text);
    viewer._FPDF_ClosePage(page);
    viewer._FPDF_CloseDocument(document);
  }
}
