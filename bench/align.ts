/** Which of the words that were read are wrong, and how well a mark for low confidence tells them. */

import { foldedWords } from '../test/support/score.ts';
import { isInCapitals } from './accuracy.ts';

export interface JudgedWord {
  /** 0–100. */
  readonly confidence: number;
  readonly isRight: boolean;
}

/**
 * Words are right that stand in the truth at their place; of the others, those that stand elsewhere in it and nobody has
 * taken: a column read too early has no wrong words for that.
 * @param words with their confidences, in reading order
 */
export function judgeWords(truth: string, words: readonly (readonly [text: string, confidence: number])[]): JudgedWord[] {
  const inCapitals = isInCapitals(truth);
  const expected = foldedWords(truth);
  // Folding may make several words of one, or none.
  const found = words.flatMap(([word, confidence]) =>
    foldedWords(inCapitals ? word.toUpperCase() : word).map((part) => ({ part, confidence })),
  );
  const { pairs, left } = inOrder(
    expected,
    found.map(({ part }) => part),
  );
  const unclaimed = new Map<string, number>();
  for (const word of left) unclaimed.set(word, (unclaimed.get(word) ?? 0) + 1);
  return found.map(({ part, confidence }, index) => {
    if (pairs.has(index)) return { confidence, isRight: true };
    const copies = unclaimed.get(part) ?? 0;
    unclaimed.set(part, copies - 1);
    return { confidence, isRight: copies > 0 };
  });
}

/** The most words in common in the same order: where they stand in `found`, and what of `expected` is left. */
function inOrder(expected: readonly string[], found: readonly string[]): { pairs: Set<number>; left: string[] } {
  const columns = found.length + 1;
  // A cell holds how many words the rests of both, from this row and column on, have in common.
  const common = new Uint16Array((expected.length + 1) * columns);
  const at = (row: number, column: number) => common[row * columns + column] ?? 0;
  for (let row = expected.length - 1; row >= 0; row--) {
    for (let column = found.length - 1; column >= 0; column--) {
      common[row * columns + column] =
        expected[row] === found[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const pairs = new Set<number>();
  const left: string[] = [];
  let column = 0;
  for (const [row, word] of expected.entries()) {
    // Words that the truth has not, as long as passing them costs nothing.
    while (column < found.length && word !== found[column] && at(row, column + 1) === at(row, column)) column++;
    if (column < found.length && word === found[column]) pairs.add(column++);
    else left.push(word);
  }
  return { pairs, left };
}

/** What a mark on every word below a threshold is worth. Each is undefined when there is nothing to divide by. */
export interface MarkQuality {
  readonly words: number;
  /** Of all words, how many are wrong; how many are marked. */
  readonly wrong: number | undefined;
  readonly marked: number | undefined;
  /** Of the marked, how many are wrong. */
  readonly precision: number | undefined;
  /** Of the wrong, how many are marked. */
  readonly recall: number | undefined;
}

export function markQuality(words: readonly JudgedWord[], threshold: number): MarkQuality {
  const count = (is: (word: JudgedWord) => boolean) => words.reduce((sum, word) => sum + (is(word) ? 1 : 0), 0);
  const wrong = count(({ isRight }) => !isRight);
  const marked = count(({ confidence }) => confidence < threshold);
  const both = count(({ isRight, confidence }) => !isRight && confidence < threshold);
  const share = (part: number, whole: number) => (whole === 0 ? undefined : part / whole);
  return {
    words: words.length,
    wrong: share(wrong, words.length),
    marked: share(marked, words.length),
    precision: share(both, marked),
    recall: share(both, wrong),
  };
}

/**
 * The threshold at which precision and recall are best together (their harmonic mean); the lowest of equals.
 * @param sets each weighs the same, however many words it has
 */
export function proposeThreshold(sets: readonly (readonly JudgedWord[])[], thresholds: readonly number[]): number | undefined {
  const worth = (threshold: number) =>
    sets.reduce((sum, words) => {
      const { precision = 0, recall = 0 } = markQuality(words, threshold);
      return sum + (precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall));
    }, 0);
  return [...thresholds].sort((a, b) => worth(b) - worth(a) || a - b)[0];
}
