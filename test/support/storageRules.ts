/** The storage rules runtime that is made here (see `suite/emulatorJars.ts`), asked as firebase-tools asks it. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { installedFirestoreJar } from '../../suite/emulatorBinaries.ts';
import { storageRulesJar } from '../../suite/emulatorJars.ts';
import { findJava } from '../../suite/java.ts';

export interface RulesAnswer {
  readonly id: number;
  readonly status: string;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly result: { readonly permit?: boolean; readonly rulesVersion?: number };
}

/** What the runtime wants to know while it looks at a request. */
interface RulesQuestion {
  readonly action: 'fetch_firestore_document';
  readonly server_request_id: number;
  readonly context: { readonly path: string };
}

export type RulesValue = null | boolean | number | string | Date | { readonly [key: string]: RulesValue };

export interface RulesRequest {
  readonly method: 'get' | 'list' | 'create' | 'update' | 'delete';
  /** The object's name. */
  readonly path: string;
  /** Whose token, with which claims; null: nobody is signed in. */
  readonly uid: string | null;
  readonly claims?: Readonly<Record<string, RulesValue>>;
  readonly before?: Readonly<Record<string, RulesValue>>;
  readonly after?: Readonly<Record<string, RulesValue>>;
}

export interface StorageRules {
  load(rulesetName: string, content: string): Promise<RulesAnswer>;
  verify(rulesetName: string, request: RulesRequest): Promise<RulesAnswer>;
  /** Settles when its process has ended. */
  stop(): Promise<void>;
}

/** The fields of a document of Firestore, as its REST API writes them; undefined where there is none. */
export type DocumentLookup = (path: string) => Promise<object | undefined>;

/**
 * @param documentAt what rules find in Firestore
 * @throws where no Firestore emulator is installed, whose jar holds the rules engine
 */
export async function startStorageRules(documentAt: DocumentLookup = async () => undefined): Promise<StorageRules> {
  const firestoreJar = installedFirestoreJar();
  if (firestoreJar === undefined) throw new Error('No Firestore emulator is installed here.');
  const java = findJava();
  const jar = await storageRulesJar(firestoreJar, java);
  const runtime = spawn(join(java.home, 'bin', 'java'), ['-Djava.security.manager=disallow', '-jar', jar, 'serve']);
  const waiting = new Map<number, (answer: RulesAnswer) => void>();
  let nextId = 0;
  const started = new Promise<void>((resolve) => waiting.set(-1, () => resolve()));
  createInterface({ input: runtime.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as RulesAnswer | RulesQuestion;
    if ('action' in answer) return void tell(answer);
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  const tell = async ({ server_request_id: id, context: { path } }: RulesQuestion) => {
    const fields = await documentAt(path);
    const found =
      fields === undefined ? { status: 'not_found' } : { status: 'ok', result: { name: `projects/p${path}`, fields } };
    runtime.stdin.write(`${JSON.stringify({ id, errors: [], warnings: [], ...found })}\n`);
  };
  await started;

  const ask = (action: string, context: object): Promise<RulesAnswer> => {
    const id = nextId++;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      runtime.stdin.write(`${JSON.stringify({ action, id, context })}\n`);
    });
  };
  return {
    load: (rulesetName, content) => ask('load_ruleset', { rulesetName, source: { files: [{ name: 'storage.rules', content }] } }),
    verify: (rulesetName, request) => ask('verify', verification(rulesetName, request)),
    async stop() {
      const ended = new Promise((resolve) => runtime.once('exit', resolve));
      // It ends when whoever asks is gone: firebase-tools may be killed.
      runtime.stdin.end();
      await ended;
    },
  };
}

const BUCKET = 'demo-pagestream.appspot.com';

function verification(rulesetName: string, { method, path, uid, claims = {}, before, after }: RulesRequest): object {
  const objectPath = `/b/${BUCKET}/o/${path}`;
  const object = (its: Readonly<Record<string, RulesValue>> | undefined) =>
    encode(its === undefined ? null : { bucket: BUCKET, name: path, ...its });
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
  return { rulesetName, service: 'firebase.storage', path: objectPath, method, variables };
}

/** As firebase-tools encodes it. */
function encode(value: RulesValue): object {
  if (value === null) return { null_value: null };
  if (typeof value === 'boolean') return { bool_value: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { int_value: value } : { float_value: value };
  if (typeof value === 'string') return { string_value: value };
  if (value instanceof Date) return { timestamp_value: value.toISOString() };
  return { map_value: { fields: Object.fromEntries(Object.entries(value).map(([key, it]) => [key, encode(it)])) } };
}
