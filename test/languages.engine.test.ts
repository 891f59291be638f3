/** Pages in every language, through the pipeline with its real engine. Thresholds leave room for other versions of the libraries. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PageWords } from '../functions/src/contract/documents.ts';
import { LANGUAGES } from '../functions/src/contract/options.ts';
import { type EngineWorld, engineWorld } from '../functions/src/testing/engineWorld.ts';
import { storedText } from '../functions/src/testing/memoryWorld.ts';
import { fixture, truthOf } from './support/fixtures.ts';
import { characterErrorRate } from './support/score.ts';

let world: EngineWorld;
beforeAll(() => {
  world = engineWorld();
});
afterAll(() => world.close());

const pageIn = (name: string) => fixture(`languages/${name}.png`);

/** Without any blanks where there are none to read. */
const WITHOUT_BLANKS: readonly string[] = ['chi_sim', 'jpn'];
async function errorRate(name: string, text: string): Promise<number> {
  const compared = (it: string) => (WITHOUT_BLANKS.includes(name) ? it.replace(/\s/g, '') : it);
  return characterErrorRate(compared(await truthOf(pageIn(name))), compared(text));
}

/** Arabic commas are taken for letters, the end of a Korean paragraph for a column. Measured: 0.030, 0.058, 0.010. */
const HARDER: Readonly<Record<string, number>> = { ara: 0.06, kor: 0.1, ell: 0.03 };

describe('a page is read in its language', () => {
  it.each(LANGUAGES)('%s', async (language) => {
    const { pages, text } = await world.process(pageIn(language), { languages: language });
    expect(pages[0]).toMatchObject({ status: 'completed', source: 'ocr', languages: [language] });
    expect(await errorRate(language, text)).toBeLessThan(HARDER[language] ?? 0.02);
  });
});

describe('a page is read with the accurate model', () => {
  async function read(path: string, metadata: Record<string, string>) {
    const { pages, text } = await world.process(path, metadata);
    expect(pages[0]).toMatchObject({ status: 'completed', source: 'ocr' });
    return { text, languages: pages[0]?.languages, confidence: pages[0]?.confidence };
  }

  it.each(LANGUAGES)('%s', async (languages) => {
    const { text } = await read(pageIn(languages), { languages, model: 'accurate' });
    expect(await errorRate(languages, text)).toBeLessThan(HARDER[languages] ?? 0.02);
  });

  it.each(['deu', 'jpn'])('which is another than the fast one, and back again: %s', async (languages) => {
    const fast = await read(pageIn(languages), { languages });
    expect((await read(pageIn(languages), { languages, model: 'accurate' })).confidence).not.toEqual(fast.confidence);
    expect(await read(pageIn(languages), { languages })).toEqual(fast);
  });

  it('but for Russian, of which there is none', async () => {
    const languages = 'rus';
    expect(await read(pageIn('rus'), { languages, model: 'accurate' })).toEqual(await read(pageIn('rus'), { languages }));
  });

  it('also when its language is found out', async () => {
    const chosen = await read(pageIn('deu'), { languages: 'deu', model: 'accurate' });
    expect(await read(pageIn('deu'), { languages: 'auto', model: 'accurate' })).toEqual(chosen);
  });

  it('but not where it lacks what the library needs: languages of different scripts together', async () => {
    const languages = 'eng+jpn';
    expect(await read(pageIn('jpn'), { languages, model: 'accurate' })).toEqual(await read(pageIn('jpn'), { languages }));
  });
});

describe('a page whose language is to be found out', () => {
  const found = async (name: string) => {
    const { pages, text } = await world.process(pageIn(name), { languages: 'auto' });
    expect(pages[0]).toMatchObject({ status: 'completed', error: null });
    return { languages: pages[0]?.languages, rate: await errorRate(name, text) };
  };

  it.each(['deu', 'fra', 'pol', 'rus', 'ell', 'ara', 'hin', 'chi_sim', 'jpn', 'kor'])('%s: is found and read', async (name) => {
    const { languages, rate } = await found(name);
    expect(languages).toEqual([name]);
    expect(rate).toBeLessThan(HARDER[name] ?? 0.02);
  });

  it('has both of its languages when there are two', async () => {
    const { languages, rate } = await found('deu+eng');
    expect(languages?.toSorted()).toEqual(['deu', 'eng']);
    expect(rate).toBeLessThan(0.02);
  });
});

it('the text and the words of a page that is written from right to left are in the order in which one reads', async () => {
  const { pages, world: after } = await world.process(pageIn('ara'), { languages: 'ara' });
  const truth = await truthOf(pageIn('ara'));
  const [title = ''] = truth.split('\n');
  expect(pages[0]?.text.startsWith(title)).toBe(true);
  const words = JSON.parse(storedText(after, pages[0]?.artefacts?.words ?? '')) as PageWords;
  const firstLine = words.words.slice(0, words.lines[0]?.wordCount);
  expect(firstLine.map(([word]) => word)).toEqual(title.split(' '));
  // Each begins to the left of the one before.
  const begins = firstLine.map((word) => word[2]);
  expect(begins).toEqual(begins.toSorted((a, b) => b - a));
});
