/** `test-artefacts/index.html`: every picture that the browser tests took, on one page, for whoever looks at a run. */

import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @returns how many pictures are on it; 0 and no page when there are none */
export async function writeContactSheet(folder: string): Promise<number> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^[\w-]+\.png$/.test(name)).sort();
  if (names.length === 0) return 0;
  const figures = names.map(
    (name) =>
      `<figure><a href="${name}"><img src="${name}" alt="" loading="lazy"></a><figcaption>${name.slice(0, -4)}</figcaption></figure>`,
  );
  const style =
    'body{display:flex;flex-wrap:wrap;gap:1rem;font:0.8rem sans-serif;background:#999}figure{margin:0}img{height:24rem;max-width:40rem;object-fit:cover;object-position:top}';
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Pictures of the screens</title><style>${style}</style>${figures.join('\n')}</html>`;
  await writeFile(join(folder, 'index.html'), page);
  return names.length;
}
