import type { Functions } from 'firebase-admin/functions';
import { describe, expect, it } from 'vitest';
import type { FinishTask, PagesTask } from '../../app/ports.ts';
import { functionsTaskQueue } from './taskQueue.ts';

interface Enqueued {
  readonly queue: string;
  readonly data: unknown;
  readonly options: { readonly id: string; readonly dispatchDeadlineSeconds: number };
}

/** The queue of the admin SDK, which does as told. */
function queueThat(fails?: Error) {
  const enqueued: Enqueued[] = [];
  const functions = {
    taskQueue: (queue: string) => ({
      enqueue: async (data: unknown, options: Enqueued['options']) => {
        enqueued.push({ queue, data, options });
        if (fails !== undefined) throw fails;
      },
    }),
  } as unknown as Functions;
  const settings = { region: 'europe-west1', pagesDeadlineSeconds: 1800, finishDeadlineSeconds: 540 };
  return { queue: functionsTaskQueue(functions, settings), enqueued };
}

const job = { uid: 'ada', jobId: 'job-1', run: 1, round: 1, trace: 'trace' };
const pages: PagesTask = { ...job, firstPage: 1, lastPage: 4 };
const finish: FinishTask = job;

describe('the task queue', () => {
  it('has a queue for each lane, and one for the end, in the region of the functions', async () => {
    const { queue, enqueued } = queueThat();
    await queue.enqueuePages([pages], 'standard');
    await queue.enqueuePages([pages], 'priority');
    await queue.enqueueFinish(finish);
    expect(enqueued.map(({ queue: name }) => name)).toEqual([
      'locations/europe-west1/functions/recognisePages',
      'locations/europe-west1/functions/recognisePriorityPages',
      'locations/europe-west1/functions/finishJob',
    ]);
    expect(enqueued.map(({ data }) => data)).toEqual([pages, pages, finish]);
    // Else a task that runs for long would be dispatched a second time.
    expect(enqueued.map(({ options }) => options.dispatchDeadlineSeconds)).toEqual([1800, 1800, 540]);
  });

  it('names a task after what it does: the same again has the same name, anything else another', async () => {
    const { queue, enqueued } = queueThat();
    const others = [
      { ...pages, round: 2 },
      { ...pages, run: 2 },
      { ...pages, firstPage: 5, lastPage: 8 },
      { ...pages, jobId: 'job-2' },
      { ...pages, uid: 'bob' },
    ];
    await queue.enqueuePages([pages, { ...pages, trace: 'another' }, ...others], 'standard');
    await queue.enqueueFinish(finish);
    const [first, again, ...rest] = enqueued.map(({ options }) => options.id);
    expect(again).toBe(first);
    expect(new Set([first, ...rest]).size).toBe(1 + rest.length);
    for (const id of rest) expect(id).toMatch(/^[0-9a-f]{40}$/);
  });

  it('takes a name that is taken for a task that was enqueued before', async () => {
    const { queue } = queueThat(Object.assign(new Error('taken'), { code: 'functions/task-already-exists' }));
    await expect(queue.enqueueFinish(finish)).resolves.toBeUndefined();
  });

  it('says that it could not be reached whatever else goes wrong', async () => {
    const { queue } = queueThat(new Error('no route'));
    await expect(queue.enqueuePages([pages], 'standard')).rejects.toMatchObject({ code: 'IO_ERROR' });
  });
});
