import { createElement } from 'preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DocumentDoubts } from '../../../functions/src/contract/documents.ts';
import type { Store } from '../firebase/ports.ts';
import { type Room, RoomContext } from '../shell/context.ts';
import { isHeld, runHook, windowEvents } from '../testing/hook.ts';
import { watchToasts } from '../tray/toasts.ts';
import type { Doubt } from './inbox.ts';
import { useInbox } from './useInbox.ts';

const A = {
  ...{ jobId: 'a', name: 'a.pdf', lowest: 10 },
  words: ['teh', 'ov'].map((text, i) => ({ pageNumber: 1, text, confidence: i, box: [i, 0, i + 1, 1] })),
} as unknown as DocumentDoubts;

let window: EventTarget;
let toasts: string[];
beforeEach(() => {
  window = windowEvents(vi.stubGlobal);
  toasts = [];
  const stop = watchToasts((toast) => void toasts.push(toast.text));
  return () => {
    stop();
    vi.unstubAllGlobals();
  };
});

async function world() {
  const calls: { words: unknown; answer: (value?: unknown) => void; refuse: (error: unknown) => void }[] = [];
  const store = {
    watchDoubts: () => (next: (documents: readonly DocumentDoubts[]) => void) => {
      next([A]);
      return () => {};
    },
    call: (_: string, { words }: { words: unknown }) => new Promise((answer, refuse) => calls.push({ words, answer, refuse })),
  } as unknown as Store;
  const room = { user: { uid: 'owner' }, store } as Room;
  const open = () => runHook(useInbox, undefined, (children) => createElement(RoomContext.Provider, { value: room }, children));
  return { calls, open, hook: await open() };
}

describe('answers about words to check', () => {
  it('hold the window open until they are saved', async () => {
    const { calls, hook } = await world();
    hook.now().answer(hook.now().inbox.current as Doubt, 'the');
    await vi.waitFor(() => expect(hook.now().inbox.current?.text).toBe('ov'));
    expect(calls.map(({ words }) => words)).toEqual([[{ box: [0, 0, 1, 1], was: 'teh', text: 'the' }]]);
    expect(isHeld(window)).toBe(true);
    calls[0]?.answer();
    await vi.waitFor(() => expect(isHeld(window)).toBe(false));
  });

  it('that could not be saved are asked again', async () => {
    const { calls, hook } = await world();
    hook.now().answer(hook.now().inbox.current as Doubt, 'the');
    calls[0]?.refuse({ code: 'unavailable' });
    await vi.waitFor(() => expect(hook.now().inbox.trouble).toMatchObject({ failure: 'offline', doubt: { text: 'teh' } }));
    expect(toasts).toEqual([]);
  });

  it('go on when the screen is left, in their order, and a failure is told elsewhere', async () => {
    const { calls, hook, open } = await world();
    const doubt = hook.now().inbox.current as Doubt;
    hook.now().answer(doubt, 'tea');
    await hook.leave();
    const again = await open();
    again.now().answer(doubt, 'the');
    expect(calls).toHaveLength(1);
    calls[0]?.refuse({ code: 'unavailable' });
    await vi.waitFor(() => expect(toasts).toEqual([expect.stringContaining('“a.pdf”')]));
    await vi.waitFor(() => expect(calls).toHaveLength(2));
    calls[1]?.answer();
    await vi.waitFor(() => expect(isHeld(window)).toBe(false));
    expect(again.now().inbox.trouble).toBeNull();
  });
});
