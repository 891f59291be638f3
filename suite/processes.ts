/**
 * Finds and ends what a suite started. firebase-tools gives each emulator a session of its own, so neither a process group
 * nor a process tree holds all of them once it has died; an environment variable that every one inherits does.
 */

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The environment variable that marks a suite's processes; its value is the run's id. */
export const RUN_MARK = 'PAGESTREAM_RUN';

/** One process, told apart from a later one with the same id. */
export interface ProcessRef {
  readonly pid: number;
  /** When it began, in the system's own terms; null where that cannot be found out. */
  readonly began: string | null;
}

export function processRef(pid: number): ProcessRef {
  return { pid, began: beginningOf(pid) };
}

export function isAlive({ pid, began }: ProcessRef): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is alive too.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return beginningOf(pid) === began;
}

/** Changes with the process behind an id: ids are used again, after a restart of the machine even soon. */
function beginningOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      // Field 22 of the line, after the command in parentheses, which may hold anything: ticks since the machine started.
      const ticks = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[19];
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()} ${ticks}`;
    }
    if (process.platform === 'darwin')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)])
        .toString()
        .trim();
  } catch {
    // It has ended.
  }
  return null;
}

/** Ids of all living processes that were started, directly or not, with the mark of `runId`. Empty on Windows. */
export function markedProcesses(runId: string): number[] {
  const mark = `${RUN_MARK}=${runId}`;
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => pid !== process.pid && environmentOf(pid).includes(mark));
  }
  if (process.platform === 'win32') return [];
  const lines = execFileSync('ps', ['-A', '-E', '-ww', '-o', 'pid=,command='], { maxBuffer: 64 * 1024 * 1024 }).toString();
  return lines
    .split('\n')
    .filter((line) => line.includes(mark))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => pid !== process.pid);
}

/** What a marked process is. */
export interface MarkedProcess {
  readonly pid: number;
  readonly command: string;
  /** The function for which a worker, or what that started, runs; null for everything else. */
  readonly functionName: string | null;
}

/** All living processes with the mark of `runId`, described. Those that end meanwhile are left out. */
export function describeMarked(runId: string): MarkedProcess[] {
  const found = new Map(markedProcesses(runId).map((pid) => [pid, describe(pid)]));
  const functionOf = (pid: number): string | null => {
    const known = found.get(pid);
    // What a worker starts is given little of its environment.
    return known === undefined ? null : (known.functionName ?? functionOf(known.parent));
  };
  return [...found].flatMap(([pid, { command }]) => (command === '' ? [] : [{ pid, command, functionName: functionOf(pid) }]));
}

function describe(pid: number): Omit<MarkedProcess, 'pid'> & { readonly parent: number } {
  const targetIn = (environment: string) => /(?:^|[\0 ])FUNCTION_TARGET=(\w+)/.exec(environment)?.[1] ?? null;
  try {
    if (process.platform === 'linux') {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
      const parent = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[1];
      return { command, parent: Number(parent), functionName: targetIn(environmentOf(pid)) };
    }
    const ps = (column: string, ...more: string[]) =>
      execFileSync('ps', [...more, '-ww', '-o', `${column}=`, '-p', String(pid)])
        .toString()
        .trim();
    return { command: ps('command'), parent: Number(ps('ppid')), functionName: targetIn(ps('command', '-E')) };
  } catch {
    return { command: '', parent: 0, functionName: null };
  }
}

/** Kills all of them, and those that they start meanwhile, and returns when none is left. */
export async function killMarked(runId: string): Promise<void> {
  for (let left = markedProcesses(runId); left.length > 0; left = markedProcesses(runId)) {
    for (const pid of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself since it was listed.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** As it was when the process started; '' when it ended meanwhile, is a zombie, or belongs to somebody else. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}
