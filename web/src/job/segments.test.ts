import { expect, it } from 'vitest';
import { segmentsOf } from './segments.ts';

it('a text is cut at its marks, and nothing of it is lost', () => {
  const text = 'The old harbour at dawn';
  const marks = [
    { start: 4, end: 15, of: 'hit' },
    { start: 8, end: 15, of: 'doubtful' },
    { start: 19, end: 23, of: 'corrected' },
  ];
  const segments = segmentsOf(text, marks);
  expect(segments.map((segment) => segment.text).join('')).toBe(text);
  expect(segments.map((segment) => [segment.text, ...segment.marks])).toEqual([
    ['The '],
    ['old ', 'hit'],
    ['harbour', 'hit', 'doubtful'],
    [' at '],
    ['dawn', 'corrected'],
  ]);
  expect(segmentsOf('', [])).toEqual([]);
  expect(segmentsOf('all', [{ start: 0, end: 3, of: 1 }])).toEqual([{ text: 'all', start: 0, marks: [1] }]);
});
