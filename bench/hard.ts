/**
 * Pages as they come from bad scanners and from telephones, made of pages whose text is known: every step has a seed, so that
 * they are the same on every machine. They are made when first needed and kept in a temporary folder.
 */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documentReader } from '../functions/src/adapters/documents/reader.ts';
import { openPicture } from '../functions/src/adapters/images/preparer.ts';
import { decode, type Pixels, photographed, seededNoise, seededRandom } from '../samples/make/paper.ts';
import { sharp } from '../samples/make/sharp.ts';
import type { DocumentSet, TruthDocument } from './sets.ts';

/** Sets of clean pages of running text: what goes wrong with the hard ones is the hardship's doing. */
const SOURCES = ['samples', 'books', 'letters'];
/** Of the samples, the one that is a clean scan. */
const SAMPLE = 'scan.pdf';

/** Makes a grey page hard. `index` is the page's place in its set: it chooses between the kinds of one hardship. */
type Hardship = (page: Pixels, index: number) => Promise<Buffer>;

const SKEWS_DEGREES = [1.5, -3, 5, -1, 4, -2];
const TURNS_DEGREES = [90, 180, 270];
/** As many as a telephone has across a sheet that fills the picture. */
const MOST_PHOTO_WIDTH_PX = 2250;

export const HARDSHIPS: Readonly<Record<string, Hardship>> = {
  /** Light falls off to one side, and a shadow with a soft edge lies over a corner. */
  async shadow(page, index) {
    const { width, height } = page;
    const towards = index % 2 === 0 ? 1 : -1;
    return png(
      shaded(page, { noise: 3, seed: index }, (x, y) => {
        const across = towards * (x / width - 0.5) + 0.5;
        const edge = across * 0.9 + (y / height) * 0.5 - 0.85;
        return (1 - 0.5 * across) * (1 - 0.45 / (1 + Math.exp(-edge * 30)));
      }),
    );
  },
  /** A lamp near the page: one bright spot, dark corners. */
  async lamp(page, index) {
    const { width, height } = page;
    const random = seededRandom(index);
    const [lampX, lampY] = [0.3 + 0.4 * random(), 0.25 + 0.5 * random()];
    return png(
      shaded(page, { noise: 5, seed: index }, (x, y) => {
        const away = Math.hypot(x / width - lampX, (y / height - lampY) * (height / width));
        return 0.2 + 0.85 * Math.exp(-(away ** 2) / 0.28);
      }),
    );
  },
  async skew(page, index) {
    return open(page)
      .rotate(SKEWS_DEGREES[index % SKEWS_DEGREES.length] ?? 0, { background: '#ffffff' })
      .toColourspace('b-w')
      .png(LIGHTLY)
      .toBuffer();
  },
  /** Out of focus, grainy, with dust. */
  async noise(page, index) {
    const blurred = await decode(await open(page).blur(1.4).png(LIGHTLY).toBuffer(), 1);
    const random = seededRandom(index + 1);
    const dusty = Uint8Array.from(blurred.data, (grey) => {
      const dice = random();
      return dice < 0.002 ? 20 : dice < 0.004 ? 250 : grey;
    });
    return png(shaded({ ...blurred, data: dusty }, { noise: 32, seed: index }, () => 0.94));
  },
  /** A telephone's photograph: perspective, curled paper, warm light that falls off, a shadow, slight blur, a table around. */
  async photo(page, index) {
    const colour = await decode(await open(page).png(LIGHTLY).toBuffer(), 3);
    const random = seededRandom(index + 11);
    const widthPx = Math.min(page.width, MOST_PHOTO_WIDTH_PX);
    const heightPx = Math.round((widthPx * page.height) / page.width);
    // Between 3 and 9 % of the width lie between a corner and the picture's edge.
    const off = () => Math.round(widthPx * (0.03 + 0.06 * random()));
    return photographed(colour, {
      ...{ widthPx, heightPx, crumple: 0, curl: 10, shadow: 0.35, blurSigma: 0.8, jpegQuality: 75, seed: index + 31 },
      table: index % 2 === 0 ? 'oak' : 'slate',
      corners: [
        [off(), off()],
        [widthPx - off(), off()],
        [widthPx - off(), heightPx - off()],
        [off(), heightPx - off()],
      ],
    });
  },
  /** A lid left open: black around the sheet. */
  async border(page, index) {
    const random = seededRandom(index + 21);
    const side = () => Math.round(page.width * (0.03 + 0.07 * random()));
    return open(page)
      .extend({ top: side(), bottom: side(), left: side(), right: side(), background: '#141414' })
      .toColourspace('b-w')
      .png(LIGHTLY)
      .toBuffer();
  },
  async inverted(page) {
    return open(page).negate().toColourspace('b-w').png(LIGHTLY).toBuffer();
  },
  async turned(page, index) {
    return open(page)
      .rotate(TURNS_DEGREES[index % TURNS_DEGREES.length] ?? 0)
      .toColourspace('b-w')
      .png(LIGHTLY)
      .toBuffer();
  },
};

const LIGHTLY = { compressionLevel: 1 };

/** One set for each hardship, all of the same pages: at most `most`, taken from the sets in turn. */
export async function hardSets(sets: readonly DocumentSet[], most: number, log: (line: string) => void): Promise<DocumentSet[]> {
  const folder = join(tmpdir(), `pagestream-bench-hard-${await ownHash()}`);
  await mkdir(folder, { recursive: true });
  const sources = await sourcePages(sets, most);
  const hard: DocumentSet[] = [];
  for (const [name, make] of Object.entries(HARDSHIPS)) {
    const documents: TruthDocument[] = [];
    for (const [index, { key, truth, open: decodePage }] of sources.entries()) {
      const path = join(folder, `${name}-${index}-${key}.${name === 'photo' ? 'jpg' : 'png'}`);
      if (!existsSync(path)) {
        log(`making hard/${name} ${index + 1} of ${sources.length}`);
        await writeFile(`${path}.part`, await make(await decodePage(), index));
        await rename(`${path}.part`, path);
      }
      documents.push({ path, truth });
    }
    hard.push({ name: `hard/${name}`, documents, outOf: documents.length, isHard: true });
  }
  return hard;
}

export interface SourcePage {
  readonly key: string;
  readonly truth: string;
  readonly open: () => Promise<Pixels>;
}

/** One page of each set in turn, until there are enough or none is left. */
async function sourcePages(sets: readonly DocumentSet[], most: number): Promise<SourcePage[]> {
  const lists = await Promise.all(
    SOURCES.map(async (name) => {
      const documents = sets.find((set) => set.name === name)?.documents ?? [];
      const usable = documents.filter(({ path }) => name !== 'samples' || path.endsWith(SAMPLE));
      return (await Promise.all(usable.map(pagesOf))).flat();
    }),
  );
  const rounds = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: rounds }, (_, round) => lists.flatMap((list) => list.slice(round, round + 1)))
    .flat()
    .slice(0, most);
}

export async function pagesOf({ path, truth }: TruthDocument): Promise<SourcePage[]> {
  const bytes = await readFile(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = { path, sizeBytes: bytes.length, sha256 };
  return truth.split('\f').map((pageTruth, index) => ({
    key: `${sha256.slice(0, 8)}-${index + 1}`,
    truth: pageTruth,
    async open() {
      const { picture } = await documentReader().withDocument(file, (document) => document.drawPage(index + 1, 'reading'));
      return decode(await (await openPicture(picture)).png(LIGHTLY).toBuffer(), 1);
    },
  }));
}

/** Changes with the code that makes the pages. */
async function ownHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const url of [import.meta.url, new URL('../samples/make/paper.ts', import.meta.url)]) {
    hash.update(await readFile(fileURLToPath(url)));
  }
  return hash.digest('hex').slice(0, 8);
}

function shaded(page: Pixels, grain: { noise: number; seed: number }, light: (x: number, y: number) => number): Pixels {
  const { width, height } = page;
  const noise = seededNoise(grain.seed + 1);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // Ink is never quite black, nor paper quite white.
      const reflected = 30 + (page.data[y * width + x] ?? 0) * 0.85;
      data[y * width + x] = Math.min(255, Math.max(0, reflected * light(x, y) + noise() * grain.noise));
    }
  }
  return { data, width, height, channels: 1 };
}

function open({ data, width, height, channels }: Pixels) {
  return sharp(Buffer.from(data.buffer, data.byteOffset, data.length), { raw: { width, height, channels } }).toColourspace('b-w');
}

function png(page: Pixels): Promise<Buffer> {
  return open(page).png(LIGHTLY).toBuffer();
}
