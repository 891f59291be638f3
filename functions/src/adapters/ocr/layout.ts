/** What tesseract.js says of a page's layout, with or without what it read there: the part of its answer that we use. */

import type { Recognition } from '../../app/pagePorts.ts';
import type { Box, PageLine, WordBox } from '../../contract/documents.ts';

/** Where the library says that something is. */
export interface Place {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export interface LayoutBlock {
  readonly text: string;
  readonly paragraphs: readonly { readonly lines: readonly LayoutLine[] }[];
}

export interface LayoutLine {
  readonly words: readonly LayoutWord[];
  readonly bbox: Place;
  readonly baseline: Place | null;
  /** In pixels. */
  readonly rowAttributes?: { readonly rowHeight: number; readonly descenders: number } | null;
}

export interface LayoutWord {
  /** Nothing in a layout that was not read; then the words are only where their ink is. */
  readonly text: string | null;
  readonly confidence: number | null;
  readonly bbox: Place;
  /** Of what is connected, mostly letters. */
  readonly symbols: readonly { readonly bbox: Place }[];
}

export function boxOf({ x0, y0, x1, y1 }: Place): Box {
  return [x0, y0, x1, y1];
}

/** What the lines of a layout say, without those that say nothing. */
export function linesOf(
  blocks: readonly LayoutBlock[],
  wordsOf: (line: LayoutLine) => readonly WordBox[],
): Pick<Recognition, 'words' | 'lines'> {
  const words: WordBox[] = [];
  const lines: PageLine[] = [];
  for (const block of blocks) {
    let begins: PageLine['begins'] = 'block';
    for (const paragraph of block.paragraphs) {
      begins ??= 'paragraph';
      for (const line of paragraph.lines) {
        const read = wordsOf(line);
        if (read.length === 0) continue;
        words.push(...read);
        const box = boxOf(line.bbox);
        const size = line.rowAttributes?.rowHeight ?? box[3] - box[1];
        lines.push({ wordCount: read.length, box, baseline: line.baseline && boxOf(line.baseline), size, begins });
        begins = null;
      }
    }
  }
  return { words, lines };
}
