/** Brings up the whole suite: every emulator, the functions, the web app. `npm start`, `npm run ocr` and the tests share it. */

import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWhatChanged } from './build.ts';
import type { BinarySource } from './emulatorBinaries.ts';
import { chooseBinaries } from './emulatorBinaries.ts';
import { firestoreStarterJar, storageRulesJar } from './emulatorJars.ts';
import { withFileLock } from './fileLock.ts';
import type { FirebaseConfig } from './firebaseConfig.ts';
import { emulatorsJson, RUN_WEB_FOLDER, runConfig } from './firebaseConfig.ts';
import type { Java } from './java.ts';
import { findJava, javaEnvironment } from './java.ts';
import type { KeeperMessage, KeeperOrders, KeeperRequest } from './keeper.ts';
import { BUILD_LOCK_FILE, CACHE_FOLDER, DATA_FOLDER, REPO_FOLDER, RUNS_FOLDER } from './paths.ts';
import type { Ports } from './ports.ts';
import { choosePorts, HOST } from './ports.ts';
import { killMarked, processRef } from './processes.ts';
import type { Running } from './running.ts';
import { releaseRunning, takeRunning, writeRunning } from './running.ts';
import { NOT_SAVED_EXIT_CODE, recoverData } from './savedData.ts';
import type { SuiteAddresses } from './suiteAddresses.ts';
import { SuiteError } from './suiteError.ts';
import { callSweep, findSweep, SWEEP_SECONDS } from './sweep.ts';

/** A `demo-` project never reaches Google, whatever credentials the host has. */
export const PROJECT_ID = 'demo-pagestream';

/** Page tasks take as many as the machine has cores, at most 8; the rest is for everything else. */
const REQUESTS_AT_ONCE = Math.min(availableParallelism(), 8) + 4;
const FUNCTION_START_SECONDS = 120;

export interface SuiteOptions {
  /**
   * `work`: one at a time, on the usual ports where they are free; its data is kept for the next start.
   * `test`: as many as wanted, on any ports; starts empty and keeps nothing.
   */
  readonly purpose: 'work' | 'test';
  /** For suites of tests: what they have besides the host's environment, function workers too. */
  readonly env?: Readonly<Record<string, string>>;
  /** For suites of tests: data that another one exported. */
  readonly importFolder?: string;
  /** Receives one calm line for each thing that takes time. */
  readonly log?: (line: string) => void;
  /** Aborting stops a suite that is still starting; one that has started is stopped with `stop`. */
  readonly signal?: AbortSignal;
  /** How long after one sweep (see `sweep.ts`) the next begins; null for none. As in a deployed pipeline when left out. */
  readonly sweepSeconds?: number | null;
}

/** `stopped`: as asked. `not saved`: as asked, but the last save of the data stands. `failed`: nobody asked. */
export type SuiteEnd = 'stopped' | 'not saved' | 'failed';

/** What to tell a person after `not saved`. */
export const NOT_SAVED = 'The data could not be saved; the last save stands.';

export interface Suite extends SuiteAddresses {
  /** Marks its processes; see `processes.ts`. */
  readonly runId: string;
  /** Settles when the emulators have ended, asked to or not. After `failed`, `stop` removes what is left. */
  readonly ended: Promise<SuiteEnd>;
  /** Saves the data of a suite for work, ends every process and frees every port. May be called twice. */
  stop(): Promise<void>;
}

/** Another suite for work has the lock. */
export class AlreadyRunningError extends SuiteError {
  readonly running: Running;

  constructor(running: Running) {
    const where = running.suite === null ? 'starting' : `running at ${running.suite.hostingUrl}`;
    super(`Pagestream is already ${where} (process ${running.launcher.pid}).`);
    this.running = running;
  }
}

/**
 * @returns once every emulator answers and every function is loaded
 * @throws SuiteError for what a person can put right, with what to do; AlreadyRunningError when a suite for work runs
 */
export async function launchSuite(options: SuiteOptions): Promise<Suite> {
  const { purpose, log = () => undefined, signal, sweepSeconds = SWEEP_SECONDS, importFolder } = options;
  const runId = `${purpose}-${process.pid}-${randomBytes(4).toString('hex')}`;
  const running: Running = { runId, launcher: processRef(process.pid), keeper: null, phase: 'starting', suite: null };
  if (purpose === 'work') {
    const other = await takeRunning(running);
    if (other !== undefined) throw new AlreadyRunningError(other);
  }
  try {
    // Prerequisites first: nothing is built or started on a host that cannot finish.
    const java = findJava();
    if (!java.isDefault) log(`Using the JDK ${java.major} at ${java.home}`);
    const binaries = await chooseBinaries();
    const jars = await makeMissingJars(java, binaries);
    const runFolder = join(RUNS_FOLDER, purpose === 'work' ? 'work' : runId);
    // A suite for work and one for tests may start at the same time, and vite empties its folder before it fills it.
    const ports = await withFileLock(BUILD_LOCK_FILE, async () => {
      signal?.throwIfAborted();
      await buildWhatChanged(log);
      signal?.throwIfAborted();
      // Late: the longer ago they were free, the likelier somebody has taken one.
      const chosen = await choosePorts(purpose === 'work');
      await makeRunFolder(runFolder, chosen, binaries.ui);
      return chosen;
    });
    signal?.throwIfAborted();
    if ([binaries.firestore, binaries.storageRules].some(({ from }) => from === 'download'))
      log('Downloading the emulators, once');
    log('Starting the emulators');
    const env = { ...(await emulatorEnvironment(java, jars, runId)), ...options.env };
    const launch = { running, purpose, ports, runFolder, env, importFolder, withUi: binaries.ui, log, signal, sweepSeconds };
    return await keep(launch);
  } catch (error) {
    if (purpose === 'work') releaseRunning(runId);
    throw error;
  }
}

interface Launch {
  readonly running: Running;
  readonly purpose: 'work' | 'test';
  readonly ports: Ports;
  readonly runFolder: string;
  readonly env: NodeJS.ProcessEnv & { readonly TMPDIR: string };
  readonly importFolder: string | undefined;
  readonly withUi: boolean;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal | undefined;
  readonly sweepSeconds: number | null;
}

/** Hands the run to its keeper and waits for it to be ready. */
async function keep(launch: Launch): Promise<Suite> {
  const { running, purpose, ports, runFolder, env, importFolder, withUi, log, signal, sweepSeconds } = launch;
  const { runId } = running;
  const dataFolder = purpose === 'work' ? DATA_FOLDER : null;
  const hasData = dataFolder !== null && recoverData(dataFolder);
  const imported = hasData ? dataFolder : importFolder;
  const url = (port: number) => `http://${HOST}:${port}`;
  const at = (port: number) => ({ host: HOST, port });
  const suite: SuiteAddresses = {
    projectId: PROJECT_ID,
    storageBucket: `${PROJECT_ID}.appspot.com`,
    auth: at(ports.auth),
    firestore: at(ports.firestore),
    storage: at(ports.storage),
    functions: at(ports.functions),
    tasks: at(ports.tasks),
    hub: at(ports.hub),
    hostingUrl: url(ports.hosting),
    uiUrl: withUi ? url(ports.ui) : null,
    logFile: join(runFolder, 'suite.log'),
  };
  const orders: KeeperOrders = {
    runId,
    runFolder,
    temporaryFolder: env.TMPDIR,
    logFile: suite.logFile,
    args: [
      ...['lazyAuth.ts', 'calmTasks.ts'].flatMap((name) => ['--import', new URL(name, import.meta.url).href]),
      join(REPO_FOLDER, 'node_modules/firebase-tools/lib/bin/firebase.js'),
      ...['emulators:start', '--non-interactive', '--project', PROJECT_ID, '--config', join(runFolder, 'firebase.json')],
      ...(imported === undefined ? [] : ['--import', imported]),
    ],
    hubUrl: url(ports.hub),
    dataFolder,
    removeRunFolder: purpose === 'test',
  };
  const ordersFile = join(runFolder, 'keeper.json');
  await writeFile(ordersFile, JSON.stringify(orders));
  const keeper = fork(join(REPO_FOLDER, 'suite', 'keeper.ts'), [ordersFile], {
    detached: true,
    env,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = new Promise<SuiteEnd>((resolve) => {
    keeper.once('exit', (code) => resolve(code === 0 ? 'stopped' : code === NOT_SAVED_EXIT_CODE ? 'not saved' : 'failed'));
    keeper.once('error', () => resolve('failed'));
  });
  const kept: Running = { ...running, keeper: keeper.pid === undefined ? null : processRef(keeper.pid) };
  const note = (now: Running) => {
    if (purpose === 'work') writeRunning(now);
  };
  note(kept);

  const request = (message: KeeperRequest) => keeper.connected && keeper.send(message, () => undefined);
  const stop = async () => {
    if (keeper.connected) note({ ...kept, phase: 'stopping' });
    request('stop');
    await ended;
    // The keeper itself may have been killed.
    await killMarked(runId);
    await rm(env.TMPDIR, { recursive: true, force: true, maxRetries: 5 });
    if (purpose === 'work') releaseRunning(runId);
  };
  const abort = () => void stop();
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  const ready = new Promise<boolean>((resolve) => {
    keeper.on('message', (message) => {
      if ((message as KeeperMessage) === 'ready') resolve(true);
    });
    void ended.then(() => resolve(false));
  });
  const failure = (await ready) ? await findFailure(suite) : 'The emulators did not start.';
  if (failure === undefined && !signal?.aborted && (hasData || sweepSeconds !== null)) {
    const sweepUrl = await lookAfter(suite, hasData, log, signal);
    if (sweepUrl !== undefined && sweepSeconds !== null) request({ sweepUrl, everySeconds: sweepSeconds });
  }
  signal?.removeEventListener('abort', abort);
  if (signal?.aborted || failure !== undefined) {
    const end = tail(suite.logFile);
    await stop();
    signal?.throwIfAborted();
    throw new SuiteError(`${failure} The end of its log:\n${end}`);
  }
  note({ ...kept, phase: 'ready', suite });
  return { ...suite, runId, ended, stop };
}

/**
 * Finds the sweep, and brings on what the last run left: its tasks were lost with its queue. New documents can be read whatever
 * becomes of the old ones.
 * @returns where the sweep is; undefined when it cannot be called
 */
async function lookAfter(
  suite: SuiteAddresses,
  hasData: boolean,
  log: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  let url: string | undefined;
  try {
    url = await findSweep(suite);
    if (hasData) {
      const { advanced, found } = await callSweep(url, { afterRestart: true }, signal);
      const count = advanced + found;
      if (count > 0) log(`Going on with ${count} ${count === 1 ? 'document that was' : 'documents that were'} being read`);
    }
  } catch (error) {
    if (!signal?.aborted) log(`The documents that were being read could not be taken up again: ${String(error)}`);
  }
  return url;
}

/** firebase-tools says "ready" also when a part of it failed: its functions did not load, or an emulator is missing. */
async function findFailure(suite: SuiteAddresses): Promise<string | undefined> {
  const log = readFileSync(suite.logFile, 'utf8');
  if (log.includes('Failed to load function definition')) return 'The functions could not be loaded.';
  const answer = await fetch(`http://${suite.hub.host}:${suite.hub.port}/emulators`);
  const up = (await answer.json()) as Record<string, { readonly port: number } | undefined>;
  const wanted = ['auth', 'firestore', 'storage', 'functions', 'tasks', 'hosting'];
  const missing = wanted.filter((name) => up[name] === undefined);
  return missing.length === 0 ? undefined : `These emulators did not start: ${missing.join(', ')}.`;
}

/** A fresh folder that the run lives in: its own `firebase.json`, and the built web app with this run's ports. */
async function makeRunFolder(runFolder: string, ports: Ports, withUi: boolean): Promise<void> {
  await rm(runFolder, { recursive: true, force: true });
  const webFolder = join(runFolder, RUN_WEB_FOLDER);
  await mkdir(webFolder, { recursive: true });
  await cp(join(REPO_FOLDER, 'web', 'dist'), webFolder, { recursive: true });
  await writeFile(join(webFolder, 'emulators.json'), JSON.stringify(emulatorsJson(PROJECT_ID, ports)));
  const committed = JSON.parse(readFileSync(join(REPO_FOLDER, 'firebase.json'), 'utf8')) as FirebaseConfig;
  const config = runConfig(committed, { repoFolder: REPO_FOLDER, runFolder }, ports, withUi);
  await writeFile(join(runFolder, 'firebase.json'), JSON.stringify(config, null, 2));
}

/** What firebase-tools finds the jars by that were made here: on a host that has to do without its own. */
async function makeMissingJars(
  java: Java,
  { firestore, storageRules }: { readonly firestore: BinarySource; readonly storageRules: BinarySource },
): Promise<NodeJS.ProcessEnv> {
  const jars: NodeJS.ProcessEnv = {};
  if (firestore.from === 'firestoreJar') jars.FIRESTORE_EMULATOR_BINARY_PATH = await firestoreStarterJar(firestore.firestoreJar);
  if (storageRules.from === 'firestoreJar') {
    jars.STORAGE_EMULATOR_BINARY_PATH = await storageRulesJar(storageRules.firestoreJar, java);
  }
  return jars;
}

/** Its temporary folder is the caller's to remove. */
async function emulatorEnvironment(
  java: Java,
  jars: NodeJS.ProcessEnv,
  runId: string,
): Promise<NodeJS.ProcessEnv & { readonly TMPDIR: string }> {
  // The storage emulator keeps its objects, and the hub its address, at fixed names of the temporary folder: two suites
  // need two. In the system's own, since the path of a Unix socket (each function worker has one) is limited to 104 bytes.
  const temporaryFolder = await mkdtemp(join(tmpdir(), `pagestream-${runId.split('-')[0]}-`));
  const env: NodeJS.ProcessEnv & { TMPDIR: string } = {
    ...javaEnvironment(java, process.env),
    ...jars,
    TMPDIR: temporaryFolder,
    TMP: temporaryFolder,
    TEMP: temporaryFolder,
    // Without these, the first enqueue looks for a metadata server and its service account, which takes seconds.
    METADATA_SERVER_DETECTION: 'none',
    GCE_METADATA_HOST: `${HOST}:1`,
    NO_UPDATE_NOTIFIER: '1',
    // Each request at once has a process of its own, and all of them start at the same time when many files arrive: with the
    // fifty of firebase-tools none is up within the thirty seconds that it waits for, and their events are lost.
    FUNCTIONS_EMULATOR_PARALLEL: String(REQUESTS_AT_ONCE),
    FUNCTIONS_DISCOVERY_TIMEOUT: String(FUNCTION_START_SECONDS),
    // Spares firebase-tools and every function worker most of the time that compiling their imports takes.
    NODE_COMPILE_CACHE: join(CACHE_FOLDER, 'node'),
  };
  // The host's own credentials have no business here, and the emulators' addresses of another suite neither.
  for (const key of Object.keys(env)) {
    if (
      /^(GOOGLE_APPLICATION_CREDENTIALS|FIREBASE_TOKEN|FIREBASE_CONFIG|GCLOUD_PROJECT|GOOGLE_CLOUD_PROJECT|.*_EMULATOR_HOST)$/.test(
        key,
      )
    ) {
      delete env[key];
    }
  }
  // vitest's own settings would reach the function workers.
  for (const key of ['NODE_OPTIONS', 'NODE_ENV', 'VITEST', 'VITEST_MODE']) delete env[key];
  return env;
}

/** The last lines of a log, for somebody who has to find out why. */
function tail(file: string, lines = 25): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '(nothing was written)';
}
