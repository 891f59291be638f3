import { beforeEach, describe, expect, it, vi } from 'vitest';
import { JOB_STATUSES } from '../../../functions/src/contract/states.ts';
import { runHook } from '../testing/hook.ts';
import type { Operations } from './operations.ts';
import { MOST_COUNTED, useCounts } from './useCounts.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  return () => void vi.useRealTimers();
});

/** A database with `jobs` of each state, which notes when it is asked. */
async function world(signal: string | null = null) {
  const database = { jobs: 3, broken: false, askedAt: [] as number[] };
  const countJobs: Operations['countJobs'] = async (status, most) => {
    expect(most).toBe(MOST_COUNTED);
    if (status === JOB_STATUSES[0]) database.askedAt.push(Date.now() - 1_000_000);
    if (database.broken) throw { code: 'permission-denied' };
    return database.jobs;
  };
  const operations = { countJobs } as Operations;
  const hook = await runHook((now: string | null) => useCounts(operations, now), signal);
  return { database, hook };
}

describe('the counts of jobs by state', () => {
  it('are taken once the listeners have answered, and then not while nothing happens', async () => {
    const { database, hook } = await world();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(database.askedAt).toEqual([]);
    expect(hook.now()).toMatchObject({ counts: null, failure: null });
    await hook.change('first');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(database.askedAt).toEqual([60_000]);
    expect(hook.now().counts?.of).toEqual(Object.fromEntries(JOB_STATUSES.map((status) => [status, 3])));
    expect(hook.now().counts?.takenAt.getTime()).toBe(1_060_000);
  });

  it('are taken every two seconds at most, however often something happens', async () => {
    const { database, hook } = await world('0');
    for (let n = 1; n <= 40; n++) {
      await vi.advanceTimersByTimeAsync(100);
      await hook.change(`${n}`);
    }
    await vi.advanceTimersByTimeAsync(10_000);
    expect(database.askedAt, 'the last for what happened since').toEqual([0, 2000, 4000, 6000]);
  });

  it('stay as they were when they cannot be taken again, which is said until they can', async () => {
    const { database, hook } = await world('0');
    await vi.advanceTimersByTimeAsync(0);
    database.broken = true;
    await hook.change('1');
    await vi.advanceTimersByTimeAsync(2000);
    expect(hook.now()).toMatchObject({ failure: 'denied', counts: { of: { queued: 3 } } });
    Object.assign(database, { broken: false, jobs: 5 });
    hook.now().refresh();
    await vi.advanceTimersByTimeAsync(2000);
    expect(hook.now()).toMatchObject({ failure: null, counts: { of: { queued: 5 } } });
  });

  it('are taken no more once the screen is left', async () => {
    const { database, hook } = await world('0');
    await vi.advanceTimersByTimeAsync(0);
    await hook.change('1');
    await hook.leave();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(database.askedAt).toEqual([0]);
  });
});
