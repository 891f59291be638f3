import { describe, expect, test } from 'vitest';
import { FILE_TYPES, type FileType, fileTypeOfName, SNIFF_BYTES, sniffFileType } from './fileTypes.ts';

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part)));
const zeros = (count: number) => new Array<number>(count).fill(0);

/** The shortest beginning of each type that is known for it. */
const BEGINNINGS: readonly (readonly [type: FileType, what: string, head: Uint8Array])[] = [
  ['pdf', 'PDF', bytes('%PDF-')],
  ['png', 'PNG', bytes([0x89], 'PNG\r\n', [0x1a], '\n')],
  ['jpeg', 'JPEG', bytes([0xff, 0xd8, 0xff])],
  ['webp', 'WebP', bytes('RIFF', [0x24, 0x10, 0, 0], 'WEBP')],
  ['tiff', 'little-endian TIFF', bytes('II*', [0])],
  ['tiff', 'big-endian TIFF', bytes('MM', [0], '*')],
  ['tiff', 'little-endian BigTIFF', bytes('II+', [0])],
  ['tiff', 'big-endian BigTIFF', bytes('MM', [0], '+')],
  ['gif', 'GIF of 1987', bytes('GIF87a')],
  ['gif', 'GIF of 1989', bytes('GIF89a')],
  ['bmp', 'BMP', bytes('BM', [0x36, 0x10, 0, 0], zeros(4))],
];

describe('the bytes', () => {
  test.each(BEGINNINGS)('tell %s: %s', (type, _what, head) => {
    expect(sniffFileType(head)).toBe(type);
    expect(sniffFileType(bytes([...head], zeros(SNIFF_BYTES)))).toBe(type);
  });

  test('every type that may be uploaded is told', () => {
    expect(new Set(BEGINNINGS.map(([type]) => type))).toEqual(new Set(Object.keys(FILE_TYPES)));
  });

  test.each(BEGINNINGS.filter(([type]) => type !== 'gif'))('one byte less is not %s: %s', (_type, _what, head) => {
    expect(sniffFileType(head.subarray(0, -1))).toBeUndefined();
  });

  test.each(BEGINNINGS.filter(([type]) => type !== 'pdf'))('one byte later is not %s: %s', (_type, _what, head) => {
    expect(sniffFileType(bytes([0], [...head]))).toBeUndefined();
  });

  test.each([
    ['nothing', bytes()],
    ['one byte', bytes('%')],
    ['text', bytes('Invoice no. 7, due on the 1st\n')],
    ['text that begins with BM', bytes('BMW and other makers of cars')],
    ['text that begins with II', bytes('II. The second chapter')],
    ['text in UTF-16', bytes([0xff, 0xfe], 'H', [0], 'i', [0])],
    ['HTML', bytes('<!doctype html><p>%PDF')],
    ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a zip, as Office files are', bytes('PK', [3, 4], zeros(40))],
    ['gzip', bytes([0x1f, 0x8b, 8, 0])],
    ['HEIC', bytes([0, 0, 0, 0x18], 'ftypheic')],
    ['a sound in RIFF', bytes('RIFF', [0x24, 0, 0, 0], 'WAVE')],
    ['a program', bytes([0x7f], 'ELF')],
    ['zeros', bytes(zeros(2000))],
  ])('of %s are none of ours', (_what, head) => {
    expect(sniffFileType(head)).toBeUndefined();
  });

  test.each([0, 1, 3, 512, SNIFF_BYTES - 5])('a PDF’s header may come after %i other bytes', (count) => {
    expect(sniffFileType(bytes(zeros(count), '%PDF-1.7\n', zeros(SNIFF_BYTES)))).toBe('pdf');
  });

  test.each([SNIFF_BYTES - 4, SNIFF_BYTES])('after %i bytes it is too late', (count) => {
    expect(sniffFileType(bytes(zeros(count), '%PDF-1.7\n'))).toBeUndefined();
  });

  test('what comes first counts: an image with a PDF inside is an image', () => {
    expect(sniffFileType(bytes('GIF89a', zeros(20), '%PDF-1.7'))).toBe('gif');
  });
});

describe('the name', () => {
  test.each(Object.entries(FILE_TYPES).flatMap(([type, { extensions }]) => extensions.map((extension) => [extension, type])))(
    '.%s promises %s',
    (extension, type) => {
      expect(fileTypeOfName(`a.b.${extension}`)).toBe(type);
      expect(fileTypeOfName(`SCAN.${extension?.toUpperCase()}`)).toBe(type);
    },
  );

  test.each(['', 'pdf', 'png', 'scan', 'scan.', 'scan.pdf.exe', 'scan.pdf ', 'scan.svg', 'pdf.', 'a.constructor'])(
    '%j promises nothing',
    (name) => {
      expect(fileTypeOfName(name)).toBeUndefined();
    },
  );
});

test('no extension and no declared type stand for two types', () => {
  const all = Object.values(FILE_TYPES);
  for (const values of [all.flatMap((it): readonly string[] => it.extensions), all.map((it) => it.contentType)])
    expect(new Set(values).size).toBe(values.length);
});
