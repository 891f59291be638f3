/**
 * `npm run chaos -- --seed N --jobs N`: one run, or several with `--seeds 1-20`; `--keep` keeps what was recorded. Exit 1 when an
 * invariant is broken or a kind of fault was never met.
 */

import { parseArgs } from 'node:util';
import { runMain, SuiteError } from '../suite/suiteError.ts';
import { type ChaosRun, runChaos } from './chaos.ts';
import { LEAST_JOBS } from './plan.ts';
import { describeRun, describeRuns, hasPassed } from './report.ts';

interface Arguments {
  readonly seeds: readonly number[];
  readonly jobs: number;
  readonly keep: boolean;
}

/** @throws SuiteError that says what is wrong */
export function parseArguments(args: readonly string[]): Arguments {
  const { values } = parse(args);
  const number = (name: string, text: string) => {
    if (!/^\d{1,5}$/.test(text)) throw new SuiteError(`--${name} must be a whole number, not "${text}"`);
    return Number(text);
  };
  const jobs = number('jobs', values.jobs);
  if (jobs < LEAST_JOBS) throw new SuiteError(`--jobs must be at least ${LEAST_JOBS}: with fewer there is not one of each kind`);
  if (values.seeds === undefined) return { seeds: [number('seed', values.seed)], jobs, keep: values.keep };
  const [first = '', last = first] = values.seeds.split('-');
  const [from, to] = [number('seeds', first), number('seeds', last)];
  if (to < from) throw new SuiteError(`--seeds ${values.seeds} has no seed in it`);
  return { seeds: Array.from({ length: to - from + 1 }, (_, index) => from + index), jobs, keep: values.keep };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string', default: '1' },
        seeds: { type: 'string' },
        jobs: { type: 'string', default: '20' },
        keep: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new SuiteError(error instanceof Error ? error.message : String(error));
  }
}

async function main(): Promise<void> {
  const { seeds, jobs, keep } = parseArguments(process.argv.slice(2));
  const runs: ChaosRun[] = [];
  for (const seed of seeds) {
    try {
      const run = await runChaos({ seed, jobs, keep, log: (line) => console.error(line) });
      runs.push(run);
      console.log(`${describeRun(run).join('\n')}\n`);
    } catch (error) {
      if (error instanceof SuiteError) throw error;
      // The next seed may tell more.
      console.error(`Seed ${seed} could not be run to its end:`, error);
    }
  }
  if (runs.length > 1) console.log(describeRuns(runs).join('\n'));
  process.exitCode = runs.length === seeds.length && runs.every(hasPassed) ? 0 : 1;
}

if (import.meta.main) await runMain(main);
