import { describe, expect, it } from 'vitest';
import type { PageLine, WordBox } from '../../../functions/src/contract/documents.ts';
import { lineOf } from './line.ts';

const words: WordBox[] = [
  ['Old', 90, 0, 0, 30, 10],
  ['harbuor', 30, 40, 0, 90, 10],
  ['at', 90, 0, 20, 20, 30],
  ['dwan', 20, 30, 20, 70, 30],
  ['today', 90, 80, 20, 120, 30],
];
const line = (wordCount: number) => ({ wordCount, box: [0, 0, 1, 1], baseline: null, size: 1, begins: null }) as PageLine;

describe('the line of a word', () => {
  it('is what stands before and after it, and nothing of other lines', () => {
    const page = { words, lines: [line(2), line(3)] };
    expect(lineOf(page, [30, 20, 70, 30])).toEqual({ before: 'at', word: 'dwan', after: 'today' });
    expect(lineOf(page, [40, 0, 90, 10])).toEqual({ before: 'Old', word: 'harbuor', after: '' });
  });

  it('is unknown where the page has no such word any more', () => {
    expect(lineOf({ words, lines: [line(5)] }, [300, 0, 340, 10])).toBeUndefined();
  });
});
