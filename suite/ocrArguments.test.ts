import { expect, test } from 'vitest';
import { parseOcrArguments } from './ocrArguments.ts';

test('files and options are told apart in any order', () => {
  expect(
    parseOcrArguments(['a.pdf', '--lang', 'eng+deu', 'b.png', '--out', 'out', '--json', '--mode=force', '--outputs', 'md,alto']),
  ).toEqual({
    kind: 'run',
    arguments: {
      files: ['a.pdf', 'b.png'],
      outFolder: 'out',
      json: true,
      metadata: { languages: 'eng+deu', mode: 'force', outputs: 'md,alto' },
    },
  });
});

test('what a document is read with is passed on as it is written', () => {
  const metadata = { model: 'accurate', pages: '5-12', deskew: 'off', clean: 'off' };
  expect(parseOcrArguments(['a.pdf', '--model=accurate', '--pages', '5-12', '--deskew=off', '--clean', 'off'])).toMatchObject({
    arguments: { metadata },
  });
});

test('options that are not given are not sent, so that the pipeline decides their defaults', () => {
  const parsed = parseOcrArguments(['a.pdf']);
  expect(parsed).toEqual({ kind: 'run', arguments: { files: ['a.pdf'], outFolder: null, json: false, metadata: {} } });
});

test('a language that nobody knows is passed on: the pipeline answers it', () => {
  expect(parseOcrArguments(['a.pdf', '--lang', 'tlh'])).toMatchObject({ arguments: { metadata: { languages: 'tlh' } } });
});

test('no file, an unknown flag and a flag without its value are mistakes', () => {
  expect(parseOcrArguments([])).toEqual({ kind: 'mistake', reason: 'No file is given.' });
  expect(parseOcrArguments(['a.pdf', '--fast'])).toMatchObject({ kind: 'mistake', reason: expect.stringContaining('--fast') });
  expect(parseOcrArguments(['a.pdf', '--out'])).toMatchObject({ kind: 'mistake', reason: expect.stringContaining('--out') });
});

test('after "--" a file may begin with a dash', () => {
  expect(parseOcrArguments(['--', '-scan.pdf'])).toMatchObject({ arguments: { files: ['-scan.pdf'] } });
});

test('help is given whatever else is asked', () => {
  expect(parseOcrArguments(['-h'])).toEqual({ kind: 'help' });
});
