import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../contract/options.ts';
import { parseRetry } from './retryRequest.ts';

const JOB = { jobId: 'job-00000000000000000' };

describe('a wish to have a job read again', () => {
  it.each([
    ['says nothing else', {}],
    ['comes from an SDK that sends null for undefined', { pages: null, options: null }],
  ])('that %s is for the failed pages, with the job’s own options', (_why, more) => {
    expect(parseRetry({ ...JOB, ...more })).toEqual({ ok: true, scope: 'failed', options: undefined });
  });

  it('may be for all pages, with other options', () => {
    expect(parseRetry({ ...JOB, pages: 'all', options: { languages: 'deu' } })).toEqual({
      ...{ ok: true, scope: 'all', options: { ...DEFAULT_OPTIONS, languages: ['deu'] } },
    });
  });

  it('with empty options asks for the defaults', () => {
    expect(parseRetry({ ...JOB, options: {} })).toEqual({ ok: true, scope: 'failed', options: DEFAULT_OPTIONS });
  });

  it.each([
    ['pages of no kind', { pages: 'some' }, 'pages'],
    ['pages that are a number', { pages: 3 }, 'pages'],
    ['options in one string', { options: 'deu' }, 'options'],
    ['a list of options', { options: ['deu'] }, 'options'],
    ['options that are a number', { options: 5 }, 'options'],
    ['options that are false', { options: false }, 'options'],
    ['an unknown option', { options: { colour: 'red' } }, 'colour'],
    ['an option out of range', { options: { languages: 'klingon' } }, 'languages'],
  ])('with %s is refused, and says which field is wrong', (_what, more, field) => {
    expect(parseRetry({ ...JOB, ...more })).toMatchObject({ ok: false, field });
  });
});
