/**
 * The suite for work is one at a time. This file of state is the lock (made exclusively) and says where it is.
 * A launcher that was killed leaves its keeper (see `keeper.ts`) to shut down; until that is done, the suite counts as running.
 */

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { RUNNING_FILE } from './paths.ts';
import { isAlive, killMarked } from './processes.ts';
import type { SuiteAddresses } from './suiteAddresses.ts';

export interface Running {
  readonly runId: string;
  readonly launcherPid: number;
  /** null until there is one. */
  readonly keeperPid: number | null;
  /** null while the suite starts. */
  readonly suite: SuiteAddresses | null;
}

/** The suite for work that is running or starting or still shutting down, if any. */
export function readRunning(file = RUNNING_FILE): Running | undefined {
  const running = read(file);
  return running !== undefined && isHeld(running) ? running : undefined;
}

/**
 * Takes the lock for `runId`, over the remains of a run that crashed if need be.
 * @returns undefined, or who has it
 */
export async function takeRunning(runId: string, file = RUNNING_FILE): Promise<Running | undefined> {
  mkdirSync(dirname(file), { recursive: true });
  const mine: Running = { runId, launcherPid: process.pid, keeperPid: null, suite: null };
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(mine), { flag: 'wx' });
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const other = read(file);
    if (other !== undefined && isHeld(other)) return other;
    if (other !== undefined) await killMarked(other.runId);
    releaseRunning(other?.runId, file);
  }
}

/** Replaces what the file says, at once: readers see the old or the new. */
export function writeRunning(running: Running, file = RUNNING_FILE): void {
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, JSON.stringify(running));
  renameSync(aside, file);
}

/** Gives the lock back, if it is `runId`'s (undefined: if it is nobody's, a file that cannot be read). */
export function releaseRunning(runId: string | undefined, file = RUNNING_FILE): void {
  if (read(file)?.runId === runId) rmSync(file, { force: true });
}

function isHeld(running: Running): boolean {
  return isAlive(running.launcherPid) || (running.keeperPid !== null && isAlive(running.keeperPid));
}

function read(file: string): Running | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Running;
  } catch {
    return undefined;
  }
}
