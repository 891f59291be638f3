/**
 * `npm run bench`: figures, never assertions. Each section measures one thing; a full run writes all of them to
 * `bench/RESULTS.md`, with the day and the machine.
 */

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchSuite, type Suite } from '../suite/launch.ts';
import { REPO_FOLDER } from '../suite/paths.ts';
import { runMain } from '../suite/suiteError.ts';
import { type BenchArguments, parseArguments, type Section, USAGE } from './arguments.ts';
import type { Bench } from './bench.ts';
import { measureConfidence } from './confidence.ts';
import { hardSets } from './hard.ts';
import { measureLatency } from './latency.ts';
import { measureLength } from './length.ts';
import { describeMachine } from './machine.ts';
import { findPeers } from './peers.ts';
import { measurePipeline } from './pipeline.ts';
import { measureRecogniser } from './recogniser.ts';
import { mergeResults } from './results.ts';
import { chooseSets, type DocumentSet, findSets, USUAL_DOCUMENTS } from './sets.ts';
import { measureSteps } from './steps.ts';
import { measureWeb } from './web.ts';
import type { Read } from './worker.ts';

const RESULTS = join(REPO_FOLDER, 'bench', 'RESULTS.md');

async function bench(options: BenchArguments): Promise<void> {
  const began = performance.now();
  const log = (line: string) => console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}`);
  const folder = await mkdtemp(join(tmpdir(), 'pagestream-bench-'));
  let suite: Promise<Suite> | undefined;
  let sets: Promise<readonly DocumentSet[]> | undefined;
  const shared: Bench = {
    arguments: options,
    peers: await findPeers(),
    folder,
    sets: () => (sets ??= setsFor(options, log)),
    suite: () => (suite ??= launchSuite({ purpose: 'test', log })),
    log,
  };
  const machine = await describeMachine(shared.peers);
  let readings: ReadonlyMap<string, readonly Read[]> = new Map();
  const measure: Readonly<Record<Section, () => Promise<string>>> = {
    async recogniser() {
      const { text, readings: found } = await measureRecogniser(shared);
      readings = found;
      return text;
    },
    confidence: () => measureConfidence(shared, readings),
    steps: () => measureSteps(shared),
    pipeline: () => measurePipeline(shared),
    length: () => measureLength(shared),
    latency: () => measureLatency(shared),
    web: () => measureWeb(shared),
  };
  try {
    for (const section of options.sections) {
      const [title = '', ...rest] = (await measure[section]()).split('\n\n');
      const day = new Date().toISOString().slice(0, 10);
      const text = [title, `*${day}; ${machine}*`, ...rest].join('\n\n');
      console.log(`${text}\n`);
      // After each, so that a failure later loses nothing.
      if (options.write) await write(new Map([[section, text]]));
    }
  } finally {
    await (await suite?.catch(() => undefined))?.stop();
    await rm(folder, { recursive: true, force: true });
  }
  log(options.write ? `written to ${RESULTS}` : 'not written down: no --write');
}

async function setsFor({ folders, pages, sets }: BenchArguments, log: (line: string) => void): Promise<DocumentSet[]> {
  const found = await findSets(folders, pages);
  // Those to be made are made only if one of them is wanted.
  const wantsHard = sets === undefined || sets.some((name) => name.startsWith('hard/'));
  const hard = wantsHard ? await hardSets(found, pages ?? USUAL_DOCUMENTS, log) : [];
  return chooseSets([...found, ...hard], sets);
}

async function write(measured: ReadonlyMap<Section, string>): Promise<void> {
  const former = existsSync(RESULTS) ? await readFile(RESULTS, 'utf8') : '';
  await writeFile(RESULTS, mergeResults(former, measured));
}

async function main(): Promise<void> {
  const parsed = parseArguments(process.argv.slice(2));
  switch (parsed.kind) {
    case 'help':
      console.log(USAGE);
      return;
    case 'mistake':
      console.error(`${parsed.reason}\n\n${USAGE}`);
      process.exitCode = 2;
      return;
    case 'run':
      return bench(parsed.arguments);
    default:
      return parsed satisfies never;
  }
}

await runMain(main);
