/** Queue → stage 2. A thrown error makes the task come again, later each time; everything else is acknowledged. */

import * as logger from 'firebase-functions/logger';
import { onTaskDispatched, type Request, type TaskQueueOptions } from 'firebase-functions/tasks';
import { recognisePages as recognise } from '../app/recognisePages.ts';
import { concurrentTasks, PAGES_DEADLINE_SECONDS, PAGES_RETRY, region, WORKER } from '../config.ts';
import { parsePagesTask } from './tasks.ts';

const options: TaskQueueOptions = {
  region,
  memory: `${WORKER.memoryGib}GiB`,
  cpu: WORKER.vcpus,
  // The engine fills one processor with one page.
  concurrency: 1,
  timeoutSeconds: PAGES_DEADLINE_SECONDS,
  rateLimits: { maxConcurrentDispatches: concurrentTasks },
  retryConfig: PAGES_RETRY,
};

async function recogniseTask(request: Request<unknown>): Promise<void> {
  const task = parsePagesTask(request.data);
  if (task === undefined) {
    logger.error('task dropped', { code: 'BAD_TASK', queue: 'pages', data: request.data as unknown });
    return;
  }
  const { ports } = await import('../wiring.ts');
  const outcome = await recognise(ports(), task);
  if (outcome.kind === 'again') throw new Error(`pages ${outcome.pages.join(', ')} of ${task.jobId} wait for another attempt`);
}

export const recognisePages = onTaskDispatched(options, recogniseTask);

/** The second lane: for owners whose plan has it. The same work in a queue and on workers of its own. */
export const recognisePriorityPages = onTaskDispatched(options, recogniseTask);
