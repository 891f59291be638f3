import { describe, expect, test } from 'vitest';
import { MAX_FILE_NAME_BYTES, MAX_PAGES } from './limits.ts';
import {
  eventsPath,
  isJobId,
  isUid,
  type JobRef,
  jobPath,
  newJobId,
  pageId,
  pageImagePath,
  pagePath,
  pageWordsPath,
  parseUploadPath,
  resultPath,
  uploadPath,
} from './paths.ts';

const job: JobRef = { uid: 'owner', jobId: 'abcdefghij0123456789' };

test('everything lies where the contract says', () => {
  expect(uploadPath(job, 'a b.pdf')).toBe('uploads/owner/abcdefghij0123456789/a b.pdf');
  expect(jobPath(job)).toBe('users/owner/jobs/abcdefghij0123456789');
  expect(pagePath(job, 7)).toBe('users/owner/jobs/abcdefghij0123456789/pages/0007');
  expect(eventsPath(job)).toBe('users/owner/jobs/abcdefghij0123456789/events');
  expect(pageImagePath(job, 12)).toBe('results/owner/abcdefghij0123456789/pages/0012.webp');
  expect(pageWordsPath(job, 12)).toBe('results/owner/abcdefghij0123456789/pages/0012.json.gz');
  expect(resultPath(job, 'document.txt')).toBe('results/owner/abcdefghij0123456789/document.txt');
});

test('page ids sort as text in page order, up to the most pages', () => {
  const ids = Array.from({ length: MAX_PAGES }, (_, index) => pageId(index + 1));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids.map(({ length }) => length))).toEqual(new Set([4]));
  expect(ids[0]).toBe('0001');
});

describe('a new job id', () => {
  const ids = Array.from({ length: 2000 }, newJobId);

  test('is one, and no two are the same', () => {
    expect(ids.every(isJobId)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is made of 62 letters, none of them rarer than the others', () => {
    const counts = Map.groupBy(ids.join(''), (letter) => letter);
    expect(counts.size).toBe(62);
    // 40,000 letters: 645 of each are expected, with a standard deviation of 25; eight of those never happen.
    for (const [, { length }] of counts) expect(Math.abs(length - 645)).toBeLessThan(205);
  });
});

describe('a job id', () => {
  test.each([
    'a'.repeat(20),
    'Z'.repeat(40),
    `__${'a'.repeat(18)}`,
    `${'a'.repeat(18)}__`,
    '-'.repeat(20),
    'aB3_-aB3_-aB3_-aB3_-',
  ])('may be %s', (id) => expect(isJobId(id)).toBe(true));

  test.each([
    '',
    'a'.repeat(19),
    'a'.repeat(41),
    `${'a'.repeat(20)}.`,
    `${'a'.repeat(20)}/`,
    `${'a'.repeat(20)}\n`,
    `é${'a'.repeat(20)}`,
  ])('may not be %j', (id) => expect(isJobId(id)).toBe(false));

  test.each([`__${'a'.repeat(16)}__`, '_'.repeat(20), '_'.repeat(40)])('may not be %s, which Firestore reserves', (id) => {
    expect(isJobId(id)).toBe(false);
  });

  test.each([undefined, null, 12345678901234567890n, ['a'.repeat(20)], { length: 20 }])('is no %s', (value) => {
    expect(isJobId(value)).toBe(false);
  });
});

describe('an owner', () => {
  test.each(['a', 'x'.repeat(128), 'someone@example.org', 'google:123', 'a.b-c_d', '...', '_x_'])('may be %s', (uid) => {
    expect(isUid(uid)).toBe(true);
  });

  test.each(['', 'x'.repeat(129), 'a/b', 'a b', 'ü', 'a\n', '.', '..', '__x__', '____', 7, null])('may not be %j', (uid) => {
    expect(isUid(uid)).toBe(false);
  });
});

describe('an upload’s path', () => {
  const ODD_NAMES = [
    'scan.pdf',
    'no extension',
    '.hidden',
    '...',
    '..pdf',
    '%2e%2e%2fetc',
    'a\\..\\b.pdf',
    '#?&=+%.png',
    'Rechnung (Kopie) [1] {2} *.pdf',
    '請求書.pdf',
    'e\u0301.png',
    '\u202egnp.exe',
    '😀.gif',
    ' leading and trailing ',
    '__reserved__',
    '-rf',
    'x'.repeat(MAX_FILE_NAME_BYTES),
    'é'.repeat(127),
    '😀'.repeat(63),
  ];

  test.each(ODD_NAMES)('is read back as it was made: %j', (fileName) => {
    expect(parseUploadPath(uploadPath(job, fileName))).toEqual({ ...job, fileName });
  });

  test('is read back for any name that fits, whatever its characters', () => {
    let seed = 42;
    // Park and Miller's generator: the same names in every run.
    const random = (below: number) => {
      seed = (seed * 16807) % 2147483647;
      return seed % below;
    };
    const ranges = [0x20, 0x7f, 0x250, 0x3000, 0xd800, 0x1f600];
    let accepted = 0;
    for (let round = 0; round < 2000; round++) {
      const characters = Array.from({ length: 1 + random(80) }, () => String.fromCodePoint(random(ranges[random(6)] ?? 1)));
      const fileName = characters.join('').toWellFormed();
      const ref = { uid: `u${random(1e6)}`, jobId: newJobId() };
      const parsed = parseUploadPath(uploadPath(ref, fileName));
      const isName =
        !fileName.includes('/') && !['', '.', '..'].includes(fileName) && Buffer.byteLength(fileName) <= MAX_FILE_NAME_BYTES;
      expect(parsed).toEqual(isName ? { ...ref, fileName } : undefined);
      if (isName) accepted++;
    }
    expect(accepted).toBeGreaterThan(500);
  });

  test.each([
    ['', 'nothing'],
    ['uploads', 'a folder'],
    ['uploads/owner/abcdefghij0123456789', 'no file name'],
    ['uploads/owner/abcdefghij0123456789/', 'a folder object'],
    ['uploads/owner/abcdefghij0123456789/folder/', 'a folder object below'],
    ['uploads/owner/abcdefghij0123456789/folder/a.pdf', 'too deep'],
    ['uploads/owner/a.pdf', 'too shallow'],
    ['/uploads/owner/abcdefghij0123456789/a.pdf', 'a slash at the start'],
    ['uploads//owner/abcdefghij0123456789/a.pdf', 'an empty part'],
    ['uploads/owner//a.pdf', 'an empty job id'],
    ['uploads//abcdefghij0123456789/a.pdf', 'an empty owner'],
    ['uploads/../abcdefghij0123456789/a.pdf', 'an owner that is a way up'],
    ['uploads/owner/abcdefghij0123456789/..', 'a file name that is a way up'],
    ['uploads/owner/abcdefghij0123456789/.', 'a file name that is a folder'],
    ['uploads/owner/abcdefghij0123456789/../../other', 'a way up'],
    ['uploads/owner/..__abcdefghij01234567/a.pdf', 'a job id with dots'],
    ['uploads/owner/__abcdefghij01234567__/a.pdf', 'a job id that Firestore reserves'],
    ['uploads/__owner__/abcdefghij0123456789/a.pdf', 'an owner that Firestore reserves'],
    ['results/owner/abcdefghij0123456789/a.pdf', 'a result'],
    ['Uploads/owner/abcdefghij0123456789/a.pdf', 'another folder'],
    [`uploads/owner/abcdefghij0123456789/${'x'.repeat(MAX_FILE_NAME_BYTES + 1)}`, 'a name that is too long'],
    [`uploads/owner/abcdefghij0123456789/${'é'.repeat(128)}`, 'a name that is too long in bytes'],
  ])('%s is none: %s', (name) => {
    expect(parseUploadPath(name)).toBeUndefined();
  });

  test('no result is taken for an upload', () => {
    for (const name of ['document.txt', 'manifest.json']) expect(parseUploadPath(resultPath(job, name))).toBeUndefined();
    expect(parseUploadPath(pageImagePath(job, 1))).toBeUndefined();
  });
});
