/** A program with a page process, for tests that end it: `node pageMakerParent.ts ENTRY FILE`. Prints the process's id only. */

import { pathToFileURL } from 'node:url';
import { isolatedPageMaker } from '../adapters/pages/isolated.ts';

const [entry = '', path = ''] = process.argv.slice(2);
const limit = { milliseconds: 60_000, residentMib: 1024 };
const log = {
  info: (_: string, { pid }: Readonly<Record<string, unknown>>) => process.stdout.write(`${String(pid)}\n`),
  warn: () => undefined,
  error: () => undefined,
};
const pages = isolatedPageMaker({ inspect: limit, page: limit, pdf: limit, heapMib: 64 }, log, pathToFileURL(entry));
await pages.preparePage({ path, sizeBytes: 0, sha256: '' }, 1, { rotation: 0, mode: 'auto' });
