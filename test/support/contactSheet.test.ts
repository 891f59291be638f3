import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeContactSheet } from './contactSheet.ts';

it('every picture is on one page, and nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pagestream-sheet-'));
  expect(await writeContactSheet(folder)).toBe(0);
  expect(await writeContactSheet(join(folder, 'missing'))).toBe(0);
  for (const name of ['job-dark.png', 'home.png', 'notes.txt']) await writeFile(join(folder, name), '');
  expect(await writeContactSheet(folder)).toBe(2);
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  expect([...page.matchAll(/<img src="([^"]+)"/g)].map(([, name]) => name)).toEqual(['home.png', 'job-dark.png']);
  await rm(folder, { recursive: true });
});
