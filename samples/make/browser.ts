/** Typesetting by a real browser: HTML to PNG and to PDF, with the fonts of `fonts/` and no other. */
import { readFileSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as launcher } from 'playwright-core';

const FONTS = [
  ['Source Serif', 400, 'normal', 'source-serif-4-latin-400-normal'],
  ['Source Serif', 400, 'italic', 'source-serif-4-latin-400-italic'],
  ['Source Serif', 600, 'normal', 'source-serif-4-latin-600-normal'],
  ['Source Sans', 400, 'normal', 'source-sans-3-latin-400-normal'],
  ['Source Sans', 700, 'normal', 'source-sans-3-latin-700-normal'],
  ['Garamond', 400, 'normal', 'eb-garamond-latin-400-normal'],
  ['Till', 600, 'normal', 'inconsolata-latin-600-normal'],
  ['Display', 700, 'normal', 'playfair-display-latin-700-normal'],
] as const;

export interface Typesetter {
  /** PNG of the page; sizes in CSS pixels, `scale` image pixels to each. */
  toPng(html: string, size: { widthPx: number; heightPx: number; scale: number; transparent?: boolean }): Promise<Buffer>;
  /** A4 PDF with real text and embedded fonts; the same bytes for the same HTML. */
  toPdf(html: string): Promise<Buffer>;
  close(): Promise<void>;
}

export async function openTypesetter(): Promise<Typesetter> {
  const browser: Browser = await launcher.launch({
    executablePath: await chromium.executablePath(),
    // Not the package's own arguments: `--single-process` dies with the first page that is closed.
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none', '--disable-lcd-text'],
  });
  return {
    async toPng(html, { widthPx, heightPx, scale, transparent = false }) {
      const page = await browser.newPage({ viewport: { width: widthPx, height: heightPx }, deviceScaleFactor: scale });
      await page.setContent(document(html));
      await page.evaluate(() => globalThis.document.fonts.ready.then(() => undefined));
      const png = await page.screenshot({ omitBackground: transparent });
      await page.close();
      return png;
    },
    async toPdf(html) {
      const page = await browser.newPage();
      await page.setContent(document(html));
      await page.evaluate(() => globalThis.document.fonts.ready.then(() => undefined));
      const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: true });
      await page.close();
      return withFixedDates(pdf);
    },
    async close() {
      await browser.close();
    },
  };
}

/** The time of printing is the only part of the browser's PDF that differs between runs. */
function withFixedDates(pdf: Buffer): Buffer {
  return Buffer.from(pdf.toString('latin1').replace(/D:\d{14}/g, 'D:20240101120000'), 'latin1');
}

function document(html: string): string {
  const faces = FONTS.map(([family, weight, style, file]) => {
    const data = readFileSync(new URL(`fonts/${file}.woff2`, import.meta.url)).toString('base64');
    return `@font-face{font-family:'${family}';font-weight:${weight};font-style:${style};src:url(data:font/woff2;base64,${data}) format('woff2')}`;
  });
  return `<!doctype html><html lang="en-GB"><meta charset="utf-8"><style>${faces.join('\n')}*{box-sizing:border-box;margin:0}body{hyphens:manual}</style>${html}</html>`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
