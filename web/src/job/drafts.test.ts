import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isHeld, windowEvents } from '../testing/hook.ts';
import { Drafts, draftsOf } from './drafts.ts';

let window: EventTarget;
beforeEach(() => {
  window = windowEvents(vi.stubGlobal);
  return () => void vi.unstubAllGlobals();
});

describe('what was typed and not saved', () => {
  it('is there when its editor comes back, each page’s and each editor’s by itself', () => {
    const drafts = new Drafts();
    drafts.put('a', 12, { kind: 'text', text: 'the page' });
    drafts.put('a', 3, { kind: 'word', text: 'the', index: 7, run: 1 });
    drafts.put('a', 3, { kind: 'text', text: 'another' });
    expect(drafts.of('a', 12, 'text')?.text).toBe('the page');
    expect(drafts.of('a', 3, 'word')).toEqual({ kind: 'word', text: 'the', index: 7, run: 1 });
    expect([drafts.of('a', 12, 'word'), drafts.of('b', 12, 'text')]).toEqual([undefined, undefined]);
    expect([drafts.pagesOf('a'), drafts.pagesOf('b')]).toEqual([[3, 12], []]);
  });

  it('has the browser ask before it closes the window, until the last of it was saved or given up', () => {
    const drafts = new Drafts();
    expect(isHeld(window)).toBe(false);
    drafts.put('a', 1, { kind: 'text', text: 'x' });
    drafts.put('a', 1, { kind: 'text', text: 'xy' });
    drafts.put('a', 2, { kind: 'text', text: 'z' });
    drafts.drop('a', 1, 'text');
    expect(isHeld(window)).toBe(true);
    drafts.drop('a', 2, 'text');
    expect(isHeld(window)).toBe(false);
    drafts.put('a', 2, { kind: 'text', text: 'z' });
    drafts.clear();
    expect([isHeld(window), drafts.pagesOf('a')]).toEqual([false, []]);
  });

  it('belongs to whoever is signed in', () => {
    const [store, other] = [{ call: vi.fn() }, { call: vi.fn() }];
    draftsOf(store).put('a', 1, { kind: 'text', text: 'x' });
    expect([draftsOf(store).pagesOf('a'), draftsOf(other).pagesOf('a')]).toEqual([[1], []]);
  });
});
