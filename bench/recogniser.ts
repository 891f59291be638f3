/** Accuracy and speed of the recogniser beside the other programs: the same pages, in turn, in the same run. */

import { join } from 'node:path';
import { sample } from '../test/support/fixtures.ts';
import { accuracyOf, showAccuracy } from './accuracy.ts';
import { USUAL_ROUNDS } from './arguments.ts';
import type { Bench } from './bench.ts';
import { filesForPeers, type Peer } from './peers.ts';
import { countOf, type DocumentSet } from './sets.ts';
import { figure, ratios, showSpread, spread, table, UNKNOWN } from './tables.ts';
import { measure, together, type Usage } from './usage.ts';
import type { Read } from './worker.ts';
import { startWorkers, type Workers } from './workers.ts';

const OURS = 'pagestream';

/** What one contender made of one set. */
interface Result {
  readonly texts: readonly string[];
  /** One for each round. */
  readonly usages: readonly Usage[];
}

interface SetResult {
  readonly set: DocumentSet;
  readonly pageCount: number;
  readonly results: ReadonlyMap<string, Result>;
}

/** @returns the section, and what was read, for whoever wants to look closer at it */
export async function measureRecogniser(bench: Bench): Promise<{ text: string; readings: ReadonlyMap<string, readonly Read[]> }> {
  const rounds = bench.arguments.rounds ?? USUAL_ROUNDS;
  const workers = await startWorkers(bench.arguments.workers);
  const readings = new Map<string, readonly Read[]>();
  try {
    await workers.warmUp({
      path: sample('notice.png'),
      languages: bench.arguments.languages,
      model: bench.arguments.model,
      without: null,
    });
    const all: SetResult[] = [];
    for (const [index, set] of (await bench.sets()).entries()) {
      const files = await filesForPeers(set, join(bench.folder, 'peers', String(index)));
      const results = new Map<string, { texts: readonly string[]; usages: Usage[] }>();
      // What the hard pages show is accuracy, which is the same every time.
      for (let round = 0; round < (set.isHard ? 1 : rounds); round++) {
        for (const name of inTurn([OURS, ...bench.peers.map((peer) => peer.name)], round)) {
          bench.log(`recogniser: ${set.name}, round ${round + 1}, ${name}`);
          const made = await attempt(name, set, files, bench, workers, readings);
          if (made === undefined) continue;
          const { usages } = results.get(name) ?? { usages: [] };
          results.set(name, { texts: made.texts, usages: [...usages, made.usage] });
        }
      }
      all.push({ set, pageCount: files.pageCounts.reduce((sum, count) => sum + count, 0), results });
    }
    return { text: describe(all, bench, rounds), readings };
  } finally {
    await workers.stop();
  }
}

/** Nobody is always the first, who may find the machine's caches cold. */
function inTurn<T>(list: readonly T[], round: number): T[] {
  const first = round % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}

/** @returns undefined when it is another program and failed */
async function attempt(
  name: string,
  set: DocumentSet,
  files: Awaited<ReturnType<typeof filesForPeers>>,
  { arguments: { languages, model, workers: processes }, peers, log }: Bench,
  workers: Workers,
  readings: Map<string, readonly Read[]>,
): Promise<{ texts: readonly string[]; usage: Usage } | undefined> {
  const peer = peers.find((it) => it.name === name);
  if (peer !== undefined) {
    try {
      const { result, usage } = await measure({}, () => peer.read(files, languages, processes));
      return { texts: result, usage };
    } catch (error) {
      log(`recogniser: ${set.name}: ${String(error)}`);
      return undefined;
    }
  }
  const tasks = set.documents.map(({ path }) => ({ path, languages, model, without: null }));
  const { result, usage } = await measure({ pids: workers.pids }, () => workers.read(tasks, files.pageCounts));
  for (const [index, { error }] of result.entries()) {
    if (error !== null) log(`recogniser: ${set.documents[index]?.path}: ${error}`);
  }
  readings.set(set.name, result);
  return { texts: result.map(({ text }) => text), usage };
}

function describe(all: readonly SetResult[], { peers, arguments: { workers } }: Bench, rounds: number): string {
  const names = [OURS, ...peers.map(({ name }) => name)];
  const pages = ({ set, pageCount }: SetResult) => (pageCount === set.documents.length ? '' : `, ${pageCount} pages`);
  const accuracy = all.map((one) => [
    one.set.name,
    countOf(one.set) + pages(one),
    ...names.map((name) => {
      const texts = one.results.get(name)?.texts;
      const read = one.set.documents.map(({ truth }, index) => ({ truth, found: texts?.[index] ?? '' }));
      return showAccuracy(texts === undefined ? undefined : accuracyOf(read));
    }),
  ]);
  const usual = all.filter(({ set }) => !set.isHard);
  const total = sumOf(usual, names, rounds);
  const speed = [...usual, ...(total === undefined ? [] : [total])].flatMap((one) =>
    names.map((name) => {
      const usages = one.results.get(name)?.usages ?? [];
      const ours = one.results.get(OURS)?.usages ?? [];
      const wall = (list: readonly Usage[]) => list.map(({ wallSeconds }) => wallSeconds);
      const cpu = (list: readonly Usage[]) => list.map(({ cpuSeconds }) => cpuSeconds ?? Number.NaN);
      return [
        one.set.name,
        name,
        figure(one.pageCount / (spread(wall(usages))?.median ?? Number.NaN), 2),
        figure((spread(cpu(usages))?.median ?? Number.NaN) / one.pageCount, 2),
        figure(spread(usages.map(({ peakMib }) => peakMib ?? Number.NaN))?.max, 0),
        name === OURS ? UNKNOWN : showSpread(ratios(wall(ours), wall(usages)), 2),
        name === OURS ? UNKNOWN : showSpread(ratios(cpu(ours), cpu(usages)), 2),
      ];
    }),
  );
  return [
    `## Recogniser: accuracy and speed, ${workers} pages at once`,
    `Every document through the product's own stages (open, draw, prepare, read, outputs), ${workers} worker processes with their page processes; ${peerNotes(peers, workers)}`,
    `### Accuracy: CER / WER / word F1 without order, in %`,
    table(['set', 'documents', ...names], accuracy),
    `### Speed, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}: each round everybody reads the set, in turn`,
    '"times" is the other\'s time by ours, round by round: above 1 we are the faster. CPU counts all processes; memory is all of them together at one moment.',
    table(['set', 'who', 'pages/s', 'CPU s/page', 'MiB', 'times: wall', 'times: CPU'], speed),
  ].join('\n\n');
}

function peerNotes(peers: readonly Peer[], workers: number): string {
  const notes = {
    tesseract: `native tesseract (its default model, \`--psm 3\`, ${workers} processes) reads the original files, PDF pages drawn at 300 dpi beforehand`,
    ocrmypdf: `ocrmypdf (\`--jobs ${workers} --output-type pdf -O0\`) reads the pages of a set as one PDF of pictures`,
  };
  return Object.entries(notes)
    .map(([name, note]) => (peers.some((peer) => peer.name === name) ? note : `${name} is not installed here: no figures`))
    .join('; ')
    .concat('.');
}

/** All usual sets as one: the sums of each round. */
function sumOf(sets: readonly SetResult[], names: readonly string[], rounds: number): SetResult | undefined {
  const [first] = sets;
  if (first === undefined || sets.length === 1) return undefined;
  const results = new Map(
    names.map((name) => {
      const usages = Array.from({ length: rounds }, (_, round) =>
        together(sets.flatMap(({ results: own }) => own.get(name)?.usages[round] ?? [])),
      );
      return [name, { texts: [], usages }];
    }),
  );
  const pageCount = sets.reduce((sum, one) => sum + one.pageCount, 0);
  return { set: { ...first.set, name: '**all of these**' }, pageCount, results };
}
