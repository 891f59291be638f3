/**
 * The documents of one owner on this device, and the search through them. It runs in a worker: folding a document takes longer than
 * a key may, and looking through all of them is done at every key. Texts come from outside; between visits they are on the shelf.
 */

import { type Coverage, type Entry, type Held, hasCorrections, newestFirst, planOf, runOf } from './entries.ts';
import { hitsIn, MAX_HITS, type Snippet, snippetOf } from './haystacks.ts';
import { findIn, haystackOf, needleOf, type Span } from './match.ts';
import type { Listing, Shelf } from './shelf.ts';

const SNIPPETS_EACH = 3;
/** Whole texts that are kept at hand for snippets; the haystacks alone cannot show what was written. */
const TEXTS_AT_HAND = 40;

export interface Finding {
  readonly jobId: string;
  readonly name: string;
  readonly nameHits: readonly Span[];
  readonly createdAt: number;
  readonly pageCount: number;
  /** That in which the text was read that was looked through; null when only its name was. */
  readonly run: number | null;
  /** In its text; `MAX_HITS` stands for as many or more. */
  readonly hits: number;
  readonly snippets: readonly Snippet[];
  /** Whether its text has words that somebody put right. */
  readonly isCorrected: boolean;
}

export interface Findings {
  readonly query: string;
  /** How many documents there are in all; the first of them are `findings`. */
  readonly documents: number;
  readonly findings: readonly Finding[];
}

interface Text extends Held {
  readonly haystack: string;
}

/** A span of times in which documents were created, its ends excluded; null: until now. */
export interface Created {
  readonly after: number;
  readonly before: number | null;
}

const isWithin = (createdAt: number, { after, before }: Created) => createdAt > after && (before === null || createdAt < before);

export class Library {
  readonly #shelf: Shelf;
  readonly #entries = new Map<string, Entry>();
  readonly #texts = new Map<string, Text>();
  readonly #atHand = new Map<string, readonly string[]>();
  /** Texts on the shelf that are not looked through yet. */
  #unread: string[] = [];
  /** Of the owner's documents, those beyond what is listed included. */
  #total = 0;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  /** Looks up what this device knew when it was last used. */
  async open(): Promise<Listing> {
    const { entries, texts, listing } = await this.#shelf.open();
    for (const entry of entries) this.#entries.set(entry.jobId, entry);
    const onShelf = new Set(texts);
    this.#unread = this.#ordered().flatMap(({ jobId }) => (onShelf.has(jobId) && !this.#texts.has(jobId) ? [jobId] : []));
    this.#total = listing.documents;
    return listing;
  }

  /** Takes up texts from the shelf, newest first. @returns how many are left there */
  async load(count: number): Promise<number> {
    const next = this.#unread.splice(0, count);
    const texts = await Promise.all(next.map((jobId) => this.#shelf.read(jobId)));
    for (const [i, text] of texts.entries()) {
      const jobId = next[i] as string;
      // What came in the meantime is newer.
      if (text !== undefined && !this.#texts.has(jobId) && this.#entries.has(jobId)) this.#take(jobId, text);
    }
    return this.#unread.length;
  }

  /** News of documents: all that there are within a span of times. */
  async update(entries: readonly Entry[], span: Created, listing: Listing): Promise<void> {
    for (const entry of entries) this.#entries.set(entry.jobId, entry);
    const present = new Set(entries.map(({ jobId }) => jobId));
    const gone = [...this.#entries.values()]
      .filter(({ jobId, createdAt }) => !present.has(jobId) && isWithin(createdAt, span))
      .map(({ jobId }) => jobId);
    for (const jobId of gone) this.#entries.delete(jobId);
    this.#total = listing.documents;
    await this.#shelf.writeEntries(entries, gone, listing);
    await this.#letGo();
  }

  async add(jobId: string, version: string, file: Blob): Promise<void> {
    const text = { version, bytes: file.size, text: await file.text() };
    if (!this.#entries.has(jobId)) return;
    this.#take(jobId, text);
    await this.#shelf.write(jobId, text);
    await this.#letGo();
  }

  /** Texts to fetch, those of the newest documents first. None before everything on the shelf is known. */
  async wanted(): Promise<readonly Entry[]> {
    return this.#unread.length > 0 ? [] : planOf(this.#ordered(), this.#texts).wanted;
  }

  async coverage(): Promise<Coverage> {
    const { coverage } = planOf(this.#ordered(), this.#texts);
    const unlisted = Math.max(0, this.#total - this.#entries.size);
    return { ...coverage, documents: coverage.documents + unlisted, older: coverage.older + unlisted };
  }

  /** Documents whose name or text has the query, newest first. @param most how many are told in full */
  async find(query: string, most: number): Promise<Findings> {
    const needle = needleOf(query);
    const found: { entry: Entry; nameHits: readonly Span[]; hits: ReturnType<typeof hitsIn> }[] = [];
    for (const entry of needle === '' ? [] : this.#ordered()) {
      if (entry.state === 'trashed') continue;
      const nameHits = findIn(entry.name, query);
      const hits = hitsIn(this.#texts.get(entry.jobId)?.haystack ?? '', query, SNIPPETS_EACH);
      if (nameHits.length > 0 || hits.count > 0) found.push({ entry, nameHits, hits });
    }
    const findings = await Promise.all(
      found.slice(0, most).map(async ({ entry, nameHits, hits }): Promise<Finding> => {
        const { jobId, name, createdAt, pageCount } = entry;
        const version = this.#texts.get(jobId)?.version;
        const run = version === undefined ? null : runOf(version);
        const pages = hits.count > 0 ? await this.#pages(jobId) : [];
        const snippets = hits.places.flatMap((place) => snippetOf(pages[place.pageNumber - 1] ?? '', query, place) ?? []);
        const isCorrected = hasCorrections(this.#texts.get(jobId)?.version ?? '');
        return { jobId, name, nameHits, createdAt, pageCount, run, hits: Math.min(hits.count, MAX_HITS), snippets, isCorrected };
      }),
    );
    return { query, documents: found.length, findings };
  }

  #ordered(): readonly Entry[] {
    return [...this.#entries.values()].sort(newestFirst);
  }

  #take(jobId: string, { version, bytes, text }: { version: string; bytes: number; text: string }): void {
    this.#texts.set(jobId, { version, bytes, haystack: haystackOf(text) });
    this.#atHand.delete(jobId);
  }

  async #letGo(): Promise<void> {
    if (this.#unread.length > 0) return;
    const { dropped } = planOf(this.#ordered(), this.#texts);
    for (const jobId of dropped) {
      this.#texts.delete(jobId);
      this.#atHand.delete(jobId);
    }
    await this.#shelf.drop(dropped);
  }

  async #pages(jobId: string): Promise<readonly string[]> {
    const pages = this.#atHand.get(jobId) ?? (await this.#shelf.read(jobId))?.text.split('\f') ?? [];
    // Set anew, it is the last that will be let go of.
    this.#atHand.delete(jobId);
    this.#atHand.set(jobId, pages);
    const [oldest] = this.#atHand.keys();
    if (this.#atHand.size > TEXTS_AT_HAND && oldest !== undefined) this.#atHand.delete(oldest);
    return pages;
  }
}
