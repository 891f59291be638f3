/** All of Firestore and all of Storage, as they are. */

import { createHash } from 'node:crypto';
import type { Address, SuiteAddresses } from '../suite/suiteAddresses.ts';

/** Plain values; timestamps are epoch milliseconds, as in the pipeline's own model. */
export type Data = Readonly<{ [field: string]: unknown }>;

export interface StoredBytes {
  readonly bytes: Uint8Array;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface Snapshot {
  /** By path, in the order of paths. */
  readonly documents: ReadonlyMap<string, Data>;
  /** By name. */
  readonly objects: ReadonlyMap<string, StoredBytes>;
}

/** Everything may be read and nothing is checked: the emulators' own word for an administrator. */
export const OWNER = { authorization: 'Bearer owner' };

const CONCURRENT_DOWNLOADS = 20;
const TRIES = 3;

export async function takeSnapshot(suite: SuiteAddresses): Promise<Snapshot> {
  const [documents, objects] = await Promise.all([readDocuments(suite), readObjects(suite)]);
  return { documents, objects };
}

export interface Query {
  /** Of any collection when it is left out. */
  readonly collectionId?: string;
  /** All of them when it is left out. */
  readonly fields?: readonly string[];
}

/** @returns every document of one or all collections, wherever they are, by path */
export async function readDocuments(suite: SuiteAddresses, { collectionId, fields }: Query = {}): Promise<Map<string, Data>> {
  const root = `projects/${suite.projectId}/databases/(default)/documents`;
  const structuredQuery = {
    from: [{ allDescendants: true, ...(collectionId === undefined ? {} : { collectionId }) }],
    ...(fields === undefined ? {} : { select: { fields: fields.map((fieldPath) => ({ fieldPath })) } }),
  };
  const answer = await ask(suite.firestore, `/v1/${root}:runQuery`, {
    method: 'POST',
    headers: { ...OWNER, 'content-type': 'application/json' },
    body: JSON.stringify({ structuredQuery }),
  });
  // Without a match, there is still one element, which holds no document.
  const found = (await answer.json()) as { readonly document?: { readonly name: string; readonly fields?: Fields } }[];
  const documents = found.flatMap(({ document }) =>
    document === undefined ? [] : [[document.name.slice(root.length + 1), plainFields(document.fields ?? {})] as const],
  );
  return new Map(documents.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function readObjects(suite: SuiteAddresses): Promise<Map<string, StoredBytes>> {
  const names = await listObjects(suite);
  const objects = new Map<string, StoredBytes>();
  const waiting = [...names];
  const reader = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const path = `/v0/b/${suite.storageBucket}/o/${encodeURIComponent(name)}?alt=media`;
      const bytes = new Uint8Array(await (await ask(suite.storage, path, { headers: OWNER })).arrayBuffer());
      objects.set(name, { bytes, sha256: createHash('sha256').update(bytes).digest('hex') });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_DOWNLOADS }, reader));
  return objects;
}

/** @returns the object's generation, or undefined when it is not there */
export async function generationOf({ storage, storageBucket }: SuiteAddresses, name: string): Promise<string | undefined> {
  const path = `/v0/b/${storageBucket}/o/${encodeURIComponent(name)}`;
  const answer = await fetch(`http://${storage.host}:${storage.port}${path}`, { headers: OWNER });
  const body = await answer.text();
  return answer.ok ? String((JSON.parse(body) as { readonly generation: string }).generation) : undefined;
}

export async function listObjects({ storage, storageBucket }: SuiteAddresses): Promise<string[]> {
  const names: string[] = [];
  for (let token: string | undefined = ''; token !== undefined; ) {
    const page = token === '' ? '' : `?pageToken=${encodeURIComponent(token)}`;
    const answer = await ask(storage, `/storage/v1/b/${storageBucket}/o${page}`, { headers: OWNER });
    const list = (await answer.json()) as {
      readonly items?: readonly { readonly name: string }[];
      readonly nextPageToken?: string;
    };
    names.push(...(list.items ?? []).map(({ name }) => name));
    token = list.nextPageToken;
  }
  return names;
}

/** Everything here may be asked twice. */
async function ask({ host, port }: Address, path: string, request: RequestInit): Promise<Response> {
  for (let triesLeft = TRIES; ; triesLeft--) {
    try {
      const answer = await fetch(`http://${host}:${port}${path}`, request);
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      return answer;
    } catch (error) {
      // A kept connection that the other side was about to close: `fetch failed`.
      if (!(error instanceof TypeError) || triesLeft === 1) throw error;
    }
  }
}

export type Fields = { readonly [field: string]: Value };
/** A value as Firestore's REST interface writes it. */
type Value =
  | { readonly nullValue: null }
  | { readonly booleanValue: boolean }
  | { readonly integerValue: string }
  | { readonly doubleValue: number | string }
  | { readonly timestampValue: string }
  | { readonly stringValue: string }
  | { readonly arrayValue: { readonly values?: readonly Value[] } }
  | { readonly mapValue: { readonly fields?: Fields } };

function plainFields(fields: Fields): Data {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plain(value)]));
}

/** @throws for a kind of value that the pipeline does not write */
export function plain(value: Value): unknown {
  if ('nullValue' in value) return null;
  if ('booleanValue' in value) return value.booleanValue;
  if ('integerValue' in value) return Number(value.integerValue);
  if ('doubleValue' in value) return Number(value.doubleValue);
  if ('timestampValue' in value) return Date.parse(value.timestampValue);
  if ('stringValue' in value) return value.stringValue;
  if ('arrayValue' in value) return (value.arrayValue.values ?? []).map(plain);
  if ('mapValue' in value) return plainFields(value.mapValue.fields ?? {});
  throw new Error(`no plain value: ${JSON.stringify(value satisfies never)}`);
}
