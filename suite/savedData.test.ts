import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recoverData, saveData } from './savedData.ts';

let folder: string;
let data: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pagestream-saved-'));
  data = join(folder, 'data');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the hub leaves of an export; without its last file when it was cut short. */
function exported(at: string, content: string, whole = true): void {
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'content'), content);
  if (whole) writeFileSync(join(at, 'firebase-export-metadata.json'), '{}');
}
const content = () => readFileSync(join(data, 'content'), 'utf8');

/** A hub that answers an export request with `status`, after writing what a real one would. */
async function withHub<T>(status: number, work: (url: string) => Promise<T>): Promise<T> {
  const hub = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      exported((JSON.parse(body) as { path: string }).path, 'fresh', status === 200);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
  const address = hub.address();
  try {
    return await work(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
  } finally {
    hub.closeAllConnections();
    hub.close();
  }
}

test('a first start has nothing to import', () => {
  expect(recoverData(data)).toBe(false);
});

test('an export takes the place of the last one', async () => {
  exported(data, 'last');
  expect(await withHub(200, (url) => saveData(url, data))).toBe(true);
  expect(content()).toBe('fresh');
  expect(existsSync(`${data}.old`)).toBe(false);
});

test('an export that fails, or emulators that are gone, leave the last one whole', async () => {
  exported(data, 'last');
  expect(await withHub(500, (url) => saveData(url, data))).toBe(false);
  expect(await saveData('http://127.0.0.1:1', data)).toBe(false);
  expect(recoverData(data)).toBe(true);
  expect(content()).toBe('last');
});

test('a crash while exporting leaves the last one', () => {
  exported(data, 'last');
  exported(`${data}.new`, 'half', false);
  expect(recoverData(data)).toBe(true);
  expect(content()).toBe('last');
});

test('a crash between the two renames is finished by the next start, with the newer data', () => {
  exported(`${data}.old`, 'last');
  exported(`${data}.new`, 'fresh');
  expect(recoverData(data)).toBe(true);
  expect(content()).toBe('fresh');
});

test('when only the older one is left, it is taken', () => {
  exported(`${data}.old`, 'last');
  expect(recoverData(data)).toBe(true);
  expect(content()).toBe('last');
});
