/**
 * Makes the samples: `node samples/make.ts [NAME…]`. The files are committed, so this runs only when their content changes.
 * The same source gives the same bytes on one version of Chromium and sharp.
 */
import { writeFileSync } from 'node:fs';
import { openTypesetter, type Typesetter } from './make/browser.ts';
import { articleTruth, letterTruth, noticeTruth, receipt, receiptTruth, report, reportTruth } from './make/content.ts';
import { A4, articlePages, letterPage, noticePage, receiptPage, reportPage } from './make/pages.ts';
import { decode, faxPage, photographed, scanned } from './make/paper.ts';
import { type ImagePage, imagePageObjects, writePdf } from './make/pdfFile.ts';
import { sharp } from './make/sharp.ts';

const SCAN_DPI = 300;
const SCALE_300_DPI = SCAN_DPI / 96;
const SKEW_DEGREES = [0.18, -0.26, 0.07, -0.12];

const samples: Record<string, { truth: string; make(typesetter: Typesetter): Promise<Buffer> }> = {
  'scan.pdf': {
    truth: reportTruth.join('\n\f'),
    async make(typesetter) {
      const pages: ImagePage[] = [];
      for (const [index, blocks] of report.entries()) {
        const png = await typesetter.toPng(reportPage(blocks, index + 1), { ...A4, scale: SCALE_300_DPI });
        const paper = scanned(await decode(png, 1), { skewDegrees: SKEW_DEGREES[index] ?? 0, seed: 100 + index });
        pages.push(await faxPage(paper, SCAN_DPI));
      }
      return writePdf(imagePageObjects(pages));
    },
  },
  'letter.jpg': {
    truth: letterTruth,
    async make(typesetter) {
      const png = await typesetter.toPng(letterPage(), { ...A4, scale: SCALE_300_DPI });
      return photographed(await decode(png, 3), {
        widthPx: 2250,
        heightPx: 3000,
        corners: [
          [262, 148],
          [2040, 112],
          [2142, 2868],
          [118, 2812],
        ],
        crumple: 0,
        curl: 14,
        shadow: 0.38,
        blurSigma: 0.9,
        table: 'oak',
        jpegQuality: 58,
        seed: 7,
      });
    },
  },
  'receipt.jpg': {
    truth: receiptTruth,
    async make(typesetter) {
      const png = await typesetter.toPng(receiptPage(receipt), { widthPx: 420, heightPx: 960, scale: 2.5 });
      return photographed(await decode(png, 3), {
        widthPx: 1500,
        heightPx: 2000,
        corners: [
          [372, 92],
          [1118, 128],
          [1082, 1888],
          [308, 1872],
        ],
        crumple: 1,
        curl: 10,
        shadow: 0.3,
        blurSigma: 0.8,
        table: 'slate',
        jpegQuality: 62,
        seed: 23,
      });
    },
  },
  'notice.png': {
    truth: noticeTruth,
    async make(typesetter) {
      const png = await typesetter.toPng(noticePage(), { widthPx: 720, heightPx: 900, scale: 2 });
      return sharp(png).png({ palette: true, colours: 48, effort: 10, compressionLevel: 9 }).toBuffer();
    },
  },
  'article.pdf': {
    truth: articleTruth.join('\n\f'),
    make: (typesetter) => typesetter.toPdf(articlePages()),
  },
};

const wanted = process.argv.slice(2);
const typesetter = await openTypesetter();
try {
  for (const [name, { truth, make }] of Object.entries(samples)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const bytes = await make(typesetter);
    writeFileSync(new URL(name, import.meta.url), bytes);
    writeFileSync(new URL(`${name.slice(0, name.lastIndexOf('.'))}.gt.txt`, import.meta.url), `${truth}\n`);
    console.log(`${name} ${Math.round(bytes.length / 1000)} kB`);
  }
} finally {
  await typesetter.close();
}
