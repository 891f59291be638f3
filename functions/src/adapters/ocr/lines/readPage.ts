/** A page read line by line: its layout, which tesseract finds, tells where there are lines, and the readers what they say. */

import type { Ink, Recognition } from '../../../app/pagePorts.ts';
import type { Box, WordBox } from '../../../contract/documents.ts';
import { inRows } from '../../../domain/tableRows.ts';
import { boxOf, type LayoutBlock, type LayoutLine, linesOf, type Place } from '../layout.ts';
import { type Grey, greyOf, type LineImage, lineImage } from './lineImage.ts';
import type { LineReader, ReadCharacter } from './lineReader.ts';
import { type Row, type Unruled, withoutUprightRules } from './uprightRules.ts';

/** Words of one line further apart than this, in heights of the line, are read apart: in columns of a table they have to do with each other little. */
const WIDEST_GAP = 1.3;
/** The most that a dot measures, in heights of the line, and how many make a leader: an ellipsis is none. */
const MOST_DOT = 0.3;
const FEWEST_LEADING_DOTS = 5;
/** What is read less surely on average may be light on dark, or in another of the page's languages. */
const DOUBTFUL = 0.7;
/** And what is still read less surely is no text. */
const LEAST = 0.5;
/** Above and below a line, in its heights, what may still belong to its letters. */
const MOST_BEYOND_LINE = 0.3;
/** Widths in heights, all pieces together, whose images are held at once: some 20 MB. */
const MOST_ASPECTS = 4000;
/** With what is taken around it no piece is thinner. */
const LEAST_HEIGHT = 8;
/** That of tesseract's surest words. */
const MOST_CONFIDENCE = 96;

/** What is read in one go: a line, or what lies between two wide gaps of it. */
interface Piece {
  readonly line: LayoutLine;
  readonly box: Box;
  /** Of its letters, from left to right. */
  readonly glyphs: readonly Box[];
}

/** @param readers the likeliest first; the others read what it is unsure of */
export async function readPage(
  readers: readonly LineReader[],
  ink: Ink,
  blocks: readonly LayoutBlock[],
  signal: AbortSignal,
): Promise<Recognition> {
  const lines = blocks.flatMap((block) => block.paragraphs.flatMap((paragraph) => paragraph.lines));
  const unruled = withoutUprightRules(greyOf(ink), lines.map(rowOf));
  const { page } = unruled;
  const pieces = lines.flatMap((line) => piecesOf(line, unruled));
  const wordsOfLine = new Map<LayoutLine, WordBox[]>();
  for (const group of groupsOf(pieces)) {
    const read = await readPieces(readers, page, group, signal);
    for (const [index, piece] of group.entries()) {
      const characters = read[index] ?? [];
      if (sureness(characters) < LEAST) continue;
      wordsOfLine.set(piece.line, [...(wordsOfLine.get(piece.line) ?? []), ...wordsOf(characters, piece)]);
    }
  }
  const layout = inRows(linesOf(blocks, (line) => wordsOfLine.get(line) ?? []));
  return { ...layout, text: textOf(layout) };
}

/** A page of text is one group or two; a page of thin rules that pass for lines would otherwise take gigabytes. */
function groupsOf(pieces: readonly Piece[]): Piece[][] {
  const groups: Piece[][] = [];
  let aspects = 0;
  for (const piece of pieces) {
    const [x0, y0, x1, y1] = piece.box;
    aspects += (x1 - x0) / Math.max(LEAST_HEIGHT, y1 - y0);
    if (groups.length === 0 || aspects > MOST_ASPECTS) {
      groups.push([]);
      aspects = 0;
    }
    groups.at(-1)?.push(piece);
  }
  return groups;
}

async function readPieces(
  readers: readonly LineReader[],
  page: Grey,
  pieces: readonly Piece[],
  signal: AbortSignal,
): Promise<(readonly ReadCharacter[])[]> {
  const read: (readonly ReadCharacter[])[] = [];
  const images: LineImage[] = [];
  const tryWith = async (reader: LineReader, picture: (index: number) => LineImage) => {
    const doubtful = [...pieces.keys()].filter((index) => sureness(read[index] ?? []) < DOUBTFUL);
    const found = await reader.read(doubtful.map(picture), signal);
    for (const [place, index] of doubtful.entries()) {
      const characters = found[place] ?? [];
      if (read[index] === undefined || sureness(characters) > sureness(read[index])) read[index] = characters;
    }
  };
  for (const reader of readers) {
    await tryWith(reader, (index) => {
      const image = lineImage(page, surroundings(pieces[index] as Piece), reader.height);
      images[index] = image;
      return image;
    });
    await tryWith(reader, (index) => inverted(images[index] as LineImage));
  }
  return read;
}

function inverted(image: LineImage): LineImage {
  return { ...image, pixels: image.pixels.map((value) => -value) };
}

/** The mean of its letters' probabilities; 0 when there are none. */
function sureness(characters: readonly ReadCharacter[]): number {
  return characters.reduce((sum, { probability }) => sum + probability, 0) / Math.max(1, characters.length);
}

function piecesOf(line: LayoutLine, unruled: Unruled): Piece[] {
  const pieces: { line: LayoutLine; box: Box; glyphs: Box[] }[] = [];
  const height = line.rowAttributes?.rowHeight ?? line.bbox.y1 - line.bbox.y0;
  for (const { box, glyphs } of withoutLeaders(inkedWords(line, unruled), height * MOST_DOT)) {
    const last = pieces.at(-1);
    if (last !== undefined && box[0] - last.box[2] < height * WIDEST_GAP && !isParted(last, glyphs, unruled)) {
      last.box = around([last.box, box]);
      last.glyphs.push(...glyphs);
    } else {
      pieces.push({ line, box, glyphs: [...glyphs] });
    }
  }
  return pieces;
}

type Word = Pick<Piece, 'box' | 'glyphs'>;

function inkedWords({ words, bbox }: LayoutLine, { isRule, areParted }: Unruled): Word[] {
  const all = words.flatMap((word): Word[] => {
    const glyphs = word.symbols.map((symbol) => boxOf(symbol.bbox));
    const letters = glyphs.filter((glyph) => !isRule(glyph));
    const ends = letters.flatMap((glyph, index) => {
      const next = letters[index + 1];
      return next === undefined || areParted(glyph, next) ? [index + 1] : [];
    });
    if (letters.length === glyphs.length && ends.length <= 1) return [{ box: boxOf(word.bbox), glyphs }];
    const parts = ends.map((end, index) => letters.slice(ends[index - 1] ?? 0, end));
    return parts.map((part) => ({ box: around(part), glyphs: part }));
  });
  // A word without ink has the box of the whole page.
  return all.filter(({ box }) => fits(box, bbox));
}

function isParted({ glyphs }: Pick<Piece, 'glyphs'>, next: readonly Box[], { areParted }: Unruled): boolean {
  const [left, right] = [glyphs.at(-1), next[0]];
  return left !== undefined && right !== undefined && areParted(left, right);
}

/** The dots that lead to a page's number: read together with it they are letters in doubt, and the number is lost with them. */
function withoutLeaders(words: readonly Word[], mostDot: number): readonly Word[] {
  const isDot = ([x0, y0, x1, y1]: Box) => x1 - x0 <= mostDot && y1 - y0 <= mostDot;
  const glyphs = words.flatMap((word) => word.glyphs);
  const leading = new Set<Box>();
  for (let from = 0, to = 0; from < glyphs.length; from = to + 1) {
    for (to = from; to < glyphs.length && isDot(glyphs[to] as Box); ) to++;
    if (to - from >= FEWEST_LEADING_DOTS) for (const dot of glyphs.slice(from, to)) leading.add(dot);
  }
  if (leading.size === 0) return words;
  return words.flatMap((word): Word[] => {
    const left = word.glyphs.filter((glyph) => !leading.has(glyph));
    if (left.length === word.glyphs.length) return [word];
    // A word may have its dots at both ends, or in its middle.
    return left.map((glyph) => ({ box: glyph, glyphs: [glyph] }));
  });
}

/** Whether the box is not much higher than the place. */
function fits([, y0, , y1]: Box, place: Place): boolean {
  return y1 - y0 <= (place.y1 - place.y0) * 2;
}

function around(boxes: readonly Box[]): Box {
  return [
    Math.min(...boxes.map((box) => box[0])),
    Math.min(...boxes.map((box) => box[1])),
    Math.max(...boxes.map((box) => box[2])),
    Math.max(...boxes.map((box) => box[3])),
  ];
}

/** From its tallest letters' tops to the feet of those that go below the baseline. */
function rowOf({ bbox, baseline, rowAttributes }: LayoutLine): Row {
  const { x0: left, x1: right, y0, y1 } = bbox;
  if (baseline === null || rowAttributes == null) return { left, right, top: y0, bottom: y1 };
  const bottom = (baseline.y0 + baseline.y1) / 2 + Math.abs(rowAttributes.descenders);
  return { left, right, top: bottom - rowAttributes.rowHeight, bottom };
}

/** As high as the whole line, whatever letters the piece has: the network was trained with that. Accents may rise above it, rules do not count. */
function surroundings({ line, box: [x0, y0, x1, y1] }: Piece): Box {
  const { baseline, rowAttributes } = line;
  if (baseline === null || rowAttributes == null) return [x0, y0, x1, y1];
  const { rowHeight, descenders } = rowAttributes;
  const slope = baseline.x1 === baseline.x0 ? 0 : (baseline.y1 - baseline.y0) / (baseline.x1 - baseline.x0);
  const bottom = baseline.y0 + slope * ((x0 + x1) / 2 - baseline.x0) + Math.abs(descenders);
  const top = bottom - rowHeight;
  // Of lines that run in another direction these say nothing.
  if (Math.min(y1, bottom) - Math.max(y0, top) < Math.min(y1 - y0, rowHeight) / 2) return [x0, y0, x1, y1];
  const more = rowHeight * MOST_BEYOND_LINE;
  return [x0, Math.max(top - more, Math.min(y0, top)), x1, Math.min(bottom + more, Math.max(y1, bottom))];
}

function wordsOf(characters: readonly ReadCharacter[], piece: Piece): WordBox[] {
  const words: ReadCharacter[][] = [[]];
  for (const character of characters) {
    if (character.text === ' ') words.push([]);
    else words.at(-1)?.push(character);
  }
  const read = words.filter((word) => word.length > 0);
  return read.map((word, index): WordBox => {
    const from = middle(read[index - 1]?.at(-1), word[0]) ?? piece.box[0];
    const to = middle(word.at(-1), read[index + 1]?.[0]) ?? piece.box[2];
    const glyphs = piece.glyphs.filter(([x0, , x1]) => (x0 + x1) / 2 >= from && (x0 + x1) / 2 < to);
    const box = glyphs.length === 0 ? ([from, piece.box[1], to, piece.box[3]] as const) : around(glyphs);
    return [word.map(({ text }) => text).join(''), confidenceOf(word), ...box];
  });
}

function middle(a: ReadCharacter | undefined, b: ReadCharacter | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : (a.at + b.at) / 2;
}

/**
 * On tesseract's own scale, by its least sure letter: of 14,000 words as many were below any confidence as there were when
 * tesseract read the same pages.
 */
function confidenceOf(word: readonly ReadCharacter[]): number {
  return MOST_CONFIDENCE * Math.min(...word.map(({ probability }) => probability)) ** 2;
}

/** A blank line between paragraphs, as tesseract puts it. */
function textOf({ words, lines }: Pick<Recognition, 'words' | 'lines'>): string {
  let next = 0;
  const pieces = lines.map(({ wordCount, begins }) => {
    const line = words.slice(next, next + wordCount).map(([text]) => text);
    next += wordCount;
    return `${begins === null ? '' : '\n'}${line.join(' ')}`;
  });
  return pieces.join('\n').trim();
}
