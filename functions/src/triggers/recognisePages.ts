/** Queue → stage 2. A thrown error makes the task come again, later each time; everything else is acknowledged. */

import { logger } from 'firebase-functions';
import { onTaskDispatched } from 'firebase-functions/tasks';
import { recognisePages as recognise } from '../app/recognisePages.ts';
import { concurrentTasks, PAGES_DEADLINE_SECONDS, region, WORKER } from '../config.ts';
import { ports } from '../wiring.ts';
import { parsePagesTask } from './tasks.ts';

export const recognisePages = onTaskDispatched(
  {
    region,
    memory: `${WORKER.memoryGib}GiB`,
    cpu: WORKER.vcpus,
    // The engine fills one processor with one page.
    concurrency: 1,
    timeoutSeconds: PAGES_DEADLINE_SECONDS,
    rateLimits: { maxConcurrentDispatches: concurrentTasks },
    // Attempts are counted in the page documents. The queue must outlast a lease whose worker was killed.
    retryConfig: { maxAttempts: 20, maxRetrySeconds: 1800, minBackoffSeconds: 1, maxBackoffSeconds: 60, maxDoublings: 6 },
  },
  async (request) => {
    const task = parsePagesTask(request.data);
    if (task === undefined) {
      logger.error('task dropped', { code: 'BAD_TASK', queue: 'recognisePages', data: request.data as unknown });
      return;
    }
    const outcome = await recognise(ports(), task);
    if (outcome.kind === 'again') throw new Error(`pages ${outcome.pages.join(', ')} of ${task.jobId} wait for another attempt`);
  },
);
