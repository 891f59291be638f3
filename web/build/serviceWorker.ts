/** Writes `/service-worker.js`: the worker, with the list of files that the app needs to open without a connection. */

import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Plugin, transformWithOxc } from 'vite';

const SOURCE = 'src/offline/worker.ts';
/** What is larger is wanted by few, and not offline: whoever looks into a PDF is about to upload it. */
const LARGEST_BYTES = 1024 * 1024;
/** `emulators.json` says where Firebase is today; a copy of it would be wrong tomorrow. */
const NOT_KEPT = /\.map$|^\/(emulators\.json|service-worker\.js)$|^\/icons\//;

export function serviceWorker(): Plugin {
  let root = '';
  let folder = '';
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      folder = join(root, config.build.outDir);
    },
    async writeBundle() {
      const source = join(root, SOURCE);
      const { code } = await transformWithOxc(await readFile(source, 'utf8'), source);
      const { id, files } = await whatIsKept(folder);
      const text = `const BUILD = ${JSON.stringify({ id, files })};\n${code.replace(/^export \{\};?$/m, '')}`;
      await writeFile(join(folder, 'service-worker.js'), text);
    },
  };
}

async function whatIsKept(folder: string): Promise<{ readonly id: string; readonly files: readonly string[] }> {
  const hash = createHash('sha256');
  const files: string[] = [];
  for (const name of (await readdir(folder, { recursive: true })).toSorted()) {
    const path = `/${name.replaceAll('\\', '/')}`;
    const info = await stat(join(folder, name));
    if (!info.isFile() || info.size > LARGEST_BYTES || NOT_KEPT.test(path)) continue;
    files.push(path);
    hash.update(path).update(await readFile(join(folder, name)));
  }
  return { id: hash.digest('hex').slice(0, 16), files };
}
