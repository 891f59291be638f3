/** What a wish to put words right makes of a page's corrections. */

import { applyCorrections, correctedWords, isSamePlace } from '../contract/corrections.ts';
import type { Box, PageWords, WordCorrection } from '../contract/documents.ts';
import { MAX_CORRECTIONS_PER_PAGE, MAX_PAGE_TEXT_LENGTH } from '../contract/limits.ts';
import type { Corrections, Doubts } from './model.ts';

/** As `contract/calls` has it: `null` takes a correction back. */
export interface WordWish {
  readonly box: Box;
  readonly was: string;
  readonly text: string | null;
}

export type CorrectionDecision =
  | { readonly kind: 'changed'; readonly corrections: Corrections }
  /** All of it has been wished before. */
  | { readonly kind: 'repeated' }
  /** A wish is about no word of the page. */
  | { readonly kind: 'no_such_word'; readonly was: string }
  | { readonly kind: 'too_many' };

export function decideCorrections(
  page: PageWords,
  current: Corrections | null,
  wishes: readonly WordWish[],
  authorUid: string,
  now: number,
): CorrectionDecision {
  const { width, height, pageNumber } = page;
  let words: readonly WordCorrection<number>[] = current === null ? [] : fitted(current, page);
  let isChanged = false;
  for (const { box, was, text } of wishes) {
    const before = words.find((each) => isSamePlace(each.box, box));
    if ((before?.text ?? null) === text) continue;
    isChanged = true;
    const others = words.filter((each) => each !== before);
    if (text === null) {
      words = others;
      continue;
    }
    const correction = { box, was, text, authorUid, at: now };
    const found = correctedWords(page, { width, height, words: [correction] });
    if (found.every((word) => word.correction === null)) return { kind: 'no_such_word', was };
    words = [...others, correction];
  }
  if (!isChanged) return { kind: 'repeated' };
  if (words.length > MAX_CORRECTIONS_PER_PAGE || sizeOf(words) > MOST_BYTES) return { kind: 'too_many' };
  return { kind: 'changed', corrections: { pageNumber, width, height, words, updatedAt: now } };
}

/** Firestore takes 1 MiB for a document. */
const MOST_BYTES = 900_000;
/** What a correction takes beside its texts: its box, its time, and the names of its fields. */
const BYTES_EACH = 150;

function sizeOf(words: readonly WordCorrection<number>[]): number {
  const bytes = (text: string) => Buffer.byteLength(text);
  return words.reduce((sum, { was, text, authorUid }) => sum + BYTES_EACH + bytes(was) + bytes(text) + bytes(authorUid), 0);
}

/** Corrections of a page that was read again at another size, in its present pixels. */
function fitted({ width, height, words }: Corrections, page: PageWords): readonly WordCorrection<number>[] {
  if (width === page.width && height === page.height) return words;
  const [across, down] = [page.width / width, page.height / height];
  return words.map((word) => {
    const [x0, y0, x1, y1] = word.box;
    return { ...word, box: [x0 * across, y0 * down, x1 * across, y1 * down].map(Math.round) as unknown as Box };
  });
}

/** A page's text as its document holds it. */
export function shownText(page: PageWords, corrections: Corrections | null): { text: string; textTruncated: boolean } {
  const { text } = applyCorrections(page, corrections);
  // A cut may fall into the middle of a character, which Firestore would refuse.
  return { text: text.slice(0, MAX_PAGE_TEXT_LENGTH).toWellFormed(), textTruncated: text.length > MAX_PAGE_TEXT_LENGTH };
}

/** What is still in doubt; null for nothing. */
export function doubtsWithout(doubts: Doubts | null, { pageNumber, words }: Corrections): Doubts | null {
  if (doubts === null) return null;
  const isSettled = (box: Box) => words.some((word) => isSamePlace(word.box, box));
  const open = doubts.words.filter((word) => word.pageNumber !== pageNumber || !isSettled(word.box));
  const [first] = open;
  return first === undefined ? null : { ...doubts, words: open, lowest: first.confidence };
}
