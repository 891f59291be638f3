import { describe, expect, it } from 'vitest';
import type { PageCorrections, PageDocument } from '../../../functions/src/contract/documents.ts';
import type { Failure } from '../firebase/failure.ts';
import { type KnownPages, MOST_WINDOWS, NOTHING_KNOWN, PageListeners } from './pageListeners.ts';

const at = new Date(0);
const now = { toMillis: () => 0, toDate: () => at };
const page = (pageNumber: number, text: string) => ({ pageNumber, text }) as PageDocument;
const corrections = (pageNumber: number): PageCorrections => ({ pageNumber, width: 1, height: 1, words: [], updatedAt: now });

function world() {
  const open = new Map<string, { next: (value: never) => void; fail: (failure: Failure) => void }>();
  const opened: string[] = [];
  const watch = (name: string) => (next: (value: never) => void, fail: (failure: Failure) => void) => {
    open.set(name, { next, fail });
    opened.push(name);
    return () => void open.delete(name);
  };
  let known: KnownPages = NOTHING_KNOWN;
  const listeners = new PageListeners(
    { watchPages: (_, first) => watch(`pages ${first}`), watchCorrections: (_, first) => watch(`corrections ${first}`) },
    { uid: 'owner', jobId: 'j' },
    (told) => {
      known = told;
    },
  );
  const tell = (name: string, value: unknown) => open.get(name)?.next(value as never);
  return { listeners, open, opened, tell, fail: (name: string) => open.get(name)?.fail('offline'), known: () => known };
}

describe('the listeners on a document’s pages', () => {
  it('are those of the windows that are wanted, and each is opened once', () => {
    const { listeners, open, opened } = world();
    listeners.want([1, 51]);
    listeners.want([51, 101]);
    expect([...open.keys()]).toEqual(['pages 51', 'corrections 51', 'pages 101', 'corrections 101']);
    expect(opened).toHaveLength(6);
    listeners.close();
    expect(open.size).toBe(0);
  });

  it('never become more, however far somebody scrolls and however much is asked for', () => {
    const { listeners, open } = world();
    for (let first = 1; first < 2000; first += 50) {
      listeners.want([first, first + 50, 1, 51, 101, 151, 201]);
      expect(open.size).toBeLessThanOrEqual(MOST_WINDOWS * 2);
      expect(open.has(`pages ${first}`)).toBe(true);
    }
  });

  it('leave what was seen where nobody listens any more', () => {
    const { listeners, tell, known } = world();
    listeners.want([1]);
    tell('pages 1', [page(1, 'one')]);
    tell('corrections 1', [corrections(1)]);
    listeners.want([51]);
    tell('pages 51', []);
    expect(known().pages.get(1)?.text).toBe('one');
    expect(known().corrections.has(1)).toBe(true);
    expect([...known().told]).toEqual([1, 51]);
  });

  it('keep a page that is told again unchanged, so that it is not drawn again', () => {
    const { listeners, tell, known } = world();
    listeners.want([1]);
    tell('pages 1', [page(1, 'one'), page(2, 'two')]);
    const [one, two] = [known().pages.get(1), known().pages.get(2)];
    tell('pages 1', [page(1, 'one'), page(2, 'two, now')]);
    expect(known().pages.get(1)).toBe(one);
    expect(known().pages.get(2)).not.toBe(two);
  });

  it('forget corrections that are gone', () => {
    const { listeners, tell, known } = world();
    listeners.want([1]);
    tell('corrections 1', [corrections(1), corrections(2)]);
    tell('corrections 1', [corrections(2)]);
    expect([...known().corrections.keys()]).toEqual([2]);
  });

  it('are made anew after a failure', () => {
    const { listeners, fail, opened, known, open } = world();
    listeners.want([1]);
    fail('pages 1');
    expect(known().failure).toBe('offline');
    listeners.retry();
    expect(known().failure).toBeNull();
    expect(opened).toHaveLength(4);
    expect(open.size).toBe(2);
  });
});
