/** Whether a page lies on its side or on its head, as far as its reading tells. */

import type { WordBox } from '../contract/documents.ts';

/** Words of an upright page are on average surer than this (measured: 35 upside down, above 60 on the poorest receipt). */
const LEAST_MEAN_CONFIDENCE = 60;
/** Words with fewer letters may well be taller than wide. */
const LEAST_LETTERS = 4;

/** Whether it is worth asking how the page lies: its words make no sense, or stand on end. */
export function looksTurned(words: readonly WordBox[]): boolean {
  if (words.length === 0) return false;
  const mean = words.reduce((sum, word) => sum + word[1], 0) / words.length;
  if (mean < LEAST_MEAN_CONFIDENCE) return true;
  const long = words.filter(([text]) => text.length >= LEAST_LETTERS);
  const standing = long.filter(([, , x0, y0, x1, y1]) => y1 - y0 > x1 - x0);
  return standing.length > long.length / 2;
}
