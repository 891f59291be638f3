import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isStale } from './build.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pagestream-build-'));
  mkdirSync(join(folder, 'src', 'deep'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, atSeconds: number): string {
  const path = join(folder, name);
  writeFileSync(path, '');
  utimesSync(path, atSeconds, atSeconds);
  return path;
}

test('what was never built is stale', () => {
  expect(isStale(join(folder, 'built.js'), [])).toBe(true);
});

test('what is newer than all of its sources is not stale', () => {
  file('src/deep/a.ts', 100);
  expect(isStale(file('built.js', 200), [join(folder, 'src'), join(folder, 'missing')])).toBe(false);
});

test('a source that changed since, at any depth, makes it stale', () => {
  const built = file('built.js', 200);
  file('src/deep/a.ts', 300);
  expect(isStale(built, [join(folder, 'src')])).toBe(true);
});

test('a test that changed since does not', () => {
  const built = file('built.js', 200);
  file('src/deep/a.test.ts', 300);
  expect(isStale(built, [join(folder, 'src')])).toBe(false);
});
