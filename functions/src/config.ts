/**
 * Every setting of the pipeline, with its bounds. Values come from the environment (`.env` files beside this package's
 * package.json); some are also options of the deployed functions, hence Firebase parameters.
 */

import { availableParallelism } from 'node:os';
import { defineInt, defineString, type IntParam } from 'firebase-functions/params';
import type { WorkerSize } from './domain/cost.ts';

/** The whole suite runs on one machine: what scales to many instances elsewhere is held to the machine's cores. */
const isEmulator = process.env.FUNCTIONS_EMULATOR === 'true';

interface IntSetting {
  /** For a function's options, where the value is not known before the deployment. */
  readonly param: IntParam;
  /** At run time. @throws when the value is no whole number within the bounds */
  value(): number;
}

function intSetting(name: string, bounds: { default: number; min: number; max: number; description: string }): IntSetting {
  const param = defineInt(name, { default: bounds.default, description: `${bounds.description} (${bounds.min}–${bounds.max})` });
  return {
    param,
    value() {
      // Not `param.value()`, which is 0 when the variable is not set.
      const raw = process.env[name] ?? '';
      const value = raw === '' ? bounds.default : Number(raw);
      if (!Number.isInteger(value) || value < bounds.min || value > bounds.max) {
        throw new Error(`${name} is "${raw}": it must be a whole number from ${bounds.min} to ${bounds.max}`);
      }
      return value;
    },
  };
}

export const region = defineString('PAGESTREAM_REGION', {
  default: 'us-central1',
  description: 'Where the functions run: the region of the bucket',
});

export const regionName = (): string => process.env.PAGESTREAM_REGION || 'us-central1';

export const pagesPerTask = intSetting('PAGES_PER_TASK', {
  default: 4,
  min: 1,
  max: 10,
  description: 'Most pages of one task',
});

export const concurrentTasks = intSetting('CONCURRENT_TASKS', {
  default: isEmulator ? Math.max(1, Math.min(availableParallelism(), 8)) : 100,
  min: 1,
  max: 1000,
  description: 'Page tasks that run at once; 1 is one after the other',
});

export const leaseSeconds = intSetting('LEASE_SECONDS', {
  default: 300,
  min: 10,
  max: 1800,
  description: 'How long a worker that went silent keeps its page',
});

export const maxAttempts = intSetting('MAX_ATTEMPTS', { default: 3, min: 1, max: 10, description: 'Attempts a page' });

export const pageLimitSeconds = intSetting('PAGE_LIMIT_SECONDS', {
  default: 120,
  min: 5,
  max: 600,
  description: 'Longest recognition of one page',
});

/** Longest time of one page task, drawing included; a task cannot run longer than 30 minutes. */
export const PAGES_DEADLINE_SECONDS = 1800;
export const FINISH_DEADLINE_SECONDS = 540;

/** What a page worker is given: one page at a time on one processor. */
export const WORKER = { vcpus: 1, memoryGib: 2 } as const satisfies WorkerSize;

/** Downloaded sources that an instance keeps though nobody uses them. */
export const KEEP_SOURCE_BYTES = 200 * 1024 * 1024;
