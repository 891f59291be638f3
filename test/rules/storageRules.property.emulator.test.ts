/**
 * `storage.rules` against the contract's own parsers, on uploads that nobody thought of. The rules engine is asked directly:
 * an upload that is allowed would start a job, and one of 100 MB would have to be sent.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FILE_TYPES } from '../../functions/src/contract/fileTypes.ts';
import { MAX_FILE_NAME_BYTES, MAX_UPLOAD_BYTES } from '../../functions/src/contract/limits.ts';
import { parseUploadPath } from '../../functions/src/contract/paths.ts';
import { REPO_FOLDER } from '../../suite/paths.ts';
import { type RulesRequest, type StorageRules, startStorageRules } from '../support/storageRules.ts';

let runtime: StorageRules;

beforeAll(async () => {
  runtime = await startStorageRules();
  const { errors } = await runtime.load('committed', readFileSync(join(REPO_FOLDER, 'storage.rules'), 'utf8'));
  expect(errors).toEqual([]);
});
afterAll(() => runtime.stop());

const permits = async (request: RulesRequest) => (await runtime.verify('committed', request)).result.permit === true;

// Names are stored as UTF-8, so that half a character is none of them.
const odd = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('.', '_', '-', '/', ' ', '%2F', '\n', '*', '?', '#', 'é', '語', '😀', 'a', '\0'),
    maxLength: 12,
  }),
  fc.constantFrom('', '.', '..', '__', '__proto__', 'uploads', 'results', '{uid}', '$(uid)', '**'),
);
const idLetters = fc.constantFrom(...'AZaz09_-', 'b', 'C', '5');
const jobId = fc.string({ unit: idLetters, minLength: 20, maxLength: 40 });
const uid = fc.string({ unit: fc.oneof(idLetters, fc.constantFrom(':', '.', '@')), minLength: 1, maxLength: 28 });
const fileName = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  // Around the longest, in characters of one to four bytes.
  fc
    .tuple(fc.constantFrom('x', 'é', '語', '😀'), fc.integer({ min: -2, max: 2 }))
    .map(([letter, more]) => letter.repeat(Math.max(1, Math.floor(MAX_FILE_NAME_BYTES / Buffer.byteLength(letter)) + more))),
);
const often = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 7, arbitrary: usual }, { weight: 1, arbitrary: rare });

/** Whose upload it says it is, and its name: right ones, nearly right ones, and anything. */
const named = fc
  .record({
    root: often(fc.constant('uploads'), odd),
    owner: often(uid, odd),
    jobId: often(
      jobId,
      fc.oneof(
        odd,
        fc.string({ unit: idLetters, minLength: 15, maxLength: 45 }),
        jobId.map((id) => `__${id}__`),
      ),
    ),
    fileName: often(fileName, odd),
    more: often(fc.constant<string[]>([]), fc.array(odd, { minLength: 1, maxLength: 2 })),
    isOwn: often(fc.constant(true), fc.constant(false)),
    other: uid,
  })
  .map(({ root, owner, jobId: id, fileName: file, more, isOwn, other }) => ({
    uid: isOwn ? owner : other,
    name: [root, owner, id, file, ...more].join('/'),
  }));

const types = Object.values(FILE_TYPES).map(({ contentType }) => contentType);
const contentType = often<string>(
  fc.constantFrom(...types),
  fc.oneof(
    odd,
    fc.constantFrom(...types).map((type) => type.toUpperCase()),
    fc.tuple(fc.constantFrom(...types), odd).map((parts) => parts.join('')),
    fc.constantFrom('text/html', 'image/svg+xml', 'image/jpg', 'application/octet-stream', 'image/*'),
  ),
);
const size = often(
  fc.integer({ min: 0, max: MAX_UPLOAD_BYTES }),
  fc.oneof(
    fc.integer({ min: MAX_UPLOAD_BYTES - 2, max: MAX_UPLOAD_BYTES + 2 }),
    fc.integer({ min: MAX_UPLOAD_BYTES, max: Number.MAX_SAFE_INTEGER }),
  ),
);
const metadata = fc.dictionary(fc.string({ unit: 'binary', maxLength: 10 }), fc.string({ unit: 'binary', maxLength: 40 }), {
  maxKeys: 5,
  noNullPrototype: true,
});
const upload = fc.record({ named, contentType, size, metadata });

test('of all uploads, those are allowed whose owner, name, type and size the contract knows', async () => {
  let allowed = 0;
  await fc.assert(
    fc.asyncProperty(upload, async ({ named: { name, uid: who }, contentType: type, size: bytes, metadata: options }) => {
      const parsed = parseUploadPath(name);
      const expected = parsed?.uid === who && (types as string[]).includes(type) && bytes <= MAX_UPLOAD_BYTES;
      const after = { size: bytes, contentType: type, metadata: options };
      expect(await permits({ method: 'create', path: name, uid: who, after })).toBe(expected);
      if (expected) allowed += 1;
    }),
    { numRuns: 800 },
  );
  // Else this would be a test of refusals.
  expect(allowed).toBeGreaterThan(100);
});

test('whoever opened a link uploads nothing, also not as an owner of their own', async () => {
  await fc.assert(
    fc.asyncProperty(upload, async ({ named: { name, uid: who }, contentType: type, size: bytes, metadata: options }) => {
      const after = { size: bytes, contentType: type, metadata: options };
      const claims = { share: 'aaaaaaaaaaaaaaaaaaaaaaaa', shareOf: who };
      expect(await permits({ method: 'create', path: name, uid: who, claims, after })).toBe(false);
    }),
    { numRuns: 200 },
  );
});

/** Everybody there is but the functions, whom no rules bind. */
const ANYBODY: readonly Pick<RulesRequest, 'uid' | 'claims'>[] = [
  { uid: null },
  { uid: 'owner' },
  { uid: 'other' },
  { uid: 'owner', claims: { firebase: { sign_in_provider: 'anonymous' } } },
  { uid: 'operator', claims: { admin: true } },
  { uid: 'share:a', claims: { share: 'a', shareOf: 'owner' } },
];
const anybody = fc.constantFrom(...ANYBODY);
const anyName = fc.oneof(
  named.map(({ name }) => name),
  fc.tuple(fc.constantFrom('uploads', 'results'), jobId, fileName).map(([root, id, file]) => `${root}/owner/${id}/${file}`),
);

test('nobody changes or deletes anything, or writes over it', async () => {
  const file = { size: 1000, contentType: 'image/png' };
  await fc.assert(
    fc.asyncProperty(anyName, anybody, metadata, async (path, who, options) => {
      const after = { ...file, metadata: options };
      const requests: RulesRequest[] = [
        { ...who, method: 'create', path, before: file, after },
        { ...who, method: 'update', path, before: file, after },
        { ...who, method: 'delete', path, before: file },
      ];
      expect(await Promise.all(requests.map(permits))).toEqual([false, false, false]);
    }),
    { numRuns: 200 },
  );
});

test('nobody creates anything outside the uploads, operators neither', async () => {
  const file = { size: 1000, contentType: 'image/png' };
  await fc.assert(
    fc.asyncProperty(anyName, anybody, async (path, who) => {
      const isOwn = parseUploadPath(path)?.uid === who.uid && who.uid !== null;
      expect(await permits({ ...who, method: 'create', path, after: file })).toBe(isOwn);
    }),
    { numRuns: 200 },
  );
});
