import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reflow } from './reflow.ts';

const paragraph =
  'For the first time since the storm of 2019 the library has spent\ntwelve months entirely under its own slates. The reading room\nwas handed back.';

describe('text for the screen', () => {
  it('lets a paragraph wrap where the window ends', () => {
    expect(reflow(`A year\n\n${paragraph}\n\nNext`)).toBe(`A year\n\n${paragraph.replaceAll('\n', ' ')}\n\nNext`);
  });

  it.each([
    ['an address', 'Mrs H. Lindqvist\nThe Old Pilot House\nQuay Street'],
    ['a receipt', 'Paint, marine, white, two tins of five litres each     48.00\nRope   9.50\nTotal   57.50'],
    ['one line', 'A year with the roof on'],
    ['nothing', ''],
  ])('leaves %s as it is', (_, text) => {
    expect(reflow(text)).toBe(text);
  });

  it('does not guess what a hyphen at the end of a line means', () => {
    const text = 'The committee met in the reading room on the third of the well-\nknown month of April, nine days late.';
    expect(reflow(text)).toBe(text);
  });

  it('keeps every word in its place', () => {
    const truth = readFileSync(new URL('../../../samples/scan.gt.txt', import.meta.url), 'utf8');
    for (const text of [paragraph, truth]) expect(reflow(text).split(/\s+/)).toEqual(text.split(/\s+/));
  });
});
