import { expect, it } from 'vitest';
import { MAX_CORRECTION_LENGTH, MAX_CORRECTIONS_PER_CALL } from '../contract/limits.ts';
import { parseCorrections } from './correctionRequest.ts';

const word = { box: [1, 2, 3, 4], was: 'qage', text: 'page' };
const call = (words: unknown, pageNumber: unknown = 1) => ({ jobId: 'x', pageNumber, words });

it('takes words with their boxes, without what nobody can see', () => {
  const parsed = parseCorrections(
    call([
      { ...word, text: '  two\n words\u0000' },
      { ...word, text: null },
      { ...word, text: ' ' },
    ]),
  );
  expect(parsed).toEqual({
    ok: true,
    pageNumber: 1,
    words: [
      { ...word, text: 'two words' },
      { ...word, text: null },
      { ...word, text: '' },
    ],
  });
});

it.each([
  ['pageNumber', call([word], 0)],
  ['pageNumber', call([word], '1')],
  ['words', call([])],
  ['words', call('page')],
  ['words', call(Array(MAX_CORRECTIONS_PER_CALL + 1).fill(word))],
  ['box', call([{ ...word, box: [1, 2, 3] }])],
  ['box', call([{ ...word, box: [3, 2, 1, 4] }])],
  ['box', call([{ ...word, box: [1, 2, 3, Number.NaN] }])],
  ['box', call([{ ...word, box: [1, 2, 3, 1e9] }])],
  ['was', call([{ ...word, was: '' }])],
  ['was', call([{ ...word, was: 7 }])],
  ['text', call([{ box: word.box, was: 'qage' }])],
  ['text', call([{ ...word, text: 'x'.repeat(MAX_CORRECTION_LENGTH + 1) }])],
  ['words', null],
  ['words', 7],
])('refuses a wrong %s', (field, data) => {
  const expected = data === null || data === 7 ? 'pageNumber' : field;
  expect(parseCorrections(data)).toMatchObject({ ok: false, field: expected });
});
