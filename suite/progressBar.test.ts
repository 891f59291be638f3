import { describe, expect, test } from 'vitest';
import { createProgressDisplay, progressLine } from './progressBar.ts';

function stream(isTTY: boolean, columns = 80) {
  const writes: string[] = [];
  return { isTTY, columns, writes, write: (text: string) => writes.push(text) };
}

describe('progressLine', () => {
  test('the bar is as full as the percentage says', () => {
    const cells = (percent: number) => [...progressLine('a', { percent, message: '' }, 80)].filter((it) => it === '█').length;
    expect([0, 50, 100].map(cells)).toEqual([0, 12, 24]);
    expect([-5, 180].map(cells)).toEqual([0, 24]);
  });

  test('it never fills the last column, where terminals wrap', () => {
    expect([...progressLine('long name.pdf', { percent: 10, message: 'Page 1 of 100' }, 30)]).toHaveLength(29);
  });
});

describe('in a terminal', () => {
  test('bars are redrawn in place, one a file', () => {
    const out = stream(true);
    const display = createProgressDisplay(out);
    display.update('a.pdf', { percent: 10, message: 'x' });
    display.update('b.pdf', { percent: 20, message: 'y' });
    display.update('a.pdf', { percent: 30, message: 'z' });
    // Two bars were on screen: the third write goes up two lines before it draws both again.
    expect(out.writes[2]?.split('\x1b[1A')).toHaveLength(3);
    expect(out.writes[2]).toMatch(/a\.pdf .*30 %.*\n.*b\.pdf .*20 %/);
  });

  test('a finished file leaves one line above the bars of the others', () => {
    const out = stream(true);
    const display = createProgressDisplay(out);
    display.update('a.pdf', { percent: 10, message: 'x' });
    display.update('b.pdf', { percent: 20, message: 'y' });
    display.finish('a.pdf', 'a.pdf: completed');
    expect(out.writes[2]).toMatch(/a\.pdf: completed\n.*b\.pdf /);
    expect(out.writes[2]).not.toMatch(/a\.pdf {2}/);
  });
});

describe('anywhere else', () => {
  test('each change is one plain line, and what did not change is not repeated', () => {
    const out = stream(false);
    const display = createProgressDisplay(out);
    display.update('a.pdf', { percent: 10.4, message: 'Page 1 of 3' });
    display.update('a.pdf', { percent: 10.2, message: 'Page 1 of 3' });
    display.update('a.pdf', { percent: 60, message: 'Page 2 of 3' });
    display.finish('a.pdf', 'a.pdf: completed');
    expect(out.writes).toEqual(['a.pdf: 10 % Page 1 of 3\n', 'a.pdf: 60 % Page 2 of 3\n', 'a.pdf: completed\n']);
  });
});
