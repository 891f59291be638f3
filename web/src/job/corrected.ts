/** A page as it reads with what people put right, word by word. Pure. */

import type { Box, PageWords, WordCorrection } from '../../../functions/src/contract/documents.ts';
import { boxOf, isDoubtful, placesOf } from './layer.ts';

/** A correction as somebody makes it. With `text` as it was read, it takes an earlier one back. */
export type Fix = Pick<WordCorrection, 'box' | 'was' | 'text'>;

export interface ReadWord {
  /** Which of the page's words, as it was read. */
  readonly index: number;
  /** As it was read. */
  readonly was: string;
  /** What it says now; empty when there is no word. */
  readonly text: string;
  readonly box: Box;
  /** Read with little confidence, and nobody has looked at it. */
  readonly doubtful: boolean;
  readonly correction: WordCorrection | null;
  /** Where it stands in the page's corrected text; null for one that is not there. */
  readonly place: { readonly start: number; readonly end: number } | null;
}

export interface ReadPage {
  readonly words: readonly ReadWord[];
  readonly text: string;
}

/** The same page as `applyCorrections` makes, with every word still in its place: what is shown over the scan and can be pressed. */
export function readPage(
  page: PageWords,
  corrections: readonly WordCorrection[],
  size: { width: number; height: number },
): ReadPage {
  const byWord = correctionsByWord(page, corrections, size);
  const places = placesOf(page.text, page.words);
  let text = '';
  let from = 0;
  const words = page.words.map((word, index): ReadWord => {
    const correction = byWord.get(index) ?? null;
    const now = correction?.text ?? word[0];
    const place = places[index] ?? null;
    let start = -1;
    if (place !== null) {
      text += page.text.slice(from, place.start);
      // Where a word is gone, the blank before it goes with it.
      if (now === '') text = text.replace(/ $/, '');
      start = text.length;
      text += now;
      from = place.end;
    }
    return {
      ...{ index, was: word[0], text: now, box: boxOf(word), correction },
      doubtful: correction === null && isDoubtful(word),
      place: place === null || now === '' ? null : { start, end: start + now.length },
    };
  });
  return { words, text: text + page.text.slice(from) };
}

/** A correction holds for the word that lies on most of its box. */
function correctionsByWord(
  { words, width, height }: PageWords,
  corrections: readonly WordCorrection[],
  size: { width: number; height: number },
): ReadonlyMap<number, WordCorrection> {
  const found = new Map<number, WordCorrection>();
  for (const correction of corrections) {
    const [x0, y0, x1, y1] = correction.box;
    const box: Box = [
      ...([(x0 * width) / size.width, (y0 * height) / size.height] as const),
      ...([(x1 * width) / size.width, (y1 * height) / size.height] as const),
    ];
    let most = 0;
    let index = -1;
    for (const [i, word] of words.entries()) {
      const shared = sharedArea(boxOf(word), box);
      if (shared > most) [most, index] = [shared, i];
    }
    if (most * 2 >= areaOf(box)) found.set(index, correction);
  }
  return found;
}

const areaOf = ([x0, y0, x1, y1]: Box) => Math.max(0, x1 - x0) * Math.max(0, y1 - y0);

function sharedArea(a: Box, b: Box): number {
  return areaOf([Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]);
}

export const isSameBox = (a: Box, b: Box) => a.every((value, i) => value === b[i]);

/** What is stored of a page and what is on its way there. */
export function withFixes(
  stored: readonly WordCorrection[],
  fixes: readonly Fix[],
  authorUid: string,
  now: Date,
): readonly WordCorrection[] {
  if (fixes.length === 0) return stored;
  const at = { toMillis: () => now.getTime(), toDate: () => now };
  return [
    ...stored.filter(({ box }) => !fixes.some((fix) => isSameBox(fix.box, box))),
    ...fixes.filter(({ text, was }) => text !== was).map((fix) => ({ ...fix, authorUid, at })),
  ];
}
