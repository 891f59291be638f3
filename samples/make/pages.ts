/** The samples' content as HTML. A4 is 794 × 1123 CSS pixels, so a device scale of 3.125 gives 300 dpi. */
import { escapeHtml as esc } from './browser.ts';
import { article, type Block, letter, notice, type ReceiptLine } from './content.ts';

export const A4 = { widthPx: 794, heightPx: 1123 } as const;

export function reportPage(blocks: readonly Block[], pageNumber: number): string {
  return `<style>
    body{font:17px/1.5 'Source Serif';width:794px;height:1123px;padding:84px 92px;background:#fff;color:#000;position:relative}
    h1{font:600 34px/1.15 'Source Serif';text-align:center;margin:16px 0 10px}
    .subtitle{font:italic 400 17px/1.4 'Source Serif';text-align:center;margin-bottom:38px}
    h2{font:700 20px/1.3 'Source Sans';margin:24px 0 9px}
    p{text-align:justify;margin-bottom:11px}
    ol{margin:4px 0 14px;padding-left:34px} li{padding-left:5px;margin-bottom:4px}
    table{width:76%;margin:12px auto 18px;border-collapse:collapse} td{padding:4px 2px;border-bottom:1px solid #777} td+td{text-align:right}
    .note{font-style:italic;margin-top:26px}
    footer{position:absolute;bottom:52px;left:0;right:0;text-align:center;font-size:14px}
  </style>${blocks.map(blockHtml).join('\n')}<footer>${pageNumber}</footer>`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'title':
      return `<h1>${esc(block.text)}</h1>`;
    case 'subtitle':
      return `<div class="subtitle">${esc(block.text)}</div>`;
    case 'heading':
      return `<h2>${esc(block.text)}</h2>`;
    case 'paragraph':
      return `<p>${esc(block.text)}</p>`;
    case 'note':
      return `<p class="note">${esc(block.text)}</p>`;
    case 'list':
      return `<ol>${block.items.map((item) => `<li>${esc(item)}</li>`).join('')}</ol>`;
    case 'figures':
      return `<table>${block.rows.map((row) => `<tr>${row.map((cell) => `<td>${esc(cell)}</td>`).join('')}</tr>`).join('')}</table>`;
  }
}

export function letterPage(): string {
  const lines = (texts: readonly string[]) => texts.map(esc).join('<br>');
  const [firm, ...where] = letter.letterhead;
  return `<style>
    body{font:17.5px/1.42 Garamond;width:794px;height:1123px;padding:74px 100px;background:#fffefa;color:#16161c}
    header{text-align:center;border-bottom:1.5px solid #333;padding-bottom:12px;margin-bottom:34px}
    header b{font:700 27px/1.3 Display;display:block}
    p{margin-bottom:12px} .gap{margin:20px 0}
    svg{display:block;margin:2px 0 0 10px}
  </style><header><b>${esc(firm)}</b>${lines(where)}</header>
  <p>${lines(letter.address)}</p><p class="gap">${letter.date}</p><p>${esc(letter.salutation)}</p>
  ${letter.paragraphs.map((text) => `<p>${esc(text)}</p>`).join('')}
  <p class="gap" style="margin-bottom:4px">${esc(letter.closing)}</p>
  <svg width="190" height="66" viewBox="0 0 190 66" fill="none" stroke="#27348b" stroke-width="2.2" stroke-linecap="round"><path d="M14 44C34 8 48 4 44 22S18 58 30 54 66 22 70 30 58 54 70 48 92 22 94 34 84 56 98 46 116 26 122 34 116 52 132 44 150 30 178 26"/></svg>
  <p>${esc(letter.name)}</p>`;
}

/** 420 CSS pixels wide; as long as its lines. */
export function receiptPage(lines: readonly ReceiptLine[]): string {
  const row = (line: ReceiptLine) => {
    if (line === 'rule') return '<hr>';
    if ('centre' in line) return `<div class="centre">${esc(line.centre)}</div>`;
    return `<div class="${line.left.startsWith('TOTAL') ? 'total' : ''}"><span>${esc(line.left)}</span><span>${esc(line.right)}</span></div>`;
  };
  return `<style>
    body{font:600 21px/1.42 Till;width:420px;padding:34px 30px;background:#fbfaf7;color:#2a2a33}
    div{display:flex;justify-content:space-between} .centre{justify-content:center;text-align:center}
    .total{font-size:27px} hr{border:0;border-top:2px dashed #44444c;margin:9px 0}
  </style>${lines.map(row).join('')}`;
}

export function noticePage(): string {
  return `<style>
    body{width:720px;height:900px;background:#f6ecd6;color:#1d2b3a;font:21px/1.4 'Source Sans';padding:0 0 40px}
    .banner{background:#15405e;color:#fff;font:700 44px/1 'Source Sans';letter-spacing:4px;text-align:center;padding:34px 0 32px}
    h1{font:700 69px/1.1 Display;text-align:center;margin:46px 50px 20px;color:#9c2f1f}
    .lead{font:italic 400 29px/1.3 'Source Serif';text-align:center;margin:0 60px 38px}
    table{margin:0 auto 38px;border-collapse:collapse;font-size:25px} td{padding:7px 12px} td:first-child{font-weight:700}
    .body{margin:0 84px 30px;text-align:left} .small{font-size:16px;text-align:center;border-top:2px solid #15405e;margin:0 84px;padding-top:20px}
  </style><div class="banner">${notice.banner}</div><h1>${esc(notice.title)}</h1><div class="lead">${esc(notice.lead)}</div>
  <table>${notice.times.map((row) => `<tr>${row.map((cell) => `<td>${esc(cell)}</td>`).join('')}</tr>`).join('')}</table>
  <div class="body">${esc(notice.body)}</div><div class="small">${esc(notice.small)}</div>`;
}

export function articlePages(): string {
  return `<style>
    @page{size:A4;margin:24mm 26mm 22mm}
    body{font:11.4pt/1.5 'Source Serif';color:#111}
    h1{font:700 27pt/1.15 Display;margin:6mm 0 4mm} .standfirst{font:italic 400 13.5pt/1.45 'Source Serif';color:#333;margin-bottom:5mm}
    .byline{font:700 9.5pt/1 'Source Sans';border-top:.6pt solid #999;border-bottom:.6pt solid #999;padding:2.6mm 0;margin-bottom:7mm}
    h2{font:700 13pt/1.3 'Source Sans';margin:6mm 0 2mm;break-after:avoid} p{margin-bottom:2.6mm;text-align:justify} section:last-child{break-before:page}
  </style><h1>${esc(article.title)}</h1><div class="standfirst">${esc(article.standfirst)}</div><div class="byline">${esc(article.byline)}</div>
  ${article.sections.map((section) => `<section>${section.heading === '' ? '' : `<h2>${esc(section.heading)}</h2>`}${section.paragraphs.map((text) => `<p>${esc(text)}</p>`).join('')}</section>`).join('')}`;
}
