import { describe, expect, it } from 'vitest';
import { mergeResults } from './results.ts';

describe('the results', () => {
  const first = mergeResults(
    '',
    new Map([
      ['latency', '## Latency\n\n10 ms'],
      ['recogniser', '## Recogniser\n\nfast'],
    ]),
  );

  it('hold what was measured, in one order, and say nothing of what never was', () => {
    expect(first.indexOf('## Recogniser')).toBeLessThan(first.indexOf('## Latency'));
    expect(first).not.toContain('steps');
  });

  it('keep what was not measured this time, to the letter', () => {
    const second = mergeResults(first, new Map([['latency', '## Latency\n\n9 ms']]));
    expect(second).toBe(first.replace('10 ms', '9 ms'));
    expect(mergeResults(second, new Map())).toBe(second);
  });

  it('put a section that is new in its place', () => {
    const second = mergeResults(first, new Map([['steps', '## Steps']]));
    const places = ['## Recogniser', '## Steps', '## Latency'].map((title) => second.indexOf(title));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });
});
