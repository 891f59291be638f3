import { describe, expect, it } from 'vitest';
import { accuracyOf, comparable, showAccuracy } from './accuracy.ts';

describe('the accuracy of a set', () => {
  it('weighs each document by its length', () => {
    const { cer, wer } = accuracyOf([
      { truth: 'ab', found: 'xy' },
      { truth: 'six words of eight and twenty', found: 'six words of eight and twenty' },
    ]);
    expect(cer).toBeCloseTo(2 / 31);
    expect(wer).toBeCloseTo(1 / 7);
  });

  it('has the mean of the documents for the words in common', () => {
    expect(
      accuracyOf([
        { truth: 'one', found: 'two' },
        { truth: 'right and left', found: 'left and right' },
      ]).f1,
    ).toBeCloseTo(0.5);
  });

  it('does not mind capitals where the truth has nothing else', () => {
    expect(accuracyOf([{ truth: 'TOTAL 12.50', found: 'Total 12.50' }]).cer).toBe(0);
    expect(accuracyOf([{ truth: 'Total 12.50', found: 'TOTAL 12.50' }]).cer).toBeGreaterThan(0);
    expect(comparable({ truth: '12.50', found: '12.5O' }).found).toBe('12.5O');
  });

  it('is shown in per cent', () => {
    expect(showAccuracy({ cer: 0.0103, wer: 0.025, f1: 0.978 })).toBe('1.03 / 2.5 / 97.8');
    expect(showAccuracy(undefined)).toBe('– / – / –');
  });
});
