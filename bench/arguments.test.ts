import { describe, expect, it } from 'vitest';
import { type BenchArguments, parseArguments, SECTIONS } from './arguments.ts';

function parsed(...args: string[]): BenchArguments {
  const result = parseArguments(args);
  if (result.kind !== 'run') throw new Error(JSON.stringify(result));
  return result.arguments;
}

describe('the arguments of the bench', () => {
  it('ask for everything, written down, when there are none', () => {
    expect(parsed()).toMatchObject({ sections: SECTIONS, write: true, folders: [], languages: ['eng'] });
  });

  it('choose sections, which are run in their own order', () => {
    expect(parsed('--only', 'latency,recogniser').sections).toEqual(['recogniser', 'latency']);
  });

  it.each([
    ['--only', 'steps'],
    ['--rounds', '1'],
    ['--sets', 'books'],
    ['--pages', '2'],
  ])('write nothing down with %s, unless they say so', (...args) => {
    expect(parsed(...args).write).toBe(false);
    expect(parsed(...args, '--write').write).toBe(true);
  });

  it('ask for everything with more rounds too', () => {
    expect(parsed('--rounds', '5').write).toBe(true);
  });

  it('take a model, and do not write down what is measured with another than the usual', () => {
    expect(parsed('--model', 'accurate')).toMatchObject({ model: 'accurate', write: false });
  });

  it('take folders, sets, numbers and languages', () => {
    const { folders, sets, rounds, pages, languages } = parsed(
      ...['--sets', 'books, hard/skew', '--rounds', '5', 'scans', '--pages', '7', 'more', '--lang', 'eng+deu'],
    );
    expect({ folders, sets, rounds, pages, languages }).toEqual({
      ...{ folders: ['scans', 'more'], sets: ['books', 'hard/skew'], rounds: 5, pages: 7, languages: ['eng', 'deu'] },
    });
  });

  it.each([
    [['--only', 'speed'], 'speed'],
    [['--model', 'best'], 'best'],
    [['--model', 'accurate', '--write'], '--write'],
    [['--rounds', '0'], '--rounds'],
    [['--pages', 'many'], '--pages'],
    [['--fast'], '--fast'],
  ])('are refused with a reason: %j', (args, word) => {
    const result = parseArguments(args);
    expect(result.kind === 'mistake' && result.reason).toContain(word);
  });
});
