import { describe, expect, test } from 'vitest';
import { outputStems, resultFileNames } from './outputNames.ts';

describe('outputStems', () => {
  test('a file is called by its stem', () => {
    expect(outputStems(['dir/scan.pdf', 'my.letter.png', 'plain'])).toEqual(['scan', 'my.letter', 'plain']);
  });

  test('files that share a stem are called by their whole names, others are not', () => {
    expect(outputStems(['scan.pdf', 'scan.png', 'other.pdf'])).toEqual(['scan.pdf', 'scan.png', 'other']);
  });

  test('names that differ in case only count as the same', () => {
    expect(outputStems(['Scan.pdf', 'scan.png'])).toEqual(['Scan.pdf', 'scan.png']);
  });

  test('the same name in two folders, or one file given twice, is numbered', () => {
    expect(outputStems(['a/scan.pdf', 'b/scan.pdf', 'a/scan.pdf'])).toEqual(['scan.pdf', 'scan.pdf-2', 'scan.pdf-3']);
  });
});

describe('resultFileNames', () => {
  const at = (name: string) => `results/u/j/${name}`;

  test('text, JSON and manifest have their names', () => {
    const names = resultFileNames('scan', { manifest: at('manifest.json'), json: at('document.json'), text: at('document.txt') });
    expect(Object.fromEntries(names)).toEqual({ text: 'scan.txt', json: 'scan.json', manifest: 'scan.manifest.json' });
  });

  test('every output keeps its whole extension', () => {
    const names = resultFileNames('my.scan', { alto: at('document.alto.xml'), hocr: at('document.hocr'), md: at('document.md') });
    expect(Object.fromEntries(names)).toEqual({ md: 'my.scan.md', hocr: 'my.scan.hocr', alto: 'my.scan.alto.xml' });
  });

  test('further results are called by their names, and by the name of the result too where that is taken', () => {
    const results = {
      text: at('document.txt'),
      later: at('document.later'),
      copy: at('copies/document.txt'),
      notes: at('notes.txt'),
    };
    expect(Object.fromEntries(resultFileNames('scan', results))).toEqual({
      text: 'scan.txt',
      later: 'scan.later',
      copy: 'scan.copy.document.txt',
      notes: 'scan.notes.txt',
    });
  });
});
