import { describe, expect, it } from 'vitest';
import { characterEdits, characterErrorRate, errorRate, foldText, wordEdits, wordErrorRate, wordF1 } from './score.ts';

describe('folding', () => {
  it('makes typographic quotes and dashes plain', () => {
    expect(foldText('‘It’s’ – “so” — said„ she ‑ 5 − 3 `x´')).toBe(`'It's' - "so" - said" she - 5 - 3 'x'`);
  });

  it('takes ligatures and full-width letters apart', () => {
    expect(foldText('o\ufb03ce \uff21')).toBe('office A');
  });

  it('makes lines, pages and runs of blanks one blank, and drops those at the ends', () => {
    expect(foldText('\n one\r\n\ttwo\u00a0 three\f four \n')).toBe('one two three four');
  });
});

describe('character error rate', () => {
  it('is 0 for the same text in another typographic dress', () => {
    expect(characterErrorRate('the “sail loft”\nis dry', 'the "sail loft" is dry\n')).toBe(0);
  });

  it('counts an insertion, a deletion and a substitution as one each', () => {
    expect(characterErrorRate('abcdefghij', 'abcXdefghij')).toBeCloseTo(0.1);
    expect(characterErrorRate('abcdefghij', 'abdefghij')).toBeCloseTo(0.1);
    expect(characterErrorRate('abcdefghij', 'abXdefghij')).toBeCloseTo(0.1);
    expect(characterErrorRate('kitten', 'sitting')).toBeCloseTo(3 / 6);
    expect(characterErrorRate('aaaa', 'aaaaaa')).toBeCloseTo(2 / 4);
    expect(characterErrorRate('abab', 'ab')).toBeCloseTo(2 / 4);
  });

  it('minds capitals', () => {
    expect(characterErrorRate('Quay', 'quay')).toBeCloseTo(0.25);
  });

  it('is 1 when nothing was found, and above 1 when much was invented', () => {
    expect(characterErrorRate('four', '')).toBe(1);
    expect(characterErrorRate('a', 'bcd')).toBe(3);
  });

  it('takes an empty truth as met only by an empty text', () => {
    expect(characterErrorRate(' \n', '\f')).toBe(0);
    expect(characterErrorRate('', 'dust')).toBe(1);
  });

  it('counts a character beyond the basic plane once', () => {
    expect(characterErrorRate('𝔸𝔹', 'AC')).toBeCloseTo(0.5);
    expect(characterErrorRate('🐟🐟', '🐟')).toBeCloseTo(0.5);
  });
});

describe('word error rate', () => {
  it('counts a word with one wrong letter as one wrong word', () => {
    expect(wordErrorRate('the cat is in the loft', 'the eat is in the loft')).toBeCloseTo(1 / 6);
  });

  it('counts a word that was torn in two as two edits', () => {
    expect(wordErrorRate('the harbour master', 'the har bour master')).toBeCloseTo(2 / 3);
  });
});

describe('edits', () => {
  it('are counted beside the units of the truth, so that pages can be added up', () => {
    expect(characterEdits('quay side', 'qu@y side')).toEqual({ edits: 1, units: 9 });
    expect(wordEdits('quay side', 'qu@y side')).toEqual({ edits: 1, units: 2 });
    expect(errorRate({ edits: 2, units: 11 })).toBeCloseTo(2 / 11);
  });
});

describe('word F1', () => {
  it('does not mind the order', () => {
    expect(wordF1('left column right column', 'right column left column')).toBe(1);
    expect(wordErrorRate('left column right column', 'right column left column')).toBeGreaterThan(0);
  });

  it('matches each copy of a word once', () => {
    expect(wordF1('tide', 'tide tide tide')).toBeCloseTo(0.5);
  });

  it('is 0 without a word in common and 1 for two empty texts', () => {
    expect(wordF1('a b', 'c d')).toBe(0);
    expect(wordF1('', ' ')).toBe(1);
  });
});
