/** Builds the functions and the web app when what was built is missing or older than what it is built from. */

import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { REPO_FOLDER } from './paths.ts';
import { run } from './runProgram.ts';
import { SuiteError } from './suiteError.ts';

interface Part {
  readonly folder: 'functions' | 'web';
  /** A file that every build writes. */
  readonly built: string;
  readonly sources: readonly string[];
}

/** Everything that a change of calls for another build, relative to the clone. */
const PARTS: readonly Part[] = [
  {
    folder: 'functions',
    built: 'functions/lib/index.js',
    sources: ['functions/src', 'functions/package.json', 'functions/tsconfig.build.json', 'tsconfig.base.json'],
  },
  {
    folder: 'web',
    built: 'web/dist/index.html',
    // The web app shares the contract as source.
    sources: [
      'web/src',
      'web/public',
      'web/index.html',
      'web/package.json',
      'web/build',
      'web/vite.config.ts',
      'functions/src/contract',
    ],
  },
];

/**
 * One at a time: the caller holds a lock.
 * @param log receives a line for each part that is built
 * @throws SuiteError with the compiler's own words when a build fails
 */
export async function buildWhatChanged(log: (line: string) => void): Promise<void> {
  for (const { folder, built, sources } of PARTS) {
    if (
      !isStale(
        join(REPO_FOLDER, built),
        sources.map((source) => join(REPO_FOLDER, source)),
      )
    )
      continue;
    log(`Building ${folder}`);
    // npm's own script, so that what runs here is what is deployed.
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    // Tests run with another NODE_ENV, which Vite would build for.
    const env = { ...process.env, NODE_ENV: 'production' };
    const { exitCode, output } = await run(npm, ['run', '--silent', 'build', '--prefix', join(REPO_FOLDER, folder)], { env });
    if (exitCode === 0) continue;
    // The compiler writes its files in spite of errors: without this, the next start would take them for good. They stay,
    // since a suite that runs may be using them.
    const path = join(REPO_FOLDER, built);
    if (existsSync(path)) utimesSync(path, 0, 0);
    throw new SuiteError(`Building ${folder} failed:\n${output.trimEnd()}`);
  }
}

/** Whether `built` is missing or older than any file at or below `sources`. Tests are no sources. */
export function isStale(built: string, sources: readonly string[]): boolean {
  if (!existsSync(built)) return true;
  const builtMs = statSync(built).mtimeMs;
  return sources.some((source) => newestMs(source) > builtMs);
}

function newestMs(path: string): number {
  if (!existsSync(path) || /\.test\.tsx?$/.test(path)) return 0;
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestMs(join(path, name))), 0);
}
