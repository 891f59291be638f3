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

function words(text: string): string[] {
  const folded = foldText(text);
  return folded === '' ? [] : folded.split(' ');
}

/** Levenshtein distance: insertions, deletions and substitutions, one each. */
function distance(truth: readonly string[], found: readonly string[]): number {
  // A cell holds the distance between the truth up to this row and the found text up to this column.
  let above = Array.from({ length: found.length + 1 }, (_, column) => column);
  for (const [row, expected] of truth.entries()) {
    const current = [row + 1];
    for (const [column, actual] of found.entries()) {
      const kept = (above[column] ?? 0) + (expected === actual ? 0 : 1);
      current.push(Math.min(kept, (above[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    above = current;
  }
  return above[found.length] ?? 0;
}

/** Share of wrong units; what is found where the truth is empty is wholly wrong. */
function errorRate(truth: readonly string[], found: readonly string[]): number {
  if (truth.length === 0) return found.length === 0 ? 0 : 1;
  return distance(truth, found) / truth.length;
}

/** Edits for each true character, in code points: 0 is perfect, and invented text can bring it above 1. */
export function characterErrorRate(truth: string, found: string): number {
  return errorRate([...foldText(truth)], [...foldText(found)]);
}

/** Edits for each true word. */
export function wordErrorRate(truth: string, found: string): number {
  return errorRate(words(truth), words(found));
}

/** Words in common whatever their order, 0 to 1: fair where reading order is a matter of taste. Each copy counts once. */
export function wordF1(truth: string, found: string): number {
  const expected = words(truth);
  const actual = words(found);
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
