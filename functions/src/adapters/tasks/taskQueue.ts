/** Task-queue functions as the queue. Every task is named after what it does. */

import { createHash } from 'node:crypto';
import type { Functions } from 'firebase-admin/functions';
import { inParallel } from '../../app/inParallel.ts';
import type { ExportTask, FinishTask, PagesTask, TaskQueue } from '../../app/ports.ts';
import type { Lane } from '../../contract/states.ts';
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

  async function enqueue(
    queue: string,
    key: readonly unknown[],
    data: object,
    dispatchDeadlineSeconds: number,
    scheduleDelaySeconds = 0,
  ): Promise<void> {
    try {
      // Without a deadline of its own a task would be dispatched a second time while the first copy still runs.
      await queueOf(queue).enqueue(data, {
        id: taskId(key),
        dispatchDeadlineSeconds,
        ...(scheduleDelaySeconds === 0 ? {} : { scheduleDelaySeconds }),
      });
    } catch (error) {
      // The name is taken: this very task was enqueued before.
      if (hasCode(error, 'functions/task-already-exists')) return;
      throw new PipelineError('IO_ERROR', `queue ${queue}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }

  return {
    enqueuePages: (tasks, lane) =>
      inParallel(CONCURRENT_REQUESTS, tasks, (task) =>
        enqueue(PAGE_QUEUES[lane], pagesKey(task), task, settings.pagesDeadlineSeconds),
      ),
    enqueueFinish: (task) => enqueue('finishJob', finishKey(task), task, settings.finishDeadlineSeconds),
    enqueueExport: (task) => enqueue('exportJob', exportKey(task), task, settings.finishDeadlineSeconds, EXPORT_DELAY_SECONDS),
  };
}

/** One function each: the queues share nothing, so that neither waits for the other. */
const PAGE_QUEUES = { standard: 'recognisePages', priority: 'recognisePriorityPages' } as const satisfies Record<Lane, string>;

const pagesKey = (task: PagesTask) => ['pages', task.uid, task.jobId, task.run, task.round, task.firstPage, task.lastPage];
const finishKey = (task: FinishTask) => ['finish', task.uid, task.jobId, task.run, task.round];
const exportKey = (task: ExportTask) => ['export', task.uid, task.jobId, task.run, task.revision, task.tries];

/** Corrections come one after the other; an export that finds a newer one does nothing. */
const EXPORT_DELAY_SECONDS = 5;

/** Hashed, since names that follow each other slow the queue down. */
function taskId(key: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 40);
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
