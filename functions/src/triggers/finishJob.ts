/** Queue → stage 3. A thrown error makes the task come again, later each time; everything else is acknowledged. */

import * as logger from 'firebase-functions/logger';
import { onTaskDispatched } from 'firebase-functions/tasks';
import { finishJob as finish } from '../app/finishJob.ts';
import { FINISH_DEADLINE_SECONDS, FINISH_RETRY, region } from '../config.ts';
import { parseFinishTask } from './tasks.ts';

export const finishJob = onTaskDispatched(
  {
    region,
    // The source and what is added to it lie in /tmp, which is memory; beside them the process that writes the PDF.
    memory: '2GiB',
    concurrency: 1,
    timeoutSeconds: FINISH_DEADLINE_SECONDS,
    retryConfig: FINISH_RETRY,
  },
  async (request) => {
    const task = parseFinishTask(request.data);
    if (task === undefined) {
      logger.error('task dropped', { code: 'BAD_TASK', queue: 'finishJob', data: request.data as unknown });
      return;
    }
    const { ports } = await import('../wiring.ts');
    const outcome = await finish(ports(), task);
    if (outcome.kind === 'again') throw new Error(`the results of ${task.jobId} are being written by an export`);
  },
);
