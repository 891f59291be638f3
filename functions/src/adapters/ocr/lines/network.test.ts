import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Model } from '../../../contract/options.ts';
import { LANGUAGE_FILES, LANGUAGE_FOLDERS } from '../languageData.ts';
import { type Component, readComponents, writeComponents } from '../traineddata.ts';
import { READ_IN_LINES } from './lineReaders.ts';
import { readLineModel } from './network.ts';

const dataOf = (code: string, model: Model = 'fast') =>
  gunzipSync(readFileSync(join(LANGUAGE_FOLDERS[model], `${code}.traineddata.gz`)));
const NETWORKS = LANGUAGE_FILES.filter(({ code }) => READ_IN_LINES.includes(code));

/** Of each, letters that others do not have. */
const OWN_LETTERS: Readonly<Record<string, string>> = {
  eng: 'QWERTYqwerty12390',
  deu: 'ÄÖÜäöüß',
  fra: 'çéèêŒœ',
  spa: 'ñÑ¿¡',
  ita: 'àèìòù',
  por: 'ãõçÃ',
  nld: 'ëïé',
  pol: 'ąćęłńśźżŁ',
  rus: 'ЖЩЪЫЭЮЯжщъыэюя',
  ell: 'αβγδΩΨάέ',
  Latin: 'ÄñçłøÅşéß',
};

describe.each(NETWORKS)('the $model network of $code', ({ code, model }) => {
  const { network, characters } = readLineModel(dataOf(code, model));

  test('has its layers in order, each with as many inputs as the one before has outputs', () => {
    expect(network.layers.map(({ kind }) => kind).join(' ')).toBe(
      'convolution pooling columns forwards backwards forwards softmax',
    );
    let flow = 0;
    for (const layer of network.layers) {
      if (layer.kind === 'pooling') continue;
      const { inputs, outputs } = 'lstm' in layer ? { inputs: layer.lstm.inputs, outputs: layer.lstm.states } : layer.weights;
      expect(inputs).toBe(layer.kind === 'convolution' ? 9 : flow);
      flow = outputs;
    }
    expect(flow).toBe(characters.length);
  });

  test('has a character for each code but one', () => {
    expect(characters.filter((character) => character === undefined)).toHaveLength(1);
    expect(characters).toEqual(expect.arrayContaining([' ', '.', ...(OWN_LETTERS[code] ?? '')]));
  });
});

test('scripts whose characters take several codes are refused', () => {
  expect(() => readLineModel(dataOf('chi_sim'))).toThrow('several codes');
});

describe('data that is not whole', () => {
  const components = readComponents(dataOf('eng'));
  const without = (name: Component) => writeComponents(new Map([...components].filter(([other]) => other !== name)));

  test.each(['lstm', 'lstm-unicharset', 'lstm-recoder'] as const)('without %s is refused', (name) => {
    expect(() => readLineModel(without(name))).toThrow(`has no ${name}`);
  });

  test('cut off in the middle of the network is refused', () => {
    const half = components.get('lstm')?.subarray(0, 200_000) ?? Buffer.alloc(0);
    expect(() => readLineModel(writeComponents(new Map([...components, ['lstm', half]])))).toThrow(RangeError);
  });

  test('of another engine is refused', () => {
    expect(() => readLineModel(writeComponents(new Map([...components, ['lstm', Buffer.alloc(1000, 7)]])))).toThrow(
      'older format',
    );
  });
});
