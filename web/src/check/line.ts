/** The line that a word stands in. Pure. */

import { isSamePlace } from '../../../functions/src/contract/corrections.ts';
import type { Box, PageWords } from '../../../functions/src/contract/documents.ts';

export interface Line {
  readonly before: string;
  readonly word: string;
  readonly after: string;
}

/** @returns undefined when the page has no word there: it was read again meanwhile */
export function lineOf({ words, lines }: Pick<PageWords, 'words' | 'lines'>, box: Box): Line | undefined {
  const index = words.findIndex(([, , ...place]) => isSamePlace(place, box));
  if (index < 0) return undefined;
  let start = 0;
  let end = words.length;
  let at = 0;
  for (const { wordCount } of lines) {
    if (index >= at && index < at + wordCount) [start, end] = [at, at + wordCount];
    at += wordCount;
  }
  const text = (from: number, to: number) =>
    words
      .slice(from, to)
      .map(([word]) => word)
      .join(' ');
  return { before: text(start, index), word: words[index]?.[0] ?? '', after: text(index + 1, end) };
}
