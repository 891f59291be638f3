/**
 * Draws the icons of the installed app from `public/favicon.svg`: `node web/build/icons.ts`, whenever that changes. The results
 * are committed, since a build should need no image library.
 */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

type Sharp = typeof import('../../functions/node_modules/sharp/lib/index.js');
const sharp = createRequire(join(import.meta.dirname, '..', '..', 'functions', 'package.json'))('sharp') as Sharp;

const PUBLIC = join(import.meta.dirname, '..', 'public');
const PAPER = '#faf8f3';

/** @param share of the edge that the mark fills: what a system cuts round leaves the middle four fifths */
const ICONS = [
  { name: '192', edge: 192, share: 1, background: null },
  { name: '512', edge: 512, share: 1, background: null },
  { name: 'maskable-512', edge: 512, share: 0.6, background: PAPER },
  { name: 'apple-touch', edge: 180, share: 0.72, background: PAPER },
] as const;

// Its colours of the dark scheme are for browsers; an icon lies on whatever there is.
const mark = (await readFile(join(PUBLIC, 'favicon.svg'), 'utf8')).replace(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/, '');
await mkdir(join(PUBLIC, 'icons'), { recursive: true });
for (const { name, edge, share, background } of ICONS) {
  const inner = Math.round(edge * share);
  const drawn = await sharp(Buffer.from(mark), { density: (72 * inner) / 32 })
    .resize(inner, inner)
    .png()
    .toBuffer();
  const ground = background ?? { r: 0, g: 0, b: 0, alpha: 0 };
  const icon = sharp({ create: { width: edge, height: edge, channels: 4, background: ground } });
  const png = await icon
    .composite([{ input: drawn }])
    .png({ palette: true, compressionLevel: 9 })
    .toBuffer();
  await writeFile(join(PUBLIC, 'icons', `${name}.png`), png);
}
