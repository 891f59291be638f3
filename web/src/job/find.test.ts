import { describe, expect, it } from 'vitest';
import { type Found, findInPages, MOST_HITS, pagesOfText } from './find.ts';

async function found(pages: readonly (readonly [number, string])[], query: string): Promise<readonly Found[]> {
  const told: Found[] = [];
  await findInPages(pages, query, new AbortController().signal, (each) => told.push(each));
  return told;
}

describe('a query in a document', () => {
  const document = 'The old harbour\n\fNothing here\n\f\fA harbour, the HÁRBOUR\nof all harbours\n';

  it('is found page by page, a page that failed among them, with what stands around it', async () => {
    const [last] = await found(pagesOfText(document), 'harbour');
    expect(last).toMatchObject({ isComplete: true, query: 'harbour' });
    expect(last?.hits.map(({ pageNumber, nth, text }) => [pageNumber, nth, text])).toEqual([
      [1, 0, 'harbour'],
      [4, 0, 'harbour'],
      [4, 1, 'HÁRBOUR'],
      [4, 2, 'harbour'],
    ]);
    expect(last?.hits[2]).toMatchObject({ before: 'A harbour, the ', after: ' of all harbours' });
  });

  it('shows whole words around it', async () => {
    const [last] = await found([[1, `${'lorem ipsum '.repeat(9)}needle ${'dolor sit '.repeat(9)}`]], 'needle');
    expect(last?.hits[0]?.before).toMatch(/^…(lorem|ipsum) .* $/);
    expect(last?.hits[0]?.after).toMatch(/^ dolor .*(dolor|sit)…$/);
  });

  it('that asks for nothing finds nothing', async () => {
    expect(await found([[1, 'text']], '  ')).toEqual([{ query: '  ', hits: [], isComplete: true }]);
  });

  it('is told while it is looked for, leaves others their turn, and ends at a stated number', async () => {
    const pages = Array.from({ length: 4000 }, (_, i) => [i + 1, 'lorem ipsum dolor '.repeat(100)] as const);
    let turns = 0;
    let over = false;
    const others = (async () => {
      for (; !over; turns++) await new Promise((resolve) => setTimeout(resolve));
    })();
    const told = await found(pages, 'dolor lorem ips');
    over = true;
    await others;
    expect(turns).toBeGreaterThan(0);
    expect(told.at(-1)?.hits).toHaveLength(MOST_HITS);
  });

  it('is given up when another one is asked', async () => {
    const control = new AbortController();
    let told = 0;
    const text = 'x'.repeat(20_000);
    function* pages(): Iterable<readonly [number, string]> {
      for (let page = 1; page < 100_000; page++) {
        if (page === 50) control.abort();
        yield [page, text];
      }
    }
    await findInPages(pages(), 'y', control.signal, () => told++);
    expect(told).toBe(0);
  });
});
