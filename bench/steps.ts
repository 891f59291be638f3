/** What each step between drawing and reading costs and gains: every set with all steps, and with all but one. */

import { sample } from '../test/support/fixtures.ts';
import { accuracyOf } from './accuracy.ts';
import type { Bench } from './bench.ts';
import { type DocumentSet, spreadOver } from './sets.ts';
import { figure, percent, table } from './tables.ts';
import { STEPS, type Step } from './withoutStep.ts';
import { startWorkers, type Workers } from './workers.ts';

/** Every document is read once for each step and once more. */
const MOST_DOCUMENTS = 4;

interface Outcome {
  readonly cer: number;
  readonly cpuMs: number;
}

export async function measureSteps(bench: Bench): Promise<string> {
  const names = Object.keys(STEPS) as Step[];
  const { workers: processes, languages } = bench.arguments;
  const workers = await startWorkers(processes);
  const rows: string[][] = [];
  try {
    for (const without of ['none', ...names] as const) {
      await workers.warmUp({ path: sample('notice.png'), languages, without });
    }
    for (const whole of await bench.sets()) {
      const set = { ...whole, documents: spreadOver(whole.documents, MOST_DOCUMENTS) };
      bench.log(`steps: ${set.name}`);
      const all = await outcome(set, 'none', workers, languages);
      const cells: string[] = [];
      for (const step of names) {
        const less = await outcome(set, step, workers, languages);
        cells.push(`${signed((less.cer - all.cer) * 100, 2)} / ${signed(all.cpuMs - less.cpuMs, 0)}`);
      }
      rows.push([set.name, String(set.documents.length), percent(all.cer), figure(all.cpuMs, 0), ...cells]);
    }
  } finally {
    await workers.stop();
  }
  return [
    '## Steps: what each gains and costs',
    `For each step: how many points of CER are lost without it / how many ms of CPU a document it takes. At most ${MOST_DOCUMENTS} documents of a set, spread over it; ${names.map((name) => `*${name}*: ${STEPS[name]}`).join('; ')}. Some tens of ms either way are noise, on a busy machine hundreds.`,
    table(['set', 'documents', 'CER %', 'CPU ms', ...names], rows),
  ].join('\n\n');
}

/** @returns the CPU time of a document, on average */
async function outcome(
  set: DocumentSet,
  without: Step | 'none',
  workers: Workers,
  languages: readonly string[],
): Promise<Outcome> {
  const read = await workers.read(set.documents.map(({ path }) => ({ path, languages, without })));
  const { cer } = accuracyOf(set.documents.map(({ truth }, index) => ({ truth, found: read[index]?.text ?? '' })));
  return { cer, cpuMs: read.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / read.length };
}

function signed(value: number, decimals: number): string {
  return `${value > 0 ? '+' : ''}${figure(value, decimals)}`;
}
