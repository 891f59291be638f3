import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { LANGUAGE_FILES, LANGUAGE_FOLDER } from '../src/adapters/ocr/languageData.ts';
import { readComponents, writeComponents } from '../src/adapters/ocr/traineddata.ts';
import { LANGUAGES } from '../src/contract/options.ts';

test('every language that can be asked for has its data, and every file is in the manifest', () => {
  const codes = LANGUAGE_FILES.map(({ code }) => code);
  expect(codes).toEqual(expect.arrayContaining([...LANGUAGES]));
  expect(readdirSync(LANGUAGE_FOLDER).sort()).toEqual(codes.map((code) => `${code}.traineddata.gz`).sort());
  expect(new Set(LANGUAGE_FILES.map(({ version }) => version)).size).toBe(1);
});

describe.each(LANGUAGE_FILES)('the data of $code', ({ code, sha256, components }) => {
  const bytes = readFileSync(join(LANGUAGE_FOLDER, `${code}.traineddata.gz`));

  test('is what its checksum says', () => {
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  });

  test('holds the components it is said to hold, and a dictionary if it is a language', () => {
    const file = gunzipSync(bytes);
    const held = readComponents(file);
    expect([...held.keys()].join(' ')).toBe(components);
    expect(components.includes('lstm-word-dawg')).toBe(code !== 'Latin' && code !== 'osd');
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
