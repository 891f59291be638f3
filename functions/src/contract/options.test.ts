import { describe, expect, test } from 'vitest';
import { MAX_LANGUAGES } from './limits.ts';
import {
  AUTO,
  countOfPages,
  DEFAULT_OPTIONS,
  isAuto,
  LANGUAGES,
  MODELS,
  MODES,
  OUTPUTS,
  pagesText,
  parseOptions,
  parsePages,
  SWITCHES,
} from './options.ts';

const accepted = (metadata: Record<string, unknown>) => {
  const parsed = parseOptions(metadata);
  if (!parsed.ok) throw new Error(`${parsed.option} ${parsed.reason}`);
  return parsed.options;
};
const refusedOption = (metadata: Record<string, unknown>) => {
  const parsed = parseOptions(metadata);
  return parsed.ok ? undefined : parsed.option;
};

test('without any metadata, every option has its default', () => {
  expect(parseOptions({})).toEqual({ ok: true, pipeline: 'document', options: DEFAULT_OPTIONS });
});

describe('a value that is there', () => {
  test.each([
    ['languages', 'eng', { languages: ['eng'] }],
    ['languages', 'deu', { languages: ['deu'] }],
    ['languages', 'deu+eng', { languages: ['deu', 'eng'] }],
    ['languages', '\teng + deu\n', { languages: ['eng', 'deu'] }],
    ['languages', 'eng+eng', { languages: ['eng'] }],
    ['languages', 'chi_sim+eng', { languages: ['chi_sim', 'eng'] }],
    ['languages', ' auto ', { languages: ['auto'] }],
    ...MODES.map((mode) => ['mode', mode, { mode }] as const),
    ['mode', ' skip ', { mode: 'skip' }],
    ...OUTPUTS.map((output) => ['outputs', output, { outputs: [output] }] as const),
    ['outputs', 'json,text', { outputs: ['json', 'text'] }],
    ['outputs', ' text , json ', { outputs: ['text', 'json'] }],
    ['outputs', 'json,json', { outputs: ['json'] }],
    ...MODELS.map((model) => ['model', model, { model }] as const),
    ['pages', '7', { pages: { first: 7, last: 7 } }],
    ['pages', ' 5-12 ', { pages: { first: 5, last: 12 } }],
    ['pages', '5-', { pages: { first: 5, last: null } }],
    ['pages', '2000-2000', { pages: { first: 2000, last: 2000 } }],
    ...SWITCHES.flatMap((value) => [['deskew', value, { deskew: value }] as const, ['clean', value, { clean: value }] as const]),
    ['pipeline', 'document', {}],
    ['pipeline', ' document ', {}],
    ['batchId', 'b', { batchId: 'b' }],
    ['batchId', `Aa0_-${'x'.repeat(35)}`, { batchId: `Aa0_-${'x'.repeat(35)}` }],
    ['batchId', ' trimmed ', { batchId: 'trimmed' }],
  ] as const)('%s: %j is taken', (key, value, changed) => {
    expect(accepted({ [key]: value })).toEqual({ ...DEFAULT_OPTIONS, ...changed });
  });

  test.each(['languages', 'mode', 'model', 'pages', 'deskew', 'clean', 'outputs', 'pipeline', 'batchId'])(
    '%s: blank means the default',
    (key) => {
      for (const blank of ['', ' ', '\t\n', '\u00a0']) expect(accepted({ [key]: blank })).toEqual(DEFAULT_OPTIONS);
    },
  );

  test.each([
    ['model', 'best'],
    ['model', 'fast,accurate'],
    ['pages', '0'],
    ['pages', '-3'],
    ['pages', '5-4'],
    ['pages', '2001'],
    ['pages', '1-2001'],
    ['pages', '1,3'],
    ['pages', '1-3-5'],
    ['pages', '٣'],
    ['pages', 'all'],
    ['deskew', 'on'],
    ['clean', 'auto,off'],
    ['languages', 'eng+tlh'],
    ['languages', LANGUAGES.slice(0, MAX_LANGUAGES + 1).join('+')],
    ['languages', 'eng+auto'],
    ['languages', 'auto+eng'],
    ['languages', 'auto+auto'],
    ['languages', 'Latin'],
    ['languages', 'osd'],
    ['languages', 'eng,deu'],
    ['languages', 'eng+'],
    ['languages', '+'],
    ['languages', 'eng++deu'],
    ['languages', 'ENG'],
    ['languages', '../eng'],
    ['mode', 'fast'],
    ['mode', 'auto,force'],
    ['mode', 'Auto'],
    ['outputs', 'text+json'],
    ['outputs', 'docx'],
    ['outputs', 'text,'],
    ['outputs', ','],
    ['pipeline', 'invoice'],
    ['pipeline', 'constructor'],
    ['batchId', 'x'.repeat(41)],
    ['batchId', 'a b'],
    ['batchId', 'a/b'],
    ['batchId', 'ü'],
    ['batchId', 'a\nb'],
  ])('%s: %j is refused, by name and with what is allowed', (key, value) => {
    const parsed = parseOptions({ [key]: value });
    expect(parsed).toEqual({ ok: false, option: key, reason: expect.stringMatching(/^must be /) });
  });

  test.each([null, undefined, 7, true, ['eng'], {}])('that is no string (%j) is refused', (value) => {
    expect(refusedOption({ mode: value })).toBe('mode');
  });
});

describe('an unknown key', () => {
  test.each(['language', 'Languages', 'mode ', 'x', '', '__proto__', 'constructor', 'toString', 'xgoog-a', 'mapping'])(
    '%j is refused by name',
    (key) => {
      // As data arrives: `__proto__` is then a key like any other.
      const metadata = JSON.parse(`{${JSON.stringify(key)}: "eng"}`) as Record<string, unknown>;
      expect(parseOptions(metadata)).toEqual({ ok: false, option: key, reason: 'is not an option' });
    },
  );

  test('is named in at most 40 characters, none of them halved', () => {
    expect(refusedOption({ ['k'.repeat(5000)]: '' })).toBe('k'.repeat(40));
    const halved = refusedOption({ [`${'k'.repeat(39)}😀`]: '' });
    expect(halved).toHaveLength(40);
    expect(halved?.isWellFormed()).toBe(true);
  });

  test.each(['firebaseStorageDownloadTokens', 'goog-reserved-file-mtime', 'goog-'])(
    '%s is Firebase’s own and no option',
    (key) => {
      expect(accepted({ [key]: 'anything', mode: 'skip' })).toEqual({ ...DEFAULT_OPTIONS, mode: 'skip' });
    },
  );
});

test('several options are taken together', () => {
  const metadata = {
    languages: 'eng+deu',
    mode: 'force',
    model: 'accurate',
    pages: '5-12',
    deskew: 'off',
    clean: 'off',
    outputs: 'json',
    pipeline: 'document',
    batchId: 'b-1',
    retentionDays: '7',
  };
  expect(accepted(metadata)).toEqual({
    languages: ['eng', 'deu'],
    mode: 'force',
    model: 'accurate',
    pages: { first: 5, last: 12 },
    deskew: 'off',
    clean: 'off',
    outputs: ['json'],
    batchId: 'b-1',
    retentionDays: 7,
  });
});

test.each(['0', '-1', '1.5', '3651', 'ten', '1e3', '5 days'])('a retention of "%s" days is refused', (retentionDays) => {
  expect(refusedOption({ retentionDays })).toBe('retentionDays');
});

test('the first option that is wrong is the one that is named', () => {
  expect(refusedOption({ mode: 'auto', languages: 'xxx', outputs: 'yyy' })).toBe('languages');
});

test('the defaults are what their own text says', () => {
  const { languages, mode, outputs } = DEFAULT_OPTIONS;
  expect(accepted({ languages: languages.join('+'), mode, outputs: outputs.join(',') })).toEqual(DEFAULT_OPTIONS);
});

test('as many languages as the limit allows can be asked for, and no language has a sign that joins them', () => {
  expect(accepted({ languages: LANGUAGES.slice(0, MAX_LANGUAGES).join('+') }).languages).toEqual(
    LANGUAGES.slice(0, MAX_LANGUAGES),
  );
  for (const word of [...LANGUAGES, ...AUTO, ...OUTPUTS, ...MODES]) expect(word).toMatch(/^[a-z_]+$/);
});

test('a choice is automatic or a list of languages', () => {
  expect(isAuto(AUTO)).toBe(true);
  for (const language of LANGUAGES) expect(isAuto([language])).toBe(false);
  expect(isAuto(accepted({ languages: 'auto' }).languages)).toBe(true);
});

test.each(['7', '5-12', '5-', '1-2000'])('pages are written as they are read: %s', (value) => {
  const pages = parsePages(value);
  expect(pages && pagesText(pages)).toBe(value);
});

test.each([
  ['5-12', 20, 8],
  ['5-12', 7, 3],
  ['5-', 20, 16],
  ['20', 20, 1],
  ['21-30', 20, 0],
  ['21-', 20, 0],
])('of %s, a file of %i pages has %i', (value, pagesOfFile, count) => {
  expect(countOfPages(pagesOfFile, parsePages(value) ?? null)).toBe(count);
});

test('without a range all pages are wanted', () => {
  expect(countOfPages(7, null)).toBe(7);
});
