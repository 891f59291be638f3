import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MAX_CORRECTIONS_PER_CALL } from '../../../functions/src/contract/limits.ts';
import type { Fix } from '../job/corrected.ts';
import { isHeld, windowEvents } from '../testing/hook.ts';
import { Saver, saverOf } from './saver.ts';

const word = (was: string, text: string | null, at = 0): Fix => ({ box: [at, 0, at + 1, 1], was, text });

let window: EventTarget;
beforeEach(() => {
  window = windowEvents(vi.stubGlobal);
  return () => void vi.unstubAllGlobals();
});

/** A server that answers when it is told to. */
function server() {
  const calls: { request: unknown; answer: () => void; refuse: (error: unknown) => void }[] = [];
  const call = (request: unknown) =>
    new Promise<never>((answer, refuse) => calls.push({ request, answer: answer as () => void, refuse }));
  return { calls, call };
}

describe('the saver of corrections', () => {
  it('sends the first at once, and what is said meanwhile about the same page together', async () => {
    const { calls, call } = server();
    const saver = new Saver(call);
    const saved = [
      saver.save('job', 1, [word('teh', 'the')]),
      saver.save('job', 1, [word('ov', 'of', 5)]),
      saver.save('job', 1, [word('x', '', 9), word('y', 'z', 12)]),
    ];
    const other = saver.save('job', 2, [word('y', 'z')]);
    expect(calls.map(({ request }) => request)).toEqual([
      { jobId: 'job', pageNumber: 1, words: [{ box: [0, 0, 1, 1], was: 'teh', text: 'the' }] },
      { jobId: 'job', pageNumber: 2, words: [{ box: [0, 0, 1, 1], was: 'y', text: 'z' }] },
    ]);
    calls[1]?.answer();
    await other;
    calls[0]?.answer();
    await saved[0];
    await vi.waitFor(() => expect(calls).toHaveLength(3));
    expect(calls[2]?.request).toMatchObject({ words: [{ text: 'of' }, { text: '' }, { text: 'z' }] });
    calls[2]?.answer();
    await Promise.all(saved);
  });

  it('sends the last of several answers about one word', async () => {
    const sent: unknown[] = [];
    const first = Promise.withResolvers<void>();
    const saver = new Saver(async ({ words }) => {
      sent.push(words.map(({ text }) => text));
      await first.promise;
    });
    const saved = ['tea', null, 'the'].map((text) => saver.save('job', 1, [word('teh', text)]));
    first.resolve();
    await Promise.all(saved);
    expect(sent).toEqual([['tea'], ['the']]);
  });

  it('sends no more with one call than it takes, and parts nothing that was said together', async () => {
    const sent: number[] = [];
    const saver = new Saver(async ({ words }) => void sent.push(words.length));
    const page = (from: number, count: number) => Array.from({ length: count }, (_, i) => word('a', 'b', from + i));
    await Promise.all([
      saver.save('job', 1, page(0, MAX_CORRECTIONS_PER_CALL)),
      saver.save('job', 1, page(1000, MAX_CORRECTIONS_PER_CALL - 1)),
      saver.save('job', 1, page(2000, 1)),
      saver.save('job', 1, page(3000, 2)),
    ]);
    expect(sent).toEqual([MAX_CORRECTIONS_PER_CALL, MAX_CORRECTIONS_PER_CALL, 2]);
  });

  it('tells each word of a call that failed, and sends what comes next', async () => {
    const saver = new Saver(vi.fn().mockRejectedValueOnce(new Error('no')).mockResolvedValue(undefined));
    const failed = saver.save('job', 1, [word('teh', 'the')]);
    const next = saver.save('job', 1, [word('ov', 'of', 5)]);
    await expect(failed).rejects.toThrow('no');
    await expect(next).resolves.toBeUndefined();
  });

  it('has the browser ask before the page is closed as long as something is on its way', async () => {
    const { calls, call } = server();
    const saver = new Saver(call);
    expect(isHeld(window)).toBe(false);
    const saved = [saver.save('job', 1, [word('teh', 'the')]), saver.save('job', 2, [word('ov', 'of')])];
    expect(isHeld(window)).toBe(true);
    calls[0]?.answer();
    await saved[0];
    expect(isHeld(window)).toBe(true);
    calls[1]?.refuse(new Error('no'));
    await expect(saved[1]).rejects.toThrow('no');
    await vi.waitFor(() => expect(isHeld(window)).toBe(false));
  });

  it('tells when nothing is on its way any more, whatever came of it', async () => {
    const { calls, call } = server();
    const saver = new Saver(call);
    await saver.settled();
    const saved = [saver.save('job', 1, [word('teh', 'the')]), saver.save('job', 1, [word('ov', 'of', 5)])];
    let isSettled = false;
    const settled = saver.settled().then(() => {
      isSettled = true;
    });
    calls[0]?.refuse(new Error('no'));
    await expect(saved[0]).rejects.toThrow('no');
    await vi.waitFor(() => expect(calls).toHaveLength(2));
    expect(isSettled).toBe(false);
    calls[1]?.answer();
    await Promise.all([saved[1], settled]);
  });

  it('is one for each store, whoever asks', () => {
    const store = { call: server().call };
    expect(saverOf(store)).toBe(saverOf(store));
    expect(saverOf({ call: server().call })).not.toBe(saverOf(store));
  });
});
