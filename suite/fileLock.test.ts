import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withFileLock } from './fileLock.ts';
import { processRef } from './processes.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pagestream-lock-'));
  file = join(folder, 'build.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs `count` pieces of work at once under the lock. @returns the most that ran at the same time */
async function mostAtOnce(count: number): Promise<number> {
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  };
  await Promise.all(Array.from({ length: count }, () => withFileLock(file, work)));
  return most;
}

test('one at a time holds the lock, and nothing of it stays', async () => {
  expect(await mostAtOnce(5)).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['of a process that ended', JSON.stringify({ ...processRef(process.pid), began: 'before the last restart of the machine' })],
  ['that cannot be read', ''],
])('a lock %s is taken over, by one at a time', async (_, content) => {
  writeFileSync(file, content);
  expect(await mostAtOnce(5)).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test('the lock is given back when the work fails', async () => {
  await expect(withFileLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await mostAtOnce(1)).toBe(1);
});
