/** Task-queue functions as the queue. Every task is named after what it does. */

import { createHash } from 'node:crypto';
import type { Functions } from 'firebase-admin/functions';
import type { FinishTask, PagesTask, TaskQueue } from '../../app/ports.ts';
import { PipelineError } from '../../domain/failure.ts';

export interface QueueSettings {
  readonly region: string;
  readonly pagesDeadlineSeconds: number;
  readonly finishDeadlineSeconds: number;
}

/** How many enqueue requests run at once for one document. */
const CONCURRENT_REQUESTS = 20;

export function functionsTaskQueue(functions: Functions, settings: QueueSettings): TaskQueue {
  const queueOf = (name: string) => functions.taskQueue(`locations/${settings.region}/functions/${name}`);

  async function enqueue(queue: string, key: readonly unknown[], data: object, dispatchDeadlineSeconds: number): Promise<void> {
    try {
      // Without a deadline of its own a task would be dispatched a second time while the first copy still runs.
      await queueOf(queue).enqueue(data, { id: taskId(key), dispatchDeadlineSeconds });
    } catch (error) {
      // The name is taken: this very task was enqueued before.
      if (hasCode(error, 'functions/task-already-exists')) return;
      throw new PipelineError('IO_ERROR', `queue ${queue}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }

  return {
    async enqueuePages(tasks) {
      const waiting = [...tasks];
      const sender = async () => {
        for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
          await enqueue('recognisePages', pagesKey(task), task, settings.pagesDeadlineSeconds);
        }
      };
      await Promise.all(Array.from({ length: Math.min(CONCURRENT_REQUESTS, tasks.length) }, sender));
    },
    enqueueFinish: (task) => enqueue('finishJob', finishKey(task), task, settings.finishDeadlineSeconds),
  };
}

const pagesKey = (task: PagesTask) => ['pages', task.uid, task.jobId, task.run, task.firstPage, task.lastPage];
const finishKey = (task: FinishTask) => ['finish', task.uid, task.jobId, task.run];

/** Hashed, since names that follow each other slow the queue down. */
function taskId(key: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 40);
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
