import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processRef } from './processes.ts';
import type { Running } from './running.ts';
import { readRunning, releaseRunning, takeRunning, whenGone, whenRunning, writeRunning } from './running.ts';
import type { SuiteAddresses } from './suiteAddresses.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pagestream-running-'));
  file = join(folder, 'state', 'running.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const living = processRef(process.pid);
/** The id is in use, by a process that began at another time. */
const dead = { ...living, began: 'before the last restart of the machine' };
const run = (runId: string, more: Partial<Running> = {}): Running => ({
  runId,
  launcher: living,
  keeper: null,
  phase: 'starting',
  suite: null,
  ...more,
});

test('the first takes the lock, the second is told who has it', async () => {
  expect(await takeRunning(run('first'), file)).toBeUndefined();
  expect(await takeRunning(run('second'), file)).toMatchObject({ runId: 'first' });
  expect(readRunning(file)?.runId).toBe('first');
});

test('of many at once, one takes it', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => takeRunning(run(`run ${i}`), file)));
  expect(answers.filter((other) => other === undefined)).toHaveLength(1);
});

test('the remains of a run whose process ended are taken over, even if its id is in use again', async () => {
  await takeRunning(run('crashed', { launcher: dead }), file);
  expect(readRunning(file)).toBeUndefined();
  expect(await takeRunning(run('next'), file)).toBeUndefined();
  expect(readRunning(file)?.runId).toBe('next');
});

test('a run whose launcher was killed is waited for while its keeper shuts down', async () => {
  await takeRunning(run('killed', { launcher: dead, keeper: living }), file);
  const next = takeRunning(run('next'), file);
  expect(readRunning(file)?.runId).toBe('killed');
  releaseRunning('killed', file);
  expect(await next).toBeUndefined();
});

test('a run that is stopping is waited for', async () => {
  await takeRunning(run('first'), file);
  writeRunning(run('first', { phase: 'stopping' }), file);
  const next = takeRunning(run('next'), file);
  releaseRunning('first', file);
  expect(await next).toBeUndefined();
});

test('nobody gives back the lock of another', async () => {
  await takeRunning(run('first'), file);
  releaseRunning('second', file);
  expect(existsSync(file)).toBe(true);
  releaseRunning('first', file);
  expect(existsSync(file)).toBe(false);
});

test('a file that cannot be read does not keep anybody from starting', async () => {
  await takeRunning(run('first'), file);
  writeFileSync(file, '{"half');
  expect(readRunning(file)).toBeUndefined();
  expect(await takeRunning(run('next'), file)).toBeUndefined();
});

test('who uses a suite learns that it stops, that it died, and that another took its place', async () => {
  const suite = { hostingUrl: 'http://127.0.0.1:5000' } as SuiteAddresses;
  const ready = run('used', { phase: 'ready', suite });
  const ends: Running[] = [
    { ...ready, phase: 'stopping' },
    { ...ready, launcher: dead },
    { ...ready, runId: 'another' },
  ];
  for (const end of ends) {
    await takeRunning(ready, file);
    expect(await whenRunning(file)).toEqual(ready);
    let isGone = false;
    const gone = whenGone('used', file, 0.001).then(() => {
      isGone = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(isGone).toBe(false);
    writeRunning(end, file);
    await gone;
    rmSync(file);
  }
});
