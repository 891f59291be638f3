/** What is on a page, object by object, as pdfium tells it without drawing anything. */

import { type Library, type Matrix, OBJECT } from './pdfiumLibrary.ts';

/** Pages of maps and drawings have millions of objects; what comes after these is not looked at. */
const MOST_OBJECTS = 50_000;
const MOST_DEPTH = 12;

/** Points from the top left corner of the page as it is shown. */
export type PlacedBox = readonly [x0: number, y0: number, x1: number, y1: number];

export interface Picture {
  readonly object: number;
  readonly widthPixels: number;
  readonly heightPixels: number;
  /** From its unit square to points of the page as shown. */
  readonly placed: Matrix;
  readonly box: PlacedBox;
  /** Its place in the order of painting, which it shares with what is in the same form. */
  readonly order: number;
  /** Part of the page itself, not of a form on it. */
  readonly isDirect: boolean;
}

export interface PageContents {
  /** Whether anything is painted on it, visible or not. */
  readonly isMarked: boolean;
  /** Whether all of it was looked at. */
  readonly isComplete: boolean;
  /** Those that did not become part of the page. */
  readonly annotationCount: number;
  readonly pictures: readonly Picture[];
  /** Text objects by their handles. */
  readonly texts: ReadonlyMap<number, { readonly order: number; readonly isPainted: boolean }>;
  /** Filled and stroked shapes and shadings, and how many of the shapes are as small and round as letters. */
  readonly shapeCount: number;
  readonly letterShapeCount: number;
  /** From the page's own coordinates to points of the page as shown. */
  readonly toShown: Matrix;
}

/** Text that is painted with neither fill nor stroke: what was recognised in a scan is laid over it like this. */
const UNPAINTED_MODES = [3, 7];
/** An outline with fewer segments is a line or a box. */
const LEAST_LETTER_SEGMENTS = 6;
const MOST_LETTER_POINTS = 40;

/** @param width of the page as shown, in points, as is `height` */
export function contentsOf(library: Library, page: number, width: number, height: number): PageContents {
  const { pdfium, floats, integers } = library;
  const toShown = shownMatrix(library, page, width, height);
  const pictures: Picture[] = [];
  const texts = new Map<number, { order: number; isPainted: boolean }>();
  let [shapeCount, letterShapeCount, seen] = [0, 0, 0];

  function lookAt(object: number, order: number, within: Matrix, depth: number): void {
    seen++;
    switch (pdfium._FPDFPageObj_GetType(object)) {
      case OBJECT.text: {
        const colour = integers(4, (r = 0, g = 0, b = 0, a = 0) => pdfium._FPDFPageObj_GetFillColor(object, r, g, b, a));
        const isPainted = !UNPAINTED_MODES.includes(pdfium._FPDFTextObj_GetTextRenderMode(object)) && colour?.[3] !== 0;
        texts.set(object, { order, isPainted });
        break;
      }
      case OBJECT.image: {
        const size = integers(2, (w = 0, h = 0) => pdfium._FPDFImageObj_GetImagePixelSize(object, w, h));
        const placed = multiply(matrixOf(library, object), within);
        const [widthPixels = 0, heightPixels = 0] = size ?? [];
        const box = boxOf(placed, [0, 0, 1, 1]);
        pictures.push({ object, widthPixels, heightPixels, placed, box, order, isDirect: depth === 0 });
        break;
      }
      case OBJECT.path: {
        shapeCount++;
        if (pdfium._FPDFPath_CountSegments(object) < LEAST_LETTER_SEGMENTS) break;
        const bounds = floats(4, (l = 0, b = 0, r = 0, t = 0) => pdfium._FPDFPageObj_GetBounds(object, l, b, r, t));
        const [x0, y0, x1, y1] = boxOf(within, (bounds ?? [0, 0, 0, 0]) as [number, number, number, number]);
        if (Math.max(x1 - x0, y1 - y0) < MOST_LETTER_POINTS) letterShapeCount++;
        break;
      }
      case OBJECT.shading:
        shapeCount++;
        break;
      case OBJECT.form: {
        const inner = multiply(matrixOf(library, object), within);
        const count = depth < MOST_DEPTH ? pdfium._FPDFFormObj_CountObjects(object) : 0;
        for (let index = 0; index < count && seen < MOST_OBJECTS; index++) {
          lookAt(pdfium._FPDFFormObj_GetObject(object, index), order, inner, depth + 1);
        }
        break;
      }
      default:
    }
  }

  const count = pdfium._FPDFPage_CountObjects(page);
  for (let order = 0; order < count && seen < MOST_OBJECTS; order++) {
    lookAt(pdfium._FPDFPage_GetObject(page, order), order, toShown, 0);
  }
  const annotationCount = pdfium._FPDFPage_GetAnnotCount(page);
  const [isMarked, isComplete] = [count > 0 || annotationCount > 0, seen < MOST_OBJECTS];
  return { isMarked, isComplete, annotationCount, pictures, texts, shapeCount, letterShapeCount, toShown };
}

function matrixOf({ pdfium, floats }: Library, object: number): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] =
    floats(6, (pointer = 0) => pdfium._FPDFPageObj_GetMatrix(object, pointer)) ?? [];
  return [a, b, c, d, e, f];
}

/** pdfium maps to whole pixels only: a picture of a million pixels a side tells the page's rotation and crop finely enough. */
function shownMatrix({ pdfium, integers }: Library, page: number, width: number, height: number): Matrix {
  const side = 1_000_000;
  const map = (x: number, y: number) => {
    const [shownX = 0, shownY = 0] =
      integers(2, (px = 0, py = 0) => pdfium._FPDF_PageToDevice(page, 0, 0, side, side, 0, x, y, px, py)) ?? [];
    return [(shownX / side) * width, (shownY / side) * height] as const;
  };
  const step = Math.max(width, height, 1);
  const [origin, right, up] = [map(0, 0), map(step, 0), map(0, step)];
  return [
    ...[(right[0] - origin[0]) / step, (right[1] - origin[1]) / step],
    ...[(up[0] - origin[0]) / step, (up[1] - origin[1]) / step],
    ...origin,
  ] as unknown as Matrix;
}

/** First `first`, then `second`. */
export function multiply(first: Matrix, second: Matrix): Matrix {
  const [a, b, c, d, e, f] = first;
  const [g, h, i, j, k, l] = second;
  return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l];
}

export function pointOn([a, b, c, d, e, f]: Matrix, x: number, y: number): readonly [number, number] {
  return [a * x + c * y + e, b * x + d * y + f];
}

/** What a box becomes: the smallest upright one around it. */
export function boxOf(matrix: Matrix, [x0, y0, x1, y1]: readonly [number, number, number, number]): PlacedBox {
  const corners = [pointOn(matrix, x0, y0), pointOn(matrix, x1, y0), pointOn(matrix, x0, y1), pointOn(matrix, x1, y1)];
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
