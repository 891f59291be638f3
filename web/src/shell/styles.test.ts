import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname, '..');
const read = (name: string) => readFileSync(join(SOURCE, name), 'utf8');
const STYLES = globSync('**/*.css', { cwd: SOURCE }).map((name) => ({
  name: name.replaceAll('\\', '/'),
  css: read(name).replace(/\/\*[\s\S]*?\*\//g, ''),
}));

interface Declaration {
  readonly property: string;
  readonly value: string;
}

/** Everything but the tokens, which are where raw values belong. */
const declarations: readonly Declaration[] = STYLES.filter(({ name }) => name !== 'shell/tokens.css').flatMap(({ css }) =>
  [...css.matchAll(/([\w-]+)\s*:\s*([^;{}]+)[;}]/g)].map(([, property = '', value = '']) => ({ property, value })),
);
const those = (isMeant: (property: string) => boolean, isWrong: (value: string) => boolean) =>
  declarations
    .filter(({ property, value }) => isMeant(property) && isWrong(value))
    .map(({ property, value }) => `${property}: ${value}`);

const COLOUR =
  /#[\da-f]{3,8}\b|\b(rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(|\b(white|black|gray|grey|red|green|blue|yellow|orange)\b/i;
/** Of the type scale, or as large as what it stands in; 0 for letters that nobody sees. */
const SIZE = /^(inherit|0 \/ 0 sans-serif|(\d{3} )?var\(--text[a-z-]*\)( \/ \S+)?( var\(--(sans|book)\))?)$/;

describe('the style sheets take their looks from the tokens', () => {
  it('colours', () => {
    expect(
      those(
        () => true,
        (value) => COLOUR.test(value),
      ),
    ).toEqual([]);
  });

  it('sizes of type', () => {
    expect(
      those(
        (property) => property === 'font' || property === 'font-size',
        (value) => !SIZE.test(value),
      ),
    ).toEqual([]);
  });

  it('spaces', () => {
    expect(
      those(
        (property) => /^(padding|margin|gap|row-gap|column-gap)/.test(property),
        (value) => /\drem/.test(value) && !/clamp|calc/.test(value),
      ),
    ).toEqual([]);
  });

  it('corners', () => {
    expect(
      those(
        (property) => property.endsWith('radius'),
        (value) => /\dpx|\drem/.test(value),
      ),
    ).toEqual([]);
  });

  it('times', () => {
    expect(
      those(
        (property) => /^(transition|animation)/.test(property),
        (value) => /\d(s|ms)\b/.test(value),
      ),
    ).toEqual([]);
  });

  it('and take none that is not there', () => {
    const known = new Set(STYLES.flatMap(({ css }) => [...css.matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name)));
    const setByElements = new Set(['--zoom', '--ratio']);
    const missing = declarations.flatMap(({ value }) =>
      [...value.matchAll(/var\((--[\w-]+)/g)]
        .map(([, name = '']) => name)
        .filter((name) => !known.has(name) && !setByElements.has(name)),
    );
    expect(missing).toEqual([]);
  });

  it('of which each is used', () => {
    const used = STYLES.flatMap(({ css }) => [...css.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name));
    const tokens = [...read('shell/tokens.css').matchAll(/^ {2}(--[\w-]+):/gm)].map(([, name]) => name);
    expect(tokens.filter((name) => !used.includes(name))).toEqual([]);
  });
});

describe('the classes of the style sheets', () => {
  it('are all given to some element, as they are or put together from a beginning', () => {
    const code = globSync('**/*.{ts,tsx}', { cwd: SOURCE })
      .filter((name) => !name.endsWith('.test.ts'))
      .map(read)
      .join('\n');
    const words = new Set(code.match(/[\w-]+/g));
    const beginnings = new Set([...code.matchAll(/([a-z-]+-)\$\{/g)].map(([, beginning = '']) => beginning));
    const selectors = STYLES.flatMap(({ css }) => [...css.matchAll(/([^{};]+)\{/g)].map(([, selector = '']) => selector));
    const classes = new Set(
      selectors
        .filter((selector) => !selector.trim().startsWith('@'))
        .flatMap((selector) => selector.match(/(?<=\.)[a-z][\w-]*/g) ?? []),
    );
    const isPutTogether = (name: string) => [...beginnings].some((beginning) => name.startsWith(beginning));
    expect([...classes].filter((name) => !words.has(name) && !isPutTogether(name))).toEqual([]);
  });

  it('are each set up in one style sheet: all of them hold on every screen', () => {
    const places = new Map<string, Set<string>>();
    for (const { name, css } of STYLES) {
      for (const [, selectors = ''] of css.matchAll(/([^{};]+)\{/g)) {
        for (const selector of selectors.split(',').map((each) => each.trim())) {
          if (/^\.[\w-]+$/.test(selector)) places.set(selector, (places.get(selector) ?? new Set()).add(name));
        }
      }
    }
    expect([...places].filter(([, names]) => names.size > 1)).toEqual([]);
  });
});
