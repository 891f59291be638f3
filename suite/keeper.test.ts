/** The keeper itself, over emulators that are a few lines of script. */

import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KeeperOrders, KeeperRequest } from './keeper.ts';
import { REPO_FOLDER } from './paths.ts';
import { HOST } from './ports.ts';
import { markedProcesses } from './processes.ts';

let folder: string;
let keeper: ChildProcess;
let exited: Promise<number | null>;
let server: Server;
let sweepUrl: string;
/** What the sweep answers, in turn; the last one again and again. */
let answers: readonly number[];
let sweeps: number;

const RUN_ID = `test-${process.pid}-keeper`;
const logFile = () => join(folder, 'suite.log');

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pagestream-keeper-'));
  answers = [200];
  sweeps = 0;
  server = createServer((_request, response) => {
    const status = answers[Math.min(sweeps, answers.length - 1)] ?? 200;
    sweeps += 1;
    response.writeHead(status).end(JSON.stringify({ result: { advanced: 0, found: 0 } }));
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const address = server.address();
  sweepUrl = `http://${HOST}:${typeof address === 'object' && address !== null ? address.port : 0}/demo/us-central1/sweep`;

  const emulators = join(folder, 'emulators.cjs');
  writeFileSync(emulators, "console.log('All emulators ready!'); setInterval(() => undefined, 1000);");
  const orders: KeeperOrders = {
    runId: RUN_ID,
    runFolder: folder,
    temporaryFolder: join(folder, 'tmp'),
    logFile: logFile(),
    args: [emulators],
    hubUrl: 'http://127.0.0.1:1',
    dataFolder: null,
    removeRunFolder: false,
  };
  const ordersFile = join(folder, 'keeper.json');
  writeFileSync(ordersFile, JSON.stringify(orders));
  keeper = fork(join(REPO_FOLDER, 'suite', 'keeper.ts'), [ordersFile], {
    env: { ...process.env, PAGESTREAM_STATE_FOLDER: folder },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  exited = new Promise((resolve) => keeper.once('exit', resolve));
  await new Promise((resolve) => keeper.once('message', resolve));
});
afterEach(async () => {
  keeper.kill('SIGKILL');
  await exited;
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (request: KeeperRequest) => keeper.send(request);

test('the keeper sweeps once it is told to, past sweeps that fail, and no longer than its emulators run', async () => {
  answers = [200, 500, 200];
  expect(sweeps).toBe(0);
  ask({ sweepUrl, everySeconds: 0.01 });
  await expect.poll(() => sweeps, { timeout: 10_000 }).toBeGreaterThan(4);
  const failures = readFileSync(logFile(), 'utf8')
    .split('\n')
    .filter((line) => line.includes('the sweep answered 500'));
  expect(failures).toHaveLength(1);

  ask('stop');
  expect(await exited).toBe(0);
  expect(markedProcesses(RUN_ID)).toEqual([]);
  const atTheEnd = sweeps;
  // Whatever it had sent would be here by now: it ended before this request began.
  await fetch(sweepUrl);
  expect(sweeps).toBe(atTheEnd + 1);
});

test('the keeper of a launcher that is gone sweeps no more', async () => {
  ask({ sweepUrl, everySeconds: 0.01 });
  await expect.poll(() => sweeps, { timeout: 10_000 }).toBeGreaterThan(0);
  keeper.disconnect();
  expect(await exited).toBe(0);
});
