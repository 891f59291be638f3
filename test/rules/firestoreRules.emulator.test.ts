/**
 * Who may do what in Firestore: every path, every person, every operation, on the rules that the suite has loaded. Single
 * operations go over REST, where each is one request and one answer; listening goes over the SDK.
 */

import { initializeApp } from 'firebase/app';
import {
  collection,
  connectFirestoreEmulator,
  doc,
  getFirestore,
  onSnapshot,
  orderBy,
  query,
  terminate,
} from 'firebase/firestore';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  documentDoubtsPath,
  eventsPath,
  type JobRef,
  jobPath,
  jobsPath,
  newJobId,
  newShareId,
  pageCorrectionsPath,
  pagePath,
  pagesPath,
  sharePath,
} from '../../functions/src/contract/paths.ts';
import { visitorOf } from '../../functions/src/domain/shares.ts';
import { NOBODY, type Person, tokenOf } from '../../suite/emulatorTokens.ts';
import { type Verdict, verdictOf } from './verdict.ts';

const { firestore: address, projectId } = inject('suite');
const ROOT = `http://${address.host}:${address.port}/v1/projects/${projectId}/databases/(default)/documents`;

async function request(token: string | undefined, method: string, path: string, body?: object): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  return fetch(`${ROOT}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

const job: JobRef = { uid: `owner-${newJobId()}`, jobId: newJobId() };
const DATA = { fields: { ownerUid: { stringValue: job.uid }, pageNumber: { integerValue: 1 } } };

const shareId = newShareId();
const SHARE = {
  fields: {
    jobId: { stringValue: job.jobId },
    expiresAt: { timestampValue: '2100-01-01T00:00:00Z' },
    revokedAt: { nullValue: null },
  },
};

const PEOPLE = {
  'the owner': { uid: job.uid },
  'another user': { uid: `other-${newJobId()}` },
  'an anonymous user': {
    uid: `anonymous-${newJobId()}`,
    claims: { provider_id: 'anonymous', firebase: { sign_in_provider: 'anonymous', identities: {} } },
  },
  nobody: NOBODY,
  'a visitor': visitorOf(job.uid, shareId),
  'an operator': { uid: `operator-${newJobId()}`, claims: { admin: true } },
} as const satisfies Record<string, Person>;
type Name = keyof typeof PEOPLE;
const everybody = Object.keys(PEOPLE) as Name[];

const parent = (path: string) => path.split('/').slice(0, -1).join('/');
const missing = (path: string) => `${parent(path)}/${newJobId()}`;
/** The documents of a collection, or of all collections of that name, with whatever else the query says. */
const documents = (collectionId: string, more: object = {}) => ({
  structuredQuery: { from: [{ collectionId, ...more }], limit: 1 },
});

const OPERATIONS = {
  get: (token, path) => request(token, 'GET', `/${path}`),
  'get of a missing document': (token, path) => request(token, 'GET', `/${missing(path)}`),
  list: (token, path) => request(token, 'GET', `/${parent(path)}?pageSize=1`),
  query: (token, path) => {
    const steps = parent(path).split('/');
    return request(token, 'POST', `${['', ...steps.slice(0, -1)].join('/')}:runQuery`, documents(steps.at(-1) ?? ''));
  },
  create: (token, path) => request(token, 'PATCH', `/${missing(path)}?currentDocument.exists=false`, DATA),
  update: (token, path) => request(token, 'PATCH', `/${path}?currentDocument.exists=true`, DATA),
  delete: (token, path) => request(token, 'DELETE', `/${path}`),
} as const satisfies Record<string, (token: string | undefined, path: string) => Promise<Response>>;
type Operation = keyof typeof OPERATIONS;
const operations = Object.keys(OPERATIONS) as Operation[];
const READS: readonly Operation[] = ['get', 'get of a missing document', 'list', 'query'];

const attempt = async (person: Person, operation: Operation, path: string): Promise<Verdict> =>
  verdictOf(await OPERATIONS[operation](tokenOf(person), path));

const seeded: string[] = [];
/** As the functions write: the rules do not bind them. */
async function seed(path: string, data: object = DATA): Promise<void> {
  seeded.push(path);
  expect(await verdictOf(await request('owner', 'PATCH', `/${path}`, data))).toBe('allowed');
}

type Rights = Partial<Record<Name, readonly Operation[]>>;
const OWNERS: Rights = { 'the owner': READS, 'an operator': READS };
const OPERATORS: Rights = { 'an operator': READS };
const NONE: Rights = {};

/** Every path, with everything that is allowed there. Nobody may write anything anywhere. */
const PLACES: readonly { readonly what: string; readonly path: string; readonly rights: Rights; readonly data?: object }[] = [
  { what: 'a job', path: jobPath(job), rights: { ...OWNERS, 'a visitor': ['get'] } },
  { what: 'a page', path: pagePath(job, 1), rights: { ...OWNERS, 'a visitor': READS } },
  { what: 'a page’s corrections', path: pageCorrectionsPath(job, 1), rights: { ...OWNERS, 'a visitor': READS } },
  { what: 'a document’s doubts', path: documentDoubtsPath(job), rights: OWNERS },
  { what: 'a share', path: sharePath(job.uid, shareId), rights: OWNERS, data: SHARE },
  { what: 'an event', path: `${eventsPath(job)}/created`, rights: OWNERS },
  { what: 'a tally', path: `${jobPath(job)}/tallies/0000`, rights: OPERATORS },
  { what: 'an entry of the user’s uploads by content', path: `users/${job.uid}/contents/${job.jobId}`, rights: OPERATORS },
  // The documents beside it are those of other owners.
  { what: 'what an owner may use', path: `owners/${job.uid}`, rights: { 'the owner': ['get'], 'an operator': READS } },
  { what: 'what an owner used on a day', path: `owners/${job.uid}/days/2026-11-22`, rights: OWNERS },
  { what: 'a deleted job', path: `deletions/${job.uid}~${job.jobId}`, rights: OPERATORS },
  { what: 'how the pipeline is run', path: `ops/${job.jobId}`, rights: OPERATORS },
  { what: 'a day of usage', path: `usage/${job.jobId}`, rights: OPERATORS },
  { what: 'a shard of usage', path: `usage/${job.jobId}/shards/0`, rights: OPERATORS },
  { what: 'the owner’s own user document', path: `users/${job.uid}`, rights: NONE },
  { what: 'another collection of the user', path: `users/${job.uid}/settings/${job.jobId}`, rights: NONE },
  { what: 'another collection of the job', path: `${jobPath(job)}/secrets/${job.jobId}`, rights: NONE },
  { what: 'a collection below a page', path: `${pagePath(job, 1)}/secrets/${job.jobId}`, rights: NONE },
  { what: 'another collection of an owner', path: `owners/${job.uid}/secrets/${job.jobId}`, rights: NONE },
  { what: 'a collection below an owner’s day', path: `owners/${job.uid}/days/2026-11-22/hours/12`, rights: NONE },
  { what: 'a collection below a deleted job', path: `deletions/${job.uid}~${job.jobId}/secrets/${job.jobId}`, rights: NONE },
  { what: 'a collection below how the pipeline is run', path: `ops/${job.jobId}/secrets/${job.jobId}`, rights: NONE },
  { what: 'days at the root', path: `days/${job.jobId}`, rights: NONE },
  { what: 'a collection at the root', path: `anything/${job.jobId}`, rights: NONE },
  // Operators query jobs, pages and events wherever they are.
  { what: 'jobs at the root', path: `jobs/${job.jobId}`, rights: OPERATORS },
  { what: 'pages at the root', path: `pages/${job.jobId}`, rights: OPERATORS },
  { what: 'events at the root', path: `events/${job.jobId}`, rights: OPERATORS },
];

beforeAll(async () => {
  for (const { path, data } of PLACES) await seed(path, data);
});
afterAll(async () => {
  for (const path of seeded) await request('owner', 'DELETE', `/${path}`);
});

describe.each(PLACES)('$what', ({ path, rights }) => {
  const cases = everybody.flatMap((who) =>
    operations.map((operation) => {
      const verdict: Verdict = rights[who]?.includes(operation) ? 'allowed' : 'denied';
      return { who, operation, verdict };
    }),
  );
  test.for(cases)('$operation by $who is $verdict', async ({ who, operation, verdict }) => {
    expect(await attempt(PEOPLE[who], operation, path)).toBe(verdict);
  });
});

describe('a query over all owners', () => {
  const over = async (who: Person, collectionId: string, where: object = {}) => {
    const { structuredQuery } = documents(collectionId, { allDescendants: true });
    return verdictOf(await request(tokenOf(who), 'POST', ':runQuery', { structuredQuery: { ...structuredQuery, ...where } }));
  };
  const mine = { fieldFilter: { field: { fieldPath: 'ownerUid' }, op: 'EQUAL', value: { stringValue: job.uid } } };

  test.for(['jobs', 'pages', 'events'])('for %s is for operators only', async (name) => {
    for (const who of everybody) expect(await over(PEOPLE[who], name)).toBe(who === 'an operator' ? 'allowed' : 'denied');
  });

  test.for(['jobs', 'pages', 'events'])('for %s is denied to an owner who asks for no others', async (name) => {
    // Rules are no filter: they judge the question, not the answers.
    expect(await over(PEOPLE['the owner'], name, { where: mine })).toBe('denied');
  });

  test.for(['tallies', 'contents', 'days', 'shards', 'secrets', 'settings', 'users', 'shares', 'corrections'])(
    'for %s is for nobody',
    async (name) => {
      for (const who of everybody) expect(await over(PEOPLE[who], name)).toBe('denied');
    },
  );
});

describe('counting the jobs of all owners in a state', () => {
  const count = {
    structuredAggregationQuery: {
      structuredQuery: {
        from: [{ collectionId: 'jobs', allDescendants: true }],
        where: { fieldFilter: { field: { fieldPath: 'status' }, op: 'EQUAL', value: { stringValue: 'queued' } } },
      },
      aggregations: [{ alias: 'jobs', count: {} }],
    },
  };
  test.for(everybody)('is for operators only: %s', async (who) => {
    const answer = await request(tokenOf(PEOPLE[who]), 'POST', ':runAggregationQuery', count);
    expect(await verdictOf(answer)).toBe(who === 'an operator' ? 'allowed' : 'denied');
  });
});

describe('users', () => {
  test.for(everybody)('are listed for nobody: %s', async (who) => {
    expect(await verdictOf(await request(tokenOf(PEOPLE[who]), 'GET', '/users?pageSize=1'))).toBe('denied');
  });
});

describe('the switch of the pipeline', () => {
  // Not seeded: the functions go by it.
  const outside: readonly Name[] = ['nobody', 'a visitor'];
  test.for([
    { path: 'ops/switch', readers: everybody.filter((who) => !outside.includes(who)) },
    { path: 'ops/sweeper', readers: ['an operator'] as readonly Name[] },
  ])('$path is read by $readers, and written by a callable only', async ({ path, readers }) => {
    for (const who of everybody) {
      expect(await attempt(PEOPLE[who], 'get', path), who).toBe(readers.includes(who) ? 'allowed' : 'denied');
      for (const operation of ['update', 'delete'] as const) expect(await attempt(PEOPLE[who], operation, path)).toBe('denied');
    }
  });
});

describe('an operator', () => {
  const lookalikes = [{ admin: 'true' }, { admin: 1 }, { admin: false }, { admin: null }, { admin: [true] }, { Admin: true }, {}];
  test.for(lookalikes)('is told by the claim admin, true: %j is none', async (claims) => {
    expect(await attempt({ uid: `lookalike-${newJobId()}`, claims }, 'get', jobPath(job))).toBe('denied');
    expect(await attempt({ uid: `lookalike-${newJobId()}`, claims }, 'list', jobPath(job))).toBe('denied');
  });
});

describe('an anonymous user', () => {
  const claims = { firebase: { sign_in_provider: 'anonymous', identities: {} } };
  const own: JobRef = { uid: `anonymous-${newJobId()}`, jobId: newJobId() };

  test.for(READS)('is an owner like any other: %s', async (operation) => {
    await seed(jobPath(own));
    expect(await attempt({ uid: own.uid, claims }, operation, jobPath(own))).toBe('allowed');
    expect(await attempt({ uid: own.uid, claims }, operation, jobPath(job))).toBe('denied');
  });
});

describe('listening', () => {
  const as = ({ uid, claims = {} }: Person) => {
    const app = initializeApp({ projectId, apiKey: 'emulator' }, newJobId());
    const firestore = getFirestore(app);
    const token = uid === null ? {} : { mockUserToken: { sub: uid, user_id: uid, ...claims } };
    connectFirestoreEmulator(firestore, address.host, address.port, token);
    return firestore;
  };
  const owner = as(PEOPLE['the owner']);
  const others = [as(PEOPLE['another user']), as(NOBODY)];
  afterAll(() => Promise.all([owner, ...others].map(terminate)));

  test('to a job begins before it exists, and its creation arrives', async () => {
    const path = jobPath({ uid: job.uid, jobId: newJobId() });
    const sightings: boolean[] = [];
    await new Promise<void>((resolve, reject) => {
      const stop = onSnapshot(
        doc(owner, path),
        (snapshot) => {
          sightings.push(snapshot.exists());
          if (!snapshot.exists()) return void seed(path).catch(reject);
          stop();
          resolve();
        },
        reject,
      );
    });
    expect(sightings).toEqual([false, true]);
  });

  test.for([
    ['the pages of a job that does not exist yet', pagesPath({ uid: job.uid, jobId: newJobId() }), 'pageNumber'],
    ['one’s own jobs, newest first', jobsPath(job.uid), 'createdAt'],
  ] as const)('to %s begins with an empty list, not an error', async ([, path, field]) => {
    const size = await new Promise<number>((resolve, reject) => {
      const stop = onSnapshot(
        query(collection(owner, path), orderBy(field)),
        (snapshot) => {
          stop();
          resolve(snapshot.size);
        },
        reject,
      );
    });
    expect(size).toBe(0);
  });

  test('to the job of somebody else is refused, and the listener hears so', async () => {
    for (const other of others) {
      const refusal = new Promise((resolve, reject) => {
        onSnapshot(doc(other, jobPath(job)), () => reject(new Error('a snapshot arrived')), resolve);
      });
      expect(await refusal).toMatchObject({ code: 'permission-denied' });
    }
  });
});
