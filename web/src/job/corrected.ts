/** A page as it reads with what people put right, word by word. Pure. */

import {
  applyCorrections,
  type CorrectionLayer,
  correctedWords,
  isSamePlace,
  placesOf,
} from '../../../functions/src/contract/corrections.ts';
import type { Box, PageCorrections, PageWords, WordCorrection } from '../../../functions/src/contract/documents.ts';
import { boxOf, isDoubtful } from './layer.ts';

/** A correction as somebody makes it: a text that is `was` says that it was read well, null takes an earlier one back. */
export interface Fix extends Pick<WordCorrection, 'box' | 'was'> {
  readonly text: string | null;
}

export interface ReadWord {
  /** Which of the page's words, as it was read. */
  readonly index: number;
  /** As it was read. */
  readonly was: string;
  /** What it says now; empty when there is no word. */
  readonly text: string;
  readonly box: Box;
  /** Read with little confidence, and nobody has looked at it. */
  readonly isDoubtful: boolean;
  /** Somebody looked at it; what it says may be what was read. */
  readonly correction: WordCorrection | null;
  /** Where it stands in the page's text as it is now; null for one that is not there. */
  readonly place: { readonly start: number; readonly end: number } | null;
}

export interface ReadPage {
  readonly words: readonly ReadWord[];
  readonly text: string;
}

export function readPage(page: PageWords, corrections: PageCorrections | null): ReadPage {
  const { text } = applyCorrections(page, corrections as CorrectionLayer | null);
  const corrected = correctedWords(page, corrections as CorrectionLayer | null).map(({ read, correction, words }, index) => ({
    ...{ index, was: read[0], text: words.map(([word]) => word).join(' '), box: boxOf(read) },
    isDoubtful: correction === null && isDoubtful(read),
    correction: correction as WordCorrection | null,
  }));
  const places = placesOf(
    text,
    corrected.map((word) => [word.text] as const),
  );
  return { text, words: corrected.map((word, i) => ({ ...word, place: places[i] ?? null })) };
}

/** Whether somebody changed a word, rather than saying that it was read well. */
export const isChanged = ({ correction, text, was }: ReadWord): boolean => correction !== null && text !== was;

/** What is stored of a page and what is on its way there. */
export function withFixes(
  stored: PageCorrections | undefined,
  fixes: readonly Fix[],
  page: Pick<PageWords, 'pageNumber' | 'width' | 'height'>,
  authorUid: string,
  now: Date,
): PageCorrections | null {
  if (fixes.length === 0) return stored ?? null;
  const at = { toMillis: () => now.getTime(), toDate: () => now };
  return {
    // Boxes are those of the page's image as it is now.
    ...{ pageNumber: page.pageNumber, width: page.width, height: page.height, updatedAt: at },
    words: [
      ...(stored?.words ?? [])
        .map((word) => ({ ...word, box: scaled(word.box, stored ?? page, page) }))
        .filter(({ box }) => !fixes.some((fix) => isSamePlace(fix.box, box))),
      ...fixes.flatMap(({ box, was, text }) => (text === null ? [] : [{ box, was, text, authorUid, at }])),
    ],
  };
}

function scaled(
  [x0, y0, x1, y1]: Box,
  from: { readonly width: number; readonly height: number },
  to: { readonly width: number; readonly height: number },
): Box {
  const [across, down] = [to.width / from.width, to.height / from.height];
  return [x0 * across, y0 * down, x1 * across, y1 * down];
}

/** Whether what is stored of a page says what a fix asked for. */
export function holds(stored: PageCorrections | undefined, { box, text }: Fix): boolean {
  const word = stored?.words.findLast((each) => isSamePlace(each.box, box));
  return text === null ? word === undefined : word?.text === text;
}
