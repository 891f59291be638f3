/**
 * The storage rules runtime that is made here, asked as firebase-tools asks it, with the committed rules. (That the emulator
 * enforces the rules end to end is tested with the rules.)
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_UPLOAD_BYTES } from '../functions/src/contract/limits.ts';
import { type DocumentLookup, type RulesRequest, type StorageRules, startStorageRules } from '../test/support/storageRules.ts';
import { REPO_FOLDER } from './paths.ts';

let runtime: StorageRules;

let documentAt: DocumentLookup = async () => undefined;

beforeAll(async () => {
  runtime = await startStorageRules((path) => documentAt(path));
  const { errors, result } = await runtime.load('committed', readFileSync(join(REPO_FOLDER, 'storage.rules'), 'utf8'));
  expect({ errors, result }).toEqual({ errors: [], result: { rulesVersion: 2 } });
});

afterAll(() => runtime.stop());

describe('the committed rules', () => {
  const path = 'uploads/owner/abcdefghij0123456789/scan.pdf';
  const file = { size: 1000, contentType: 'application/pdf' };
  const allows = async (request: RulesRequest) => (await runtime.verify('committed', request)).result.permit;
  const create = { method: 'create', path, uid: 'owner', after: file } as const;

  test('the owner creates an upload, another user and nobody do not', async () => {
    expect(await allows(create)).toBe(true);
    expect(await allows({ ...create, uid: 'other' })).toBe(false);
    expect(await allows({ ...create, uid: null })).toBe(false);
  });

  test('the size is held to the last byte', async () => {
    expect(await allows({ ...create, after: { ...file, size: MAX_UPLOAD_BYTES } })).toBe(true);
    expect(await allows({ ...create, after: { ...file, size: MAX_UPLOAD_BYTES + 1 } })).toBe(false);
    expect(await allows({ ...create, after: { ...file, size: 0 } })).toBe(true);
  });

  test('the declared type is held', async () => {
    expect(await allows({ ...create, after: { ...file, contentType: 'image/webp' } })).toBe(true);
    expect(await allows({ ...create, after: { ...file, contentType: 'text/html' } })).toBe(false);
  });

  test('what exists is neither replaced nor deleted', async () => {
    expect(await allows({ ...create, before: file })).toBe(false);
    expect(await allows({ ...create, method: 'update', before: file })).toBe(false);
    expect(await allows({ method: 'delete', path, uid: 'owner', before: file })).toBe(false);
  });

  test('a claim of the token makes an operator, whatever it is but true does not', async () => {
    const get = { method: 'get', path, before: file, uid: 'operator' } as const;
    expect(await allows({ ...get, claims: { admin: true } })).toBe(true);
    expect(await allows({ ...get, claims: { admin: false } })).toBe(false);
    expect(await allows({ ...get, claims: { admin: 'true' } })).toBe(false);
    expect(await allows(get)).toBe(false);
  });

  test('names with spaces, parentheses, braces and other letters are names, not patterns', async () => {
    for (const name of ['a (1).pdf', '{x}.pdf', 'ä 漢字.pdf', '$(y).pdf', '%2F.pdf']) {
      const strange = { ...create, path: `uploads/owner/abcdefghij0123456789/${name}` };
      expect(await allows(strange), name).toBe(true);
      expect(await allows({ ...strange, uid: 'other' }), name).toBe(false);
    }
  });

  test('what no rule speaks of is denied', async () => {
    expect(await allows({ ...create, path: 'elsewhere/scan.pdf' })).toBe(false);
    expect(await allows({ ...create, path: `${path}/deeper` })).toBe(false);
  });
});

describe('any rules', () => {
  const rules = (condition: string) =>
    `rules_version = '2';\nservice firebase.storage {\n  match /b/{b}/o {\n    match /{all=**} {\n      allow read, write: if ${condition};\n    }\n  }\n}`;
  const get = { method: 'get', path: 'a/b', uid: 'u', before: { size: 1, metadata: { colour: 'red' } } } as const;

  test('rules that do not compile are refused, with the line', async () => {
    const { errors } = await runtime.load('broken', rules('request.auth.uid =='));
    expect(errors[0]).toMatch(/^storage\.rules:5:\d+ - /);
  });

  test('custom metadata can be asked for', async () => {
    await runtime.load('metadata', rules("resource.metadata.colour == 'red'"));
    expect((await runtime.verify('metadata', get)).result.permit).toBe(true);
    expect((await runtime.verify('metadata', { ...get, before: { size: 1, metadata: {} } })).result.permit).toBe(false);
  });

  test('a rule that cannot be evaluated denies, and the runtime goes on', async () => {
    await runtime.load('impossible', rules("request.auth.uid == 'u'"));
    expect((await runtime.verify('impossible', { ...get, uid: null })).result.permit).toBe(false);
    expect((await runtime.verify('impossible', get)).result.permit).toBe(true);
  });

  test('documents of Firestore can be asked for, and have every kind of value', async () => {
    const fields = {
      text: { stringValue: 'red' },
      none: { nullValue: null },
      yes: { booleanValue: true },
      seven: { integerValue: '7' },
      half: { doubleValue: 0.5 },
      later: { timestampValue: '2100-01-01T00:00:00.123Z' },
      list: { arrayValue: { values: [{ stringValue: 'a' }] } },
      empty: { arrayValue: {} },
      map: { mapValue: { fields: { deep: { stringValue: 'blue' } } } },
    };
    const asked: string[] = [];
    documentAt = async (path) => {
      asked.push(path);
      return path.endsWith('/there') ? fields : undefined;
    };
    const at = (id: string) => `/databases/(default)/documents/things/${id}`;
    const allows = async (condition: string) => {
      await runtime.load(condition, rules(condition));
      return (await runtime.verify(condition, get)).result.permit;
    };
    const there = `firestore.get(${at('there')})`;
    const conditions = [
      ...["text == 'red'", 'none == null', 'yes', 'seven == 7', 'half == 0.5', 'later > request.time', "list == ['a']"],
      ...['empty.size() == 0', "map.deep == 'blue'", "get('missing', 1) == 1"],
    ];
    for (const condition of conditions) expect(await allows(`${there}.data.${condition}`), condition).toBe(true);
    expect(await allows(`${there}.id == 'there'`)).toBe(true);
    expect(await allows(`firestore.exists(${at('there')}) && !firestore.exists(${at('$(request.auth.uid)')})`)).toBe(true);
    expect(await allows(`${there}.data.later < request.time`)).toBe(false);
    expect(await allows(`firestore.get(${at('missing')}).data.yes`)).toBe(false);
    expect(asked.at(-2)).toBe(at('there'));
    // Asked for once, however often a rule looks at it.
    asked.length = 0;
    expect(await allows(`${there}.data.yes && ${there}.data.seven == 7`)).toBe(true);
    expect(asked).toEqual([at('there')]);
  });

  test('while one waits for a document, others are answered', async () => {
    const held = Promise.withResolvers<object>();
    documentAt = () => held.promise;
    await runtime.load('held', rules('firestore.get(/databases/(default)/documents/a/b).data.yes'));
    await runtime.load('plain', rules('true'));
    const waiting = [runtime.verify('held', get), runtime.verify('held', get)];
    expect((await runtime.verify('plain', get)).result.permit).toBe(true);
    held.resolve({ yes: { booleanValue: true } });
    expect((await Promise.all(waiting)).map(({ result }) => result.permit)).toEqual([true, true]);
  });
});
