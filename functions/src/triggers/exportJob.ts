/** Queue → the results follow corrections. A thrown error makes the task come again; everything else is acknowledged. */

import * as logger from 'firebase-functions/logger';
import { onTaskDispatched } from 'firebase-functions/tasks';
import { exportJob as exportResults } from '../app/exportJob.ts';
import { FINISH_DEADLINE_SECONDS, FINISH_RETRY, region } from '../config.ts';
import { parseExportTask } from './tasks.ts';

export const exportJob = onTaskDispatched(
  // As `finishJob`, which writes the same results.
  { region, memory: '2GiB', concurrency: 1, timeoutSeconds: FINISH_DEADLINE_SECONDS, retryConfig: FINISH_RETRY },
  async (request) => {
    const task = parseExportTask(request.data);
    if (task === undefined) {
      logger.error('task dropped', { code: 'BAD_TASK', queue: 'exportJob', data: request.data as unknown });
      return;
    }
    const { ports } = await import('../wiring.ts');
    const outcome = await exportResults(ports(), task);
    if (outcome === 'again') throw new Error(`the results of ${task.jobId} are being written by another export`);
  },
);
