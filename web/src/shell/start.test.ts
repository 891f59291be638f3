import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';

const START = readFileSync(join(import.meta.dirname, '..', '..', 'public', 'start.js'), 'utf8');

interface Browser {
  readonly languages: readonly string[];
  readonly saved?: Record<string, string>;
  /** Storage forbidden: reading throws. */
  readonly noStorage?: boolean;
}

function start({ languages, saved = {}, noStorage }: Browser) {
  const root = { lang: 'en', dataset: {} as Record<string, string> };
  const preloaded: string[] = [];
  const metas = ['light', 'dark'].map((scheme) => {
    const attributes: Record<string, string> = { 'data-scheme': scheme, media: `(prefers-color-scheme: ${scheme})` };
    return {
      attributes,
      getAttribute: (name: string) => attributes[name],
      setAttribute: (name: string, value: string) => {
        attributes[name] = value;
      },
    };
  });
  runInNewContext(START, {
    navigator: { languages },
    localStorage: {
      getItem: (key: string) => {
        if (noStorage) throw new Error('forbidden');
        return saved[key] ?? null;
      },
    },
    document: {
      documentElement: root,
      currentScript: { dataset: { wordsEn: '/assets/en.js', wordsDe: '/assets/de.js' } },
      createElement: () => ({}),
      head: { append: (link: { href: string }) => preloaded.push(link.href) },
      querySelectorAll: () => metas,
    },
  });
  return {
    language: root.lang,
    theme: root.dataset.theme,
    preloaded,
    bars: metas.map(({ attributes }) => attributes.media),
  };
}

describe('before the page is drawn', () => {
  it.each<[string, Browser, string]>([
    ['the first of the browser’s languages that there is', { languages: ['fr-FR', 'de-AT', 'en'] }, 'de'],
    ['English where there is none of them', { languages: ['fr', 'it-CH'] }, 'en'],
    ['what the person chose, whatever the browser says', { languages: ['de'], saved: { 'pagestream.language': 'en' } }, 'en'],
    [
      'the browser’s when what was chosen is no language of ours',
      { languages: ['de'], saved: { 'pagestream.language': 'xx' } },
      'de',
    ],
    ['the browser’s when nothing may be remembered', { languages: ['de-DE'], noStorage: true }, 'de'],
  ])('the language is %s, and only its words are fetched', (_, browser, language) => {
    const page = start(browser);
    expect(page.language).toBe(language);
    expect(page.preloaded).toEqual([`/assets/${language}.js`]);
  });

  it('the chosen colours hold, for the browser’s bars too', () => {
    expect(start({ languages: [], saved: { 'pagestream.theme': 'dark' } })).toMatchObject({
      theme: 'dark',
      bars: ['not all', 'all'],
    });
  });

  it('without a choice the colours are the system’s', () => {
    expect(start({ languages: [], saved: { 'pagestream.theme': 'purple' } })).toMatchObject({
      theme: undefined,
      bars: ['(prefers-color-scheme: light)', '(prefers-color-scheme: dark)'],
    });
  });
});
