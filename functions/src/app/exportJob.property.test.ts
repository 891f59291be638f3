/**
 * Everybody who may write the results of one document, in every order: exports of several revisions, each delivered any number of
 * times, and the ends of its runs, late ones too. Between any two of their reads and writes people correct it or have it read again,
 * calls fail, workers freeze until their time is over, or die. Whatever happened: once all is quiet the results hold the latest
 * corrections and belong together.
 */

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Manifest } from '../contract/documents.ts';
import { isTerminalJob } from '../contract/states.ts';
import { PipelineError } from '../domain/failure.ts';
import { doubtfulPages, inTurns, readPages, readWorld, resultOf, sweepNow, wish } from '../testing/doubtfulWorld.ts';
import { REF } from '../testing/examples.ts';
import { runQueue } from '../testing/memoryRun.ts';
import { Killed, storedText, theJob, type World } from '../testing/memoryWorld.ts';
import { correctPage } from './correctPage.ts';
import { exportJob } from './exportJob.ts';
import { finishJob } from './finishJob.ts';
import type { ExportTask, FinishTask } from './ports.ts';
import { retryJob } from './retryJob.ts';

const PAGES = [1, 2, 3];

interface Step {
  readonly kind: 'correct' | 'export' | 'finish' | 'go' | 'fail' | 'die' | 'retry' | 'freeze';
  /** Slow workers are seldom given a turn: others come and go meanwhile. */
  readonly isSlow: boolean;
  /** Chooses among what there is at that moment. */
  readonly pick: number;
}

const WEIGHTS = { correct: 6, export: 9, finish: 2, go: 70, fail: 1, die: 1, retry: 1, freeze: 1 } as const satisfies Record<
  Step['kind'],
  number
>;
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom(
      ...Object.entries(WEIGHTS).flatMap(([kind, weight]) => Array<Step['kind']>(weight).fill(kind as Step['kind'])),
    ),
    isSlow: fc.nat({ max: 7 }).map((n) => n === 0),
    pick: fc.nat({ max: 100 }),
  }),
  { minLength: 50, maxLength: 250, size: 'max' },
);

interface Worker {
  readonly kind: 'export' | 'finish';
  /** When its claim is over. */
  readonly until: number;
  readonly isSlow: boolean;
  isDead: boolean;
  hasWritten: boolean;
}

/** A worker who is about to read or write what others change. */
interface Waiting {
  readonly worker: Worker;
  readonly call: string;
  go(): void;
  fail(error: Error): void;
}

interface Play {
  readonly world: World;
  readonly waiting: Waiting[];
  /** Every task there ever was: each may be delivered once more at any time. */
  readonly exports: ExportTask[];
  readonly finishes: FinishTask[];
  /** Workers who neither wait nor have ended. */
  busy: number;
  reading: number;
  corrections: number;
  readonly seen: (what: string) => void;
}

test('whoever writes the results, in whatever order: in the end they hold the latest corrections and belong together', async () => {
  const happened = new Set<string>();
  const seen = (what: string) => void happened.add(what);
  const property = fc.asyncProperty(fc.nat({ max: 8 }), steps, async (lateness, history) => {
    const world = await readWorld('text,json');
    const play: Play = { world, waiting: [], exports: [], finishes: [], busy: 0, reading: 1, corrections: 0, seen };
    // Two deliveries of its first end: one stops somewhere, so that it may go on after the other.
    const late = [
      of('finish', true),
      ...Array<Step>(lateness).fill(of('go', true)),
      of('finish'),
      ...Array<Step>(8).fill(of('go')),
    ];
    for (const step of [...late, ...history]) {
      const before = await theJob(world);
      play.exports.push(...world.exportTasks.splice(0));
      play.finishes.push(...world.finishTasks.splice(0));
      await take(play, step);
      await allWaitOrEnd(play);
      const after = await theJob(world);
      const isDue = after.pendingExport !== null && before.pendingExport === null && after.revision === before.revision;
      if (isDue || (after.exportLease?.owner === '' && before.exportLease?.owner !== '')) seen('written over');
      // Nothing is to follow, and nobody is at it: this is what people find.
      const isQuiet = after.pendingExport === null && !play.waiting.some(({ worker }) => worker.hasWritten);
      if (isQuiet && after.status === 'completed') await mustBelongTogether(play);
    }
    await comeToRest(play);
    await mustBelongTogether(play);
  });
  const unseen = () => EVERYTHING.filter((what) => !happened.has(what));
  // What is rare may take more histories.
  for (let round = 0; round < MOST_ROUNDS && unseen().length > 0; round++) await fc.assert(property, { numRuns: 300 });
  expect(unseen()).toEqual([]);
}, 120_000);

const MOST_ROUNDS = 4;

const EVERYTHING = [
  ...['export exported', 'export stale', 'export again', 'export failed', 'export died'],
  ...['finish finished', 'finish stale', 'finish again', 'finish failed', 'finish died'],
  ...['corrected', 'read again', 'written over'],
];

const of = (kind: Step['kind'], isSlow = false): Step => ({ kind, isSlow, pick: 0 });

async function take(play: Play, { kind, isSlow, pick }: Step): Promise<void> {
  const { world, waiting } = play;
  switch (kind) {
    case 'correct': {
      const wishes = [wish(`page-${++play.corrections}`)];
      if ((await correctPage(world.ports, REF, PAGES[pick % 3] ?? 1, wishes, '')).kind === 'corrected') play.seen('corrected');
      return;
    }
    case 'export': {
      const task = latestOrAny(play.exports, pick);
      if (task !== undefined) begin(play, kind, isSlow, (ports) => exportJob(ports, task));
      return;
    }
    case 'finish': {
      const task = latestOrAny(play.finishes, pick);
      if (task !== undefined) begin(play, kind, isSlow, async (ports) => (await finishJob(ports, task)).kind);
      return;
    }
    case 'go': {
      const those = waiting.filter(({ worker }) => worker.isSlow === isSlow);
      const next = latestOrAny(those, pick);
      if (next === undefined) return;
      waiting.splice(waiting.indexOf(next), 1);
      next.go();
      return;
    }
    case 'fail': {
      const writing = waiting.findIndex(({ call }) => call === 'write');
      if (writing !== -1) waiting.splice(writing, 1)[0]?.fail(new PipelineError('IO_ERROR'));
      return;
    }
    case 'die': {
      const [victim] = waiting.slice(pick % Math.max(1, waiting.length));
      // What nobody can make good, see `exportJob`: one that dies when its time to write was over.
      const isInTime = victim?.worker.kind === 'finish' ? !isTerminalJob((await theJob(world)).status) : true;
      if (victim === undefined || !isInTime || world.now >= victim.worker.until) return;
      waiting.splice(waiting.indexOf(victim), 1);
      victim.worker.isDead = true;
      victim.fail(new Killed());
      return;
    }
    case 'retry': {
      const reading = play.reading + 1;
      if ((await retryJob(world.ports, REF, 'all', undefined, '')).kind !== 'retrying') return;
      play.seen('read again');
      play.reading = reading;
      world.readPage = (pageNumber) => ({
        text: `qage ${pageNumber}.${reading}`,
        words: [
          ['qage', 20 + pageNumber, 20, 10, 60, 30],
          [`${pageNumber}.${reading}`, 95, 70, 10, 90, 30],
        ],
      });
      await readPages(world);
      return;
    }
    case 'freeze':
      world.now += world.ports.settings.exportLeaseMs;
      return;
    default:
      kind satisfies never;
  }
}

const latestOrAny = <T>(list: readonly T[], pick: number): T | undefined =>
  pick % 2 === 0 ? list.at(-1) : list[pick % Math.max(1, list.length)];

function begin(play: Play, kind: Worker['kind'], isSlow: boolean, work: (ports: World['ports']) => Promise<string>): void {
  const { world, waiting } = play;
  const worker: Worker = {
    kind,
    until: world.now + world.ports.settings.exportLeaseMs,
    isSlow,
    isDead: false,
    hasWritten: false,
  };
  const ports = inTurns(world, (call) => {
    if (worker.isDead) throw new Killed();
    worker.hasWritten ||= call === 'write';
    play.busy--;
    return new Promise((resolve, reject) => {
      const later =
        <A extends unknown[]>(act: (...with_: A) => void) =>
        (...with_: A) => {
          play.busy++;
          act(...with_);
        };
      waiting.push({ worker, call, go: later(() => resolve()), fail: later((error: Error) => reject(error)) });
    });
  });
  play.busy++;
  const end = (how: string) => {
    play.busy--;
    play.seen(`${kind} ${how}`);
  };
  work(ports).then(end, (error: unknown) => end(error instanceof Killed ? 'died' : 'failed'));
}

async function allWaitOrEnd(play: Play): Promise<void> {
  while (play.busy > 0) await new Promise((resolve) => setImmediate(resolve));
}

/** Those who are at work end; every task that is out is lost, and the sweeper does the rest. */
async function comeToRest(play: Play): Promise<void> {
  const { world, waiting } = play;
  for (;;) {
    const next = waiting.shift();
    if (next === undefined) break;
    next.go();
    await allWaitOrEnd(play);
  }
  world.exportTasks.length = 0;
  world.finishTasks.length = 0;
  for (let round = 0; round < 100; round++) {
    const { status, pendingExport } = await theJob(world);
    // Its pages could not be put together for longer than an outage takes.
    if (status === 'failed') await retryJob(world.ports, REF, 'failed', undefined, '');
    else if (isTerminalJob(status) && pendingExport === null) return;
    await sweepNow(world);
    await runQueue(world);
    world.now += 600_000;
  }
  throw new Error('it never comes to rest');
}

async function mustBelongTogether({ world, reading }: Play): Promise<void> {
  const job = await theJob(world);
  expect(job).toMatchObject({ status: 'completed', exportedRevision: job.revision });
  const corrected = await world.jobs.readCorrections(REF);
  const first = (pageNumber: number) => corrected.get(pageNumber)?.words[0]?.text ?? 'qage';
  const second = (pageNumber: number) => (reading === 1 ? `${pageNumber}` : `${pageNumber}.${reading}`);
  const text = PAGES.map((pageNumber) => `${first(pageNumber)} ${second(pageNumber)}\n`).join('\f');
  expect(storedText(world, resultOf('document.txt'))).toBe(text);
  const { run, files } = JSON.parse(storedText(world, resultOf('manifest.json'))) as Manifest;
  expect(run).toBe(job.run);
  for (const { name, sha256 } of files) {
    const data = world.objects.get(resultOf(name))?.data ?? '';
    expect(createHash('sha256').update(data).digest('hex'), name).toBe(sha256);
  }
  const inDoubt = PAGES.filter((pageNumber) => !corrected.has(pageNumber));
  expect(doubtfulPages(world) ?? []).toEqual(inDoubt);
}
