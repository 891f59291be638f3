/** Leaving a step out leaves out that step: else the bench would tell what it gains from noise. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineWorld } from '../functions/src/testing/engineWorld.ts';
import { decode } from '../samples/make/paper.ts';
import { sharp } from '../samples/make/sharp.ts';
import { sample } from '../test/support/fixtures.ts';
import { characterEdits, errorRate } from '../test/support/score.ts';
import { HARDSHIPS } from './hard.ts';
import { type Step, settingsWithout } from './withoutStep.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pagestream-steps-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The poster as black on white, since white on black is another matter, and made hard. */
async function hard(name: string, index: number): Promise<string> {
  const page = await decode(await sharp(sample('notice.png')).negate({ alpha: false }).png().toBuffer(), 1);
  const path = join(folder, `${name}-${index}.png`);
  await writeFile(path, (await HARDSHIPS[name]?.(page, index)) ?? '');
  return path;
}

async function readWithout(step: Step | 'none', path: string) {
  const { pages, text } = await engineWorld(settingsWithout(step)).process(path);
  return { skew: pages[0]?.skew, rotation: pages[0]?.rotation, text };
}

describe('a page', () => {
  it('that leans is levelled only with that step', async () => {
    const path = await hard('skew', 2);
    expect(Math.abs((await readWithout('none', path)).skew ?? 0)).toBeGreaterThan(4);
    expect((await readWithout('level', path)).skew).toBe(0);
  });

  it('that lies on its side is turned only with that step', async () => {
    const path = await hard('turned', 0);
    expect((await readWithout('none', path)).rotation).not.toBe(0);
    expect((await readWithout('turning', path)).rotation).toBe(0);
  });

  it('that is grained is read well only with that step', async () => {
    const path = await hard('noise', 0);
    const truth = await readFile(sample('notice.gt.txt'), 'utf8');
    const errors = async (step: Step | 'none') => errorRate(characterEdits(truth, (await readWithout(step, path)).text));
    expect(await errors('none')).toBeLessThan(0.2);
    expect(await errors('smooth')).toBeGreaterThan(0.8);
  });

  it('whose rules are broken is read well only with that step', async () => {
    const path = sample('scan.pdf');
    expect((await readWithout('none', path)).text).toContain('Parish and county grants £8,500');
    expect((await readWithout('rules', path)).text).not.toContain('Parish and county grants £8,500');
  });
});
