/** The long documents say what their truth says, on as many pages: else nothing measured with them means anything. */

import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { engineWorld } from '../functions/src/testing/engineWorld.ts';
import { characterErrorRate } from '../test/support/score.ts';
import { bornDigitalOf, scanOf, slipsOf } from './documents.ts';

const world = engineWorld();
afterAll(() => world.close());
const quietly = () => undefined;

describe.each([
  ['a scan', scanOf, 1],
  ['a scan of slips', slipsOf, 2],
  ['a born-digital document', bornDigitalOf, 2],
])('%s', (_, make, pageCount) => {
  it('reads as its truth says, page by page', async () => {
    const document = await make(pageCount, quietly);
    const { pages, text } = await world.process(document.path);
    expect(pages).toHaveLength(pageCount);
    expect(document.truth.split('\f')).toHaveLength(pageCount);
    expect(characterErrorRate(document.truth, text)).toBeLessThan(0.03);
    expect((await readFile(document.path)).length).toBe(document.sizeBytes);
  });
});
