import { readFileSync } from 'node:fs';
import { initialize, parseAltoPages } from 'ocr-parser';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { collected, documentOf, pageOf, THREE_PAGES, written } from '../testing/outputDocuments.ts';
import { parsedXml, saxWasm, schemaOf, withinXml } from '../testing/xml.ts';
import { documentAlto } from './alto.ts';

const errorIn = schemaOf(readFileSync(new URL('../../../test/fixtures/schemas/alto.xsd', import.meta.url), 'utf8'));

describe('document.alto.xml', () => {
  it('is valid, with a failed page', async () => {
    expect(errorIn(await written(documentAlto, THREE_PAGES))).toBeNull();
  });

  test.each([
    ['a confidence above 1', 'WC="0.9"', 'WC="90"'],
    ['an id used twice', 'ID="string_1_2"', 'ID="string_1_1"'],
    ['a page that names no processing', 'PROCESSING="recognition"', 'PROCESSING="nothing"'],
    ['a line without words', /(<TextLine[^>]*>)[\s\S]*?(<\/TextLine>)/, '$1$2'],
    ['a place that is no number', 'HPOS="100"', 'HPOS="left"'],
  ])('with %s would not be', async (_, good, bad) => {
    const alto = await written(documentAlto, THREE_PAGES);
    const spoilt = alto.replace(good, bad);
    expect(spoilt).not.toBe(alto);
    expect(errorIn(spoilt)).not.toBeNull();
  });

  it('has a page for each, in order; one that failed is empty', async () => {
    const pages = withinXml(parsedXml(await written(documentAlto, THREE_PAGES)), 'Page');
    expect(pages.map(({ attributes, children }) => [attributes.PHYSICAL_IMG_NR, attributes.LANG, children.length])).toEqual([
      ['1', 'en', 1],
      ['2', undefined, 0],
      ['3', 'de', 1],
    ]);
  });

  it('keeps blocks, paragraphs and lines, and says where each word and space is', async () => {
    const [page] = withinXml(parsedXml(await written(documentAlto, THREE_PAGES)), 'Page');
    if (page === undefined) throw new Error('no page');
    const blocks = withinXml(page, 'ComposedBlock').map((block) =>
      withinXml(block, 'TextBlock').map((paragraph) => withinXml(paragraph, 'TextLine').length),
    );
    expect(blocks).toEqual([[2, 1], [1]]);
    const [line] = withinXml(page, 'TextLine');
    expect(line?.attributes).toMatchObject({ HPOS: '100', VPOS: '100', HEIGHT: '30', BASELINE: '100,122.5 310,122.5' });
    expect(line?.children.map(({ name, attributes }) => [name, attributes.HPOS, attributes.WIDTH, attributes.CONTENT])).toEqual([
      ['String', '100', '60', 'Fish'],
      ['SP', '160', '15', undefined],
      ['String', '175', '15', '&'],
      ['SP', '190', '15', undefined],
      ['String', '205', '105', '<chips>'],
    ]);
  });

  it('has no space where the script has none, and one between words that run from right to left', async () => {
    const rightToLeft = pageOf(['x y']);
    const swapped = {
      ...rightToLeft,
      words: [['שלום', 90, 200, 100, 260, 130] as const, ['עולם', 90, 120, 100, 180, 130] as const],
    };
    const root = parsedXml(await written(documentAlto, documentOf([pageOf(['漢字 かな']), swapped])));
    const lines = withinXml(root, 'TextLine').map(({ children }) => children.map(({ name }) => name));
    expect(lines).toEqual([
      ['String', 'String'],
      ['String', 'SP', 'String'],
    ]);
    expect(withinXml(root, 'SP')[0]?.attributes).toMatchObject({ HPOS: '180', WIDTH: '20' });
  });

  it('names no language where there are several, and no recognition for a text that was not recognised', async () => {
    const page = pageOf(['text'], { languages: ['eng', 'deu'], source: 'text_layer' });
    const [{ attributes } = { attributes: undefined }] = withinXml(
      parsedXml(await written(documentAlto, documentOf([page]))),
      'Page',
    );
    expect(attributes).not.toHaveProperty('LANG');
    expect(attributes).not.toHaveProperty('PROCESSING');
  });

  it('says what read it, and of which file', async () => {
    const root = parsedXml(await written(documentAlto, documentOf([pageOf(['a'])], '<&">.pdf')));
    expect(withinXml(root, 'fileName').map(({ text }) => text)).toEqual(['<&">.pdf']);
    expect(withinXml(root, 'softwareName').map(({ text }) => text)).toEqual(['tesseract.js']);
    expect(withinXml(root, 'softwareVersion').map(({ text }) => text)).toEqual(['7.0.0']);
  });
});

describe('a public parser', () => {
  beforeAll(() => initialize(saxWasm));

  it('reads its words, with their confidences and places', async () => {
    const pages = await collected(parseAltoPages(await written(documentAlto, THREE_PAGES)));
    // It takes all pages of a file for one.
    expect(pages.flatMap(({ lines }) => lines.map(({ text }) => text))).toEqual([
      'Fish & <chips>',
      'second line',
      'another paragraph',
      'aside',
      'dritte Seite',
    ]);
    expect(pages[0]?.words[0]).toMatchObject({ text: 'Fish', confidence: 0.9, x: 100, y: 100, width: 60, height: 30 });
  });
});
