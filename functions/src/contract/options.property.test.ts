/** Metadata comes from whoever uploads: whatever it is, what comes out is in the table or a refusal. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_LANGUAGES, MAX_PAGES, MAX_RETENTION_DAYS } from './limits.ts';
import {
  AUTO,
  DEFAULT_OPTIONS,
  isAuto,
  LANGUAGES,
  MODELS,
  MODES,
  OUTPUTS,
  type ParsedOptions,
  PIPELINES,
  pagesText,
  parseOptions,
  SWITCHES,
} from './options.ts';

const KNOWN_KEYS = ['languages', 'mode', 'model', 'pages', 'deskew', 'clean', 'outputs', 'pipeline', 'batchId', 'retentionDays'];
/** What an object has without being given it, and what some code believes of it. */
const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__'];

/** Any UTF-16 units, halves of characters too. */
const units = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
const text = fc.oneof(
  units,
  fc.string({ unit: 'binary' }),
  // Enormous: as long as all custom metadata together may be, and longer.
  fc.tuple(units, fc.integer({ min: 1, max: 4000 })).map(([part, times]) => part.repeat(times)),
);
const words = fc.constantFrom(
  ...LANGUAGES,
  ...AUTO,
  ...MODES,
  ...OUTPUTS,
  ...PIPELINES,
  '7',
  '-1',
  '0',
  '1e3',
  '3651',
  ...PROTOTYPE_NAMES,
);
const separator = fc.constantFrom('+', ',', ' ', ' + ', '\n', '');
/** Right ones, and ones that are nearly so. */
const nearly = fc
  .array(fc.oneof({ weight: 9, arbitrary: words }, { weight: 1, arbitrary: text }), { maxLength: 6 })
  .chain((parts) => separator.map((sign) => parts.join(sign)));
const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...KNOWN_KEYS) },
  { weight: 1, arbitrary: fc.constantFrom(...PROTOTYPE_NAMES, 'firebaseStorageDownloadTokens', 'goog-x') },
  { weight: 1, arbitrary: text },
);
const some = (allowed: readonly string[], sign: string, most = allowed.length) =>
  fc.shuffledSubarray([...allowed], { minLength: 1, maxLength: most }).map((members) => members.join(sign));
const right = fc.oneof(
  fc.tuple(fc.constant('languages'), fc.oneof(some(LANGUAGES, '+', MAX_LANGUAGES), fc.constant(AUTO[0]))),
  fc.tuple(fc.constant('mode'), fc.constantFrom(...MODES)),
  fc.tuple(fc.constant('model'), fc.constantFrom(...MODELS)),
  fc.tuple(fc.constantFrom('deskew', 'clean'), fc.constantFrom(...SWITCHES)),
  fc.tuple(
    fc.constant('pages'),
    fc.tuple(fc.integer({ min: 1, max: MAX_PAGES }), fc.constantFrom('', '-', '-2000')).map(([first, rest]) => `${first}${rest}`),
  ),
  fc.tuple(fc.constant('outputs'), some(OUTPUTS, ',')),
  fc.tuple(fc.constant('pipeline'), fc.constantFrom(...PIPELINES)),
  fc.tuple(fc.constant('batchId'), fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/)),
  fc.tuple(fc.constant('retentionDays'), fc.integer({ min: 1, max: MAX_RETENTION_DAYS }).map(String)),
);
/** As data arrives: a key named `__proto__` is one like any other. */
const metadataOf = (value: fc.Arbitrary<unknown>) =>
  fc
    .array(fc.oneof<fc.Arbitrary<[string, unknown]>[]>(right, fc.tuple(key, value)), { maxLength: 6 })
    .map((entries) => Object.fromEntries(entries) as Record<string, unknown>);

const isIn = (allowed: readonly string[], values: readonly string[]) => values.every((value) => allowed.includes(value));
const isSome = (allowed: readonly string[], values: readonly string[]) =>
  values.length > 0 && isIn(allowed, values) && new Set(values).size === values.length;

function expectInTable(parsed: ParsedOptions, metadata: Readonly<Record<string, unknown>>): void {
  if (!parsed.ok) {
    expect(parsed.option.isWellFormed()).toBe(true);
    expect(parsed.option.length).toBeLessThanOrEqual(40);
    expect(Object.keys(metadata).map((name) => name.slice(0, 40).toWellFormed())).toContain(parsed.option);
    expect(parsed.reason).toMatch(/^(must be |is not an option)/);
    return;
  }
  const { languages, mode, model, pages, deskew, clean, outputs, batchId, retentionDays, ...others } = parsed.options;
  expect(PIPELINES).toContain(parsed.pipeline);
  const isRight = isAuto(languages) ? languages.length === 1 : isSome(LANGUAGES, languages) && languages.length <= MAX_LANGUAGES;
  expect(isRight).toBe(true);
  expect(MODES).toContain(mode);
  expect(MODELS).toContain(model);
  expect([SWITCHES.includes(deskew), SWITCHES.includes(clean)]).toEqual([true, true]);
  const isPage = (page: number) => Number.isInteger(page) && page >= 1 && page <= MAX_PAGES;
  expect(
    pages === null || (isPage(pages.first) && (pages.last === null || (isPage(pages.last) && pages.last >= pages.first))),
  ).toBe(true);
  expect(isSome(OUTPUTS, outputs)).toBe(true);
  expect(batchId === null || /^[A-Za-z0-9_-]{1,40}$/.test(batchId)).toBe(true);
  const isTime = (days: number) => Number.isInteger(days) && days >= 1 && days <= MAX_RETENTION_DAYS;
  expect(retentionDays === null || isTime(retentionDays)).toBe(true);
  expect(others).toEqual({});
  expect(Object.keys(parsed.options).sort()).toEqual(Object.keys(DEFAULT_OPTIONS).sort());
}

const RUNS = { numRuns: 3000 };

test('whatever strings somebody sends, every option is in its table or refused by name', () => {
  let accepted = 0;
  fc.assert(
    fc.property(metadataOf(fc.oneof(nearly, nearly, text)), (metadata) => {
      const parsed = parseOptions(metadata);
      if (parsed.ok && Object.keys(metadata).length > 0) accepted += 1;
      expectInTable(parsed, metadata);
    }),
    RUNS,
  );
  // Else this would be a test of refusals.
  expect(accepted).toBeGreaterThan(RUNS.numRuns / 10);
});

test('a value that is no string is refused, even one that cannot be made one', () => {
  fc.assert(
    fc.property(metadataOf(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true })), (metadata) => {
      const parsed = parseOptions(metadata);
      expectInTable(parsed, metadata);
      const options = Object.entries(metadata).filter(([name]) => KNOWN_KEYS.includes(name));
      if (options.some(([, value]) => typeof value !== 'string')) expect(parsed.ok).toBe(false);
    }),
    RUNS,
  );
});

test('what was understood is understood again as the same', () => {
  fc.assert(
    fc.property(metadataOf(nearly), (metadata) => {
      const parsed = parseOptions(metadata);
      if (!parsed.ok) return;
      const { languages, mode, model, pages, deskew, clean, outputs, batchId, retentionDays } = parsed.options;
      const optional = {
        pages: pages === null ? '' : pagesText(pages),
        batchId: batchId ?? '',
        retentionDays: retentionDays === null ? '' : String(retentionDays),
      };
      const written = {
        languages: languages.join('+'),
        mode,
        model,
        deskew,
        clean,
        outputs: outputs.join(','),
        pipeline: parsed.pipeline,
      };
      expect(parseOptions({ ...written, ...optional })).toEqual(parsed);
    }),
    RUNS,
  );
});

test('no text, however it is put together, changes what objects have in common', () => {
  const before = Object.getOwnPropertyNames(Object.prototype).sort();
  fc.assert(fc.property(metadataOf(text), (metadata) => void parseOptions(metadata)));
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
});
