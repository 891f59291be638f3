/** Runs a program to its end. */

import { spawn } from 'node:child_process';

export interface Finished {
  /** null when it could not be started or a signal ended it. */
  readonly exitCode: number | null;
  /** What it wrote to stdout and stderr, in the order in which it arrived. */
  readonly output: string;
}

export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => resolve({ exitCode: null, output: `${output}${error.message}` }));
    child.once('close', (exitCode) => resolve({ exitCode, output }));
  });
}

/** With the Node that this process runs on. */
export function runNode(args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Finished> {
  return run(process.execPath, args, options);
}
