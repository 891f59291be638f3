import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { LANGUAGE_FILES, LANGUAGE_FOLDERS, modelOf } from '../src/adapters/ocr/languageData.ts';
import { READ_IN_LINES } from '../src/adapters/ocr/lines/lineReaders.ts';
import { readComponents, writeComponents } from '../src/adapters/ocr/traineddata.ts';
import { LANGUAGES, MODELS } from '../src/contract/options.ts';

test('every language that can be asked for has its data, and every file is in the manifest', () => {
  for (const model of MODELS) {
    const files = LANGUAGE_FILES.filter((file) => file.model === model);
    const codes = files.map(({ code }) => code);
    // There is no accurate model of Russian to be had.
    const wanted = LANGUAGES.filter((code) => model === 'fast' || code !== 'rus');
    expect(codes).toEqual(expect.arrayContaining([...wanted]));
    expect(readdirSync(LANGUAGE_FOLDERS[model]).sort()).toEqual(codes.map((code) => `${code}.traineddata.gz`).sort());
    expect(new Set(files.map(({ version }) => version)).size).toBe(1);
  }
});

test('where there is no accurate model the fast one reads', () => {
  expect(['eng', 'jpn', 'rus', 'Latin'].map((code) => modelOf(code, 'accurate'))).toEqual([
    'accurate',
    'accurate',
    'fast',
    'fast',
  ]);
  expect(modelOf('eng', 'fast')).toBe('fast');
});

describe.each(LANGUAGE_FILES)('the $model data of $code', ({ model, code, sha256, components }) => {
  const bytes = readFileSync(join(LANGUAGE_FOLDERS[model], `${code}.traineddata.gz`));

  test('is what its checksum says', () => {
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  });

  test('holds the components it is said to hold, and a dictionary if one is looked into', () => {
    const file = gunzipSync(bytes);
    const held = readComponents(file);
    expect([...held.keys()].join(' ')).toBe(components);
    const hasNone = model === 'fast' ? ['Latin', 'osd'] : READ_IN_LINES;
    expect(components.includes('lstm-word-dawg')).toBe(!hasNone.includes(code));
    // Written anew it is the same: nothing lies between its components.
    expect(writeComponents(held).equals(file)).toBe(true);
  });
});

describe('a file of language data', () => {
  const config = Buffer.from('a 1\n');
  const version = Buffer.from('4');

  test('gives back what it was made of', () => {
    const file = writeComponents(
      new Map([
        ['version', version],
        ['config', config],
      ]),
    );
    expect([...readComponents(file)]).toEqual([
      ['config', config],
      ['version', version],
    ]);
  });

  test('that points outside itself is refused', () => {
    const file = writeComponents(new Map([['config', config]]));
    file.writeBigInt64LE(BigInt(file.length), 4);
    expect(() => readComponents(file)).toThrow('config lies outside the file');
    file.writeBigInt64LE(3n, 4);
    expect(() => readComponents(file)).toThrow('config lies outside the file');
  });

  test('with a component that nobody knows is refused', () => {
    const file = writeComponents(new Map([['config', config]]));
    // Ambiguities of the older engine.
    file.writeBigInt64LE(file.readBigInt64LE(4), 4 + 2 * 8);
    expect(() => readComponents(file)).toThrow('component 2 is not known');
  });
});
