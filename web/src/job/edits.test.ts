import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editsOf } from './edits.ts';

const words = ['The', 'har', 'bour', 'at', 'davvn'];
const text = words.join(' ');
const edited = (change: string) => editsOf(words, change);

describe('a page’s text, rewritten,', () => {
  it('changes nothing where only blanks and lines moved', () => {
    expect(edited(text)).toEqual([]);
    expect(edited('  The har\nbour\n\nat   davvn ')).toEqual([]);
  });

  it('puts one word right', () => {
    expect(edited('The har bour at dawn')).toEqual([{ index: 4, text: 'dawn' }]);
  });

  it('joins what was read as two', () => {
    expect(edited('The harbour at davvn')).toEqual([
      { index: 1, text: 'harbour' },
      { index: 2, text: '' },
    ]);
  });

  it('parts what was read as one', () => {
    expect(editsOf(['atdawn', 'we', 'left'], 'at dawn we left')).toEqual([{ index: 0, text: 'at dawn' }]);
  });

  it('takes words away and puts words in', () => {
    expect(edited('har bour at davvn')).toEqual([{ index: 0, text: '' }]);
    expect(edited('The har bour there at davvn')).toEqual([{ index: 2, text: 'bour there' }]);
    expect(edited('In The har bour at davvn')).toEqual([{ index: 0, text: 'In The' }]);
    expect(edited('')).toEqual(words.map((_, index) => ({ index, text: '' })));
  });

  it('sees words that were corrected before as they are now', () => {
    expect(editsOf(['The', 'har bour', ''], 'The har bour')).toEqual([]);
    expect(editsOf(['The', 'har bour', '', 'x'], 'The harbour x')).toEqual([{ index: 1, text: 'harbour' }]);
  });

  it('has nowhere to go on a page without words', () => {
    expect(editsOf([], 'more')).toBeUndefined();
    expect(editsOf([], ' ')).toEqual([]);
    expect(editsOf([''], 'more')).toBeUndefined();
  });

  it('reads as it was written, whatever was written', () => {
    const word = fc.constantFrom<string>('a', 'b', 'c', 'dd');
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), fc.array(word, { maxLength: 12 }), (before, after) => {
        const now: string[] = [...before];
        for (const { index, text } of editsOf(before, after.join(' ')) ?? []) now[index] = text;
        expect(now.filter((each) => each !== '').join(' ')).toBe(after.join(' '));
      }),
    );
  });
});
