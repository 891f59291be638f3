import { describe, expect, it } from 'vitest';
import type { Entry } from './entries.ts';
import { MAX_HITS } from './haystacks.ts';
import { Library } from './library.ts';
import { NEVER_LISTED, type Shelf, type ShelvedText } from './shelf.ts';

/** A shelf that survives its library, as a browser's does. */
class KeptShelf implements Shelf {
  readonly entries = new Map<string, Entry>();
  readonly texts = new Map<string, ShelvedText>();
  listing = NEVER_LISTED;

  open = async () => ({ entries: [...this.entries.values()], texts: [...this.texts.keys()], listing: this.listing });
  read = async (jobId: string) => this.texts.get(jobId);
  write = async (jobId: string, text: ShelvedText) => void this.texts.set(jobId, text);
  async writeEntries(entries: readonly Entry[], gone: readonly string[], listing: typeof NEVER_LISTED) {
    for (const entry of entries) this.entries.set(entry.jobId, entry);
    for (const jobId of gone) this.entries.delete(jobId);
    this.listing = listing;
  }
  async drop(jobIds: readonly string[]) {
    for (const jobId of jobIds) this.texts.delete(jobId);
  }
}

const entry = (jobId: string, createdAt: number, more: Partial<Entry> = {}): Entry => ({
  ...{ jobId, name: `${jobId}.pdf`, createdAt, pageCount: 2, state: 'text', path: `results/${jobId}`, version: '1.0' },
  ...more,
});
const LISTING = { at: 7, documents: 3 };
/** No time at all: nothing is gone. */
const NONE = { after: 0, before: 0 };

async function libraryOf(texts: Readonly<Record<string, string>>, shelf = new KeptShelf()) {
  const library = new Library(shelf);
  const entries = Object.keys(texts).map((jobId, i) => entry(jobId, 100 - i));
  await library.update(entries, NONE, LISTING);
  for (const [jobId, text] of Object.entries(texts)) await library.add(jobId, '1.0', new Blob([text]));
  return { library, shelf };
}

describe('a search over all documents', () => {
  it('tells the documents newest first, each with its first places, their pages and what stands around them', async () => {
    const { library } = await libraryOf({
      new: 'The Âge of steam\n\fno such word\n\fan age, a second Age and an AGE,\nand an age again\n',
      old: `${'x '.repeat(200)}iron age tools ${'y '.repeat(200)}`,
      none: 'nothing',
    });
    const { documents, findings } = await library.find(' agé', 10);
    expect(documents).toBe(2);
    expect(findings.map(({ jobId, hits }) => [jobId, hits])).toEqual([
      ['new', 5],
      ['old', 1],
    ]);
    expect(findings[0]?.snippets.map(({ pageNumber, nth, hit }) => [pageNumber, nth, hit])).toEqual([
      [1, 0, 'Âge'],
      [3, 0, 'age'],
      [3, 1, 'Age'],
    ]);
    expect(findings[0]?.snippets[0]).toMatchObject({ before: 'The ', after: ' of steam' });
    const [cut] = findings[1]?.snippets ?? [];
    expect(cut?.before).toMatch(/^… (x )+iron $/);
    expect(cut?.after).toMatch(/^ tools (y )+…$/);
  });

  it('finds a phrase however its lines are broken, but not over the end of a page', async () => {
    const { library } = await libraryOf({ a: 'steel\n  bridge', b: 'steel\n\fbridge' });
    expect((await library.find('Steel bridge', 10)).findings.map(({ jobId }) => jobId)).toEqual(['a']);
  });

  it('finds names too, also of documents that have no text', async () => {
    const { library } = await libraryOf({ report: 'text' });
    await library.update(
      [entry('bad', 1, { name: 'Rapport d’été.pdf', state: 'no_text', path: '', version: '' })],
      NONE,
      LISTING,
    );
    const { findings } = await library.find("d'ete", 10);
    expect(findings).toMatchObject([{ jobId: 'bad', hits: 0, nameHits: [{ start: 8, end: 13 }], run: null, snippets: [] }]);
  });

  it('tells in which reading it found something: that of the text it has, also while the document is read again', async () => {
    const { library } = await libraryOf({ a: 'harbour' });
    await library.update([entry('a', 1, { state: 'running', path: '', version: '' })], NONE, LISTING);
    expect((await library.find('harbour', 10)).findings).toMatchObject([{ run: 1 }]);
    await library.update([entry('a', 1, { version: '12.3' })], NONE, LISTING);
    await library.add('a', '12.3', new Blob(['harbour']));
    expect((await library.find('harbour', 10)).findings).toMatchObject([{ run: 12 }]);
  });

  it('counts no further than it has to, and shows no more than it is asked for', async () => {
    const { library } = await libraryOf({ a: 'e'.repeat(5000), b: 'e' });
    const { documents, findings } = await library.find('e', 1);
    expect([documents, findings.length, findings[0]?.hits]).toEqual([2, 1, MAX_HITS]);
  });

  it('finds nothing for an empty query', async () => {
    const { library } = await libraryOf({ a: 'text' });
    expect(await library.find('  ', 10)).toEqual({ query: '  ', documents: 0, findings: [] });
  });
});

describe('the texts on a device', () => {
  it('are there at the next visit without being fetched again', async () => {
    const { shelf } = await libraryOf({ a: 'harbour', b: 'bridge' });
    const library = new Library(shelf);
    expect(await library.open()).toEqual(LISTING);
    expect(await library.wanted(), 'before the shelf is looked through').toEqual([]);
    expect(await library.load(1)).toBe(1);
    expect((await library.find('harbour', 10)).documents, 'the newest first').toBe(1);
    expect(await library.load(1)).toBe(0);
    expect((await library.find('bridge', 10)).documents).toBe(1);
    expect(await library.wanted()).toEqual([]);
  });

  it('are fetched again when they are of another version, and searched as they were until then', async () => {
    const { library } = await libraryOf({ a: 'harbuor' });
    const corrected = entry('a', 100, { version: '1.1' });
    await library.update([corrected], NONE, LISTING);
    expect(await library.wanted()).toEqual([corrected]);
    expect((await library.find('harbuor', 10)).findings).toMatchObject([{ isCorrected: false }]);
    await library.add('a', '1.1', new Blob(['harbour']));
    expect(await library.wanted()).toEqual([]);
    expect((await library.find('harbuor', 10)).documents).toBe(0);
    expect((await library.find('harbour', 10)).findings).toMatchObject([{ snippets: [{ hit: 'harbour' }], isCorrected: true }]);
  });

  it('of documents that are gone or in the trash are thrown away', async () => {
    const { library, shelf } = await libraryOf({ a: 'word', b: 'word', c: 'word' });
    await library.update([entry('b', 99, { state: 'trashed' })], { after: 97, before: 100 }, LISTING);
    expect([...shelf.texts.keys()]).toEqual(['a']);
    expect([...shelf.entries.keys()]).toEqual(['a', 'b']);
    expect((await library.find('word', 10)).findings.map(({ jobId }) => jobId)).toEqual(['a']);
  });

  it('of a document that went while its text was on the way are not taken up', async () => {
    const { library, shelf } = await libraryOf({ a: 'word' });
    await library.add('b', '1.0', new Blob(['word']));
    expect([...shelf.texts.keys()]).toEqual(['a']);
  });

  it('say what they cover', async () => {
    const { library } = await libraryOf({ a: 'word' });
    const others = [
      entry('b', 3),
      entry('c', 2, { state: 'running' }),
      entry('d', 1, { state: 'no_text' }),
      entry('e', 0, { state: 'trashed' }),
    ];
    await library.update(others, NONE, { at: 7, documents: 9 });
    expect(await library.coverage()).toEqual({ documents: 8, searched: 1, wanted: 1, running: 1, withoutText: 1, older: 4 });
  });
});
