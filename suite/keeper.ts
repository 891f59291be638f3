/**
 * The process between a launcher and its emulators: it starts them, and ends them when it is asked to, when a signal comes,
 * or when the launcher is gone, however that died (the channel between the two breaks). So no way of leaving `npm start`
 * leaves a process behind, and the data of a suite for work is saved in all of them.
 *
 * It also calls the pipeline's sweep now and then: a launcher may be busy (`npm run ocr` reads files) for longer than that.
 *
 * It has a session of its own: Ctrl-C in a terminal reaches the launcher only, which then asks.
 */

import { spawn } from 'node:child_process';
import { openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { killMarked, RUN_MARK } from './processes.ts';
import { releaseRunning } from './running.ts';
import { NOT_SAVED_EXIT_CODE, saveData } from './savedData.ts';
import { callSweep, sweepPeriodically } from './sweep.ts';

/** What a launcher tells its keeper, in a file of the run's folder. */
export interface KeeperOrders {
  readonly runId: string;
  /** Where the emulators run and write their logs. */
  readonly runFolder: string;
  /** Temporary files of the emulators; removed at the end. */
  readonly temporaryFolder: string;
  readonly logFile: string;
  /** Arguments for Node: firebase-tools and its own. */
  readonly args: readonly string[];
  readonly hubUrl: string;
  /** Where to save the data at the end; null for suites of tests. */
  readonly dataFolder: string | null;
  /** Whether the run's folder goes at the end, with its logs. */
  readonly removeRunFolder: boolean;
}

/**
 * Sent to the launcher when firebase-tools says that all emulators run and all functions are loaded. How it ended is in the
 * exit code, which cannot get lost on the way: 0 as asked, `NOT_SAVED_EXIT_CODE`, anything else unasked.
 */
export type KeeperMessage = 'ready';

/** What the launcher says later: to sweep from now on, and to end. */
export type KeeperRequest = 'stop' | { readonly sweepUrl: string; readonly everySeconds: number };

/** The line that firebase-tools prints last. */
const READY = 'All emulators ready!';
/** How long the emulators may take to end by themselves. Nothing is lost when they are killed: the data is saved by then. */
const GRACE_SECONDS = 6;

function keep(orders: KeeperOrders): void {
  const log = openSync(orders.logFile, 'a');
  const emulators = spawn(process.execPath, orders.args, {
    cwd: orders.runFolder,
    env: { ...process.env, [RUN_MARK]: orders.runId },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => {
    emulators.once('exit', () => resolve());
    emulators.once('error', () => resolve());
  });

  let isReady = false;
  let isStopping = false;
  let isSaved = true;
  const sweeping = new AbortController();
  let recent = '';
  const record = (chunk: Buffer) => {
    writeSync(log, chunk);
    if (isReady) return;
    recent = (recent + chunk.toString()).slice(-4096);
    if (!recent.includes(READY)) return;
    isReady = true;
    // The launcher may be gone: then nobody needs to know.
    if (process.connected) process.send?.('ready' satisfies KeeperMessage, () => undefined);
  };
  emulators.stdout.on('data', record);
  emulators.stderr.on('data', record);

  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    sweeping.abort();
    if (isReady && orders.dataFolder !== null) {
      // Until it is: the emulators may die on the way.
      isSaved = false;
      isSaved = await saveData(orders.hubUrl, orders.dataFolder);
    }
    emulators.kill('SIGINT');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, GRACE_SECONDS * 1000).unref())]);
    emulators.kill('SIGKILL');
  };

  void ended.then(async () => {
    await killMarked(orders.runId);
    rmSync(orders.temporaryFolder, { recursive: true, force: true, maxRetries: 5 });
    if (orders.removeRunFolder && isStopping) rmSync(orders.runFolder, { recursive: true, force: true, maxRetries: 5 });
    releaseRunning(orders.runId);
    if (!isStopping) process.exit(1);
    process.exit(isSaved ? 0 : NOT_SAVED_EXIT_CODE);
  });
  const startSweeping = (url: string, everySeconds: number) =>
    sweepPeriodically({
      everySeconds,
      sweep: (signal) => callSweep(url, {}, signal),
      log: (line) => writeSync(log, `${line}\n`),
      signal: sweeping.signal,
    });
  process.on('message', (message) => {
    const request = message as KeeperRequest;
    if (request === 'stop') void stop();
    else void startSweeping(request.sweepUrl, request.everySeconds);
  });
  process.on('disconnect', () => void stop());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
}

const [ordersFile] = process.argv.slice(2);
if (ordersFile !== undefined) keep(JSON.parse(readFileSync(ordersFile, 'utf8')) as KeeperOrders);
