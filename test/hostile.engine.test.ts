/**
 * Files that break things: whatever a file is, looking at it and making its pages ends in time, within the memory that is
 * stated, and with a code that says something. The fixtures always; a larger corpus, when it lies beside this repository, in
 * part: every file of it with `HOSTILE_EVERY=1`.
 */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isolatedPageMaker } from '../functions/src/adapters/pages/isolated.ts';
import { readSettings } from '../functions/src/config.ts';
import { MAX_PAGES } from '../functions/src/contract/limits.ts';
import { codeOf } from '../functions/src/domain/failure.ts';
import { type EngineWorld, engineWorld } from '../functions/src/testing/engineWorld.ts';
import { nullEngine } from '../functions/src/testing/ocrEngines.ts';
import { REPO_FOLDER } from '../suite/paths.ts';
import { catalogue, fixture, nameOf } from './support/fixtures.ts';

describe('a fixture', () => {
  /** Has a page that does not end by itself: whatever the limit, it is waited for. */
  const ENDLESS = ['draws-for-ages.pdf'];
  let world: EngineWorld;
  let hasty: EngineWorld;
  beforeAll(() => {
    // Nothing here passes by itself, so one attempt is as good as three.
    // What becomes of a file is counted, not what it says.
    world = engineWorld({ maxAttempts: 1, engine: nullEngine() });
    hasty = engineWorld({ drawLimitMs: 15_000, maxAttempts: 1, engine: nullEngine() });
  });
  afterAll(async () => {
    await world.close();
    await hasty.close();
  });

  /** `completed`, `CODE`, or `completed_with_errors`, pages 2 and 3 `CODE`. */
  function expectedOf(row: readonly string[]) {
    const [, status = '', pages = '', pageCode] = /^`(\w+)`(?:, pages? ([\d, and]+) `(\w+)`)?/.exec(row.at(-1) ?? '') ?? [];
    const isCode = status === status.toUpperCase();
    return {
      job: isCode ? { status: 'failed', error: { code: status } } : { status },
      failedPages: isCode ? undefined : [...pages.matchAll(/\d+/g)].map(([number]) => [Number(number), pageCode]),
    };
  }

  it.each(catalogue(fixture('README.md')).map((row) => [nameOf(row), row.at(-1) ?? '', row] as const))(
    '%s ends as its catalogue says: %s',
    async (name, _, row) => {
      const { job, failedPages } = expectedOf(row);
      const processed = await (ENDLESS.includes(name) ? hasty : world).process(fixture(name));
      expect(processed.job).toMatchObject(job);
      if (failedPages === undefined) return;
      const failed = processed.pages.filter((page) => page.status === 'failed');
      expect(failed.map((page) => [page.pageNumber, page.error?.code])).toEqual(failedPages);
    },
  );
});

describe('the corpus of hostile files', () => {
  const CORPUS = join(REPO_FOLDER, '..', 'shared', 'corpus', 'hostile');
  const MOST_PAGES = 3;
  const MADE = 'page made';
  /** What a page may take between two looks at its process comes on top of its bound. */
  const OVERSHOOT = 1.25;
  const every = Number(process.env.HOSTILE_EVERY ?? 40);

  const files = existsSync(CORPUS)
    ? readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
        .map((name) => join(CORPUS, name))
        .filter((path) => statSync(path).isFile())
        .sort()
        .filter((_, index) => index % every === 0)
    : [];

  if (files.length === 0) {
    // The corpus is no part of this repository; the fixtures above are tried everywhere.
    const reason = `is not there: ${relative(REPO_FOLDER, CORPUS)}`;
    console.log(`Skipped: the corpus of hostile files ${reason}`);
    it.skip(reason, () => undefined);
    return;
  }

  const limits = readSettings().pageProcess;
  /** Names of files by what became of them or of one of their pages. */
  const seen = new Map<string, string[]>();
  const peaks: number[] = [];
  let slowest = { name: '', milliseconds: 0 };
  let current = '';
  const count = (outcome: string) => seen.set(outcome, [...(seen.get(outcome) ?? []), current]);
  const note = (message: string, { kind, peakMib, detail }: Readonly<Record<string, unknown>>) => {
    if (message !== 'page process ended') return;
    peaks.push(Number(peakMib ?? 0));
    if (kind !== 'closed') count(`process ended: ${String(kind)}, ${String(detail)}`);
  };
  const pages = isolatedPageMaker(limits, { info: note, warn: note, error: note });
  afterAll(() => {
    const figures = [...seen].map(([outcome, names]) => {
      const few = outcome === MADE ? '' : ` (${[...new Set(names)].slice(0, 10).join(', ')})`;
      return `${outcome}: ${names.length}${few}`;
    });
    const parentMib = Math.round(process.resourceUsage().maxRSS / 1024);
    figures.push(`slowest call: ${slowest.milliseconds} ms (${slowest.name})`);
    figures.push(`most memory: page process ${Math.max(...peaks)} MiB, this process ${parentMib} MiB`);
    console.log([`${files.length} files`, ...figures].join('\n'));
  });

  /** @returns what the call gave, or the code it failed with */
  async function inTime<R>(call: Promise<R>, limitMs: number): Promise<R | string> {
    const begun = performance.now();
    const outcome = await call.catch((error: unknown) => codeOf(error));
    const milliseconds = Math.round(performance.now() - begun);
    if (milliseconds > slowest.milliseconds) slowest = { name: current, milliseconds };
    // Twice: a page is made again when its process held too much of others. The rest is for a start and an end.
    expect(milliseconds).toBeLessThan(2 * limitMs + 10_000);
    return outcome;
  }

  /** What becomes of a file, or of each of its first pages. */
  async function outcomesOf(path: string): Promise<string[]> {
    const file = { path, sizeBytes: statSync(path).size, sha256: '' };
    const inspected = await inTime(pages.inspect(file), limits.inspect.milliseconds);
    if (typeof inspected === 'string') return [inspected];
    if (inspected.pageCount > MAX_PAGES) return ['TOO_MANY_PAGES'];
    const outcomes: string[] = [];
    for (let pageNumber = 1; pageNumber <= Math.min(MOST_PAGES, inspected.pageCount); pageNumber++) {
      const made = await inTime(pages.preparePage(file, pageNumber, { rotation: 0, mode: 'force' }), limits.page.milliseconds);
      outcomes.push(typeof made === 'string' ? `page ${made}` : MADE);
    }
    return outcomes;
  }

  it.each(files.map((path) => relative(CORPUS, path)))(
    '%s: every call ends in time, with a code that says something',
    async (name) => {
      current = name;
      const outcomes = await outcomesOf(join(CORPUS, name));
      for (const outcome of outcomes) count(outcome);
      expect(outcomes.filter((outcome) => outcome.includes('UNKNOWN'))).toEqual([]);
    },
    2 * (limits.inspect.milliseconds + MOST_PAGES * limits.page.milliseconds) + 60_000,
  );

  it('never makes the page process hold more than is stated', async () => {
    await pages.close();
    expect(Math.max(...peaks)).toBeLessThan(limits.page.residentMib * OVERSHOOT);
  });
});
