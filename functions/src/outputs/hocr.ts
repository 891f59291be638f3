import type { PageWords } from '../contract/documents.ts';
import { resultsPath } from '../contract/paths.ts';
import type { OutputDocument } from './document.ts';
import { between, blocksOf, boxOfWord, type Line, pixels } from './layout.ts';
import { decimal, languageTag, xmlText } from './xml.ts';

/**
 * `document.hocr`: hOCR 1.2 as XHTML. `image` names the page's picture beside it, whose pixels all boxes are in.
 * A page that was not read is an `ocr_page` without content, so that page n stays page n.
 */
export async function* documentHocr({ job, engine, pages, words }: OutputDocument): AsyncIterable<string> {
  const tags = new Set(pages.flatMap(({ languages }) => languages.map((language) => languageTag([language]) ?? [])).flat());
  const results = `${resultsPath({ uid: job.ownerUid, jobId: job.jobId })}/`;
  yield `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta charset="utf-8"/>
<title>${xmlText(job.source.fileName)}</title>
<meta name="ocr-system" content="${xmlText(`Pagestream, ${engine.name} ${engine.version}`)}"/>
<meta name="ocr-capabilities" content="ocr_page ocr_carea ocr_par ocr_line ocrx_word ocrp_lang ocrp_wconf"/>
<meta name="ocr-number-of-pages" content="${pages.length}"/>
<meta name="ocr-langs" content="${[...tags].join(' ') || 'unknown'}"/>
</head>
<body>
`;
  for (const page of pages) {
    const { pageNumber, languages, artefacts } = page;
    const read = await words(page);
    const about = [
      ...(artefacts === null ? [] : [`image "${xmlText(artefacts.image.replace(results, ''))}"`]),
      `bbox 0 0 ${read?.width ?? 0} ${read?.height ?? 0}`,
      `ppageno ${pageNumber - 1}`,
      ...(read === null || read.dpi === null ? [] : [`scan_res ${Math.round(read.dpi)} ${Math.round(read.dpi)}`]),
    ];
    const tag = read && languageTag(languages);
    const language = tag === null ? '' : ` lang="${tag}" xml:lang="${tag}"`;
    // In single quotes: some readers take the name's quotes for what they are only unescaped.
    yield `<div class="ocr_page" id="page_${pageNumber}"${language} title='${about.join('; ')}'>\n`;
    if (read !== null) yield blocksIn(read);
    yield '</div>\n';
  }
  yield '</body>\n</html>\n';
}

function blocksIn(page: PageWords): string {
  const bbox = (box: Line['box']) => `bbox ${pixels(box, page).join(' ')}`;
  const id = (kind: string, number: number) => `id="${kind}_${page.pageNumber}_${number}"`;
  const counted = { par: 0, line: 0, word: 0 };

  const lineOf = (line: Line) => {
    const words = line.words.map((word, index) => {
      const about = `${bbox(boxOfWord(word))}; x_wconf ${Math.round(word[1])}`;
      const next = line.words[index + 1];
      const gap = next === undefined ? '' : between(word[0], next[0]);
      return `<span class="ocrx_word" ${id('word', ++counted.word)} title="${about}">${xmlText(word[0])}</span>${gap}`;
    });
    const about = [bbox(line.box), ...baselineOf(line, page), `x_size ${decimal(line.size, 2)}`].join('; ');
    return `<span class="ocr_line" ${id('line', ++counted.line)} title="${about}">${words.join('')}</span>\n`;
  };

  return blocksOf(page)
    .map((block, index) => {
      const paragraphs = block.paragraphs.map(
        ({ box, lines }) =>
          `<p class="ocr_par" ${id('par', ++counted.par)} title="${bbox(box)}">\n${lines.map(lineOf).join('')}</p>\n`,
      );
      return `<div class="ocr_carea" ${id('block', index + 1)} title="${bbox(block.box)}">\n${paragraphs.join('')}</div>\n`;
    })
    .join('');
}

/** Its slope, and how far it is below the lower left corner of the line's box where that begins: as hOCR wants it. */
function baselineOf({ box, baseline }: Line, page: PageWords): readonly string[] {
  if (baseline === null) return [];
  const [left, , , bottom] = pixels(box, page);
  const [x0, y0, x1, y1] = baseline;
  // Less than a pixel has no slope to speak of.
  const slope = x1 - x0 >= 1 ? (y1 - y0) / (x1 - x0) : 0;
  return [`baseline ${decimal(slope, 4)} ${decimal(y0 + slope * (left - x0) - bottom, 1)}`];
}
