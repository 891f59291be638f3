/**
 * The suite that emulator and browser tests share. Name this file as `globalSetup` of a project; a test then has
 * `inject('suite')`: where everything is (`SuiteAddresses`). It starts empty, keeps nothing, and is on ports of its own. Nobody
 * sweeps it but a test that means to: documents that others have put there, however old, stay as they are.
 */

import type { TestProject } from 'vitest/node';
import type { Suite } from '../../suite/launch.ts';
import { launchSuite } from '../../suite/launch.ts';
import type { SuiteAddresses } from '../../suite/suiteAddresses.ts';

declare module 'vitest' {
  interface ProvidedContext {
    suite: SuiteAddresses;
  }
}

interface Shared {
  readonly suite: Promise<Suite>;
  projects: number;
}

// Each project evaluates this module anew, so what they share hangs on the process.
const KEY = Symbol.for('pagestream.testSuite');
const shared = globalThis as typeof globalThis & { [KEY]?: Shared };

export async function setup(project: TestProject): Promise<void> {
  const log = (line: string) => console.log(`[suite] ${line}`);
  shared[KEY] ??= { suite: launchSuite({ purpose: 'test', sweepSeconds: null, log }), projects: 0 };
  shared[KEY].projects++;
  const { runId: _runId, ended: _ended, stop: _stop, ...addresses } = await shared[KEY].suite;
  project.provide('suite', addresses);
}

export async function teardown(): Promise<void> {
  const mine = shared[KEY];
  if (mine === undefined || --mine.projects > 0) return;
  delete shared[KEY];
  // A suite that did not start has been cleaned up, and its error reported, by whoever started it.
  const suite = await mine.suite.catch(() => undefined);
  await suite?.stop();
}
