/**
 * The storage rules runtime that is made here, asked as firebase-tools asks it, with the committed rules. (That the emulator
 * enforces the rules end to end is tested with the rules.)
 */

import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_UPLOAD_BYTES } from '../functions/src/contract/limits.ts';
import { installedFirestoreJar } from './emulatorBinaries.ts';
import { storageRulesJar } from './emulatorJars.ts';
import { findJava } from './java.ts';
import { REPO_FOLDER } from './paths.ts';

interface Answer {
  readonly id: number;
  readonly status: string;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly result: { readonly permit?: boolean; readonly rulesVersion?: number };
}

type Value = null | boolean | number | string | Date | { readonly [key: string]: Value };

let runtime: ChildProcessWithoutNullStreams;
const waiting = new Map<number, (answer: Answer) => void>();
let nextId = 0;

function ask(action: string, context: object): Promise<Answer> {
  const id = nextId++;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    runtime.stdin.write(`${JSON.stringify({ action, id, context })}\n`);
  });
}

const load = (rulesetName: string, content: string) =>
  ask('load_ruleset', { rulesetName, source: { files: [{ name: 'storage.rules', content }] } });

/** As firebase-tools encodes it. */
function encode(value: Value): object {
  if (value === null) return { null_value: null };
  if (typeof value === 'boolean') return { bool_value: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { int_value: value } : { float_value: value };
  if (typeof value === 'string') return { string_value: value };
  if (value instanceof Date) return { timestamp_value: value.toISOString() };
  return { map_value: { fields: Object.fromEntries(Object.entries(value).map(([key, it]) => [key, encode(it)])) } };
}

interface Request {
  readonly method: 'get' | 'list' | 'create' | 'update' | 'delete';
  readonly path: string;
  /** Whose token, with which claims; null: nobody is signed in. */
  readonly uid: string | null;
  readonly claims?: Readonly<Record<string, Value>>;
  readonly before?: Readonly<Record<string, Value>>;
  readonly after?: Readonly<Record<string, Value>>;
}

async function verify(rulesetName: string, { method, path, uid, claims = {}, before, after }: Request): Promise<Answer> {
  const bucket = 'demo-pagestream.appspot.com';
  const objectPath = `/b/${bucket}/o/${path}`;
  const object = (its: Readonly<Record<string, Value>> | undefined) =>
    encode(its === undefined ? null : { bucket, name: path, ...its });
  const request = {
    map_value: {
      fields: {
        path: {
          path_value: {
            segments: objectPath
              .split('/')
              .filter(Boolean)
              .map((simple) => ({ simple })),
          },
        },
        time: encode(new Date()),
        resource: object(after),
        auth: encode(uid === null ? null : { uid, token: { sub: uid, ...claims } }),
      },
    },
  };
  const variables = { resource: object(before), request };
  return await ask('verify', { rulesetName, service: 'firebase.storage', path: objectPath, method, variables });
}

beforeAll(async () => {
  const firestoreJar = installedFirestoreJar();
  if (firestoreJar === undefined) throw new Error('No Firestore emulator is installed here.');
  const java = findJava();
  const jar = await storageRulesJar(firestoreJar, java);
  runtime = spawn(join(java.home, 'bin', 'java'), ['-Djava.security.manager=disallow', '-jar', jar, 'serve']);
  const started = new Promise<void>((resolve) => waiting.set(-1, () => resolve()));
  createInterface({ input: runtime.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as Answer;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  await started;
  const { errors, result } = await load('committed', readFileSync(join(REPO_FOLDER, 'storage.rules'), 'utf8'));
  expect({ errors, result }).toEqual({ errors: [], result: { rulesVersion: 2 } });
});

afterAll(async () => {
  const ended = new Promise((resolve) => runtime.once('exit', resolve));
  // It ends when whoever asks is gone: firebase-tools may be killed.
  runtime.stdin.end();
  await ended;
});

describe('the committed rules', () => {
  const path = 'uploads/owner/abcdefghij0123456789/scan.pdf';
  const file = { size: 1000, contentType: 'application/pdf' };
  const allows = async (request: Request) => (await verify('committed', request)).result.permit;
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
    const { errors } = await load('broken', rules('request.auth.uid =='));
    expect(errors[0]).toMatch(/^storage\.rules:5:\d+ - /);
  });

  test('custom metadata can be asked for', async () => {
    await load('metadata', rules("resource.metadata.colour == 'red'"));
    expect((await verify('metadata', get)).result.permit).toBe(true);
    expect((await verify('metadata', { ...get, before: { size: 1, metadata: {} } })).result.permit).toBe(false);
  });

  test('a rule that cannot be evaluated denies, and the runtime goes on', async () => {
    await load('impossible', rules("request.auth.uid == 'u'"));
    expect((await verify('impossible', { ...get, uid: null })).result.permit).toBe(false);
    expect((await verify('impossible', get)).result.permit).toBe(true);
  });
});
