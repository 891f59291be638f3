/**
 * `npm run load`: many jobs at once, and jobs of 10, 100 and 1,000 tiny pages, on a suite of its own. Everything must be complete;
 * what it cost is printed as tables. Exit 1 when an invariant is broken.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { newJobId } from '../functions/src/contract/paths.ts';
import { isTerminalJob, type JobStatus } from '../functions/src/contract/states.ts';
import { launchSuite, type Suite } from '../suite/launch.ts';
import { runMain, SuiteError } from '../suite/suiteError.ts';
import { fileOf } from './documents.ts';
import type { JobHistory } from './evidence.ts';
import { type Broken, checkInvariants } from './invariants.ts';
import { type MemoryWatch, watchMemory } from './memoryWatch.ts';
import { uploadAs } from './people.ts';
import type { PlannedJob } from './plan.ts';
import { type Random, randomOf } from './random.ts';
import { CHAOS_FOLDER, createRecord, type Line, METERED, type Record } from './record.ts';
import { readDocuments, takeSnapshot } from './snapshot.ts';
import { WORDS } from './words.ts';

const MOST_PAGES_AT_ONCE = 5;
/** A longer job may cost this much more a page than the shortest. */
const MOST_GROWTH = 1.1;
const LOOK_MS = 250;
/** Nothing takes that long; a job that does is lost. */
const PATIENCE_SECONDS_PER_PAGE = 3;

/** What a stretch of the run came to. */
interface Stretch {
  readonly title: string;
  readonly pages: number;
  readonly seconds: number;
  readonly tasks: number;
  readonly reads: number;
  readonly writes: number;
  readonly jobWrites: number;
}

function plannedJob(pageCount: number, random: Random): PlannedJob {
  const pages = Array.from({ length: pageCount }, () => {
    const words = random.shuffled(WORDS).slice(0, 6);
    return [words.slice(0, 3).join(' '), words.slice(3).join(' ')];
  });
  const ref = { uid: 'load-ada', jobId: newJobId() };
  return { ref, content: { kind: 'pdf', pages, badPage: null }, uploadAtMs: 0, copyOf: null, actions: [] };
}

interface Load {
  readonly jobs: readonly PlannedJob[];
  /** Uploads all of them at once and waits until the last has ended. */
  run(title: string, jobs: readonly PlannedJob[]): Promise<Stretch>;
  check(): Promise<Broken[]>;
}

function loadOn(suite: Suite, record: Record): Load {
  const all: PlannedJob[] = [];
  const history = new Map<string, JobHistory>();
  const upload = async ({ ref, content }: PlannedJob) => {
    const { name } = await uploadAs(suite, ref, await fileOf(content));
    const nothing = { endedAt: null, isDeleted: false, isCancelled: false, retries: 0 };
    history.set(ref.jobId, { uploadedName: name, pushedAt: Date.now(), ...nothing });
  };
  const whenEnded = async (jobs: readonly PlannedJob[], until: number) => {
    const waiting = new Set(jobs.map(({ ref }) => ref.jobId));
    for (; waiting.size > 0 && Date.now() < until; await setTimeout(LOOK_MS)) {
      for (const [path, { status }] of await readDocuments(suite, { collectionId: 'jobs', fields: ['status'] })) {
        const jobId = path.split('/').at(-1) ?? '';
        if (!isTerminalJob(status as JobStatus) || !waiting.delete(jobId)) continue;
        const job = history.get(jobId);
        if (job !== undefined) history.set(jobId, { ...job, endedAt: Date.now() });
      }
    }
  };
  return {
    jobs: all,
    async run(title, jobs) {
      const before = record.read().length;
      const began = Date.now();
      all.push(...jobs);
      await Promise.all(jobs.map(upload));
      const pages = jobs.reduce((sum, { content }) => sum + content.pages.length, 0);
      await whenEnded(jobs, Date.now() + (60 + pages * PATIENCE_SECONDS_PER_PAGE) * 1000);
      const seconds = (Date.now() - began) / 1000;
      const lines = record.read().slice(before);
      const sum = (pick: (line: Line) => number) => lines.reduce((total, line) => total + pick(line), 0);
      return {
        title,
        pages,
        seconds,
        tasks: sum((line) => (line.what === 'task' ? 1 : 0)),
        reads: sum((line) => (line.what === 'firestore' ? line.reads : 0)),
        writes: sum((line) => (line.what === 'firestore' ? line.writes : 0)),
        jobWrites: sum((line) => (line.what === 'job written' || line.what === 'created' ? 1 : 0)),
      };
    },
    check: async () =>
      checkInvariants({
        plan: { jobs: all },
        snapshot: await takeSnapshot(suite),
        lines: record.read(),
        history,
        statedMs: Number.POSITIVE_INFINITY,
      }),
  };
}

/**
 * `--jobs N`: how many at once; `--long 10,100,1000`: the pages of the jobs that come one by one, the shortest first.
 * @throws SuiteError that says what is wrong
 */
export function parseArguments(args: readonly string[]): { readonly jobs: number; readonly long: readonly number[] } {
  const { values } = parseArgs({
    args: [...args],
    options: { jobs: { type: 'string', default: '200' }, long: { type: 'string', default: '10,100,1000' } },
  });
  const number = (name: string, text: string) => {
    if (!/^[1-9]\d{0,3}$/.test(text)) throw new SuiteError(`--${name} must be whole numbers from 1 to 9999, not "${text}"`);
    return Number(text);
  };
  return { jobs: number('jobs', values.jobs), long: values.long.split(',').map((pages) => number('long', pages)) };
}

async function main(): Promise<void> {
  const options = parseArguments(process.argv.slice(2));
  const folder = await mkdtemp(join(tmpdir(), 'pagestream-load-'));
  const record = createRecord(folder, []);
  const env = {
    [CHAOS_FOLDER]: folder,
    [METERED]: '1',
    NODE_OPTIONS: `--import ${new URL('worker.ts', import.meta.url).href}`,
  };
  const log = (line: string) => console.error(line);
  const suite = await launchSuite({ purpose: 'test', env, log });
  const memory = watchMemory(suite.runId);
  try {
    const random = randomOf('load');
    const load = loadOn(suite, record);
    const stretches: Stretch[] = [];
    const run = async (title: string, jobs: readonly PlannedJob[]) => {
      log(title);
      stretches.push(await load.run(title, jobs));
    };
    await run('warming up', [plannedJob(2, random)]);
    for (const pages of options.long) await run(`one job of ${pages} pages`, [plannedJob(pages, random)]);
    const many = Array.from({ length: options.jobs }, () => plannedJob(random.between(1, MOST_PAGES_AT_ONCE), random));
    await run(`${options.jobs} jobs of 1 to ${MOST_PAGES_AT_ONCE} pages at once`, many);
    const [, first] = load.jobs;
    if (first === undefined) throw new Error('there is no job to copy');
    const copy = { ...first, ref: { ...first.ref, jobId: newJobId() }, copyOf: first.ref.jobId };
    await run(`the same file of ${options.long[0]} pages again`, [copy]);
    memory.stop();

    const broken = await load.check();
    print(stretches, memory, load.jobs.length);
    for (const { invariant, where, what } of broken) console.log(`BROKEN: ${invariant}: ${where}: ${what}`);
    console.log(
      broken.length === 0 ? '\nNo invariant is broken: every page of every job is there, once.' : `\n${broken.length} broken.`,
    );
    const grown = growth(stretches.slice(1, 1 + options.long.length));
    for (const line of grown) console.log(line);
    process.exitCode = broken.length + grown.length === 0 ? 0 : 1;
  } finally {
    memory.stop();
    await suite.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns a line for each figure by which a page of a longer job costs more than one of the shortest */
export function growth([shortest, ...longer]: readonly Stretch[]): string[] {
  if (shortest === undefined) return [];
  return (['tasks', 'reads', 'writes', 'jobWrites'] as const).flatMap((figure) =>
    longer.flatMap(({ title, pages, [figure]: count }) => {
      const before = shortest[figure] / shortest.pages;
      const now = count / pages;
      if (now <= before * MOST_GROWTH) return [];
      return [`GROWS: ${figure} a page are ${now.toFixed(2)} in ${title}, ${before.toFixed(2)} in ${shortest.title}`];
    }),
  );
}

function print(stretches: readonly Stretch[], memory: MemoryWatch, jobs: number): void {
  const processor = cpus()[0]?.model ?? 'unknown processor';
  console.log(`# Pagestream load: ${jobs} jobs, ${processor}, ${availableParallelism()} cores, Node ${process.version}\n`);
  console.log('| | pages | s | pages/s | tasks | reads/page | writes/page | writes of job documents |');
  console.log('|---|---|---|---|---|---|---|---|');
  for (const { title, pages, seconds, tasks, reads, writes, jobWrites } of stretches) {
    const each = (count: number) => (count / pages).toFixed(1);
    const cells = [title, pages, seconds.toFixed(1), (pages / seconds).toFixed(1), tasks, each(reads), each(writes), jobWrites];
    console.log(`| ${cells.join(' | ')} |`);
  }
  console.log('\n| process | most at once | peak memory of one, MB |\n|---|---|---|');
  for (const { kind, most, peakMb } of memory.peaks()) console.log(`| ${kind} | ${most} | ${Math.round(peakMb)} |`);
  console.log();
}

if (import.meta.main) await runMain(main);
