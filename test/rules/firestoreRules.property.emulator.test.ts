/** Clients write nothing: random documents, at every path and at paths that nobody thought of, by everybody. */

import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { newJobId, newShareId } from '../../functions/src/contract/paths.ts';
import { JOB_STATUSES } from '../../functions/src/contract/states.ts';
import { visitorOf } from '../../functions/src/domain/shares.ts';
import { NOBODY, type Person, tokenOf } from '../../suite/emulatorTokens.ts';
import { verdictOf } from './verdict.ts';

const { firestore: address, projectId } = inject('suite');
const DATABASE = `projects/${projectId}/databases/(default)`;
const ROOT = `http://${address.host}:${address.port}/v1/${DATABASE}/documents`;

const OWNER = `owner-${newJobId()}`;
const JOB = newJobId();
const PEOPLE: readonly Person[] = [
  { uid: OWNER },
  { uid: `other-${newJobId()}` },
  { uid: OWNER, claims: { provider_id: 'anonymous', firebase: { sign_in_provider: 'anonymous', identities: {} } } },
  NOBODY,
  { uid: `operator-${newJobId()}`, claims: { admin: true } },
  visitorOf(OWNER, newShareId()),
];

// What travels as UTF-8, and what Firestore takes for an id or the name of a field: so that only the rules can refuse it.
const text = fc.string({ unit: 'binary', maxLength: 40 });
const isReserved = (name: string) => /^(__.*__|\.{1,2}|)$/s.test(name) || /[/\0]/.test(name);
const id = fc.oneof(
  fc.constantFrom(OWNER, JOB, '0001', '2026-11-22', `${OWNER}~${JOB}`, 'switch', 'sweeper'),
  fc.string({ unit: fc.constantFrom(...'abcXYZ019_-~.:@ü語 '), minLength: 1, maxLength: 30 }).filter((name) => !isReserved(name)),
);
const collectionId = fc.oneof(
  fc.constantFrom('users', 'jobs', 'pages', 'events', 'tallies', 'contents', 'owners', 'days', 'deletions', 'ops', 'usage'),
  id,
);
/** Every place that the pipeline has, and any other. */
const path = fc.oneof(
  fc.constantFrom(
    `users/${OWNER}`,
    `users/${OWNER}/jobs/${JOB}`,
    `users/${OWNER}/jobs/${JOB}/pages/0001`,
    `users/${OWNER}/jobs/${JOB}/events/queued`,
    `users/${OWNER}/jobs/${JOB}/tallies/0000`,
    `users/${OWNER}/contents/${JOB}`,
    `users/${OWNER}/shares/${JOB}`,
    `users/${OWNER}/jobs/${JOB}/corrections/0001`,
    `owners/${OWNER}`,
    `owners/${OWNER}/days/2026-11-22`,
    `deletions/${OWNER}~${JOB}`,
    'ops/switch',
    'ops/sweeper',
    'usage/2026-11-22',
    'usage/2026-11-22/shards/0',
  ),
  fc.tuple(fc.constantFrom('users', 'owners', 'deletions', 'ops', 'usage'), id).map((parts) => parts.join('/')),
  fc.array(fc.tuple(collectionId, id), { minLength: 1, maxLength: 4 }).map((pairs) => pairs.flat().join('/')),
);

/** A value as Firestore's REST interface writes it. */
const { value } = fc.letrec<{ value: object; fields: object }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant({ nullValue: null }),
    fc.boolean().map((booleanValue) => ({ booleanValue })),
    fc.maxSafeInteger().map((integerValue) => ({ integerValue: String(integerValue) })),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((doubleValue) => ({ doubleValue })),
    fc
      .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
      .map((date) => ({ timestampValue: date.toISOString() })),
    text.map((stringValue) => ({ stringValue })),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ bytesValue: Buffer.from(bytes).toString('base64') })),
    fc.constant({ geoPointValue: { latitude: 1, longitude: -1 } }),
    fc.constant({ referenceValue: `${DATABASE}/documents/users/${OWNER}` }),
    // Lists hold no lists.
    fc
      .array(
        text.map((stringValue) => ({ stringValue })),
        { maxLength: 4 },
      )
      .map((values) => ({ arrayValue: { values } })),
    tie('fields').map((fields) => ({ mapValue: { fields } })),
  ),
  fields: fc.dictionary(
    text.filter((name) => !isReserved(name)),
    tie('value'),
    { maxKeys: 4, noNullPrototype: true },
  ),
}));
const anyFields = fc.dictionary(
  text.filter((name) => !isReserved(name)),
  value,
  { maxKeys: 6, noNullPrototype: true },
);
/** What somebody would write who wants something of it. */
const craftyFields = fc.record(
  {
    ownerUid: fc.constantFrom(...PEOPLE.map(({ uid }) => ({ stringValue: uid ?? '' }))),
    status: fc.constantFrom(...JOB_STATUSES).map((stringValue) => ({ stringValue })),
    run: fc.integer({ min: 0, max: 9 }).map((integerValue) => ({ integerValue: String(integerValue) })),
    plan: fc.constant({ stringValue: 'priority' }),
    mode: fc.constantFrom('run', 'pause', 'stop').map((stringValue) => ({ stringValue })),
    admin: fc.constant({ booleanValue: true }),
    pages: fc.constant({ integerValue: '0' }),
    text: text.map((stringValue) => ({ stringValue })),
  },
  { requiredKeys: [] },
);
const fields = fc.oneof(
  anyFields,
  craftyFields,
  fc.tuple(craftyFields, anyFields).map(([a, b]) => ({ ...b, ...a })),
);

interface Attempt {
  readonly person: Person;
  readonly path: string;
  readonly fields: object;
  readonly how: 'create' | 'set' | 'update' | 'delete' | 'transform';
}

/** One write, as the interface takes it. */
function writeOf({ path: at, fields: its, how }: Attempt): object {
  const name = `${DATABASE}/documents/${at}`;
  switch (how) {
    case 'create':
      return { update: { name, fields: its }, currentDocument: { exists: false } };
    case 'set':
      return { update: { name, fields: its } };
    case 'update':
      return { update: { name, fields: its }, updateMask: { fieldPaths: ['status', 'run'] } };
    case 'delete':
      return { delete: name };
    case 'transform':
      return {
        update: { name, fields: its },
        updateTransforms: [{ fieldPath: 'updatedAt', setToServerValue: 'REQUEST_TIME' }],
      };
  }
}

async function commit(person: Person | 'the functions', writes: readonly object[]): Promise<Response> {
  const token = person === 'the functions' ? 'owner' : tokenOf(person);
  const headers = { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  return fetch(`${ROOT}:commit`, { method: 'POST', headers, body: JSON.stringify({ writes }) });
}

const attempt: fc.Arbitrary<Attempt> = fc.record({
  person: fc.constantFrom(...PEOPLE),
  path,
  fields,
  how: fc.constantFrom('create', 'set', 'update', 'delete', 'transform'),
});
/** So many at once: each is one request, since one that is refused refuses all of its request. */
const BATCH = 20;

test('no document that a client writes is taken, whatever is in it and wherever it is to be', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(attempt, { minLength: BATCH, maxLength: BATCH }), async (attempts) => {
      const answers = await Promise.all(attempts.map(async (it) => commit(it.person, [writeOf(it)])));
      for (const [i, answer] of answers.entries()) {
        expect(await verdictOf(answer), JSON.stringify(attempts[i])).toBe('denied');
      }
    }),
    { numRuns: 30 },
  );
});

test('the same documents are ones that the functions could write: it is the rules that refuse them', async () => {
  const sample = fc.sample(attempt, 100).map((it) => ({ ...it, path: `anything/${newJobId()}/${it.path}` }));
  for (const it of sample)
    expect(await verdictOf(await commit('the functions', [writeOf(it)])), JSON.stringify(it)).toBe('allowed');
  const names = sample.map((it) => ({ delete: `${DATABASE}/documents/${it.path}` }));
  expect(await verdictOf(await commit('the functions', names))).toBe('allowed');
});
