/** Which language data is read line by line, and its readers. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Model } from '../../../contract/options.ts';
import { LANGUAGE_FOLDERS, modelOf } from '../languageData.ts';
import { type LineReader, lineReader, type Runtime } from './lineReader.ts';
import { readLineModel } from './network.ts';

/** What the library finds layouts with: any data does, this is the smallest. */
export const LAYOUT_DATA = 'Latin';
/** Letters that stand side by side from left to right, each with one code of the network. */
export const READ_IN_LINES = ['eng', 'deu', 'fra', 'spa', 'ita', 'por', 'nld', 'pol', 'rus', 'ell', 'Latin'];

/** Null: to be read by the library alone. */
export type LineReaders = readonly LineReader[] | null;

/** Readers are kept: each takes some 10 MB, and a tenth of a second to make. */
export function lineReaders(): (data: readonly string[], model?: Model) => Promise<LineReaders> {
  const made = new Map<string, Promise<LineReader>>();
  return async (data, wished = 'fast') => {
    if (!data.every((code) => READ_IN_LINES.includes(code))) return null;
    // Native code of 20 MB: only instances that read a page load it, and not every kind of machine has it.
    const runtime = await import('onnxruntime-node').catch(() => null);
    if (runtime === null) return null;
    return Promise.all(
      data.map((code) => {
        const model = modelOf(code, wished);
        const key = `${model} ${code}`;
        const known = made.get(key);
        if (known !== undefined) return known;
        const reader = makeReader(runtime, code, model);
        made.set(key, reader);
        // What failed is made again for the next page.
        reader.catch(() => made.delete(key));
        return reader;
      }),
    );
  };
}

async function makeReader(runtime: Runtime, code: string, model: Model): Promise<LineReader> {
  const file = await promisify(gunzip)(await readFile(join(LANGUAGE_FOLDERS[model], `${code}.traineddata.gz`)));
  return lineReader(runtime, readLineModel(file));
}
