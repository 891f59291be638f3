/** What every OCR engine does. Runs against the one that reads nothing and the product's own. */

import { describe, expect, it } from 'vitest';
import type { Ink, OcrEngine } from '../app/pagePorts.ts';

const NEVER = new AbortController().signal;

/** @param page one with text, if the engine finds any @param endless one that keeps the engine busy; undefined if none does */
export function ocrEngineContract(name: string, make: () => OcrEngine, page: () => Promise<Ink>, endless?: () => Ink): void {
  describe(`${name} keeps the OCR engine contract`, () => {
    const white: Ink = { data: pgm(Buffer.alloc(200 * 100, 255), 200), width: 200, height: 100, dpi: 150 };
    const withEngine = async (use: (engine: OcrEngine) => Promise<void>) => {
      const engine = make();
      try {
        await use(engine);
      } finally {
        await engine.close();
      }
    };

    it('says what it is', () =>
      withEngine(async ({ identity }) => {
        for (const part of [identity.name, identity.version, identity.data]) expect(part).not.toBe('');
      }));

    it('finds nothing on a white page, nor which way is up', () =>
      withEngine(async (engine) => {
        expect(await engine.recognise(white, ['eng'], NEVER)).toMatchObject({ text: '', words: [], lines: [] });
        expect(await engine.detectOrientation(white, NEVER)).toMatchObject({ rotation: 0 });
      }));

    it('answers calls that come at once as it answers them alone', () =>
      withEngine(async (engine) => {
        const ink = await page();
        const alone = await engine.recognise(ink, ['eng'], NEVER);
        const reads = [ink, white, ink].map((each) => engine.recognise(each, ['eng'], NEVER));
        expect((await Promise.all(reads)).map(({ text }) => text)).toEqual([alone.text, '', alone.text]);
      }));

    it('does not begin what was called off before its turn, and goes on', () =>
      withEngine(async (engine) => {
        const ink = await page();
        const calledOff = AbortSignal.abort(new Error('called off'));
        const first = engine.recognise(ink, ['eng'], NEVER);
        await expect(engine.recognise(ink, ['eng'], calledOff)).rejects.toThrow();
        await expect(engine.detectOrientation(ink, calledOff)).rejects.toThrow();
        expect((await engine.recognise(ink, ['eng'], NEVER)).text).toBe((await first).text);
      }));

    if (endless !== undefined) {
      it('stops in the middle of a page, and reads the next', () =>
        withEngine(async (engine) => {
          const controller = new AbortController();
          const reading = engine.recognise(endless(), ['eng'], controller.signal);
          setTimeout(() => controller.abort(new Error('called off')), 1500);
          await expect(reading).rejects.toThrow('called off');
          expect((await engine.recognise(white, ['eng'], NEVER)).words).toEqual([]);
        }));
    }

    it('can be closed at any time, and twice', async () => {
      const engine = make();
      const ink = await page();
      const reading = engine.recognise(ink, ['eng'], AbortSignal.timeout(60_000)).catch(() => undefined);
      await engine.close();
      await engine.close();
      await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 100))]);
      await engine.close();
    });
  });
}

/** The image format in which engines are handed their pages. */
export function pgm(pixels: Uint8Array, width: number): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${width} ${pixels.length / width}\n255\n`), pixels]);
}
