/** `firestore.indexes.json` holds every index that a query of the code needs, and none on fields that are large or only shown. */

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JobDocument } from '../../functions/src/contract/documents.ts';
import { MAX_PAGE_TEXT_LENGTH } from '../../functions/src/contract/limits.ts';
import type { Deletion, Page } from '../../functions/src/domain/model.ts';
import { findQueries, type Indexes, missingIndex } from './firestoreQueries.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const INDEXES = JSON.parse(readFileSync(join(ROOT, 'firestore.indexes.json'), 'utf8')) as Indexes;

const SOURCES = globSync(['functions/src/**/*.ts', 'web/src/**/*.{ts,tsx}', 'suite/**/*.ts'], { cwd: ROOT }).filter(
  (file) => !file.includes('.test.') && !file.includes('node_modules'),
);
const QUERIES = SOURCES.flatMap((file) => findQueries(readFileSync(join(ROOT, file), 'utf8'), file));

test('the queries of the code are found', () => {
  const seen = QUERIES.map(({ collectionId, orders }) => `${collectionId} by ${orders.map(({ field }) => field).join()}`);
  expect(seen).toEqual(expect.arrayContaining(['jobs by createdAt', 'pages by pageNumber']));
});

test('every query has its index', () => {
  expect(QUERIES.map((query) => missingIndex(query, INDEXES)).filter((it) => it !== undefined)).toEqual([]);
});

test('every composite index is needed by a query', () => {
  const idle = INDEXES.indexes.filter((index) => {
    const others = { ...INDEXES, indexes: INDEXES.indexes.filter((it) => it !== index) };
    return QUERIES.every((query) => missingIndex(query, others) === undefined);
  });
  expect(idle).toEqual([]);
});

describe('fields without an index', () => {
  const exempt = (collectionGroup: string) =>
    INDEXES.fieldOverrides
      .filter((it) => it.collectionGroup === collectionGroup && it.indexes.length === 0)
      .map(({ fieldPath }) => fieldPath);

  test('a page’s text is one: it may be 400 times as long as what an index takes', () => {
    // Two UTF-16 units are at most four bytes, one at most three. An indexed value is cut at 1,500 bytes, a document at 1 MiB.
    const mostBytes = MAX_PAGE_TEXT_LENGTH * 3;
    expect(mostBytes / 1500).toBe(400);
    expect(mostBytes + 10 * 1024).toBeLessThan(1024 * 1024);
    expect(exempt('pages')).toContain('text');
  });

  test('they are the maps and lists that are only ever shown, by the names that the documents give them', () => {
    const job: readonly (keyof JobDocument)[] = ['exportLease', 'metrics', 'progress', 'results', 'source', 'warnings'];
    const page: readonly (keyof Page)[] = [
      'artefacts',
      'confidence',
      'digests',
      'error',
      'languages',
      'lease',
      'text',
      'timings',
    ];
    expect(exempt('jobs').toSorted()).toEqual(job);
    expect(exempt('pages').toSorted()).toEqual(page);
  });

  test('a job’s progress, written once a second, moves two index entries', () => {
    // Each indexed value has an ascending and a descending entry.
    const written = ['progress.percent', 'progress.completedPages', 'progress.failedPages', 'progress.message', 'updatedAt'];
    const indexed = written.filter((field) => !exempt('jobs').some((it) => field === it || field.startsWith(`${it}.`)));
    expect(indexed).toEqual(['updatedAt']);
  });

  test('a file’s hash has one nevertheless, by which its owner’s documents are asked whether they have it already', () => {
    const mine = "query(collection(db, jobsPath(uid)), where('source.sha256', '==', hash), limit(1))";
    expect(findQueries(mine, 'file.ts').map((query) => missingIndex(query, INDEXES))).toEqual([undefined]);
    expect(findQueries(mine.replace('sha256', 'name'), 'file.ts').map((query) => missingIndex(query, INDEXES))).not.toEqual([
      undefined,
    ]);
  });

  test('each is listed once', () => {
    const names = INDEXES.fieldOverrides.map(({ collectionGroup, fieldPath }) => `${collectionGroup}.${fieldPath}`);
    expect(names).toEqual([...new Set(names)]);
  });
});

describe('documents that go by themselves', () => {
  const policies = INDEXES.fieldOverrides.filter(({ ttl }) => ttl === true);

  test('are jobs whose time is over, should the sweeper not have deleted them, and what remembers deletions', () => {
    const job: keyof JobDocument = 'expireAt';
    const deletion: keyof Deletion = 'expireAt';
    expect(policies.map(({ collectionGroup, fieldPath }) => `${collectionGroup}.${fieldPath}`)).toEqual([
      `jobs.${job}`,
      `deletions.${deletion}`,
    ]);
  });

  test('have one such field a collection, more of which Firestore refuses', () => {
    const collections = policies.map(({ collectionGroup }) => collectionGroup);
    expect(collections).toEqual([...new Set(collections)]);
  });

  test('have no index on that field but one that a query needs: it grows with the time, which is slow to write', () => {
    const idle = policies.flatMap((policy) =>
      policy.indexes.filter((index) => {
        const without = { ...policy, indexes: policy.indexes.filter((it) => it !== index) };
        const fieldOverrides = INDEXES.fieldOverrides.map((it) => (it === policy ? without : it));
        return QUERIES.every((query) => missingIndex(query, { ...INDEXES, fieldOverrides }) === undefined);
      }),
    );
    expect(idle).toEqual([]);
  });
});

describe('the check', () => {
  const none: Indexes = { indexes: [], fieldOverrides: [] };
  const check = (code: string, indexes = none) => findQueries(code, 'file.ts').map((query) => missingIndex(query, indexes));
  const NEWEST_OF_A_STATUS = "query(collection(db, jobsPath(uid)), where('status', '==', it), orderBy('createdAt', 'desc'))";
  const by = (...fields: { fieldPath: string; order: string }[]): Indexes => ({
    indexes: [{ collectionGroup: 'jobs', queryScope: 'COLLECTION', fields }],
    fieldOverrides: [],
  });
  const status = { fieldPath: 'status', order: 'ASCENDING' };
  const createdAt = { fieldPath: 'createdAt', order: 'DESCENDING' };

  test('asks for a composite index on a filter and an order', () => {
    expect(check(NEWEST_OF_A_STATUS)).toEqual(['file.ts:1: COLLECTION jobs (status, createdAt) needs a composite index']);
    expect(check(NEWEST_OF_A_STATUS, by(status, createdAt))).toEqual([undefined]);
  });

  test('wants it in that order, direction and scope', () => {
    expect(check(NEWEST_OF_A_STATUS, by(createdAt, status))).not.toEqual([undefined]);
    expect(check(NEWEST_OF_A_STATUS, by(status, { ...createdAt, order: 'ASCENDING' }))).not.toEqual([undefined]);
    expect(check(NEWEST_OF_A_STATUS, by(status))).not.toEqual([undefined]);
    const group = "query(collectionGroup(db, 'jobs'), where('status', '==', it), orderBy('createdAt', 'desc'))";
    expect(check(group, by(status, createdAt))).toEqual([
      'file.ts:1: COLLECTION_GROUP jobs (status, createdAt) needs a composite index',
    ]);
  });

  test('reads chained calls, over several lines', () => {
    const code =
      "\nconst { docs } = await firestore\n  .collection('users/x/jobs')\n  .where('run', '>', 1)\n  .orderBy('status')\n  .get();";
    expect(check(code)).toEqual(['file.ts:4: COLLECTION jobs (status, run) needs a composite index']);
  });

  test('asks for nothing where Firestore has an index by itself', () => {
    expect(check("query(collection(db, jobsPath(uid)), orderBy('createdAt', 'desc'), limit(3))")).toEqual([undefined]);
    expect(check("query(collection(db, jobsPath(uid)), where('run', '>', 1), orderBy('run'))")).toEqual([undefined]);
    expect(check("query(collection(db, correctionsPath(job)), orderBy(documentId()), startAt('0001'))")).toEqual([undefined]);
    expect(check("db.collection('jobs').where('status', '==', a).where('run', '==', b).get();")).toEqual([undefined]);
  });

  test('asks for an index over all owners, which no field has by itself', () => {
    const code = "db.collectionGroup('jobs').where('status', '==', 'failed').get();";
    expect(check(code)).toEqual(['file.ts:1: COLLECTION_GROUP jobs (status) needs a single-field index on status']);
    const indexes = [{ order: 'ASCENDING', queryScope: 'COLLECTION_GROUP' }];
    expect(check(code, { indexes: [], fieldOverrides: [{ collectionGroup: 'jobs', fieldPath: 'status', indexes }] })).toEqual([
      undefined,
    ]);
  });

  test('sees a query on a field whose index was given up, or on one inside it', () => {
    expect(check("query(collection(db, pagesPath(job)), where('text', '==', it))", INDEXES)).not.toEqual([undefined]);
    expect(check("query(collection(db, jobsPath(uid)), orderBy('metrics.ocrMs'))", INDEXES)).not.toEqual([undefined]);
  });

  test('refuses what it cannot read, instead of passing it', () => {
    expect(() => check('query(collection(db, jobsPath(uid)), orderBy(field))')).toThrow('literals');
    expect(() => check("query(collection(db, jobsPath(uid)), where('run', operator, 1))")).toThrow('literals');
    expect(() => check("const byRun = orderBy('run'); query(collection(db, jobsPath(uid)), byRun)")).toThrow('one expression');
    expect(() => check("query(collection(db, somewhere), orderBy('run'))")).toThrow('name the collection');
  });

  test('reads no comments', () => {
    expect(check("// query(collection(db, x), orderBy('run'))\n/* where('a', b) */")).toEqual([]);
  });
});
