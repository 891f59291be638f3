/** What the README says exists. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { REPO_FOLDER } from '../../suite/paths.ts';

const read = (path: string) => readFile(`${REPO_FOLDER}/${path}`, 'utf8');

describe.each([
  'README.md',
  'bench/README.md',
  'docs/architecture.md',
  'docs/contract.md',
  'docs/reliability.md',
  'samples/README.md',
  'test/fixtures/README.md',
])('%s', (page) => {
  it('links only to what is there', async () => {
    const folder = page.includes('/') ? page.slice(0, page.lastIndexOf('/')) : '.';
    const links = [...(await read(page)).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target]) => target ?? '');
    const missing = links.filter((target) => !/^[a-z]+:/.test(target) && !existsSync(`${REPO_FOLDER}/${folder}/${target}`));
    expect(missing).toEqual([]);
  });

  it('names only commands that there are', async () => {
    const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };
    const named = [...(await read(page)).matchAll(/npm (?:run )?([a-z]+)/g)].map(([, name]) => name ?? '');
    const builtIn = ['ci', 'install', 'run'];
    expect(named.filter((name) => !(name in scripts) && !builtIn.includes(name))).toEqual([]);
  });
});

describe('README.md', () => {
  it('fits a screen or two, and shows a picture that is small', async () => {
    expect((await read('README.md')).split('\n').length).toBeLessThan(80);
    expect((await readFile(`${REPO_FOLDER}/docs/images/app.png`)).length).toBeLessThan(150_000);
  });
});
