/**
 * `storage.rules` repeats the contract, since rules can import nothing. Here its condition for an upload is taken apart and
 * held against the contract: a change of either alone fails.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FILE_TYPES } from '../../functions/src/contract/fileTypes.ts';
import { MAX_FILE_NAME_BYTES, MAX_UPLOAD_BYTES } from '../../functions/src/contract/limits.ts';
import { isJobId, isUid, parseUploadPath } from '../../functions/src/contract/paths.ts';

const RULES = readFileSync(new URL('../../storage.rules', import.meta.url), 'utf8');

/** What an upload must fulfil, one condition an entry, blanks reduced. */
function conditions(rules: string): readonly string[] {
  const creates = [...rules.matchAll(/allow create: if ([^;]*);/g)];
  expect(creates, 'one rule lets clients create').toHaveLength(1);
  expect(rules, 'and none lets them do more').not.toMatch(/allow [^:;]*\b(write|update|delete)\b/);
  return (creates[0]?.[1] ?? '').split('&&').map((condition) => condition.replaceAll(/\s+/g, ' ').trim());
}

/** Whether the patterns that the rules ask of a variable let a value through; `matches` is about the whole value. */
function patternsOf(variable: string, rules = RULES): (value: string) => boolean {
  const found = conditions(rules).flatMap((condition) => {
    const match = /^(!?)(\w+)\.matches\('(.*)'\)$/.exec(condition);
    return match?.[2] === variable ? [{ mustMatch: match[1] === '', pattern: new RegExp(`^(?:${match[3]})$`, 'u') }] : [];
  });
  expect(found.length, `the rules have a pattern for ${variable}`).toBeGreaterThan(0);
  return (value) => found.every(({ mustMatch, pattern }) => pattern.test(value) === mustMatch);
}

/** The whole number that a condition ends in, as in `size <= 100 * 1024 * 1024`. */
function limitOf(start: string, rules = RULES): number {
  const [condition, ...more] = conditions(rules).filter((it) => it.startsWith(start));
  const factors = /^<= ([\d *]+)$/.exec(condition?.slice(start.length).trim() ?? '')?.[1]?.split('*');
  expect(more).toEqual([]);
  return factors?.reduce((product, factor) => product * Number(factor), 1) ?? Number.NaN;
}

function typesOf(rules = RULES): readonly string[] {
  const condition = conditions(rules).find((it) => it.startsWith('request.resource.contentType in ['));
  return [...(condition ?? '').matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '').toSorted();
}

/** Values at and around the edges: every length to beyond the longest, every character below U+0180, what is reserved. */
function edgeCases(valid: string, longest: number): readonly string[] {
  const lengths = Array.from({ length: longest + 3 }, (_, length) => 'a'.repeat(length));
  const characters = Array.from({ length: 0x180 }, (_, code) => String.fromCodePoint(code));
  return [
    ...lengths,
    ...characters.flatMap((it) => [`${valid}${it}`, `${it}${valid}`, it]),
    ...['.', '..', '...', '__', '____', '__.*__', `__${valid}`, `${valid}__`, `__${valid}__`, `_${valid}_`, `${valid}😀`],
  ];
}

test('an upload may be as large as the contract says', () => {
  expect(limitOf('request.resource.size')).toBe(MAX_UPLOAD_BYTES);
});

test('a file name may be as long as the contract says, in bytes', () => {
  expect(limitOf('fileName.toUtf8().size()')).toBe(MAX_FILE_NAME_BYTES);
});

test('the types are those of the contract', () => {
  expect(typesOf()).toEqual(
    Object.values(FILE_TYPES)
      .map(({ contentType }) => contentType)
      .toSorted(),
  );
});

test('a job id is what the contract calls one', () => {
  const accepts = patternsOf('jobId');
  const ids = edgeCases('a'.repeat(22), 40);
  expect(ids.filter((id) => accepts(id) !== isJobId(id))).toEqual([]);
  expect(ids.filter(accepts).length).toBeGreaterThan(100);
});

test('an owner is who the contract calls one', () => {
  const accepts = patternsOf('uid');
  const uids = edgeCases('a'.repeat(22), 128);
  expect(uids.filter((uid) => accepts(uid) !== isUid(uid))).toEqual([]);
  expect(uids.filter(accepts).length).toBeGreaterThan(100);
});

test('a file name is what the contract calls one', () => {
  const acceptsFileName = patternsOf('fileName');
  const prefix = `uploads/owner/${'a'.repeat(20)}/`;
  // The path's own pattern: what is between slashes.
  const [, namePattern = ''] = /request\.resource\.name\.matches\('([^']+)'\)/.exec(RULES) ?? [];
  const acceptsName = (name: string) => new RegExp(`^(?:${namePattern})$`, 'u').test(name);
  const accepts = (name: string) =>
    acceptsName(`${prefix}${name}`) && acceptsFileName(name) && Buffer.byteLength(name) <= limitOf('fileName.toUtf8().size()');
  const names = edgeCases('a', MAX_FILE_NAME_BYTES).concat('a/b', '/a', 'a/', 'é'.repeat(127), 'é'.repeat(128), '語'.repeat(85));
  expect(names.filter((name) => accepts(name) !== (parseUploadPath(prefix + name) !== undefined))).toEqual([]);
});

test('nothing else is asked of an upload than what is compared here', () => {
  const compared =
    /^(!?(uid|jobId|fileName|request\.resource\.name)\.matches\(|fileName\.toUtf8|request\.resource\.(size|contentType) )/;
  expect(conditions(RULES).filter((it) => !compared.test(it))).toEqual(['owns(uid)', 'resource == null']);
});

describe('the comparison', () => {
  const change = (from: string, to: string) => {
    expect(RULES).toContain(from);
    return RULES.replace(from, to);
  };

  test('sees another number', () => {
    expect(limitOf('request.resource.size', change('100 * 1024', '101 * 1024'))).not.toBe(MAX_UPLOAD_BYTES);
    expect(limitOf('request.resource.size', change('size <= 100', 'size < 100'))).toBeNaN();
    expect(limitOf('fileName.toUtf8().size()', change('<= 255', '<= 256'))).toBe(256);
  });

  test('sees another pattern', () => {
    const longer = patternsOf('jobId', change('{20,40}', '{20,41}'));
    expect(edgeCases('a'.repeat(22), 40).filter((id) => longer(id) !== isJobId(id))).toEqual(['a'.repeat(41)]);
    const reserved = patternsOf('jobId', change("&& !jobId.matches('^__.*__$')", ''));
    expect(edgeCases('a'.repeat(22), 40).filter((id) => reserved(id) !== isJobId(id))).toEqual([`__${'a'.repeat(22)}__`]);
  });

  test('sees another type', () => {
    expect(typesOf(change(", 'image/bmp'", ''))).not.toContain('image/bmp');
  });

  test('sees a right that nobody should have', () => {
    expect(() => conditions(change('allow list:', 'allow read, delete:'))).toThrow();
    expect(() => conditions(change('allow get:', 'allow create: if true;\nallow get:'))).toThrow();
  });
});
