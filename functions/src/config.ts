/**
 * Every setting of the pipeline, with its bounds. Values come from the environment: `.env` files beside this package's
 * package.json.
 */

import { availableParallelism } from 'node:os';
import { defineInt, defineString } from 'firebase-functions/params';
import { DEFAULT_REGION } from './contract/calls.ts';
import { MAX_ACTIVE_JOBS, MAX_BYTES_PER_DAY, MAX_PAGES_PER_DAY, MAX_RETENTION_DAYS } from './contract/limits.ts';
import type { WorkerSize } from './domain/cost.ts';

/** Where the functions run is one machine with one person before it, not a project with thousands of instances. */
export const isEmulator = process.env.FUNCTIONS_EMULATOR === 'true';

/** The longest time a task function may run. */
const MOST_TASK_SECONDS = 1800;

const LEASE_SECONDS: Bounds = { default: 300, min: 10, max: MOST_TASK_SECONDS };

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
    leaseMs: intSetting('LEASE_SECONDS', LEASE_SECONDS) * 1000,
    /** How long a job may show no progress before its tasks are taken for lost; later rounds wait up to eight times as long. */
    stallMs: intSetting('STALL_SECONDS', { default: 300, min: 5, max: 3600 }) * 1000,
    /** How long what may pass is tried again before it counts: an attempt of a page, or the end of a file that was not read yet. */
    outageMs: intSetting('RETRY_SECONDS', { default: 600, min: 1, max: 3600 }) * 1000,
    /** After a job was deleted, what workers and the finisher may have written meanwhile is deleted too. Longer than any of them works. */
    purgeAgainMs: intSetting('PURGE_SECONDS', { default: 2 * MOST_TASK_SECONDS, min: 10, max: 86_400 }) * 1000,
    /** A run may enqueue this many tasks for each of its pages (and twenty more). */
    tasksPerPage: intSetting('TASKS_PER_PAGE', { default: 5, min: 1, max: 100 }),
    /** Jobs and their objects go after this many days, unless their upload says otherwise; 0: never. */
    retentionDays: intSetting('RETENTION_DAYS', { default: 30, min: 0, max: MAX_RETENTION_DAYS }),
    /** What an owner may use, unless operators set otherwise. */
    limits: {
      pagesPerDay: intSetting('PAGES_PER_DAY', { default: 20_000, min: 1, max: MAX_PAGES_PER_DAY }),
      bytesPerDay: intSetting('MEGABYTES_PER_DAY', { default: 20_000, min: 1, max: MAX_BYTES_PER_DAY / 1_000_000 }) * 1_000_000,
      activeJobs: intSetting('ACTIVE_JOBS', { default: 500, min: 1, max: MAX_ACTIVE_JOBS }),
    },
    /** Attempts a page. */
    maxAttempts: intSetting('MAX_ATTEMPTS', { default: 3, min: 1, max: 10 }),
    /** Longest reading of one page, or look at how it lies. Drawing and reading it once must fit into a lease. */
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
      /** Writing the searchable PDF of a document. The finisher may run for nine minutes, all else included. */
      pdf: {
        milliseconds: intSetting('PDF_LIMIT_SECONDS', { default: 180, min: 5, max: 400 }) * 1000,
        residentMib: PDF_MEMORY_MIB,
      },
      heapMib: DRAW_HEAP_MIB,
    },
    worker: WORKER,
  };
}

const regionName = () => process.env.PAGESTREAM_REGION || DEFAULT_REGION;
const CONCURRENT_TASKS: Bounds = { default: isEmulator ? Math.min(availableParallelism(), 8) : 100, min: 1, max: 1000 };
const concurrentTaskCount = () => intSetting('CONCURRENT_TASKS', CONCURRENT_TASKS);

/**
 * Settings that are also options of the deployed functions. Those are Firebase parameters, since a deployment does not know
 * the `.env` files yet when it asks for the options; the emulator would write such parameters into a file of the source
 * tree, so it gets plain values.
 */
function deployedSetting(name: string, bounds: Bounds, description: string) {
  const { default: usual, min, max } = bounds;
  return isEmulator
    ? intSetting(name, bounds)
    : defineInt(name, { default: usual, description: `${description} (${min}–${max})` });
}

export const region = isEmulator
  ? regionName()
  : defineString('PAGESTREAM_REGION', {
      default: DEFAULT_REGION,
      description: 'Where the functions run: the region of the bucket',
    });
export const concurrentTasks = deployedSetting('CONCURRENT_TASKS', CONCURRENT_TASKS, 'Page tasks that run at once');

/** How the queue spaces the attempts of a task: from the shortest, doubled each time, to the longest. */
const BACKOFF = {
  minBackoffSeconds: deployedSetting('BACKOFF_SECONDS', { default: 1, min: 1, max: 600 }, 'Shortest wait between attempts'),
  maxBackoffSeconds: deployedSetting('MOST_BACKOFF_SECONDS', { default: 60, min: 1, max: 3600 }, 'Longest wait between attempts'),
  maxDoublings: 6,
};
/** Attempts of a page are counted in its document; the queue must outlast a lease whose worker was killed. */
export const PAGES_RETRY = { maxAttempts: 20, maxRetrySeconds: 1800, ...BACKOFF };
export const FINISH_RETRY = { maxAttempts: 10, maxRetrySeconds: 600, ...BACKOFF };

export const PAGES_DEADLINE_SECONDS = MOST_TASK_SECONDS;
export const FINISH_DEADLINE_SECONDS = 540;
/** An export has the results to itself for longer than its function may run. */
export const EXPORT_LEASE_MS = (FINISH_DEADLINE_SECONDS + 60) * 1000;

/** What a page worker is given: one page at a time on one processor. */
export const WORKER = { vcpus: 1, memoryGib: 2 } as const satisfies WorkerSize;

/**
 * What the process that opens files may hold: of 1 GiB, in which the upload lies too, when it looks at one; of the page
 * worker's memory, which it shares with the engine, when it draws; of the finisher's, in which the source and what is added to
 * it lie too, when it writes a PDF.
 */
const INSPECT_MEMORY_MIB = 640;
const DRAW_MEMORY_MIB = 1024;
const PDF_MEMORY_MIB = 1024;
/** Of it, JavaScript objects; pixels and files lie outside. */
const DRAW_HEAP_MIB = 512;

/** Downloaded sources that an instance keeps though nobody uses them. */
export const KEEP_SOURCE_BYTES = 200 * 1024 * 1024;
