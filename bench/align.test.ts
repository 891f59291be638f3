import { describe, expect, it } from 'vitest';
import { judgeWords, markQuality, proposeThreshold } from './align.ts';

const sure = (text: string, confidence = 90) => text.split(' ').map((word) => [word, confidence] as const);
const wrongIn = (truth: string, found: string) => {
  const words = sure(found);
  return judgeWords(truth, words).flatMap(({ isRight }, index) => (isRight ? [] : [words[index]?.[0]]));
};

describe('a word that was read', () => {
  it('is right where the truth has it', () => {
    expect(wrongIn('the cat is in the loft', 'the cat is in the loft')).toEqual([]);
  });

  it('is wrong with one wrong letter, and spoils no neighbour', () => {
    expect(wrongIn('the cat is in the loft', 'the eat is in the loft')).toEqual(['eat']);
  });

  it('is wrong when nothing of the kind is printed', () => {
    expect(wrongIn('the cat', '~ the . cat |')).toEqual(['~', '.', '|']);
  });

  it('is not made wrong by a word that was missed', () => {
    expect(wrongIn('the cat is in the loft', 'the cat in the loft')).toEqual([]);
  });

  it('torn in two is wrong twice', () => {
    expect(wrongIn('the harbour master', 'the har bour master')).toEqual(['har', 'bour']);
  });

  it('is right though its column was read too early', () => {
    expect(wrongIn('left column first right column last', 'right column last left column first')).toEqual([]);
  });

  it('counts each copy once', () => {
    expect(wrongIn('tide and ebb', 'tide tide and ebb')).toHaveLength(1);
  });

  it('is compared without typographic dress, and without capitals where the truth has none but these', () => {
    expect(wrongIn('the "loft"', 'the “loft”')).toEqual([]);
    expect(wrongIn('TOTAL DUE', 'Total due')).toEqual([]);
    expect(wrongIn('Total due', 'TOTAL due')).toEqual(['TOTAL']);
  });

  it('keeps its confidence', () => {
    expect(judgeWords('one two', [...sure('one', 95), ...sure('tvo', 40)])).toEqual([
      { confidence: 95, isRight: true },
      { confidence: 40, isRight: false },
    ]);
  });

  it('may fold to nothing, and is then no word', () => {
    expect(judgeWords('one', [...sure('one'), [' ', 10]])).toHaveLength(1);
  });
});

describe('the mark for low confidence', () => {
  const words = [
    { confidence: 95, isRight: true },
    { confidence: 65, isRight: true },
    { confidence: 60, isRight: false },
    { confidence: 90, isRight: false },
  ];

  it('is worth its share, its precision and its recall', () => {
    expect(markQuality(words, 70)).toEqual({ words: 4, wrong: 0.5, marked: 0.5, precision: 0.5, recall: 0.5 });
  });

  it('is on what lies below the threshold, not on it', () => {
    expect(markQuality(words, 60).marked).toBe(0);
    expect(markQuality(words, 61).marked).toBe(0.25);
  });

  it('has no precision where nothing is marked, and no recall where nothing is wrong', () => {
    const right = [{ confidence: 95, isRight: true }];
    expect(markQuality(right, 50)).toMatchObject({ precision: undefined, recall: undefined });
    expect(markQuality([], 50).marked).toBeUndefined();
  });

  it('is proposed where precision and recall are best together, each set weighing the same', () => {
    expect(proposeThreshold([words], [50, 61, 70, 96])).toBe(61);
    const many = Array.from({ length: 1000 }, () => ({ confidence: 96, isRight: false }));
    const few = [
      { confidence: 80, isRight: true },
      { confidence: 20, isRight: false },
    ];
    expect(proposeThreshold([many], [50, 97])).toBe(97);
    expect(proposeThreshold([few, few, [...many]], [50, 97])).toBe(97);
    expect(proposeThreshold([few, few, few, few, many], [50, 97])).toBe(50);
  });
});
