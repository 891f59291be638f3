/**
 * The suite for work is one at a time. This file of state is the lock (made exclusively) and says where it is.
 * A launcher that was killed leaves its keeper (see `keeper.ts`) to shut down; until that is done, the suite counts as running.
 */

import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { RUNNING_FILE } from './paths.ts';
import type { ProcessRef } from './processes.ts';
import { isAlive, killMarked } from './processes.ts';
import type { SuiteAddresses } from './suiteAddresses.ts';

export interface Running {
  readonly runId: string;
  readonly launcher: ProcessRef;
  /** null until there is one. */
  readonly keeper: ProcessRef | null;
  readonly phase: 'starting' | 'ready' | 'stopping';
  /** null while the suite starts. */
  readonly suite: SuiteAddresses | null;
}

/** One that is ready to be used. */
export interface ReadySuite extends Running {
  readonly suite: SuiteAddresses;
}

const RETRY_MS = 200;
/** How often somebody who uses another's suite looks whether it is there. Looking costs a small file's read. */
const LOOK_SECONDS = 2;
const pause = () => new Promise((resolve) => setTimeout(resolve, RETRY_MS));

/** The suite for work, if one runs, starts or still shuts down. */
export function readRunning(file = RUNNING_FILE): Running | undefined {
  const running = read(file);
  return running !== undefined && isHeld(running) ? running : undefined;
}

/**
 * Takes the lock: over the remains of a run that crashed, and after a run that is shutting down.
 * @returns undefined when `mine` is in place, else who has it
 */
export async function takeRunning(mine: Running, file = RUNNING_FILE): Promise<Running | undefined> {
  mkdirSync(dirname(file), { recursive: true });
  for (;;) {
    if (create(file, mine)) return undefined;
    const other = read(file);
    if (other === undefined) {
      // Given back just now; or not written by this code, which makes and replaces it whole.
      if (existsSync(file) && read(file) === undefined) rmSync(file, { force: true });
      continue;
    }
    if (!isHeld(other)) {
      await killMarked(other.runId);
      releaseRunning(other.runId, file);
    } else if (other.phase === 'stopping' || !isAlive(other.launcher)) {
      await pause();
    } else {
      return other;
    }
  }
}

/** Replaces what the file says, at once: readers see the old or the new. */
export function writeRunning(running: Running, file = RUNNING_FILE): void {
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, JSON.stringify(running));
  renameSync(aside, file);
}

/** Gives the lock back, if it is `runId`'s. */
export function releaseRunning(runId: string, file = RUNNING_FILE): void {
  if (read(file)?.runId === runId) rmSync(file, { force: true });
}

/**
 * The suite for work as soon as it is ready; waits while it starts.
 * @returns undefined when none runs or the one that started failed
 */
export async function whenRunning(file = RUNNING_FILE): Promise<ReadySuite | undefined> {
  for (let running = readRunning(file); running !== undefined; running = readRunning(file)) {
    if (isReady(running)) return running;
    await pause();
  }
  return undefined;
}

/** Settles soon after the suite for work of `runId` stops, dies or makes way for another. Does not keep the process alive. */
export async function whenGone(runId: string, file = RUNNING_FILE, lookSeconds = LOOK_SECONDS): Promise<void> {
  for (let running = readRunning(file); running?.runId === runId && isReady(running); running = readRunning(file)) {
    await new Promise((resolve) => setTimeout(resolve, lookSeconds * 1000).unref());
  }
}

/** Makes the file with its content at once, or not at all when there is one. */
function create(file: string, running: Running): boolean {
  const aside = `${file}.${process.pid}.new`;
  writeFileSync(aside, JSON.stringify(running));
  try {
    linkSync(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(aside, { force: true });
  }
}

function isReady(running: Running): running is ReadySuite {
  return running.phase === 'ready' && running.suite !== null && isAlive(running.launcher);
}

function isHeld(running: Running): boolean {
  return isAlive(running.launcher) || (running.keeper !== null && isAlive(running.keeper));
}

function read(file: string): Running | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Running;
  } catch {
    return undefined;
  }
}
