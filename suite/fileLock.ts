/** Locks between processes: a file that is made exclusively and says who made it. A dead holder's lock is taken over. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  try {
    writeFileSync(file, JSON.stringify(processRef(process.pid)), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  try {
    const text = readFileSync(file, 'utf8');
    // Empty for the moment between being made and being written.
    if (text !== '' && !isAlive(JSON.parse(text) as ProcessRef)) rmSync(file, { force: true });
  } catch {
    // Its holder gave it back just now.
  }
  return false;
}
