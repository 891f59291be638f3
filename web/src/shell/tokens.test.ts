import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const CSS = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
const COLOURS = new Map(
  [...CSS.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [
    name,
    { light: light ?? '', dark: dark ?? '' },
  ]),
);

type Scheme = 'light' | 'dark';

function colour(token: string, scheme: Scheme): string {
  const found = COLOURS.get(token);
  if (found === undefined) throw new Error(`no colour --${token} with a light and a dark value`);
  return found[scheme];
}

/** WCAG 2.2, "relative luminance" and "contrast ratio". */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ['paper', 'sheet', 'raised'];
/** What is read, and on what: 4.5 to 1 (SC 1.4.3). */
const READ: readonly (readonly [string, string])[] = [
  ...['ink', 'ink-soft', 'accent', 'accent-strong', 'bad', 'warn'].flatMap((text) =>
    GROUNDS.map((ground) => [text, ground] as const),
  ),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ...['ink', 'accent', 'accent-strong'].map((text) => [text, 'accent-soft'] as const),
  ...['ink', 'bad'].map((text) => [text, 'bad-soft'] as const),
  ...['ink', 'warn'].map((text) => [text, 'warn-soft'] as const),
  ['ink', 'hit'],
  ['ink', 'hit-current'],
];
/** What tells a control or its state: 3 to 1 (SC 1.4.11). */
const SEEN: readonly (readonly [string, string])[] = ['edge', 'accent', 'bad', 'warn'].flatMap((mark) =>
  GROUNDS.map((ground) => [mark, ground] as const),
);

describe.each(['light', 'dark'] as const)('in the %s scheme', (scheme) => {
  it.each(READ)('--%s can be read on --%s', (text, ground) => {
    expect(contrast(colour(text, scheme), colour(ground, scheme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(SEEN)('--%s can be made out on --%s', (mark, ground) => {
    expect(contrast(colour(mark, scheme), colour(ground, scheme))).toBeGreaterThanOrEqual(3);
  });
});

describe('the tokens', () => {
  it('are where contrast is known: black on white is 21 to 1', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });

  it('stand still for people who asked for reduced motion', () => {
    const reduced = CSS.slice(CSS.indexOf('prefers-reduced-motion'));
    for (const motion of ['quick', 'slow', 'breath']) expect(reduced).toContain(`--${motion}: 0s`);
  });

  it('colour the browser’s own bars as the page', () => {
    const html = readFileSync(join(import.meta.dirname, '..', '..', 'index.html'), 'utf8');
    for (const scheme of ['light', 'dark'] as const) {
      expect(html).toMatch(new RegExp(`data-scheme="${scheme}"[^>]*content="${colour('paper', scheme)}"`));
    }
  });
});

it.each(['scan-edge', 'scan-doubt-edge', 'scan-hit-edge'])('--%s can be made out on a scan', (mark) => {
  const value = (token: string) => new RegExp(`--${token}: (#[0-9a-f]{6})`).exec(CSS)?.[1] ?? '';
  expect(contrast(value(mark), value('scan'))).toBeGreaterThanOrEqual(3);
});
