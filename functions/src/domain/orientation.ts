/** Whether a page lies on its side or on its head, as far as its reading tells. */

import type { WordBox } from '../contract/documents.ts';

/** Words of an upright page are on average surer than this (measured: 35 upside down, above 60 on the poorest receipt). */
const LEAST_MEAN_CONFIDENCE = 60;
/** Words with fewer letters may well be taller than wide. */
const LEAST_LETTERS = 4;

/** A reading turned upright is about as sure as it was on its side, and far surer than it was on its head. */
const TOLERANCE = 2;

/** Whether the page reads no worse turned than it did as it lay: on poor pages the orientation is guessed wrong. */
export function isWellTurned(asItLay: readonly WordBox[], turned: readonly WordBox[]): boolean {
  return meanConfidence(turned) >= meanConfidence(asItLay) - TOLERANCE;
}

/** Whether it is worth asking how the page lies: its words make no sense, or stand on end. */
export function looksTurned(words: readonly WordBox[]): boolean {
  if (words.length === 0) return false;
  if (meanConfidence(words) < LEAST_MEAN_CONFIDENCE) return true;
  const long = words.filter(([text]) => text.length >= LEAST_LETTERS);
  const standing = long.filter(([, , x0, y0, x1, y1]) => y1 - y0 > x1 - x0);
  return standing.length > long.length / 2;
}

function meanConfidence(words: readonly WordBox[]): number {
  return words.reduce((sum, word) => sum + word[1], 0) / Math.max(1, words.length);
}
