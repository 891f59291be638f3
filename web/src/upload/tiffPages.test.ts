import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { countTiffPages } from './tiffPages.ts';

const fixture = async (name: string) => new Blob([await readFile(new URL(`../../../test/fixtures/${name}`, import.meta.url))]);

/** Directories of one entry each, one after the other; `tail` is what the last one points to. */
function tiff(pages: number, { big = false, littleEndian = true, tail = 0 } = {}): Blob {
  const [head, countBytes, entryBytes, offsetBytes] = big ? [16, 8, 20, 8] : [8, 2, 12, 4];
  const size = countBytes + entryBytes + offsetBytes;
  const view = new DataView(new ArrayBuffer(head + pages * size));
  const offset = (at: number, value: number) =>
    big ? view.setBigUint64(at, BigInt(value), littleEndian) : view.setUint32(at, value, littleEndian);
  view.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
  view.setUint16(2, big ? 43 : 42, littleEndian);
  offset(big ? 8 : 4, head);
  for (let page = 0; page < pages; page++) {
    const at = head + page * size;
    if (big) view.setBigUint64(at, 1n, littleEndian);
    else view.setUint16(at, 1, littleEndian);
    offset(at + countBytes + entryBytes, page + 1 < pages ? at + size : tail);
  }
  return new Blob([view]);
}

describe('the pages of a TIFF', () => {
  it('are its directories, in every layout', async () => {
    for (const littleEndian of [true, false]) {
      for (const big of [true, false]) expect(await countTiffPages(tiff(7, { big, littleEndian }), 100)).toBe(7);
    }
    expect(await countTiffPages(await fixture('multipage.tiff'), 100)).toBe(3);
  });

  it('are counted up to a bound, and once each when the chain is a ring', async () => {
    expect(await countTiffPages(tiff(50), 20)).toBe(20);
    expect(await countTiffPages(tiff(5, { tail: 8 }), 100)).toBe(5);
  });

  it('are none where the file ends before its directory, and those before a cut count', async () => {
    expect(await countTiffPages(await fixture('truncated.tiff'), 100)).toBe(0);
    expect(await countTiffPages(new Blob(['II*']), 100)).toBe(0);
    expect(await countTiffPages(tiff(3, { tail: 100_000 }), 100)).toBe(3);
  });
});
