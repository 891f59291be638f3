/**
 * What people put right, laid over what was read: the functions write every export through this, and screens draw with it.
 * Neither the reading nor the corrections change; a page that is read again keeps its corrections, found again by their place.
 */

import type { Box, PageCorrections, PageLine, PageWords, WordBox } from './documents.ts';

/** A page's corrections as this needs them, with instants of any kind. */
export type CorrectionLayer = Pick<PageCorrections<unknown>, 'width' | 'height' | 'words'>;
type Correction = CorrectionLayer['words'][number];

/** A word as it was read, and as it stands after its correction: none, one or several words. */
export interface CorrectedWord {
  readonly read: WordBox;
  /** The last one that holds for it; null: nobody has looked at it. */
  readonly correction: Correction | null;
  readonly words: readonly WordBox[];
}

/** How much of the box that both cover they must have in common to be about the same word. */
const LEAST_OVERLAP = 0.5;
/** A person has looked at it. */
const CERTAIN = 100;

/** Every word that was read, in order, with its correction. */
export function correctedWords(page: PageWords, layer: CorrectionLayer | null): readonly CorrectedWord[] {
  const corrections = new Map<number, Correction>();
  for (const correction of layer?.words ?? []) {
    const index = wordUnder(page, scaled(correction.box, layer, page), correction.was);
    // A later one takes the place of an earlier one.
    if (index !== undefined) corrections.set(index, correction);
  }
  return page.words.map((read, index) => {
    const correction = corrections.get(index) ?? null;
    return { read, correction, words: correction === null ? [read] : wordsOf(correction.text, read) };
  });
}

/** The page as it would be had it been read so; the page itself when there is nothing to put right. */
export function applyCorrections(page: PageWords, layer: CorrectionLayer | null): PageWords {
  const corrected = correctedWords(page, layer);
  if (corrected.every(({ correction }) => correction === null)) return page;
  return {
    ...page,
    text: textWith(page.text, corrected),
    words: corrected.flatMap(({ words }) => words),
    lines: linesWith(page.lines, corrected),
  };
}

/** Whether two boxes are of the same word. */
export function isSamePlace(a: Box, b: Box): boolean {
  return overlap(a, b) >= LEAST_OVERLAP;
}

/** The index of the word that lies on most of a box; of several, the one that reads as it did. */
function wordUnder({ words }: PageWords, box: Box, was: string): number | undefined {
  let found: number | undefined;
  let most = LEAST_OVERLAP;
  for (const [index, [text, , ...place]] of words.entries()) {
    const share = overlap(place, box);
    if (share > most || (share === most && (found === undefined || text === was))) {
      found = index;
      most = share;
    }
  }
  return found;
}

/** Intersection over union, 0–1; boxes without an area are the same or nothing to each other. */
function overlap(a: Box, b: Box): number {
  if (a.every((side, i) => side === b[i])) return 1;
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const common = width * height;
  return common / (area(a) + area(b) - common);
}

const area = ([x0, y0, x1, y1]: Box) => (x1 - x0) * (y1 - y0);

/** Another reading may have made a page image of another size. */
function scaled([x0, y0, x1, y1]: Box, from: CorrectionLayer | null, to: PageWords): Box {
  const across = from === null || from.width === 0 ? 1 : to.width / from.width;
  const down = from === null || from.height === 0 ? 1 : to.height / from.height;
  return [x0 * across, y0 * down, x1 * across, y1 * down];
}

/** Words that share a box, each as wide as its characters and the blank after it. */
function wordsOf(text: string, [, , x0, y0, x1, y1]: WordBox): readonly WordBox[] {
  const parts = partsOf(text);
  const lengths = parts.map((part) => [...part].length);
  const total = lengths.reduce((sum, length) => sum + length, Math.max(0, parts.length - 1));
  let at = 0;
  return parts.map((part, index) => {
    const length = lengths[index] ?? 0;
    const place = (characters: number) => x0 + ((x1 - x0) * characters) / total;
    const box = parts.length === 1 ? ([x0, x1] as const) : ([Math.round(place(at)), Math.round(place(at + length))] as const);
    at += length + 1;
    return [part, CERTAIN, box[0], y0, box[1], y1];
  });
}

const partsOf = (text: string) => text.split(/\s+/u).filter((part) => part !== '');

/** Lines that lost their last word go, and leave what they began to the next. */
function linesWith(lines: readonly PageLine[], corrected: readonly CorrectedWord[]): readonly PageLine[] {
  const kept: PageLine[] = [];
  let begins: PageLine['begins'] = null;
  let at = 0;
  for (const line of lines) {
    const wordCount = corrected.slice(at, at + line.wordCount).reduce((sum, { words }) => sum + words.length, 0);
    at += line.wordCount;
    const begun: PageLine['begins'] = line.begins === 'block' ? 'block' : (begins ?? line.begins);
    if (wordCount === 0) {
      begins = begun;
      continue;
    }
    kept.push({ ...line, wordCount, begins: begun });
    begins = null;
  }
  return kept;
}

/**
 * The page's text with its words changed where they stand: blanks, lines and paragraphs stay as they are. Words are found one after
 * the other; one that is not there changes nothing.
 */
function textWith(text: string, corrected: readonly CorrectedWord[]): string {
  let written = '';
  /** What stood before words that went. */
  let open: string | null = null;
  let at = 0;
  const places = placesOf(
    text,
    corrected.map(({ read }) => read),
  );
  for (const [i, { read, correction, words }] of corrected.entries()) {
    const place = places[i];
    if (!place) continue;
    const gap = text.slice(at, place.start);
    at = place.end;
    const shown = correction === null ? read[0] : words.map(([word]) => word).join(' ');
    if (shown === '') {
      open = wider(open, gap);
      continue;
    }
    written += (written === '' && open !== null ? '' : wider(open, gap)) + shown;
    open = null;
  }
  return open === null ? written + text.slice(at) : written;
}

/** A word that is further on than this is another one that is spelt the same. */
const MOST_BETWEEN = 80;

/** Where in a page's text each of its words stands; null for one that is not there as it was read. */
export function placesOf(
  text: string,
  words: readonly (readonly [text: string, ...rest: unknown[]])[],
): readonly ({ readonly start: number; readonly end: number } | null)[] {
  let from = 0;
  return words.map(([word]) => {
    if (word === '') return null;
    const at = text.slice(from, from + word.length + MOST_BETWEEN).indexOf(word);
    if (at < 0) return null;
    const place = { start: from + at, end: from + at + word.length };
    from = place.end;
    return place;
  });
}

/** Of the gaps on both sides of a word that goes, the one that ends more lines stays. */
function wider(before: string | null, after: string): string {
  const lineEnds = (gap: string) => gap.split('\n').length;
  return before !== null && lineEnds(before) >= lineEnds(after) ? before : after;
}
