/**
 * `npm test`: every tier, one after the other (each may take two cores), on one suite of emulators. Arguments are file
 * filters for vitest. The last line is `N passed, N failed`; a file that cannot be loaded and an error outside a test count.
 */

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseBinaries } from '../suite/emulatorBinaries.ts';
import { findJava } from '../suite/java.ts';
import { REPO_FOLDER } from '../suite/paths.ts';
import { describeError } from '../suite/suiteError.ts';
import { writeContactSheet } from './support/contactSheet.ts';
import type { Tally, VitestReport } from './tally.ts';
import { addTallies, tallyOf } from './tally.ts';

/** Tiers of one stage share a process, and so a suite. */
const STAGES = [['hermetic'], ['engine'], ['emulator', 'browser']] as const;

async function runStage(tiers: readonly string[], filters: readonly string[], reportFile: string): Promise<Tally> {
  const exitCode = await new Promise<number | null>((resolve) => {
    const args = [
      join(REPO_FOLDER, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...tiers.map((tier) => `--project=${tier}`),
      // Tests that share the emulators would disturb each other.
      ...(tiers.includes('emulator') ? ['--no-file-parallelism'] : []),
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`],
      // Without filters, a tier without tests is a mistake.
      ...(filters.length === 0 ? [] : ['--passWithNoTests', ...filters]),
    ];
    const vitest = spawn(process.execPath, args, { cwd: REPO_FOLDER, stdio: 'inherit' });
    vitest.once('error', () => resolve(null));
    vitest.once('exit', resolve);
  });
  const report = await readFile(reportFile, 'utf8').then(
    (text) => JSON.parse(text) as VitestReport,
    () => undefined,
  );
  return tallyOf(report, exitCode);
}

async function runAll(filters: readonly string[]): Promise<Tally> {
  try {
    findJava();
    await chooseBinaries();
  } catch (error) {
    console.error(describeError(error));
    return { passed: 0, failed: 1 };
  }
  const folder = await mkdtemp(join(tmpdir(), 'pagestream-report-'));
  try {
    let all: Tally = { passed: 0, failed: 0 };
    for (const tiers of STAGES) {
      console.log(`\n── ${tiers.join(' and ')} ──`);
      all = addTallies(all, await runStage(tiers, filters, join(folder, `${tiers.join('-')}.json`)));
    }
    return all;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const { passed, failed } = await runAll(process.argv.slice(2));
const pictures = await writeContactSheet(join(REPO_FOLDER, 'test-artefacts'));
if (pictures > 0) console.log(`${pictures} pictures of the screens: test-artefacts/index.html`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
