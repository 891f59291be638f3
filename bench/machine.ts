/** What the figures were measured on, in one line. */

import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, type as systemName, totalmem } from 'node:os';
import { join } from 'node:path';
import { REPO_FOLDER } from '../suite/paths.ts';
import { run } from '../suite/runProgram.ts';
import type { Peer } from './peers.ts';

/** What draws, prepares and reads. */
const LIBRARIES = /^(tesseract\.js|sharp|.*pdf.*|onnxruntime.*)$/;

export async function describeMachine(peers: readonly Peer[]): Promise<string> {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const commit = await run('git', ['-C', REPO_FOLDER, 'describe', '--always', '--dirty']);
  return [
    `${processor}, ${availableParallelism()} cores, ${memory}, ${systemName()}, Node ${process.version}`,
    ...libraries(),
    ...peers.map(({ version }) => version),
    ...(commit.exitCode === 0 ? [`commit ${commit.stdout.trim()}`] : []),
  ].join('; ');
}

function libraries(): string[] {
  const json = (path: string) => JSON.parse(readFileSync(join(REPO_FOLDER, 'functions', path), 'utf8')) as Partial<Package>;
  const names = Object.keys(json('package.json').dependencies ?? {}).filter((name) => LIBRARIES.test(name));
  return names.map((name) => `${name} ${json(`node_modules/${name}/package.json`).version}`);
}

interface Package {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}
