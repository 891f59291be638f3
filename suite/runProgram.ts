/** Runs a program to its end. */

import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export interface Finished {
  /** null when it could not be started or a signal ended it. */
  readonly exitCode: number | null;
  /** What it wrote to stdout and stderr, in the order in which it arrived. */
  readonly output: string;
  readonly stdout: string;
  readonly stderr: string;
}

export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      stderr += text;
    });
    child.once('error', (error) => resolve({ exitCode: null, output: `${output}${error.message}`, stdout, stderr }));
    child.once('close', (exitCode) => resolve({ exitCode, output, stdout, stderr }));
  });
}

/** With the Node that this process runs on. */
export function runNode(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return run(process.execPath, args, options);
}
