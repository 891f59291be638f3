/** Documents whose pages have ended, for outputs to be written from; and any that there may be. */

import fc from 'fast-check';
import type { Box, PageError, PageLine, PageWords, WordBox } from '../contract/documents.ts';
import { artefactPaths } from '../domain/artefacts.ts';
import { confidenceOf } from '../domain/confidence.ts';
import type { OutputDocument } from '../outputs/document.ts';
import type { OutputFile } from '../outputs/files.ts';
import { aJob, aPage, REF } from './examples.ts';

export const ENGINE = { name: 'tesseract.js', version: '7.0.0', data: '4.0.0_best_int' };

/** What was read on a page, or why it was not. */
export type Outcome = PageWords | PageError;

/** @param firstPage the number of the first */
export function documentOf(outcomes: readonly Outcome[], fileName = 'a file.pdf', firstPage = 1): OutputDocument {
  const job = aJob();
  const pages = outcomes.map((outcome, index) => {
    const page = aPage(firstPage + index);
    if ('code' in outcome) return { ...page, status: 'failed' as const, error: outcome };
    const { source, width, height, languages, words } = outcome;
    const artefacts = artefactPaths(REF, firstPage + index);
    const confidence = confidenceOf(words.map((word) => word[1]));
    return { ...page, ...{ status: 'completed' as const, source, width, height, languages, confidence, artefacts } };
  });
  const readOf = ({ pageNumber }: { readonly pageNumber: number }) => {
    const outcome = outcomes[pageNumber - firstPage];
    return outcome === undefined || 'code' in outcome ? null : { ...outcome, pageNumber };
  };
  return { job: { ...job, source: { ...job.source, fileName } }, engine: ENGINE, pages, words: async (page) => readOf(page) };
}

export async function written(content: OutputFile['content'], document: OutputDocument): Promise<string> {
  const pieces = await collected(content(document));
  return pieces.map((piece) => (typeof piece === 'string' ? piece : Buffer.from(piece).toString())).join('');
}

export async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export interface LineOf {
  /** A tab before a word is a gap, as between the columns of a table. */
  readonly text: string;
  readonly size?: number;
  readonly begins?: PageLine['begins'];
  /** Where it begins, in pixels. */
  readonly left?: number;
}

/** A page of A4 at 200 dpi: lines below each other, letters half as wide as high; what is a mere text begins nothing. */
export function pageOf(lines: readonly (string | LineOf)[], more: Partial<PageWords> = {}): PageWords {
  const words: WordBox[] = [];
  const laid: PageLine[] = [];
  let top = 100;
  for (const line of lines) {
    const { text, size = 30, begins = null, left = 100 } = typeof line === 'string' ? { text: line } : line;
    let x = left;
    const texts = text.split(/ |(?=\t)/);
    for (const each of texts) {
      const word = each.replace('\t', '');
      if (word !== each) x += 3 * size;
      words.push([word, 90, x, top, x + (word.length * size) / 2, top + size]);
      x += ((word.length + 1) * size) / 2;
    }
    const box: Box = [left, top, x - size / 2, top + size];
    const baseline: Box = [left, top + 0.75 * size, box[2], top + 0.75 * size];
    laid.push({ wordCount: texts.length, box, baseline, size, begins: laid.length === 0 ? 'block' : begins });
    top += 2 * size;
  }
  const text = lines.map((line) => (typeof line === 'string' ? line : line.text)).join('\n');
  return {
    ...{ pageNumber: 1, source: 'ocr', width: 1654, height: 2339, dpi: 200, rotation: 0, skew: 0, languages: ['eng'] },
    ...{ text, words, lines: laid, ...more },
  };
}

/** What engines and files bring up that formats have trouble with, and plain words. */
const anyText = fc.oneof(
  fc.constantFrom('word', 'Straße', 'two-fold', 'exam-', 'ple', '12.', '1)', '•', '-', '—', '&amp;', '<b>', ']]>', '--', '-->'),
  fc.constantFrom(
    '*',
    '**bold**',
    '_it_',
    '`code`',
    '# no',
    '~~',
    '[a](b)',
    '![',
    '|',
    '>',
    '+',
    '===',
    '---',
    '\\',
    'a\\',
    '~~~',
  ),
  fc.constantFrom(
    'http://a.example',
    'www.a.example',
    'a@b.example',
    '$x$',
    '&#0;',
    '&#x20;',
    '<!--',
    '<?x',
    '"',
    "'",
    '漢',
    '字。',
  ),
  fc.constantFrom(
    '\u0000',
    '\u0001',
    '\u001b[0m',
    '\ud800',
    'a\udc00',
    '\ufffe',
    '\u0085',
    '\u2028',
    '\u202eabc',
    '\u200b',
    '\u00ad',
  ),
  fc.constantFrom('a\u00ad', 'e\u0301', '🏳️‍🌈', 'שלום', 'مرحبا', 'हिन्दी', 'a b', ' a', 'a ', 'a\nb', '\t', '\u00a0'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
);

const anyNumber = fc.oneof(fc.integer({ min: -50, max: 3000 }), fc.double({ min: -1e-9, max: 3000, noNaN: true }));
const anyBox = fc.tuple(anyNumber, anyNumber, anyNumber, anyNumber);

const anyLine = fc.record({
  words: fc.array(fc.tuple(anyText, fc.double({ min: 0, max: 100, noNaN: true }), anyNumber, anyNumber, anyNumber, anyNumber), {
    minLength: 1,
    maxLength: 6,
  }),
  box: anyBox,
  baseline: fc.option(anyBox),
  size: fc.double({ min: 0, max: 300, noNaN: true }),
  begins: fc.constantFrom('block' as const, 'paragraph' as const, null, null),
});

/** Any page that a recogniser might give, and some that none should. */
export const anyPage: fc.Arbitrary<PageWords> = fc
  .record({
    lines: fc.array(anyLine, { maxLength: 8 }),
    /** Words that no line has. */
    rest: fc.array(anyText, { maxLength: 2 }),
    source: fc.constantFrom('ocr' as const, 'text_layer' as const, 'blank' as const),
    dpi: fc.option(fc.double({ min: 1, max: 1200, noNaN: true })),
    languages: fc.constantFrom(['eng'], ['deu', 'eng'], ['no language'], []),
    width: fc.integer({ min: 1, max: 3000 }),
    height: fc.integer({ min: 1, max: 3000 }),
  })
  .map(({ lines, rest, ...page }) => ({
    ...page,
    ...{ pageNumber: 1, rotation: 0, skew: 0 },
    text: lines.map(({ words }) => words.map(([text]) => text).join(' ')).join('\n'),
    words: [...lines.flatMap(({ words }) => words), ...rest.map((text): WordBox => [text, 50, 0, 0, 10, 10])],
    lines: lines.map(({ words, ...line }) => ({ ...line, wordCount: words.length })),
  }));

export const anyDocument: fc.Arbitrary<{
  readonly outcomes: readonly Outcome[];
  readonly fileName: string;
  readonly firstPage: number;
}> = fc.record({
  outcomes: fc.array(
    fc.oneof(
      { weight: 5, arbitrary: anyPage },
      { weight: 1, arbitrary: fc.constant({ code: 'RENDER_FAILED', retryable: true } as const) },
    ),
    { minLength: 1, maxLength: 3 },
  ),
  fileName: anyText,
  firstPage: fc.constantFrom(1, 1, 7),
});

/** The words of a document in order, without what nobody can see. */
export function visibleWords(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes
    .flatMap((outcome) => ('code' in outcome ? [] : outcome.words.map(([text]) => text)))
    .map((text) => text.replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, ''))
    .filter((text) => text.trim() !== '');
}

/** Two blocks with what has to be escaped, a page that failed, and one in another language whose size nobody knows. */
export const THREE_PAGES = documentOf([
  pageOf([
    'Fish & <chips>',
    'second line',
    { text: 'another paragraph', begins: 'paragraph' },
    { text: 'aside', begins: 'block' },
  ]),
  { code: 'RENDER_FAILED', retryable: true },
  pageOf(['dritte Seite'], { languages: ['deu'], dpi: null }),
]);
