/** Locks between processes: a file that is made exclusively and says who made it. A dead holder's lock is taken over. */

import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProcessRef } from './processes.ts';
import { isAlive, processRef } from './processes.ts';

const RETRY_MS = 100;

/** Runs `work` while no other process runs its own under the same file; waits for as long as that takes. */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  while (!tryTake(file)) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function tryTake(file: string): boolean {
  const aside = `${file}.${randomUUID()}`;
  try {
    // Made with its content at once: nobody sees it empty.
    writeFileSync(aside, JSON.stringify(processRef(process.pid)));
    if (link(aside, file)) return true;
    if (isHeld(file)) return false;
    // Two may find the same dead holder. Of those that move its lock away one succeeds; the other may get hold of the first
    // one's new lock, sees it by its living holder, and puts it back.
    renameSync(file, aside);
    if (isHeld(aside)) link(aside, file);
  } catch (error) {
    // Its holder gave it back, or somebody else moved it away, just now.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
  return false;
}

/** @returns false when there is a lock already */
function link(from: string, file: string): boolean {
  try {
    linkSync(from, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

function isHeld(file: string): boolean {
  const text = readFileSync(file, 'utf8');
  try {
    return isAlive(JSON.parse(text) as ProcessRef);
  } catch {
    // Not written by this code, which makes it whole.
    return false;
  }
}
