import { initialize, parseHocrPages } from 'ocr-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { collected, documentOf, pageOf, THREE_PAGES, written } from '../testing/outputDocuments.ts';
import { type Element, parsedXml, saxWasm, withinXml } from '../testing/xml.ts';
import { documentHocr } from './hocr.ts';

const ofClass = (root: Element, name: string) =>
  ['div', 'p', 'span'].flatMap((tag) => withinXml(root, tag)).filter(({ attributes }) => attributes.class === name);

/** The properties in an element's title. */
function propertiesOf(element: Element | undefined): Readonly<Record<string, string>> {
  const properties = (element?.attributes.title ?? '').split('; ').map((property) => {
    const [name = '', ...values] = property.split(' ');
    return [name, values.join(' ')];
  });
  return Object.fromEntries(properties);
}

describe('document.hocr', () => {
  it('says what made it, what it holds, and of which file', async () => {
    const root = parsedXml(await written(documentHocr, documentOf([pageOf(['a'])], '<&"\'>.pdf')));
    expect(withinXml(root, 'title').map(({ text }) => text)).toEqual(['<&"\'>.pdf']);
    const metas = withinXml(root, 'meta').map(({ attributes }) => [attributes.name, attributes.content]);
    expect(Object.fromEntries(metas)).toMatchObject({
      'ocr-system': 'Pagestream, tesseract.js 7.0.0',
      'ocr-capabilities': 'ocr_page ocr_carea ocr_par ocr_line ocrx_word ocrp_lang ocrp_wconf',
      'ocr-number-of-pages': '1',
      'ocr-langs': 'en',
    });
  });

  it('names every class that it uses among its capabilities, and no other', async () => {
    const root = parsedXml(await written(documentHocr, THREE_PAGES));
    const used = ['div', 'p', 'span'].flatMap((tag) => withinXml(root, tag)).map(({ attributes }) => attributes.class);
    const meta = withinXml(root, 'meta').find(({ attributes }) => attributes.name === 'ocr-capabilities');
    const named = meta?.attributes.content?.split(' ').filter((name) => !name.startsWith('ocrp_'));
    expect(new Set(named)).toEqual(new Set(used));
  });

  it('has a page for each, in order, with its picture, size and resolution; one that failed is empty', async () => {
    const pages = ofClass(parsedXml(await written(documentHocr, THREE_PAGES)), 'ocr_page');
    expect(pages.map(propertiesOf)).toEqual([
      { image: '"pages/0001.webp"', bbox: '0 0 1654 2339', ppageno: '0', scan_res: '200 200' },
      { bbox: '0 0 0 0', ppageno: '1' },
      { image: '"pages/0003.webp"', bbox: '0 0 1654 2339', ppageno: '2' },
    ]);
    expect(pages.map(({ attributes, children }) => [attributes.lang, children.length])).toEqual([
      ['en', 2],
      [undefined, 0],
      ['de', 1],
    ]);
  });

  it('keeps blocks, paragraphs and lines, around what is in them', async () => {
    const [page] = ofClass(parsedXml(await written(documentHocr, THREE_PAGES)), 'ocr_page');
    if (page === undefined) throw new Error('no page');
    const [block, aside] = ofClass(page, 'ocr_carea');
    expect([block, aside].map((it) => propertiesOf(it).bbox)).toEqual(['100 100 355 250', '100 280 175 310']);
    expect(block?.children.map(({ children }) => children.length)).toEqual([2, 1]);
    expect(propertiesOf(ofClass(page, 'ocr_line')[1])).toEqual({ bbox: '100 160 265 190', baseline: '0 -7.5', x_size: '30' });
    expect(propertiesOf(ofClass(page, 'ocrx_word')[1])).toEqual({ bbox: '175 100 190 130', x_wconf: '90' });
  });

  it('tells a leaning baseline from the lower left corner of the line', async () => {
    const page = pageOf(['level']);
    // Known from 50 to 250, for a line from 100 to 175: 2 down for 100 to the right.
    const leaning = { ...page, lines: page.lines.map((line) => ({ ...line, baseline: [50, 120, 250, 124] as const })) };
    const unknown = { ...page, lines: page.lines.map((line) => ({ ...line, baseline: null })) };
    const root = parsedXml(await written(documentHocr, documentOf([leaning, unknown])));
    const lines = ofClass(root, 'ocr_line').map(propertiesOf);
    expect(lines.map(({ baseline }) => baseline)).toEqual(['0.02 -9', undefined]);
  });

  it('keeps boxes in whole pixels within the page', async () => {
    const page = { ...pageOf(['out']), words: [['out', 90, -3.4, 2.6, 5000, 40.2] as const] };
    const root = parsedXml(await written(documentHocr, documentOf([page])));
    expect(propertiesOf(ofClass(root, 'ocrx_word')[0]).bbox).toBe('0 3 1654 40');
  });

  it('keeps words that no line has', async () => {
    const page = pageOf(['one two three']);
    const short = { ...page, lines: page.lines.map((line) => ({ ...line, wordCount: 1 })) };
    const root = parsedXml(await written(documentHocr, documentOf([short])));
    expect(ofClass(root, 'ocr_line').map(({ text }) => text)).toEqual(['one', 'two three']);
  });
});

describe('a public parser', () => {
  beforeAll(() => initialize(saxWasm));

  it('reads its pages, lines and words, with their confidences and places', async () => {
    const pages = await collected(parseHocrPages(await written(documentHocr, THREE_PAGES)));
    expect(pages.map(({ physicalPageNumber, lines }) => [physicalPageNumber, ...lines.map(({ text }) => text)])).toEqual([
      [0, 'Fish & <chips>', 'second line', 'another paragraph', 'aside'],
      [1],
      [2, 'dritte Seite'],
    ]);
    expect(pages[0]).toMatchObject({ width: 1654, height: 2339, imageSource: { fileName: 'pages/0001.webp', ppi: 200 } });
    expect(pages[0]?.blocks?.map(({ paragraphs }) => paragraphs?.length)).toEqual([2, 1]);
    expect(pages[0]?.words[0]).toMatchObject({ text: 'Fish', confidence: 0.9, x: 100, y: 100, width: 60, height: 30 });
  });
});
