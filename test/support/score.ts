/**
 * How far recognised text is from the truth. Both sides are folded first, since truths and engines differ in the shape of
 * quotes, dashes and ligatures and in where lines end; capitals count.
 */

/** Plain quotes and hyphens, NFKC, each run of white space one blank. */
export function foldText(text: string): string {
  return text
    .replace(/[\u2018\u2019\u201a\u2032\u0060\u00b4]/g, "'")
    .replace(/[\u201c\u201d\u201e\u2033]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .normalize('NFKC') // After the quotes: it takes an acute accent apart into a blank and a combining mark.
    .replace(/\s+/g, ' ')
    .trim();
}

/** The words of a text, folded as above. */
export function foldedWords(text: string): string[] {
  const folded = foldText(text);
  return folded === '' ? [] : folded.split(' ');
}

/** What it takes to make the truth of what was found, and how long the truth is: sums of both make a rate over many pages. */
export interface Edits {
  readonly edits: number;
  readonly units: number;
}

/** Levenshtein distance: insertions, deletions and substitutions, one each. */
function distance(wholeTruth: readonly string[], wholeFound: readonly string[]): number {
  // What both begin and end with costs nothing, and is most of a page that was read well.
  const shorter = Math.min(wholeTruth.length, wholeFound.length);
  let begin = 0;
  while (begin < shorter && wholeTruth[begin] === wholeFound[begin]) begin++;
  let end = 0;
  while (end < shorter - begin && wholeTruth.at(-1 - end) === wholeFound.at(-1 - end)) end++;
  const truth = wholeTruth.slice(begin, wholeTruth.length - end);
  const found = wholeFound.slice(begin, wholeFound.length - end);

  const { numbers, of } = numbered(found);
  // A cell holds the distance between the truth up to this row and the found text up to this column.
  let above = Uint32Array.from({ length: found.length + 1 }, (_, column) => column);
  let current = new Uint32Array(found.length + 1);
  for (const [row, expected] of truth.entries()) {
    const number = of(expected);
    current[0] = row + 1;
    for (let column = 0; column < found.length; column++) {
      const kept = (above[column] ?? 0) + (numbers[column] === number ? 0 : 1);
      current[column + 1] = Math.min(kept, (above[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1);
    }
    [above, current] = [current, above];
  }
  return above[found.length] ?? 0;
}

/** Numbers instead of strings: pages have millions of pairs to compare. What is nowhere in the list is 0. */
function numbered(list: readonly string[]) {
  const known = new Map<string, number>();
  const numbers = Uint32Array.from(list, (text) => {
    const number = known.get(text) ?? known.size + 1;
    known.set(text, number);
    return number;
  });
  return { numbers, of: (text: string) => known.get(text) ?? 0 };
}

export function characterEdits(truth: string, found: string): Edits {
  const expected = [...foldText(truth)];
  return { edits: distance(expected, [...foldText(found)]), units: expected.length };
}

export function wordEdits(truth: string, found: string): Edits {
  const expected = foldedWords(truth);
  return { edits: distance(expected, foldedWords(found)), units: expected.length };
}

/** Share of wrong units; what is found where the truth is empty is wholly wrong. */
export function errorRate({ edits, units }: Edits): number {
  return units === 0 ? Math.min(1, edits) : edits / units;
}

/** Edits for each true character, in code points: 0 is perfect, and invented text can bring it above 1. */
export function characterErrorRate(truth: string, found: string): number {
  return errorRate(characterEdits(truth, found));
}

/** Edits for each true word. */
export function wordErrorRate(truth: string, found: string): number {
  return errorRate(wordEdits(truth, found));
}

/** Words in common whatever their order, 0 to 1: fair where reading order is a matter of taste. Each copy counts once. */
export function wordF1(truth: string, found: string): number {
  const expected = foldedWords(truth);
  const actual = foldedWords(found);
  if (expected.length + actual.length === 0) return 1;
  const unmatched = new Map<string, number>();
  for (const word of expected) unmatched.set(word, (unmatched.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of actual) {
    const left = unmatched.get(word) ?? 0;
    if (left === 0) continue;
    unmatched.set(word, left - 1);
    common += 1;
  }
  return (2 * common) / (expected.length + actual.length);
}
