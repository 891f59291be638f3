/** Whatever was read, every output is well formed and holds the words in order. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DocumentJson } from '../contract/documents.ts';
import { type MarkdownRoot, parsedMarkdown } from '../testing/markdown.ts';
import { anyDocument, documentOf, type Outcome, visibleWords, written } from '../testing/outputDocuments.ts';
import { parsedXml, schemaOf, withinXml } from '../testing/xml.ts';
import { OUTPUT_FILES } from './files.ts';

const altoErrorIn = schemaOf(readFileSync(new URL('../../../test/fixtures/schemas/alto.xsd', import.meta.url), 'utf8'));

type Node = MarkdownRoot | MarkdownRoot['children'][number];

/** What a reader sees, without what only the rendering adds. */
function renderedText(node: Node): string {
  // Notes are the only emphasis.
  if (node.type === 'html' || (node.type as string) === 'emphasis') return '';
  if ('value' in node) return node.value;
  return 'children' in node ? (node.children as readonly Node[]).map(renderedText).join(' ') : '';
}

/** Hyphens go where lines are joined; bullets and numbers become a list's; spaces are between words. */
const essence = (text: string) => text.replaceAll(/[\s\p{N}\p{Pd}\u00ad().•*+]/gu, '');

function typesIn(node: Node): readonly string[] {
  return [node.type, ...('children' in node ? (node.children as readonly Node[]).flatMap(typesIn) : [])];
}

const holds = (what: string, check: (outcomes: readonly Outcome[], fileName: string, firstPage: number) => Promise<void>) =>
  test(what, () =>
    fc.assert(
      fc.asyncProperty(anyDocument, ({ outcomes, fileName, firstPage }) => check(outcomes, fileName, firstPage)),
      { numRuns: 200 },
    ),
  );

holds('document.txt holds the text of page n between form feeds n - 1 and n', async (outcomes, fileName, firstPage) => {
  const withoutFeeds = outcomes.map((it) => ('code' in it ? it : { ...it, text: it.text.replaceAll('\f', '') }));
  const pages = (await written(OUTPUT_FILES.text.content, documentOf(withoutFeeds, fileName, firstPage))).split('\f');
  const texts = withoutFeeds.map((it) => ('code' in it || it.text === '' ? '' : `${it.text}\n`));
  expect(pages).toEqual([...Array<string>(firstPage - 1).fill(''), ...texts]);
});

holds('document.json is JSON and holds every word as it was read', async (outcomes, fileName, firstPage) => {
  const json = JSON.parse(await written(OUTPUT_FILES.json.content, documentOf(outcomes, fileName, firstPage))) as DocumentJson;
  expect([json.fileName, json.pages[0]?.pageNumber]).toEqual([fileName, firstPage]);
  const words = outcomes.map((it) => ('code' in it ? [] : it.words));
  // JSON knows no -0.
  expect(json.pages.map((page) => page.words)).toEqual(JSON.parse(JSON.stringify(words)));
});

holds('document.md holds the words in order, and nothing of them is read as markup', async (outcomes, fileName, firstPage) => {
  const root = parsedMarkdown(await written(OUTPUT_FILES.md.content, documentOf(outcomes, fileName, firstPage)));
  expect(essence(renderedText(root))).toBe(essence(visibleWords(outcomes).join('')));
  // Addresses become links to themselves, with or without markup.
  const known = ['root', 'html', 'paragraph', 'heading', 'list', 'listItem', 'emphasis', 'text', 'link'];
  expect(typesIn(root).filter((type) => !known.includes(type))).toEqual([]);
  expect(typesIn(root).filter((type) => type === 'html')).toHaveLength(outcomes.length - (firstPage === 1 ? 1 : 0));
});

holds('document.hocr is well formed and holds the words in order, each once', async (outcomes, fileName, firstPage) => {
  const root = parsedXml(await written(OUTPUT_FILES.hocr.content, documentOf(outcomes, fileName, firstPage)));
  const words = withinXml(root, 'span').filter(({ attributes }) => attributes.class === 'ocrx_word');
  expect(words.map(({ text }) => text)).toEqual(visibleWords(outcomes));
  const ids = ['div', 'p', 'span'].flatMap((tag) => withinXml(root, tag)).map(({ attributes }) => attributes.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { attributes } of words) expect(attributes.title).toMatch(/^bbox \d+ \d+ \d+ \d+; x_wconf \d+$/);
  for (const line of withinXml(root, 'span').filter(({ attributes }) => attributes.class === 'ocr_line'))
    expect(line.attributes.title).toMatch(/^bbox \d+ \d+ \d+ \d+(; baseline -?\d+(\.\d+)? -?\d+(\.\d+)?)?; x_size \d+(\.\d+)?$/);
});

holds('document.alto.xml is valid and holds the words in order', async (outcomes, fileName, firstPage) => {
  const alto = await written(OUTPUT_FILES.alto.content, documentOf(outcomes, fileName, firstPage));
  expect(altoErrorIn(alto)).toBeNull();
  expect(withinXml(parsedXml(alto), 'String').map(({ attributes }) => attributes.CONTENT)).toEqual(visibleWords(outcomes));
});

test.each(Object.entries(OUTPUT_FILES))('%s: the same document gives the same bytes', (_, { content }) =>
  fc.assert(
    fc.asyncProperty(anyDocument, async ({ outcomes, fileName }) => {
      const document = documentOf(outcomes, fileName);
      expect(await written(content, document)).toBe(await written(content, document));
    }),
    { numRuns: 20 },
  ),
);

test.each(Object.entries(OUTPUT_FILES))('%s: no page is fetched before those before it are written', async (_, { content }) => {
  const events: string[] = [];
  const document = documentOf(Array.from({ length: 3 }, () => ({ code: 'RENDER_FAILED', retryable: true })));
  const words = async ({ pageNumber }: { readonly pageNumber: number }) => {
    events.push(`fetched ${pageNumber}`);
    return null;
  };
  for await (const _ of content({ ...document, words })) events.push('written');
  const fetched = events.flatMap((event, at) => (event === 'written' ? [] : [at]));
  expect(fetched).toHaveLength(3);
  for (const at of fetched.slice(1)) expect(events[at - 1]).toBe('written');
});
