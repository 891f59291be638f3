/** The text of a page with the place of each character, as pdfium tells it. */

import type { LayerCharacter, LayerPage } from '../../domain/textLayer.ts';
import { boxOf, type PageContents, type Picture, type PlacedBox, pointOn } from './pageContents.ts';
import type { Library, Matrix } from './pdfiumLibrary.ts';

/** A page of a telephone book has a tenth of it. */
const MOST_CHARACTERS = 200_000;
/** Side of the grid on which the pictures' share of the page is counted. */
const CELLS = 40;
/** A direction is a quarter turn when it is off by less than this, as a sine. */
const MOST_LEAN = 0.1;
/** Smaller than this is no picture that hides a text. */
const LEAST_HIDING_SHARE = 0.02;
const LEAST_SIZE = 0.1;
/** pdfium's sign for a hyphen at the end of a line. */
const BREAKING_HYPHEN = 2;

/** @returns null for a page without text, or with more than any page has */
export function layerOf(library: Library, page: number, width: number, height: number, contents: PageContents): LayerPage | null {
  const { pdfium } = library;
  if (contents.texts.size === 0) return null;
  const text = pdfium._FPDFText_LoadPage(page);
  if (text === 0) return null;
  try {
    const count = pdfium._FPDFText_CountChars(text);
    if (count < 1 || count > MOST_CHARACTERS) return null;
    const hiding = contents.pictures.filter(({ box }) => areaOf(box) > width * height * LEAST_HIDING_SHARE);
    const characters: LayerCharacter[] = [];
    for (let index = 0; index < count; index++) {
      const character = characterAt(library, text, index, contents, hiding);
      const before = characters.at(-1);
      // What needs two units of UTF-16 comes as two characters of one place.
      if (before !== undefined && isHighSurrogate(before.text) && isLowSurrogate(character.text)) {
        characters[characters.length - 1] = { ...before, text: before.text + character.text };
      } else {
        characters.push(character);
      }
    }
    const pictureShare = shareCovered(contents.pictures, width, height);
    return { width, height, characters, pictureShare, letterShapeCount: contents.letterShapeCount };
  } finally {
    pdfium._FPDFText_ClosePage(text);
  }
}

function characterAt(
  { pdfium, doubles, floats }: Library,
  text: number,
  index: number,
  { toShown, texts }: PageContents,
  hiding: readonly Picture[],
): LayerCharacter {
  const code = pdfium._FPDFText_GetUnicode(text, index);
  const [left = 0, right = 0, bottom = 0, top = 0] =
    doubles(4, (l = 0, r = 0, b = 0, t = 0) => pdfium._FPDFText_GetCharBox(text, index, l, r, b, t)) ?? [];
  const [originX = left, originY = bottom] =
    doubles(2, (x = 0, y = 0) => pdfium._FPDFText_GetCharOrigin(text, index, x, y)) ?? [];
  const box = boxOf(toShown, [left, bottom, right, top]);
  const [x, y] = pointOn(toShown, originX, originY);
  const isGenerated = pdfium._FPDFText_IsGenerated(text, index) === 1;
  const object = isGenerated ? undefined : texts.get(pdfium._FPDFText_GetTextObject(text, index));
  const matrix = floats(6, (pointer = 0) => pdfium._FPDFText_GetMatrix(text, index, pointer)) as Matrix | undefined;
  const [, , c, d] = matrix ?? [1, 0, 0, 1];
  const [across, down] = [c * toShown[0] + d * toShown[2], c * toShown[1] + d * toShown[3]];
  const fontSize = pdfium._FPDFText_GetFontSize(text, index) * Math.hypot(across, down);
  const isHidden = object !== undefined && hiding.some((picture) => picture.order > object.order && covers(picture.box, box));
  return {
    text: characterOf(code),
    box,
    x,
    y,
    // Fonts whose letters are drawn by procedures may claim any size.
    size: Math.max(LEAST_SIZE, Number.isFinite(fontSize) ? fontSize : 0),
    turn: turnOf(matrix, toShown),
    isMapped: code !== 0 && pdfium._FPDFText_HasUnicodeMapError(text, index) !== 1,
    // What no object is known for is taken as seen: blanks that pdfium puts in, and what comes after the last object looked at.
    isShown: object === undefined || (object.isPainted && !isHidden),
  };
}

function isHighSurrogate(text: string): boolean {
  return text.length === 1 && text >= '\uD800' && text <= '\uDBFF';
}

function isLowSurrogate(text: string): boolean {
  return text.length === 1 && text >= '\uDC00' && text <= '\uDFFF';
}

function characterOf(code: number): string {
  if (code === BREAKING_HYPHEN) return '\u0002';
  return code > 0x10ffff ? '\uFFFD' : String.fromCodePoint(code);
}

/** Where the line runs to, from the top of the page as shown. */
function turnOf(matrix: Matrix | undefined, toShown: Matrix): LayerCharacter['turn'] {
  const [a, b] = matrix ?? [1, 0];
  const [dx, dy] = [a * toShown[0] + b * toShown[2], a * toShown[1] + b * toShown[3]];
  const length = Math.hypot(dx, dy);
  if (!(length > 0)) return 0;
  if (Math.abs(dy) < MOST_LEAN * length) return dx > 0 ? 0 : 180;
  if (Math.abs(dx) < MOST_LEAN * length) return dy > 0 ? 90 : 270;
  return null;
}

function covers(picture: PlacedBox, box: PlacedBox): boolean {
  const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  return picture[0] <= x && x <= picture[2] && picture[1] <= y && y <= picture[3];
}

function areaOf([x0, y0, x1, y1]: PlacedBox): number {
  return (x1 - x0) * (y1 - y0);
}

/** Scanners cut pages into strips, and some files paint a picture twice: what counts is what is covered. */
export function shareCovered(pictures: readonly Picture[], width: number, height: number): number {
  let covered = 0;
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    const x = (((cell % CELLS) + 0.5) / CELLS) * width;
    const y = ((Math.floor(cell / CELLS) + 0.5) / CELLS) * height;
    if (pictures.some(({ box }) => box[0] <= x && x <= box[2] && box[1] <= y && y <= box[3])) covered++;
  }
  return covered / (CELLS * CELLS);
}
