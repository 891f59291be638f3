/** What `npm run bench` was asked to do. */

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { MODELS, type Model } from '../functions/src/contract/options.ts';

/** In the order in which they are run and written. */
export const SECTIONS = ['recogniser', 'confidence', 'steps', 'pipeline', 'length', 'latency', 'web'] as const;
export type Section = (typeof SECTIONS)[number];

/** Of what is compared round by round; fewer show no spread. */
export const USUAL_ROUNDS = 3;

export const USAGE = `Usage: npm run bench -- [options] [FOLDER…]

Measures and prints tables; a full run writes them to bench/RESULTS.md. Each FOLDER is a further set: images and PDFs with
their true text in NAME.gt.txt.

  --only SECTIONS   some of ${SECTIONS.join(',')}
  --rounds N        rounds beside the other tools (default ${USUAL_ROUNDS}; the pipeline: 1)
  --sets SETS       some of the sets, by name: samples,books,hard/skew (default all that are there)
  --pages N         most documents of a set, spread over it (default 10)
  --lang LANGUAGES  languages of all sets, joined by "+" (default eng)
  --model MODEL     fast or accurate: what recogniser and confidence are measured with (default fast)
  --write           write bench/RESULTS.md though not everything is measured; the other sections stay as they are
  --help            this text`;

export interface BenchArguments {
  readonly sections: readonly Section[];
  /** undefined: each section's own number. */
  readonly rounds: number | undefined;
  /** undefined: all. */
  readonly sets: readonly string[] | undefined;
  readonly pages: number | undefined;
  readonly languages: readonly string[];
  readonly model: Model;
  readonly folders: readonly string[];
  /** Whether the results are written down. */
  readonly write: boolean;
  /** As many as the machine has cores. */
  readonly workers: number;
}

export type ParsedArguments =
  | { readonly kind: 'run'; readonly arguments: BenchArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistake'; readonly reason: string };

export function parseArguments(args: readonly string[]): ParsedArguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        only: { type: 'string' },
        rounds: { type: 'string' },
        sets: { type: 'string' },
        pages: { type: 'string' },
        lang: { type: 'string', default: 'eng' },
        model: { type: 'string', default: 'fast' },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const only = values.only === undefined ? [...SECTIONS] : listOf(values.only);
    const unknown = only.find((name) => !SECTIONS.some((section) => section === name));
    if (unknown !== undefined) throw new Error(`--only: there is no "${unknown}" among ${SECTIONS.join(', ')}`);
    const model = MODELS.find((each) => each === values.model);
    if (model === undefined) throw new Error(`--model: there is no "${values.model}" among ${MODELS.join(', ')}`);
    if (values.write && model !== 'fast') throw new Error('--write: the results are those of the fast model');
    const rounds = countOf('rounds', values.rounds);
    const isFull =
      [values.only, values.sets, values.pages].every((value) => value === undefined) &&
      model === 'fast' &&
      (rounds ?? USUAL_ROUNDS) >= USUAL_ROUNDS;
    return {
      kind: 'run',
      arguments: {
        sections: SECTIONS.filter((section) => only.includes(section)),
        rounds,
        sets: values.sets === undefined ? undefined : listOf(values.sets),
        pages: countOf('pages', values.pages),
        languages: values.lang.split('+'),
        model,
        folders: positionals,
        write: values.write || isFull,
        workers: availableParallelism(),
      },
    };
  } catch (error) {
    // parseArgs' own words name the flag.
    return { kind: 'mistake', reason: error instanceof Error ? error.message : String(error) };
  }
}

const listOf = (text: string) => text.split(',').map((name) => name.trim());

function countOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Error(`--${name} must be a whole number from 1 to 9999, not "${text}"`);
  return Number(text);
}
