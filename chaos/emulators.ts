/** The suite of a run, through its death and return: what acts on it waits while it is away, and acts again if it died on it. */

import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { launchSuite, type Suite } from '../suite/launch.ts';
import { killMarked } from '../suite/processes.ts';
import { saveData } from '../suite/savedData.ts';
import type { Line, Record } from './record.ts';

export interface Emulators {
  /** The suite as it is now; it may die at any moment. */
  current(): Suite;
  /** Acts once the suite is there; once more when it died meanwhile. So `act` may happen twice. */
  reach<T>(act: (suite: Suite) => Promise<T>): Promise<T>;
  /** As `reach`, but the suite does not die meanwhile. */
  hold<T>(act: (suite: Suite) => Promise<T>): Promise<T>;
  /**
   * Every process dies at once (SIGKILL), and with them the queue's memory. What Firestore and Storage hold is what they held
   * at that moment: no worker begins a call while it is copied.
   */
  killAndRestart(record: Record): Promise<void>;
  stop(): Promise<void>;
}

const LOOK_MS = 50;
/** How long calls that were begun before the freeze may take to end. */
const PATIENCE_MS = 30_000;

export async function startEmulators(env: Readonly<{ [name: string]: string }>, log: (line: string) => void): Promise<Emulators> {
  let suite = await launchSuite({ purpose: 'test', env, log, sweepSeconds: null });
  let generation = 0;
  /** Settles when the suite is there. */
  let there: Promise<void> = Promise.resolve();
  const held = new Set<Promise<unknown>>();

  const reach = async <T>(act: (suite: Suite) => Promise<T>): Promise<T> => {
    for (;;) {
      await there;
      const mine = generation;
      try {
        return await act(suite);
      } catch (error) {
        // Dead, or about to be.
        const waiting = there;
        await waiting;
        if (mine === generation) throw error;
      }
    }
  };

  return {
    current: () => suite,
    reach,
    async hold(act) {
      await there;
      const acting = act(suite);
      held.add(acting);
      try {
        return await acting;
      } finally {
        held.delete(acting);
      }
    },
    async killAndRestart(record) {
      let back: () => void = () => undefined;
      there = new Promise((resolve) => {
        back = resolve;
      });
      try {
        await Promise.allSettled(held);
        record.freeze();
        await whenQuiet(record);
        const data = join(record.folder, `data-${generation}`);
        const { hub, runId } = suite;
        if (!(await saveData(`http://${hub.host}:${hub.port}`, data))) throw new Error('the data could not be copied');
        await killMarked(runId);
        await suite.stop();
        suite = await launchSuite({ purpose: 'test', env, importFolder: data, log, sweepSeconds: null });
        generation++;
      } finally {
        record.thaw();
        back();
      }
    },
    stop: () => suite.stop(),
  };
}

/** Waits until every call that was begun has ended, or its process has. */
async function whenQuiet(record: Record): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await setTimeout(LOOK_MS)) {
    if (callsUnderway(record.read()).length === 0) return;
  }
  throw new Error(`calls did not end: ${JSON.stringify(callsUnderway(record.read()))}`);
}

export function callsUnderway(lines: readonly Line[]): Line[] {
  const open = new Map<string, Line>();
  for (const line of lines) {
    if (line.what === 'call') open.set(`${line.pid}/${line.call}`, line);
    if (line.what === 'done') open.delete(`${line.pid}/${line.call}`);
  }
  return [...open.values()].filter(({ pid }) => isRunning(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
