import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openShared, type Visit } from '../firebase/shared.ts';
import { runHook } from '../testing/hook.ts';
import { useVisit } from './useVisit.ts';

vi.mock('../firebase/shared.ts', () => ({ openShared: vi.fn() }));

type Opened = Awaited<ReturnType<typeof openShared>>;

const NOW = 1_000_000;
const DAY = 24 * 60 * 60_000;

/** What each opening of a link waits for, and which visits were closed. */
let opening: PromiseWithResolvers<Opened>[];
let closed: string[];
beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  opening = [];
  closed = [];
  vi.mocked(openShared).mockImplementation((_uid, shareId) => {
    const next = Promise.withResolvers<Opened>();
    opening.push(next);
    return next.promise.then((opened) =>
      opened.kind === 'open' ? { ...opened, close: () => void closed.push(shareId) } : opened,
    );
  });
  return () => void vi.useRealTimers();
});

const visit = (lastsMs: number) => ({ kind: 'open', expiresAt: new Date(NOW + lastsMs) }) as Visit;
const follow = (shareId = 'a') => runHook((link: string) => useVisit('owner', link), shareId);
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('a visit by a link', () => {
  it('is open until the link’s time is over, and then ended', async () => {
    const hook = await follow();
    expect(hook.now().kind).toBe('opening');
    opening[0]?.resolve(visit(5000));
    await settle();
    expect(hook.now().kind).toBe('open');
    await vi.advanceTimersByTimeAsync(5000);
    expect(hook.now().kind).toBe('ended');
  });

  it('of a link that lasts longer than a timer counts stays open', async () => {
    const hook = await follow();
    opening[0]?.resolve(visit(40 * DAY));
    await vi.advanceTimersByTimeAsync(1000);
    expect(hook.now().kind).toBe('open');
  });

  it('leads nowhere when the link has ended', async () => {
    const hook = await follow();
    opening[0]?.resolve({ kind: 'ended' });
    await settle();
    expect(hook.now().kind).toBe('ended');
  });

  it('that could not be opened says why, and is tried again when somebody says so', async () => {
    const hook = await follow();
    opening[0]?.reject({ code: 'functions/unavailable' });
    await settle();
    const state = hook.now();
    expect(state).toMatchObject({ kind: 'failed', failure: 'offline' });
    if (state.kind === 'failed') state.retry();
    await settle();
    await vi.waitFor(() => expect(opening).toHaveLength(2));
    opening[1]?.resolve(visit(5000));
    await settle();
    expect(hook.now().kind).toBe('open');
  });

  it('is closed when the screen is left or another link is followed, also one that opens only then', async () => {
    const hook = await follow('a');
    opening[0]?.resolve(visit(5000));
    await settle();
    await hook.change('b');
    expect([hook.now().kind, closed]).toEqual(['opening', ['a']]);
    await hook.leave();
    opening[1]?.resolve(visit(5000));
    await settle();
    expect(closed).toEqual(['a', 'b']);
  });
});
