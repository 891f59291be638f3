/**
 * Every setting of the pipeline, with its bounds. Values come from the environment: `.env` files beside this package's
 * package.json.
 */

import { availableParallelism } from 'node:os';
import { defineInt, defineString } from 'firebase-functions/params';
import type { WorkerSize } from './domain/cost.ts';

/** Where the functions run is one machine with one person before it, not a project with thousands of instances. */
export const isEmulator = process.env.FUNCTIONS_EMULATOR === 'true';

/** The longest time a task function may run. */
const MOST_TASK_SECONDS = 1800;

interface Bounds {
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

/** @throws when the value is no whole number within the bounds */
function intSetting(name: string, bounds: Bounds): number {
  const raw = process.env[name] ?? '';
  const value = raw === '' ? bounds.default : Number(raw);
  if (!Number.isInteger(value) || value < bounds.min || value > bounds.max) {
    throw new Error(`${name} is "${raw}": it must be a whole number from ${bounds.min} to ${bounds.max}`);
  }
  return value;
}

/** Settings that the code reads while it runs. @throws when one is out of bounds */
export function readSettings() {
  return {
    region: regionName(),
    /** Most pages of one task. */
    pagesPerTask: intSetting('PAGES_PER_TASK', { default: 4, min: 1, max: 10 }),
    /** Page tasks that run at once in the whole project; 1 is one after the other. */
    concurrentTasks: concurrentTaskCount(),
    /** How long a worker that went silent keeps its page. A worker that takes longer loses it, and its writes with it. */
    leaseMs: intSetting('LEASE_SECONDS', { default: 300, min: 10, max: MOST_TASK_SECONDS }) * 1000,
    /** Attempts a page. */
    maxAttempts: intSetting('MAX_ATTEMPTS', { default: 3, min: 1, max: 10 }),
    /** Longest reading of one page; a page that lies on its side is read twice and looked at once, within one lease. */
    pageLimitMs: intSetting('PAGE_LIMIT_SECONDS', { default: 80, min: 5, max: 600 }) * 1000,
    /** The process that opens files and makes pages. */
    pageProcess: {
      /** Looking at a file that was uploaded. The event's function may run for nine minutes, the download included. */
      inspect: {
        milliseconds: intSetting('INSPECT_LIMIT_SECONDS', { default: 60, min: 5, max: 300 }) * 1000,
        residentMib: INSPECT_MEMORY_MIB,
      },
      /** Drawing and preparing one page. */
      page: {
        milliseconds: intSetting('DRAW_LIMIT_SECONDS', { default: 60, min: 5, max: 600 }) * 1000,
        residentMib: DRAW_MEMORY_MIB,
      },
      heapMib: DRAW_HEAP_MIB,
    },
    worker: WORKER,
  };
}

const DEFAULT_REGION = 'us-central1';
const regionName = () => process.env.PAGESTREAM_REGION || DEFAULT_REGION;
const DEFAULT_CONCURRENT_TASKS = isEmulator ? Math.min(availableParallelism(), 8) : 100;
const concurrentTaskCount = () => intSetting('CONCURRENT_TASKS', { default: DEFAULT_CONCURRENT_TASKS, min: 1, max: 1000 });

/**
 * The two settings that are also options of the deployed functions. Those are Firebase parameters, since a deployment does
 * not know the `.env` files yet when it asks for the options; the emulator would write such parameters into a file of the
 * source tree, so it gets plain values.
 */
export const region = isEmulator
  ? regionName()
  : defineString('PAGESTREAM_REGION', {
      default: DEFAULT_REGION,
      description: 'Where the functions run: the region of the bucket',
    });
export const concurrentTasks = isEmulator
  ? concurrentTaskCount()
  : defineInt('CONCURRENT_TASKS', { default: DEFAULT_CONCURRENT_TASKS, description: 'Page tasks that run at once (1–1000)' });

export const PAGES_DEADLINE_SECONDS = MOST_TASK_SECONDS;
export const FINISH_DEADLINE_SECONDS = 540;

/** What a page worker is given: one page at a time on one processor. */
export const WORKER = { vcpus: 1, memoryGib: 2 } as const satisfies WorkerSize;

/**
 * What the process that opens files may hold: of 1 GiB, in which the upload lies too, when it looks at one; of the page
 * worker's memory, which it shares with the engine, when it draws.
 */
const INSPECT_MEMORY_MIB = 640;
const DRAW_MEMORY_MIB = 1024;
/** Of it, JavaScript objects; pixels and files lie outside. */
const DRAW_HEAP_MIB = 512;

/** Downloaded sources that an instance keeps though nobody uses them. */
export const KEEP_SOURCE_BYTES = 200 * 1024 * 1024;
