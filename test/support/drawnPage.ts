/** A page of a book as a picture, and its words where they stand in it. */

import { createRequire } from 'node:module';
import type { PageLine, PageWords, WordBox } from '../../functions/src/contract/documents.ts';

const LINES = [
  'The old harbour at dawn',
  'No boat had left before the tide turned, and the men on the quay',
  'said nothing; they had seen the weather from the harbour wall.',
  'Nothing moved but the gulls, which cried over the empty sheds',
  'and came down wherever a net had been left to dry.',
];
const PARAGRAPHS = 6;
const [WIDTH, HEIGHT, LEFT, LINE, LETTER] = [1000, 1400, 90, 40, 13];

/** A heading's line and paragraphs of lines, in letters of one width. */
function linesOfPage(): readonly { text: string; y: number; begins: PageLine['begins'] }[] {
  return Array.from({ length: PARAGRAPHS }, (_, paragraph) =>
    LINES.map((text, i) => ({
      text,
      y: 90 + paragraph * (LINES.length * LINE + 20) + i * LINE,
      begins: i === 0 ? ('paragraph' as const) : null,
    })),
  ).flat();
}

export function wordsOfDrawnPage(): PageWords {
  const words: WordBox[] = [];
  const lines: PageLine[] = [];
  const texts: string[] = [];
  for (const { text, y, begins } of linesOfPage()) {
    const parts = text.split(' ');
    let x = LEFT;
    for (const part of parts) {
      words.push([part, 95, x, y, x + part.length * LETTER, y + 26]);
      x += (part.length + 1) * LETTER;
    }
    lines.push({ wordCount: parts.length, box: [LEFT, y, x - LETTER, y + 26], baseline: null, size: 24, begins });
    texts.push(texts.length === 0 ? text : `${begins === null ? '\n' : '\n\n'}${text}`);
  }
  return {
    ...{ pageNumber: 1, source: 'ocr', width: WIDTH, height: HEIGHT, dpi: 150, rotation: 0, skew: 0, languages: ['eng'] },
    ...{ text: texts.join(''), words, lines },
  };
}

export async function drawnPage(width = WIDTH): Promise<Buffer> {
  // The functions' own image library.
  const sharp = createRequire(new URL('../../functions/package.json', import.meta.url))('sharp');
  const lines = linesOfPage().map(
    ({ text, y }) =>
      `<text x="${LEFT}" y="${y + 20}" textLength="${text.length * LETTER}" font-size="22" font-family="monospace">${text}</text>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="100%" height="100%" fill="#fff"/>${lines.join('')}</svg>`;
  return sharp(Buffer.from(svg)).resize({ width }).webp({ quality: 80 }).toBuffer();
}
