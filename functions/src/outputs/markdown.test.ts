import { describe, expect, it, test } from 'vitest';
import { parsedMarkdown } from '../testing/markdown.ts';
import { documentOf, type LineOf, pageOf, written } from '../testing/outputDocuments.ts';
import { documentMarkdown } from './markdown.ts';

const markdownOf = (...lines: (string | LineOf)[]) => written(documentMarkdown, documentOf([pageOf(lines)]));

const BODY = ['The harbour lay quiet under the first light of the day,', 'and nobody had yet come down to the boats.'] as const;

const newParagraph = (text: string, more: Partial<LineOf> = {}): LineOf => ({ begins: 'paragraph', text, ...more });

describe('paragraphs', () => {
  test('are their lines as one, with an empty line between them', async () => {
    expect(await markdownOf(...BODY, newParagraph('Then they came.'))).toBe(`${BODY.join(' ')}\n\nThen they came.\n`);
  });

  test.each([
    ['a word that the line broke', 'an exam-', 'ple of it', 'an example of it'],
    ['a word broken by a soft hyphen', 'an exam\u00ad', 'ple of it', 'an example of it'],
    ['a word broken after a bracket', 'an (exam-', 'ple) of it', 'an (example) of it'],
    ['a name of two parts', 'Frau Müller-', 'Lüdenscheidt', 'Frau Müller-Lüdenscheidt'],
    ['a number with a hyphen', 'pages 10-', '12 are', 'pages 10-12 are'],
    ['a word with more hyphens', 'a mother-in-', 'law came', 'a mother-in-law came'],
    ['a letter with a hyphen', 'an x-', 'ray of it', 'an x-ray of it'],
    ['a hyphen for the rest of a word', 'for pre-', 'and post-war', 'for pre- and post-war'],
    ['a dash', 'he came -', 'at last', 'he came - at last'],
    ['a hyphen before a sign', 'so-', '(called)', 'so- (called)'],
    ['a script without spaces', '漢字を', '書く人', '漢字を書く人'],
  ])('%s at the end of a line', async (_, first, second, expected) => {
    expect(await markdownOf(first, second)).toBe(`${expected}\n`);
  });

  test('keep the hyphen of a word that the page writes with one elsewhere', async () => {
    expect(await markdownOf('a well-known man and a well-', 'known woman')).toBe('a well-known man and a well-known woman\n');
  });
});

test('rows of a table stand by themselves', async () => {
  expect(await markdownOf('What is sold here:', 'Rope, of hemp\t12.50', 'Tar\t3.00', 'And that is all,', 'for now.')).toBe(
    'What is sold here:\n\nRope, of hemp 12.50\n\nTar 3.00\n\nAnd that is all, for now.\n',
  );
});

test('a list whose text begins far behind its numbers is one', async () => {
  const items = ['1.\tThe tenant keeps the boat in', 'good order.', '2.\tThe harbour is paid', 'in advance.'];
  expect(await markdownOf(...items)).toBe('1. The tenant keeps the boat in good order.\n2. The harbour is paid in advance.\n');
});

describe('headings', () => {
  test.each([
    [60, '# Chapter One'],
    [48, '## Chapter One'],
    [39, '### Chapter One'],
    [33, 'Chapter One'],
  ])('of letters of %d pixels over some of 30', async (size, expected) => {
    expect(await markdownOf({ text: 'Chapter One', size }, newParagraph(BODY[0]), BODY[1])).toBe(
      `${expected}\n\n${BODY.join(' ')}\n`,
    );
  });

  test('end where the letters become small, also within a paragraph', async () => {
    expect(await markdownOf({ text: 'Chapter', size: 60 }, { text: 'One', size: 60 }, ...BODY)).toBe(
      `# Chapter One\n\n${BODY.join(' ')}\n`,
    );
  });

  test.each([
    ['more than three lines', ['one', 'two', 'three', 'four']],
    ['a long text', ['word '.repeat(40).trim()]],
    ['signs', ['~ * ~']],
    ['a sentence that goes on', ['and so on,']],
  ])('are not made of %s, however large', async (_, texts) => {
    const large = texts.map((text) => ({ text, size: 60 }));
    expect(await markdownOf(...large, ...Array.from({ length: 8 }, () => newParagraph(BODY[0])))).not.toMatch(/^#/);
  });

  test('do not need a page of body text that is small: its own letters are its measure', async () => {
    expect(await markdownOf({ text: 'Large', size: 60 }, { text: 'everything', size: 60 })).toBe('Large everything\n');
  });
});

describe('lists', () => {
  test('have a bullet for each item, whose lines are joined', async () => {
    expect(
      await markdownOf('To buy:', '• fresh fish from', 'the harbour', newParagraph('• chips'), newParagraph('Then home.')),
    ).toBe('To buy:\n\n- fresh fish from the harbour\n- chips\n\nThen home.\n');
  });

  test('of numbers go on from the first', async () => {
    expect(await markdownOf('3. third', newParagraph('4. fourth'), newParagraph('5. fifth'))).toBe(
      '3. third\n4. fourth\n5. fifth\n',
    );
  });

  test('are not made of one dash, of one number, or of numbers in no order', async () => {
    expect(await markdownOf('- he said')).toBe('\\- he said\n');
    expect(await markdownOf('1984. was a year')).toBe('1984\\. was a year\n');
    expect(await markdownOf('12. was the day', newParagraph('7. was not'))).toBe('12\\. was the day\n\n7\\. was not\n');
  });

  test('are not made of headings with numbers', async () => {
    const text = await markdownOf(
      { text: '1. Purpose', size: 45 },
      newParagraph(BODY[0]),
      newParagraph('2. Means', { size: 45 }),
      newParagraph(BODY[1]),
    );
    expect(text).toBe(`## 1. Purpose\n\n${BODY[0]}\n\n## 2. Means\n\n${BODY[1]}\n`);
  });
});

describe('pages', () => {
  test('begin with a comment that readers do not see, from the second on; one that failed leaves a note', async () => {
    const document = documentOf([pageOf(['one']), { code: 'RENDER_FAILED', retryable: true }, pageOf([' ']), pageOf(['four'])]);
    expect(await written(documentMarkdown, document)).toBe(
      'one\n\n<!-- page 2 -->\n\n*Page 2 was not read: RENDER_FAILED*\n\n<!-- page 3 -->\n\n<!-- page 4 -->\n\nfour\n',
    );
  });

  it('a page that was cancelled says so', async () => {
    const { pages, ...document } = documentOf([{ code: 'CANCELLED', retryable: true }]);
    const cancelled = { ...document, pages: pages.map((page) => ({ ...page, status: 'cancelled' as const, error: null })) };
    expect(await written(documentMarkdown, cancelled)).toBe('*Page 1 was not read: cancelled*\n');
  });
});

test.each([
  '# no heading',
  '> no quote',
  '*no* _emphasis_ **at** __all__',
  '~~not struck~~',
  '`no code`',
  '[no](link) ![no](image) [^1]',
  '<b>no html</b> <!-- none -->',
  '&amp; &lt;',
  '1) no list',
  '+ none',
  '---',
  '| a | b |',
  'back\\slash \\* end\\',
  '\\',
])('%s is text, whatever it looks like', async (text) => {
  const { children } = parsedMarkdown(await markdownOf(text));
  expect(children).toMatchObject([{ type: 'paragraph', children: [{ type: 'text', value: text }] }]);
});
