import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobDocument, PageDocument } from '../../../functions/src/contract/documents.ts';
import { DEFAULT_OPTIONS } from '../../../functions/src/contract/options.ts';
import { runHook } from '../testing/hook.ts';
import type { ReadingStore } from './reading.ts';
import { useFind } from './useFind.ts';

beforeEach(() => {
  vi.stubGlobal('location', { search: '', hash: '' });
  return () => void vi.unstubAllGlobals();
});

const PAGES: ReadonlyMap<number, PageDocument> = new Map();
const job = {
  ...{ run: 1, exportedRevision: 0, status: 'completed', results: { text: 'document.txt' } },
  ...{ options: DEFAULT_OPTIONS, progress: { totalPages: 2 } },
} as unknown as JobDocument;
const store = { readFile: async () => new Blob(['one foo\f two']) } as unknown as ReadingStore;
const noGo = () => undefined;
const world = () => runHook((mine: JobDocument) => useFind(mine, store, PAGES, noGo), job);

it('a document that is being read is copied in the order of its pages, however people came by them', async () => {
  const page = (pageNumber: number) => [pageNumber, { pageNumber, text: `page ${pageNumber}` } as PageDocument] as const;
  const running = { ...job, status: 'processing', results: {} } as unknown as JobDocument;
  const hook = await runHook((mine: JobDocument) => useFind(mine, store, new Map([page(51), page(1)]), noGo), running);
  expect(await hook.now().readText()).toBe('page 1\n\npage 51');
});

it('of some pages those are copied, without the places of those before', async () => {
  const some = { ...job, options: { ...DEFAULT_OPTIONS, pages: { first: 3, last: 4 } } };
  const places = { readFile: async () => new Blob(['\f\fthree\n\ffour\n']) } as unknown as ReadingStore;
  const hook = await runHook((mine: JobDocument) => useFind(mine, places, PAGES, noGo), some);
  expect(await hook.now().readText()).toBe('three\n\nfour');
});

describe('what was put right on a page', () => {
  it('is in the text that is copied for as long as it is so, and no longer', async () => {
    const hook = await world();
    hook.now().noteText(1, 'one bar', 'one foo');
    expect(await hook.now().readText()).toContain('one bar');
    hook.now().noteText(1, 'one foo', 'one foo');
    expect(await hook.now().readText()).toBe('one foo\n\n two');
  });

  it('is found at once, and not any more once it was taken back', async () => {
    const hook = await world();
    hook.now().setQuery('bar');
    const hits = () => (hook.now().found.query === 'bar' && hook.now().found.isComplete ? hook.now().found.hits.length : null);
    await vi.waitFor(() => expect(hits()).toBe(0));
    hook.now().noteText(1, 'one bar', 'one foo');
    await vi.waitFor(() => expect(hits()).toBe(1));
    hook.now().noteText(1, 'one foo', 'one foo');
    await vi.waitFor(() => expect(hits()).toBe(0));
  });

  it('is forgotten when the document has been read again', async () => {
    const hook = await world();
    hook.now().noteText(1, 'one bar', 'one foo');
    await hook.change({ ...job, run: 2, status: 'processing' });
    hook.now().noteText(1, 'one bar', 'one foo');
    await hook.change({ ...job, run: 2 });
    expect(await hook.now().readText()).toContain('one foo');
  });
});
