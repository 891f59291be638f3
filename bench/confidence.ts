/** How far a word's confidence tells whether it is wrong, and where a mark for low confidence belongs. */

import { LOW_CONFIDENCE } from '../functions/src/contract/limits.ts';
import { type JudgedWord, judgeWords, markQuality, proposeThreshold } from './align.ts';
import type { Bench } from './bench.ts';
import { countOf, type DocumentSet } from './sets.ts';
import { percent, table } from './tables.ts';
import type { Read } from './worker.ts';
import { startWorkers } from './workers.ts';

const THRESHOLDS = [30, 40, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95];

/** @param readings of the sets by their names, where they were read before */
export async function measureConfidence(bench: Bench, readings: ReadonlyMap<string, readonly Read[]>): Promise<string> {
  const sets = await bench.sets();
  const judged: { set: DocumentSet; words: JudgedWord[] }[] = [];
  const missing = sets.filter(({ name }) => !readings.has(name));
  const workers = missing.length === 0 ? undefined : await startWorkers(bench.arguments.workers);
  try {
    for (const set of sets) {
      bench.log(`confidence: ${set.name}`);
      const { languages, model } = bench.arguments;
      const tasks = set.documents.map(({ path }) => ({ path, languages, model, without: null }));
      const read = readings.get(set.name) ?? (await workers?.read(tasks)) ?? [];
      judged.push({ set, words: set.documents.flatMap(({ truth }, index) => judgeWords(truth, read[index]?.words ?? [])) });
    }
  } finally {
    await workers?.stop();
  }
  return describe(judged);
}

function describe(judged: readonly { set: DocumentSet; words: readonly JudgedWord[] }[]): string {
  const cells = (words: readonly JudgedWord[], threshold: number) => {
    const { wrong, marked, precision, recall } = markQuality(words, threshold);
    return [percent(wrong, 1), percent(marked, 1), percent(precision, 0), percent(recall, 0)];
  };
  const every = judged.map(({ words }) => words);
  const usual = judged.filter(({ set }) => !set.isHard).map(({ words }) => words);
  const proposed = proposeThreshold(usual.length === 0 ? every : usual, THRESHOLDS);
  const columns = ['words', 'wrong %', 'marked %', 'of the marked wrong %', 'of the wrong marked %'];
  return [
    '## Confidence: the mark for words that may be wrong',
    `A word is marked when its confidence is below \`LOW_CONFIDENCE\` (${LOW_CONFIDENCE}). Words are wrong that are neither at their place in the truth nor left over elsewhere in it; words that were not read at all cannot be marked.`,
    table(
      ['set', 'documents', ...columns],
      judged.map(({ set, words }) => [set.name, countOf(set), words.length, ...cells(words, LOW_CONFIDENCE)]),
    ),
    `### Every threshold, all sets in one. Best (mean over the sets that are not hard, of the harmonic mean of the last two columns): ${proposed}`,
    table(
      ['below', ...columns.slice(1)],
      THRESHOLDS.map((threshold) => [threshold, ...cells(every.flat(), threshold)]),
    ),
  ].join('\n\n');
}
