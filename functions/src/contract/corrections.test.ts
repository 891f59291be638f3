import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../testing/outputDocuments.ts';
import { applyCorrections, type CorrectionLayer, correctedWords, placesOf } from './corrections.ts';
import type { Box, PageWords, WordBox } from './documents.ts';

const page = pageOf([{ text: 'The qvick fox', begins: 'block' }, 'jumpsover the', { text: 'lazy dog', begins: 'paragraph' }]);

function boxOf(word: string, of: PageWords = page): Box {
  const found = of.words.find(([text]) => text === word);
  if (found === undefined) throw new Error(`no ${word}`);
  const [, , ...box] = found;
  return box;
}

const layer = (...changes: readonly (readonly [was: string, text: string])[]): CorrectionLayer => ({
  width: page.width,
  height: page.height,
  words: changes.map(([was, text]) => ({ box: boxOf(was), was, text, authorUid: 'ada', at: 0 })),
});
const texts = ({ words }: PageWords) => words.map(([text]) => text);
const counts = ({ lines }: PageWords) => lines.map(({ wordCount }) => wordCount);

describe('corrections', () => {
  it('change nothing when there are none', () => {
    expect(applyCorrections(page, null)).toBe(page);
    expect(applyCorrections(page, layer())).toBe(page);
  });

  it('put a word right where it stands, and it is certain then', () => {
    const read = applyCorrections(page, layer(['qvick', 'quick']));
    expect(read.text).toBe(page.text.replace('qvick', 'quick'));
    expect(read.words[1]).toEqual(['quick', 100, ...boxOf('qvick')]);
    expect(counts(read)).toEqual(counts(page));
  });

  it('are written into the text also where something that is no word stands before', () => {
    const text = page.text.replace('lazy', `${'~'.repeat(70)} lazy`);
    expect(applyCorrections({ ...page, text }, layer(['lazy', 'hazy'])).text).toBe(text.replace('lazy', 'hazy'));
  });

  it('make two words of one, which share its box', () => {
    const read = applyCorrections(page, layer(['jumpsover', 'jumps over']));
    expect(texts(read)).toEqual(['The', 'qvick', 'fox', 'jumps', 'over', 'the', 'lazy', 'dog']);
    expect(counts(read)).toEqual([3, 3, 2]);
    expect(read.text).toBe(page.text.replace('jumpsover', 'jumps over'));
    const [x0, y0, x1, y1] = boxOf('jumpsover');
    const [, , ...first] = read.words[3] as WordBox;
    const [, , ...second] = read.words[4] as WordBox;
    expect([first[0], second[2], first[1], second[3]]).toEqual([x0, x1, y0, y1]);
    expect(first[2]).toBeLessThan(second[0]);
  });

  it('take a word away, with one of the blanks around it', () => {
    expect(applyCorrections(page, layer(['qvick', ''])).text).toBe(page.text.replace('qvick ', ''));
    expect(applyCorrections(page, layer(['The', ''])).text).toBe(page.text.replace('The ', ''));
    expect(applyCorrections(page, layer(['fox', ''])).text).toBe(page.text.replace(' fox', ''));
    expect(applyCorrections(page, layer(['dog', ''])).text).toBe(page.text.replace(' dog', ''));
  });

  it('leave no empty line, and what it began is begun by the next', () => {
    const begun = applyCorrections(page, layer(['The', ''], ['qvick', ''], ['fox', '']));
    expect(begun.lines.map(({ begins }) => begins)).toEqual(['block', 'paragraph']);
    expect(begun.text.startsWith('jumpsover the')).toBe(true);
    const gone = applyCorrections(page, layer(['lazy', ''], ['dog', '']));
    expect(counts(gone)).toEqual([3, 2]);
    expect(gone.text).toBe('The qvick fox\njumpsover the');
  });

  it('are found again by their place when the page was read again, at another size and otherwise', () => {
    const again: PageWords = {
      ...page,
      width: page.width * 2,
      height: page.height * 2,
      text: page.text.replace('qvick', 'qulck'),
      words: page.words.map(([text, confidence, x0, y0, x1, y1]): WordBox => {
        return [text === 'qvick' ? 'qulck' : text, confidence, x0 * 2 + 3, y0 * 2 - 2, x1 * 2, y1 * 2];
      }),
    };
    expect(applyCorrections(again, layer(['qvick', 'quick'])).text).toBe(page.text.replace('qvick', 'quick'));
  });

  it('of the same word: the last one holds', () => {
    expect(texts(applyCorrections(page, layer(['qvick', 'quack'], ['qvick', 'quick'])))[1]).toBe('quick');
  });

  it('of a word that is not there any more change nothing', () => {
    const away = { ...layer(), words: [{ box: [1, 1, 9, 9] as Box, was: 'x', text: 'y', authorUid: 'ada', at: 0 }] };
    expect(applyCorrections(page, away)).toBe(page);
  });

  it('that say a word was read well make it certain and leave its text', () => {
    const read = applyCorrections(page, layer(['qvick', 'qvick']));
    expect(read.text).toBe(page.text);
    expect(read.words[1]?.[1]).toBe(100);
  });

  it('tell which words they hold for', () => {
    const corrected = correctedWords(page, layer(['qvick', 'quick']));
    expect(corrected.map(({ correction }) => correction?.text ?? null)).toEqual([null, 'quick', ...Array(5).fill(null)]);
    expect(corrected[1]?.read[0]).toBe('qvick');
  });

  it('of one word each, taken or taken away, are the same when they are laid over it twice', () => {
    const word = fc.constantFrom(...page.words.map(([text]) => text));
    fc.assert(
      fc.property(fc.array(fc.tuple(word, fc.constantFrom('', 'one', 'quick'))), (changes) => {
        const once = applyCorrections(page, layer(...changes));
        expect(applyCorrections(once, layer(...changes))).toEqual(once);
      }),
    );
  });

  it('whatever they are, leave lines that have all words, each in the text', () => {
    const word = fc.constantFrom(...page.words.map(([text]) => text));
    const text = fc.constantFrom('', 'one', 'two words', 'three more words', ' spaced ');
    fc.assert(
      fc.property(fc.array(fc.tuple(word, text)), (changes) => {
        const read = applyCorrections(page, layer(...changes));
        expect(counts(read).reduce((a, b) => a + b, 0)).toBe(read.words.length);
        expect(counts(read).every((count) => count > 0)).toBe(true);
        expect(read.text.split(/\s+/).filter((each) => each !== '')).toEqual(texts(read));
        expect(read.text).toBe(read.text.trim());
      }),
    );
  });
});

describe('the places of words in a text', () => {
  it('are told in order, and a word that is not there takes nobody else’s', () => {
    const text = 'to be or not to be';
    expect(placesOf(text, [['to'], ['be'], ['xx'], ['to'], ['be']]).map((place) => place?.start ?? null)).toEqual([
      0,
      3,
      null,
      13,
      16,
    ]);
    const far = `to ${'x '.repeat(100)}be`;
    expect(placesOf(far, [['to'], ['be']])[1]).toBeNull();
  });
});
