/** Lines that are read by the real runtime, with the real data. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { writePdf } from '../../../../../samples/make/pdfFile.ts';
import { textPages } from '../../../../../test/fixtures/textPdf.ts';
import type { Ink, OcrEngine } from '../../../app/pagePorts.ts';
import { inProcessPageMaker } from '../../pages/inProcess.ts';
import { tesseractEngine } from '../tesseract.ts';
import { greyOf, type LineImage, lineImage } from './lineImage.ts';
import { lineReaders } from './lineReaders.ts';

const never = new AbortController().signal;

const textOf = (characters: readonly { text: string }[] = []) =>
  characters
    .map(({ text }) => text)
    .join('')
    .trim();

const LINES = [
  'Members may borrow six books.',
  'No.',
  'Losses remain small: forty-one items could not be found in February.',
  'Total 7,604',
];
const PAGE = 420;
const SIZE = 11;
const FIRST_BASELINE = 330;

let folder: string;
let ink: Ink;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pagestream-lines-'));
  const path = join(folder, 'lines.pdf');
  const bytes = writePdf(textPages([LINES], `/MediaBox [0 0 ${PAGE} ${PAGE}]`, `1 0 0 1 20 ${FIRST_BASELINE} Tm`, SIZE));
  await writeFile(path, bytes);
  const file = { path, sizeBytes: bytes.length, sha256: '' };
  const made = await inProcessPageMaker().preparePage(file, 1, { rotation: 0, mode: 'force' });
  if (made.ink === null) throw new Error('nothing was drawn');
  ink = made.ink;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function drawn(): LineImage[] {
  const factor = ink.width / PAGE;
  return LINES.map(({ length }, index) => {
    const baseline = PAGE - FIRST_BASELINE + index * SIZE * 1.5;
    // In this font letters are half as wide as high, on average less.
    const box = [20, baseline - SIZE * 0.7, 20 + length * SIZE * 0.5, baseline + SIZE * 0.25];
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = box.map((value) => value * factor);
    return lineImage(greyOf(ink), [x0, y0, x1, y1], 36);
  });
}

describe('lines that are read together', () => {
  it('say the same as each by itself, whatever is read beside it', async () => {
    const [reader] = (await lineReaders()(['eng'])) ?? [];
    const lines = Array.from({ length: 10 }, drawn).flat();
    const together = await reader?.read(lines, never);
    for (const [index, image] of lines.slice(0, LINES.length).entries()) {
      const [alone] = (await reader?.read([image], never)) ?? [];
      expect(textOf(together?.[index])).toBe(textOf(alone));
      expect(together?.[index]?.at(-1)?.probability).toBeCloseTo(alone?.at(-1)?.probability ?? 0, 3);
    }
  });

  it('are left when nobody wants them any more', async () => {
    const [reader] = (await lineReaders()(['eng'])) ?? [];
    await expect(reader?.read(drawn(), AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});

describe('the engine', () => {
  let engine: OcrEngine;
  beforeEach(() => {
    engine = tesseractEngine();
  });
  afterEach(async () => {
    vi.doUnmock('onnxruntime-node');
    await engine.close();
  });

  const read = async () => (await engine.recognise(ink, ['eng'], never)).text.split(/\n+/);

  it('reads what is written in lines', async () => {
    expect(await lineReaders()(['eng'])).toHaveLength(1);
    expect(await read()).toEqual(LINES);
  });

  it('reads with the library alone where the runtime is not to be had', async () => {
    vi.doMock('onnxruntime-node', () => {
      throw new Error('no binary for this machine');
    });
    expect(await lineReaders()(['eng'])).toBeNull();
    expect(await read()).toEqual(LINES);
  });

  it('reads scripts with joined or thousands of characters with the library alone', async () => {
    const readersOf = lineReaders();
    for (const code of ['ara', 'hin', 'chi_sim', 'jpn', 'kor']) expect(await readersOf([code, 'eng'])).toBeNull();
  });
});
