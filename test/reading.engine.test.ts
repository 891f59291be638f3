/** The pipeline with its real renderer, image library and engine: what is read, and what becomes of files that break things. */

import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openImage } from '../functions/src/adapters/images/sharp.ts';
import { tesseractEngine } from '../functions/src/adapters/ocr/tesseract.ts';
import { recogniserOn } from '../functions/src/app/recogniser.ts';
import { type EngineWorld, engineWorld } from '../functions/src/testing/engineWorld.ts';
import { ocrEngineContract, pgm } from '../functions/src/testing/ocrEngineContract.ts';
import { fixture, sample, truthOf } from './support/fixtures.ts';
import { characterErrorRate, wordF1 } from './support/score.ts';

let world: EngineWorld;
let folder: string;
beforeAll(async () => {
  world = engineWorld();
  folder = await mkdtemp(join(tmpdir(), 'pagestream-engine-'));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the samples', () => {
  it.each([
    // 0.5 % as measured, and 1.2 when the rules of its table, of which the scanner lost pixels, stay.
    ['scan.pdf', 4, 0.008],
    ['article.pdf', 2, 0.02],
    ['letter.jpg', 1, 0.05],
    // 1 % as measured; 19 without its prices, which the layout takes for no text, and words lost besides with its dashed rules.
    ['receipt.jpg', 1, 0.03],
  ])('%s: %i pages, read with a character error rate of at most %f', async (name, pageCount, most) => {
    const { job, text } = await world.process(sample(name));
    expect(job).toMatchObject({ status: 'completed', pageCount });
    expect(characterErrorRate(await truthOf(sample(name)), text)).toBeLessThan(most);
  });

  it('notice.png: words found, whatever their order, at least 95 %', async () => {
    const { text } = await world.process(sample('notice.png'));
    expect(wordF1(await truthOf(sample('notice.png')), text)).toBeGreaterThan(0.95);
  });
});

it('a list keeps numbers that stand in a column of their own', async () => {
  const { text } = await world.process(fixture('numbers-apart.png'));
  // 0 % as measured; the layout takes them for no text, and a second reading finds little more by letters.
  expect(characterErrorRate(await truthOf(fixture('numbers-apart.png')), text)).toBeLessThan(0.02);
});

it('words in boxes and in the cells of a table are read without the rules between them', async () => {
  const { text } = await world.process(fixture('boxes.pdf'));
  // All of them as measured; 48 % when the rules are read, too, as bars, ones and brackets.
  expect(wordF1(await truthOf(fixture('boxes.pdf')), text)).toBeGreaterThan(0.95);
  expect(text).toContain('Monday 1,412 7,911 1,318 2,174\n');
});

it('a table without rules is read row by row', async () => {
  const { text } = await world.process(fixture('price-list.png'));
  // 0 % as measured; 63 column by column.
  expect(characterErrorRate(await truthOf(fixture('price-list.png')), text)).toBeLessThan(0.02);
});

it('a page of contents keeps its titles and the numbers that dots lead to', async () => {
  const { text } = await world.process(fixture('contents.pdf'));
  // 95 % as measured; 77 when the dots are read as letters, or taken for a rule.
  expect(wordF1(await truthOf(fixture('contents.pdf')), text)).toBeGreaterThan(0.9);
  expect(text).toContain('Letters that were never sent 17\n');
});

describe('a page that is not as it should be', () => {
  /** A page of the letter, turned by an angle as a careless scanner would. */
  async function turned(degrees: number): Promise<string> {
    const path = join(folder, `turned-${degrees}.png`);
    const upright = await (await openImage(sample('letter.jpg'))).greyscale().png().toBuffer();
    await (await openImage(upright)).rotate(degrees, { background: '#ffffff' }).png().toFile(path);
    return path;
  }

  it.each([
    [90, 270],
    [180, 180],
    [270, 90],
  ])('turned by %i degrees is turned back and read', async (degrees, rotation) => {
    const { pages, text } = await world.process(await turned(degrees));
    expect(pages[0]).toMatchObject({ rotation });
    expect(pages[0]?.height).toBeGreaterThan(pages[0]?.width ?? Number.POSITIVE_INFINITY);
    expect(characterErrorRate(await truthOf(sample('letter.jpg')), text)).toBeLessThan(0.05);
  });

  it('leaning by five degrees is levelled and read', async () => {
    const path = join(folder, 'leaning.png');
    const page = await (await openImage(fixture('multipage.tiff'))).greyscale().png().toBuffer();
    await (await openImage(page)).rotate(5, { background: '#ffffff' }).png().toFile(path);
    const straight = await world.process(fixture('multipage.tiff'));
    const { pages, text } = await world.process(path);
    expect(pages[0]?.skew).toBeCloseTo(-5, 0);
    expect(characterErrorRate(straight.pages[0]?.text ?? '', text)).toBeLessThan(0.05);
    const left = await world.process(path, { deskew: 'off' });
    expect([left.pages[0]?.skew, left.pages[0]?.width]).toEqual([0, (await (await openImage(path)).metadata()).width]);
  });

  it('is left as it is, light and all, when that is wished', async () => {
    const path = join(folder, 'shaded.png');
    const { width, height } = await (await openImage(sample('letter.jpg'))).metadata();
    const shade = `<svg width="${width}" height="${height}"><linearGradient id="g"><stop stop-color="#fff"/><stop offset="1" stop-color="#161616"/></linearGradient><rect width="100%" height="100%" fill="url(#g)"/></svg>`;
    await (await openImage(sample('letter.jpg')))
      .composite([{ input: Buffer.from(shade), blend: 'multiply' }])
      .png()
      .toFile(path);
    const truth = await truthOf(sample('letter.jpg'));
    const errors = async (metadata: Record<string, string>) =>
      characterErrorRate(truth, (await world.process(path, metadata)).text);
    expect(await errors({})).toBeLessThan(0.05);
    expect(await errors({ clean: 'off' })).toBeGreaterThan(0.1);
  });
});

describe('of some pages', () => {
  it('only those are read, and the others leave their places empty', async () => {
    const whole = await world.process(sample('scan.pdf'));
    const some = await world.process(sample('scan.pdf'), { pages: '2-3' });
    expect(some.pages.map(({ pageNumber }) => pageNumber)).toEqual([2, 3]);
    const [, second, third] = whole.text.split('\f');
    expect(some.text.split('\f')).toEqual(['', second, third]);
    expect(some.job).toMatchObject({ status: 'completed', pageCount: 2, progress: { completedPages: 2, totalPages: 2 } });
  });
});

describe('a file that looks odd and is in order', () => {
  it.each([
    'encrypted-empty-password.pdf',
    'pdf-with-junk-before-header.pdf',
    'javascript.pdf',
    'rotated-90.pdf',
    'cmyk.jpg',
    '16-bit.png',
    'alpha.png',
    'exif-rotated.jpg',
    'animated.gif',
    'multipage.tiff',
    'small.webp',
    'small.bmp',
    'jpeg-scan.pdf',
    'no-eof.pdf',
    'broken-xref.pdf',
  ])('%s is read', async (name) => {
    const { job, text } = await world.process(fixture(name));
    expect(job).toMatchObject({ status: 'completed', error: null });
    expect(characterErrorRate(await truthOf(fixture(name)), text)).toBeLessThan(0.1);
  });

  it('blank.pdf is one blank page without text or confidence', async () => {
    const { job, pages, text } = await world.process(fixture('blank.pdf'));
    expect(job).toMatchObject({ status: 'completed', pageCount: 1 });
    expect(pages[0]).toMatchObject({ source: 'blank', text: '', confidence: null });
    expect(text).toBe('');
  });
});

describe('a scan at 600 dpi', () => {
  it('is drawn, though its image has more pixels than a page may', async () => {
    const [width, height] = [4960, 7016];
    // Black and white by turns, in bands: something to see without a font.
    const rows = Buffer.alloc((width / 8) * height, 0xff);
    for (let y = 0; y + 60 < height; y += 200) rows.fill(0, (width / 8) * y, (width / 8) * (y + 60));
    const path = join(folder, 'a4-600-dpi.pdf');
    await writeFile(path, pdfOfOneImage(width, height, rows));
    const { job, pages } = await world.process(path);
    expect(job.status).toBe('completed');
    expect(pages[0]).toMatchObject({ status: 'completed', width: 1447, height: 2048 });
  });
});

/** A PDF of one A4 page that a one-bit image covers. */
function pdfOfOneImage(width: number, height: number, rows: Uint8Array): Buffer {
  const data = deflateSync(rows);
  const content = 'q 595 0 0 842 0 0 cm /I Do Q';
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /I 4 0 R >> >> /Contents 5 0 R >>',
    `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode /Length ${data.length} >>\nstream\n${data.toString('latin1')}\nendstream`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ];
  let pdf = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = pdf.length;
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = pdf.length;
  pdf += `xref\n0 6\n0000000000 65535 f \n${offsets.join('')}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(pdf, 'latin1');
}

describe('a file that cannot be processed', () => {
  it.each([
    ['truncated.pdf', 'CORRUPT'],
    ['encrypted-user-password.pdf', 'ENCRYPTED'],
    ['zero-bytes.pdf', 'EMPTY_FILE'],
    ['text-renamed.pdf', 'UNSUPPORTED_TYPE'],
    ['huge-30000x30000.png', 'PAGE_TOO_BIG'],
    ['too-many-pages.pdf', 'TOO_MANY_PAGES'],
    ['truncated.jpg', 'CORRUPT'],
    ['truncated.png', 'CORRUPT'],
  ])('%s fails with %s', async (name, code) => {
    const { job } = await world.process(fixture(name));
    expect(job).toMatchObject({ status: 'failed', error: { code } });
  });

  it('with a sheet of absurd size keeps the others', async () => {
    const { job, pages } = await world.process(fixture('huge-mediabox.pdf'));
    expect(job.status).toBe('completed_with_errors');
    expect(pages.filter((page) => page.status === 'failed').map((page) => page.error?.code)).toContain('PAGE_TOO_BIG');
    expect(pages.some((page) => page.status === 'completed')).toBe(true);
  });

  it('whose only image is too large says so instead of showing a white page', async () => {
    const path = join(folder, 'too-large-image.pdf');
    await writeFile(path, pdfOfOneImage(20_000, 20_000, Buffer.alloc(10)));
    const { job } = await world.process(path);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'PAGE_TOO_BIG', page: 1 } });
  });

  it('with one bad page keeps the others', async () => {
    const { job, pages } = await world.process(fixture('mixed-bad-page.pdf'));
    expect(job).toMatchObject({ status: 'completed_with_errors', error: { page: 2 } });
    expect(pages.map((page) => page.status)).toEqual(['completed', 'failed', 'completed']);
  });
});

const inkOf = async (name: string) => {
  const { data, info } = await (await openImage(sample(name))).greyscale().raw().toBuffer({ resolveWithObject: true });
  return { data: pgm(data, info.width), width: info.width, height: info.height, dpi: 200 };
};

/** Black and white specks: the engine takes each for a letter, which keeps it busy for long. */
const noise = (side: number) => {
  let state = 1;
  const pixels = Uint8Array.from({ length: side * side }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state >> 16) % 2 === 0 ? 0 : 255;
  });
  return { data: pgm(pixels, side), width: side, height: side, dpi: 200 };
};

ocrEngineContract(
  'tesseract.js',
  tesseractEngine,
  () => inkOf('notice.png'),
  () => noise(3500),
);

describe('the engine', () => {
  const never = new AbortController().signal;

  it('survives a page that is no image: the call fails, the next one works', async () => {
    const engine = tesseractEngine();
    const bad = { data: Buffer.from('no image'), width: 10, height: 10, dpi: 200 };
    await expect(engine.recognise(bad, ['eng'], never)).rejects.toThrow();
    expect((await engine.recognise(await inkOf('notice.png'), ['eng'], never)).words.length).toBeGreaterThan(10);
    await engine.close();
  });

  it.runIf(process.platform === 'linux')(
    'that is stopped in the middle of a page ends for good, and the next page is read',
    async () => {
      const workers = () =>
        readdirSync('/proc/self/task').filter((id) => readFileSync(`/proc/self/task/${id}/comm`, 'latin1') === 'WorkerThread\n')
          .length;
      const before = workers();
      const engine = tesseractEngine();
      const recogniser = recogniserOn(engine, 4000);
      await expect(recogniser.recognise(noise(3500), ['eng'])).rejects.toMatchObject({ code: 'OCR_TIMEOUT' });
      // A thread that is gone cannot be busy. The list of threads may be a moment behind.
      await expect.poll(workers, { timeout: 10_000 }).toBe(before);
      expect((await recogniser.recognise(noise(100), ['eng'])).words).toEqual([]);
      expect(workers()).toBe(before + 1);
      await engine.close();
      await expect.poll(workers, { timeout: 10_000 }).toBe(before);
    },
  );

  it('reads with the data of the languages asked for', async () => {
    const english = await world.process(sample('notice.png'));
    const both = await world.process(sample('notice.png'), { languages: 'deu+eng' });
    expect(both.pages[0]?.languages).toEqual(['deu', 'eng']);
    expect(wordF1(english.text, both.text)).toBeGreaterThan(0.9);
  });

  it('writes nothing into the working directory', async () => {
    const { readdir } = await import('node:fs/promises');
    expect((await readdir('.')).filter((name) => name.endsWith('.traineddata'))).toEqual([]);
    expect((await readFile('package.json', 'utf8')).length).toBeGreaterThan(0);
  });
});
