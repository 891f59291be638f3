/** Which of the two openers a file and a page get. */

import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { LocalFile } from '../../app/ports.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import { PipelineError } from '../../domain/failure.ts';
import type { PageImage } from './document.ts';
import { type OpenPdf, openPdf } from './pdf.ts';
import type { PdfiumDocument } from './pdfium.ts';

function fileOf(name: string): LocalFile {
  const path = fileURLToPath(new URL(`../../../../test/fixtures/${name}`, import.meta.url));
  return { path, sizeBytes: statSync(path).size, sha256: '' };
}
const WHOLE = fileOf('blank.pdf');

/** An image that says who drew it. */
const drawnBy = (name: string): PageImage => ({ picture: { encoded: name, frame: 0 }, dpi: 200 });

/** Each page by what the first opener does with it, and with the second what that one fails with. */
function openers({
  draws = [],
  secondFails,
  opens = 'yes',
}: {
  draws?: readonly ('well' | 'empty' | ErrorCode)[];
  secondFails?: ErrorCode;
  opens?: 'yes' | 'without its last page' | ErrorCode;
}) {
  const closed: string[] = [];
  let opened = 0;
  const first = async (): Promise<PdfiumDocument> => {
    if (opens !== 'yes' && opens !== 'without its last page') throw new PipelineError(opens);
    return {
      pageCount: draws.length,
      hasLastPage: opens === 'yes',
      async draw(pageNumber) {
        const outcome = draws[pageNumber - 1] ?? 'well';
        if (outcome !== 'well' && outcome !== 'empty') throw new PipelineError(outcome);
        return { image: drawnBy('first'), looksEmpty: outcome === 'empty' };
      },
      async readLayer() {
        throw new PipelineError('RENDER_FAILED');
      },
      close: async () => void closed.push('first'),
    };
  };
  const second = async (): Promise<OpenPdf> => {
    opened++;
    return {
      pageCount: 7,
      async drawPage() {
        if (secondFails !== undefined) throw new PipelineError(secondFails);
        return drawnBy('second');
      },
      readLayer: async () => null,
      close: async () => void closed.push('second'),
    };
  };
  return { first, second, closed, times: () => opened };
}

const painter = (image: PageImage) => ('encoded' in image.picture ? image.picture.encoded : undefined);

describe('a PDF', () => {
  it('that the first opener opens and draws never troubles the second', async () => {
    const both = openers({ draws: ['well', 'well'] });
    const pdf = await openPdf(WHOLE, both);
    expect(pdf.pageCount).toBe(2);
    expect(painter(await pdf.drawPage(2, 'reading'))).toBe('first');
    await pdf.close();
    expect([both.times(), both.closed]).toEqual([0, ['first']]);
  });

  it.each(['CORRUPT', 'ENCRYPTED', 'without its last page'] as const)(
    'that the first opener opens as %s is the second’s',
    async (opens) => {
      const pdf = await openPdf(WHOLE, openers({ opens }));
      expect(pdf.pageCount).toBe(7);
      expect(painter(await pdf.drawPage(1, 'reading'))).toBe('second');
    },
  );

  it('that was cut off is opened by neither', async () => {
    const both = openers({});
    await expect(openPdf(fileOf('truncated.pdf'), both)).rejects.toMatchObject({ code: 'CORRUPT' });
    expect(both.times()).toBe(0);
  });
});

describe('a page', () => {
  it('that the first opener cannot draw is drawn by the second, which stays open for the next such page', async () => {
    const both = openers({ draws: ['RENDER_FAILED', 'well', 'RENDER_FAILED'] });
    const pdf = await openPdf(WHOLE, both);
    const images = [await pdf.drawPage(1, 'reading'), await pdf.drawPage(2, 'reading'), await pdf.drawPage(3, 'reading')];
    expect(images.map(painter)).toEqual(['second', 'first', 'second']);
    await pdf.close();
    expect([both.times(), both.closed]).toEqual([1, ['first', 'second']]);
  });

  it('that neither can draw fails with what the second says', async () => {
    const pdf = await openPdf(WHOLE, openers({ draws: ['RENDER_FAILED'], secondFails: 'PAGE_TOO_BIG' }));
    await expect(pdf.drawPage(1, 'reading')).rejects.toMatchObject({ code: 'PAGE_TOO_BIG' });
  });

  it('that is too big is too big for both', async () => {
    const both = openers({ draws: ['PAGE_TOO_BIG'] });
    await expect((await openPdf(WHOLE, both)).drawPage(1, 'reading')).rejects.toMatchObject({ code: 'PAGE_TOO_BIG' });
    expect(both.times()).toBe(0);
  });

  it('that comes out empty though something is on it gets a second look', async () => {
    const pdf = await openPdf(WHOLE, openers({ draws: ['empty'] }));
    expect(painter(await pdf.drawPage(1, 'reading'))).toBe('second');
  });

  it('that comes out empty stays so when the second cannot draw it, but not when it is too big', async () => {
    const failing = await openPdf(WHOLE, openers({ draws: ['empty'], secondFails: 'RENDER_FAILED' }));
    expect(painter(await failing.drawPage(1, 'reading'))).toBe('first');
    const tooBig = await openPdf(WHOLE, openers({ draws: ['empty'], secondFails: 'PAGE_TOO_BIG' }));
    await expect(tooBig.drawPage(1, 'reading')).rejects.toMatchObject({ code: 'PAGE_TOO_BIG' });
  });

  it('whose text cannot be had is one without text', async () => {
    expect(await (await openPdf(WHOLE, openers({ draws: ['well'] }))).readLayer(1)).toBeNull();
  });
});
