import { describe, expect, it } from 'vitest';
import { MAX_LANGUAGES } from '../../../functions/src/contract/limits.ts';
import { AUTO, LANGUAGES } from '../../../functions/src/contract/options.ts';
import { afterClick, guessLanguages } from './languages.ts';

describe('a click on a language', () => {
  it('chooses it beside the others, in the order in which they are offered', () => {
    expect(afterClick(['deu'], 'eng')).toEqual(['eng', 'deu']);
  });

  it('takes it back', () => {
    expect(afterClick(['eng', 'deu'], 'eng')).toEqual(['deu']);
  });

  it('leaves the last one chosen: a text is in some language', () => {
    expect(afterClick(['deu'], 'deu')).toEqual(['deu']);
  });

  it('ends finding out', () => {
    expect(afterClick(AUTO, 'fra')).toEqual(['fra']);
  });

  it('changes nothing when there are as many as can be read at once', () => {
    const full = LANGUAGES.slice(0, MAX_LANGUAGES);
    expect(afterClick(full, 'kor')).toEqual(full);
  });
});

describe('a click on finding out', () => {
  it('takes the place of every language, and stays', () => {
    expect(afterClick(['eng', 'deu'], 'auto')).toEqual(['auto']);
    expect(afterClick(AUTO, 'auto')).toEqual(['auto']);
  });
});

describe('who has chosen nothing yet', () => {
  it.each([
    [
      ['de-AT', 'de', 'en-US', 'en', 'fr'],
      ['eng', 'deu'],
    ],
    [['en-GB'], ['eng']],
    [['ja'], ['jpn']],
    [['zh-CN'], ['chi_sim']],
    [['zh-TW', 'zh-Hant-HK', 'sv'], ['eng']],
    [[], ['eng']],
  ])('is taken to have documents in the languages of their browser: %j', (tags, guessed) => {
    expect(guessLanguages(tags)).toEqual(guessed);
  });
});
