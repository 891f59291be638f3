import { describe, expect, it, vi } from 'vitest';
import type { Watch } from '../firebase/ports.ts';
import { runHook } from '../testing/hook.ts';
import type { DayUsage, Operations } from './operations.ts';
import { USAGE_DAYS, useUsage } from './useUsage.ts';

const usage = (day: string, pages: number): DayUsage => ({ day, pages, jobs: 0, failedJobs: 0, failedPages: 0, costUsd: 0 });

function world() {
  const listening = new Map<string, (value: DayUsage) => void>();
  const read: string[] = [];
  const operations = {
    readUsage: async (day: string) => {
      read.push(day);
      if (day === '2026-02-28') throw { code: 'unavailable' };
      return usage(day, 7);
    },
    watchUsage:
      (day: string): Watch<DayUsage> =>
      (next) => {
        listening.set(day, next);
        return () => void listening.delete(day);
      },
  } as Operations;
  return { listening, read, open: (today: string) => runHook((day: string) => useUsage(operations, day), today) };
}

describe('what the days used', () => {
  it('is read once for those that are over, and followed for today', async () => {
    const { listening, read, open } = world();
    const hook = await open('2026-01-20');
    await vi.waitFor(() => expect(hook.now().past).toHaveLength(USAGE_DAYS - 1));
    expect(read).toHaveLength(USAGE_DAYS - 1);
    expect([read[0], read.at(-1)]).toEqual(['2026-01-07', '2026-01-19']);
    expect(hook.now().today.state).toBe('loading');
    listening.get('2026-01-20')?.(usage('2026-01-20', 1));
    await vi.waitFor(() => expect(hook.now().today).toMatchObject({ state: 'ready', value: { pages: 1 } }));
    await hook.leave();
    expect(listening.size).toBe(0);
  });

  it('moves on at midnight', async () => {
    const { listening, open } = world();
    const hook = await open('2026-01-20');
    await hook.change('2026-01-21');
    expect([...listening.keys()]).toEqual(['2026-01-21']);
    await vi.waitFor(() => expect(hook.now().past?.at(-1)?.day).toBe('2026-01-20'));
  });

  it('says why when days that are over cannot be read', async () => {
    const { open } = world();
    const hook = await open('2026-03-01');
    await vi.waitFor(() => expect(hook.now()).toMatchObject({ past: null, pastFailure: 'offline' }));
  });
});
