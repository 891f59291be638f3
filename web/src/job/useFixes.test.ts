import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PageCorrections } from '../../../functions/src/contract/documents.ts';
import { isHeld, runHook, windowEvents } from '../testing/hook.ts';
import { watchToasts } from '../tray/toasts.ts';
import type { Fix } from './corrected.ts';
import type { ReadingStore } from './reading.ts';
import { useFixes } from './useFixes.ts';

const fix = (text: string | null, at = 0): Fix => ({ box: [at, 0, at + 1, 1], was: 'teh', text });
const now = { toMillis: () => 0, toDate: () => new Date(0) };
const storedAs = (...fixes: readonly Fix[]): ReadonlyMap<number, PageCorrections> => {
  const words = fixes.flatMap(({ box, was, text }) => (text === null ? [] : [{ box, was, text, authorUid: 'owner', at: now }]));
  return new Map([[1, { pageNumber: 1, width: 1, height: 1, words, updatedAt: now }]]);
};
const NOTHING: ReturnType<typeof storedAs> = new Map();

let window: EventTarget;
beforeEach(() => {
  window = windowEvents(vi.stubGlobal);
  return () => void vi.unstubAllGlobals();
});

async function world() {
  const calls: { texts: unknown; answer: (value?: unknown) => void; refuse: (error: unknown) => void }[] = [];
  const store = {
    call: (_: string, { words }: { words: readonly Fix[] }) =>
      new Promise((answer, refuse) => calls.push({ texts: words.map(({ text }) => text), answer, refuse })),
  } as unknown as Pick<ReadingStore, 'call'>;
  const hook = await runHook((stored: ReadonlyMap<number, PageCorrections>) => useFixes('job', 'a.pdf', store, stored), NOTHING);
  const drawn = () =>
    hook
      .now()
      .of(1)
      .map(({ text }) => text);
  return { calls, hook, drawn, failed: () => hook.now().failed, make: (...fixes: readonly Fix[]) => hook.now().fix(1, fixes) };
}

describe('corrections on their way', () => {
  it('are drawn at once, and until the page that is stored has them', async () => {
    const { calls, hook, drawn, make } = await world();
    make(fix('the'));
    await vi.waitFor(() => expect(drawn()).toEqual(['the']));
    expect(isHeld(window)).toBe(true);
    calls[0]?.answer();
    await vi.waitFor(() => expect(isHeld(window)).toBe(false));
    expect(drawn()).toEqual(['the']);
    await hook.change(storedAs(fix('the')));
    expect(drawn()).toEqual([]);
  });

  it('of one word reach the server in the order in which they were made', async () => {
    const { calls, hook, drawn, make } = await world();
    for (const text of ['tea', 'ten', 'the']) make(fix(text));
    expect(calls.map(({ texts }) => texts)).toEqual([['tea']]);
    await vi.waitFor(() => expect(drawn()).toEqual(['the']));
    calls[0]?.answer();
    await vi.waitFor(() => expect(calls.map(({ texts }) => texts)).toEqual([['tea'], ['the']]));
    calls[1]?.answer();
    await vi.waitFor(() => expect(isHeld(window)).toBe(false));
    // What was overruled never comes to be stored, and is not drawn again for that.
    await hook.change(storedAs(fix('the')));
    expect(drawn()).toEqual([]);
  });

  it('are taken back when they could not be saved, and made once more when somebody says so', async () => {
    const { calls, drawn, failed, make } = await world();
    make(fix('the'));
    calls[0]?.refuse({ code: 'unavailable' });
    await vi.waitFor(() => expect(failed()).toMatchObject({ pageNumber: 1, failure: 'offline' }));
    expect(drawn()).toEqual([]);
    failed()?.again();
    await vi.waitFor(() => expect(drawn()).toEqual(['the']));
    expect(failed()).toBeNull();
    expect(calls.map(({ texts }) => texts)).toEqual([['the'], ['the']]);
  });

  it('give way to a later one of the same word, also when they fail', async () => {
    const { calls, drawn, failed, make } = await world();
    make(fix('tea'), fix('sea', 9));
    make(fix('the'));
    calls[0]?.refuse({ code: 'unavailable' });
    await vi.waitFor(() => expect(failed()).not.toBeNull());
    expect(drawn()).toEqual(['the']);
    failed()?.again();
    calls[1]?.answer();
    await vi.waitFor(() => expect(calls.map(({ texts }) => texts)).toEqual([['tea', 'sea'], ['the'], ['sea']]));
  });

  it('that fail after the document was left are told wherever people are', async () => {
    const toasts: string[] = [];
    const stop = watchToasts((toast) => void toasts.push(toast.text));
    const { calls, hook, make } = await world();
    make(fix('the'));
    await hook.leave();
    expect(isHeld(window)).toBe(true);
    calls[0]?.refuse({ code: 'unavailable' });
    await vi.waitFor(() => expect(toasts).toHaveLength(1));
    expect(toasts[0]).toMatch(/in “a\.pdf” could be saved\. There is no connection/);
    stop();
  });
});
