/** `npm start` as a person meets it: real processes, real signals. Its state lies in a folder of its own. */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isTerminalJob } from '../functions/src/contract/states.ts';
import { REPO_FOLDER } from './paths.ts';
import { connectClient, type FinishedJob } from './pipelineClient.ts';
import { isPortFree } from './ports.ts';
import { isAlive, markedProcesses } from './processes.ts';
import type { Running } from './running.ts';
import { readRunning } from './running.ts';
import type { SuiteAddresses } from './suiteAddresses.ts';

const BOOT_TIMEOUT_MS = 170_000;
const TEST_TIMEOUT_MS = 2 * BOOT_TIMEOUT_MS;
const END_TIMEOUT_MS = 60_000;
/** How long a document of four pages may take, on a machine that has other things to do. */
const READ_TIMEOUT_MS = 170_000;

let stateFolder: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  stateFolder = mkdtempSync(join(tmpdir(), 'pagestream-state-'));
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(stateFolder, { recursive: true, force: true });
});

const stateFile = () => join(stateFolder, 'running.json');

interface Started {
  readonly process: ChildProcess;
  readonly exited: Promise<number | null>;
  output(): string;
}

function npmStart(settings: Readonly<Record<string, string>> = {}): Started {
  const child = spawn(process.execPath, [join(REPO_FOLDER, 'suite', 'start.ts')], {
    env: { ...process.env, PAGESTREAM_STATE_FOLDER: stateFolder, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return { process: child, exited: new Promise((resolve) => child.once('close', resolve)), output: () => output };
}

/** Waits until `npm start` says that it is ready. */
async function ready(started: Started): Promise<Running & { readonly suite: SuiteAddresses }> {
  await expect.poll(started.output, { timeout: BOOT_TIMEOUT_MS }).toContain('Ready after');
  const running = readRunning(stateFile());
  if (running?.suite == null) throw new Error(started.output());
  return { ...running, suite: running.suite };
}

async function expectNothingLeft({ runId, suite }: Running & { readonly suite: SuiteAddresses }): Promise<void> {
  // The last thing that happens, whoever does it.
  await expect.poll(() => existsSync(stateFile()), { timeout: END_TIMEOUT_MS }).toBe(false);
  expect(markedProcesses(runId)).toEqual([]);
  const ports = [suite.auth, suite.firestore, suite.storage, suite.functions, suite.tasks, suite.hub].map(({ port }) => port);
  const hosting = Number(new URL(suite.hostingUrl).port);
  // The system gives a port back a moment after the process that was killed is gone.
  for (const port of [...ports, hosting]) {
    await expect.poll(() => isPortFree(port), { timeout: END_TIMEOUT_MS, message: `port ${port}` }).toBe(true);
  }
}

const person = (name: string) => ({ email: `${name}@pagestream.example`, password: 'pagestream' });

async function signIn(suite: SuiteAddresses, name: string): Promise<string> {
  const client = await connectClient(suite, person(name));
  await client.close();
  return client.uid;
}

test(
  'a second start says where the first one is, Ctrl-C leaves nothing behind, and a kill of the next one neither: the data is kept in both',
  async () => {
    const first = npmStart();
    const firstRun = await ready(first);
    const uid = await signIn(firstRun.suite, 'before-interrupt');

    const second = npmStart();
    expect(await second.exited).toBe(0);
    expect(second.output()).toContain(`already running at ${firstRun.suite.hostingUrl}`);
    expect(isAlive(firstRun.launcher)).toBe(true);

    first.process.kill('SIGINT');
    expect(await first.exited).toBe(0);
    await expectNothingLeft(firstRun);

    const third = npmStart();
    const thirdRun = await ready(third);
    expect(await signIn(thirdRun.suite, 'before-interrupt')).toBe(uid);
    await signIn(thirdRun.suite, 'before-kill');

    // Nothing in the launcher can react to this one.
    third.process.kill('SIGKILL');
    await third.exited;
    await expectNothingLeft(thirdRun);
    const accounts = readFileSync(join(stateFolder, 'data', 'auth_export', 'accounts.json'), 'utf8');
    expect(accounts).toContain(person('before-interrupt').email);
    expect(accounts).toContain(person('before-kill').email);
  },
  TEST_TIMEOUT_MS,
);

test(
  'a document that was being read at a stop goes on after the next start, to its end, and no page of it is read twice',
  async () => {
    // With leases of five minutes: after a restart nobody holds a page, so none is waited for.
    const first = npmStart();
    const firstRun = await ready(first);
    // Its own document has the workers first.
    await expect.poll(first.output, { timeout: READ_TIMEOUT_MS }).toContain("The sample's text was read");
    const before = await connectClient(firstRun.suite, person('interrupted'));
    const bytes = await readFile(join(REPO_FOLDER, 'samples', 'scan.pdf'));
    const begun = await new Promise<FinishedJob>((resolve, reject) => {
      let jobId: string | undefined;
      const read = async () => resolve(await before.read({ uid: before.uid, jobId: jobId ?? '' }));
      const upload = { fileName: 'scan.pdf', bytes, contentType: 'application/pdf', metadata: {} };
      before
        .process(upload, {
          onJob: (job) => {
            jobId = job.jobId;
          },
          onPage: () => void read().catch(reject),
        })
        // Its end never comes to this client.
        .then(() => reject(new Error('the document was read before it could be interrupted')), reject);
    });
    first.process.kill('SIGINT');
    expect(await first.exited).toBe(0);
    await before.close();
    await expectNothingLeft(firstRun);
    expect(begun.job.status).toBe('processing');

    const second = npmStart();
    const secondRun = await ready(second);
    expect(second.output()).toContain('Going on with 1 document that was being read');
    const after = await connectClient(secondRun.suite, person('interrupted'));
    const now = () => after.read({ uid: after.uid, jobId: begun.job.jobId });
    await expect
      .poll(async () => isTerminalJob((await now()).job.status), { timeout: READ_TIMEOUT_MS, interval: 500 })
      .toBe(true);
    const { job, pages } = await now();
    expect(job).toMatchObject({ status: 'completed', run: 1, error: null, progress: { percent: 100, completedPages: 4 } });
    expect(pages.map(({ status, error, lease }) => ({ status, error, lease }))).toEqual(
      Array(4).fill({ status: 'completed', error: null, lease: null }),
    );
    const done = begun.pages.filter(({ status }) => status === 'completed');
    expect(done.length).toBeGreaterThan(0);
    expect(pages.filter(({ pageNumber }) => done.some((page) => page.pageNumber === pageNumber))).toEqual(done);
    const text = new TextDecoder().decode(await after.download(job.results.text ?? ''));
    expect(text.split('\f').every((page) => page.trim() !== '')).toBe(true);
    await after.close();

    second.process.kill('SIGINT');
    expect(await second.exited).toBe(0);
    await expectNothingLeft(secondRun);
  },
  TEST_TIMEOUT_MS + 2 * READ_TIMEOUT_MS,
);

test(
  'a kill of the keeper ends the start that it belongs to, with nothing left',
  async () => {
    const started = npmStart();
    const run = await ready(started);
    if (run.keeper === null) throw new Error('the run has no keeper');
    process.kill(run.keeper.pid, 'SIGKILL');
    expect(await started.exited).toBe(1);
    expect(started.output()).toContain('The emulators ended unexpectedly.');
    await expectNothingLeft(run);
  },
  TEST_TIMEOUT_MS,
);

test(
  'a signal while it is still starting stops it, with nothing left',
  async () => {
    const started = npmStart();
    await expect.poll(started.output, { timeout: BOOT_TIMEOUT_MS }).toContain('Starting the emulators');
    await expect.poll(() => readRunning(stateFile())?.keeper ?? null, { timeout: END_TIMEOUT_MS }).not.toBeNull();
    const { runId } = readRunning(stateFile()) as Running;
    started.process.kill('SIGTERM');
    expect(await started.exited).toBe(130);
    expect(markedProcesses(runId)).toEqual([]);
    expect(existsSync(stateFile())).toBe(false);
  },
  TEST_TIMEOUT_MS,
);
