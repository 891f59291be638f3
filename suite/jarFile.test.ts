import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jarOf } from './jarFile.ts';
import { findJava } from './java.ts';

test('the same entries give the same bytes', () => {
  const entries = [{ name: 'a.txt', bytes: Buffer.from('a') }];
  expect(jarOf({ 'Main-Class': 'A' }, entries).equals(jarOf({ 'Main-Class': 'A' }, entries))).toBe(true);
});

test('no line of the manifest is longer than the specification allows, and nothing is lost in folding', () => {
  const path = `file:/${'long-folder/'.repeat(30)}emulator.jar`;
  const text = jarOf({ 'Class-Path': path }).toString('latin1');
  const manifest = text.slice(text.indexOf('Manifest-Version'), text.indexOf('\r\n\r\n'));
  expect(manifest.split('\r\n').every((line) => line.length <= 70)).toBe(true);
  expect(manifest.replaceAll('\r\n ', '')).toContain(`Class-Path: ${path}`);
});

test('Java reads what is written: an entry and a manifest', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pagestream-jar-'));
  try {
    const jar = join(folder, 'made.jar');
    writeFileSync(jar, jarOf({ 'Main-Class': 'Nothing' }, [{ name: 'greeting.txt', bytes: Buffer.from('good day') }]));
    const listing = execFileSync(join(findJava().home, 'bin', 'jar'), ['tf', jar]).toString();
    expect(listing.trim().split(/\r?\n/)).toEqual(['META-INF/MANIFEST.MF', 'greeting.txt']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
