import { describe, expect, test } from 'vitest';
import { aJob, aPage } from '../testing/examples.ts';
import { parseJob, parsePage, SCHEMA_VERSION } from './documents.ts';
import { JOB_STATUSES, PAGE_STATUSES } from './states.ts';

const NO_DOCUMENTS = [undefined, null, '', 'completed', 7, true, [], {}, { schemaVersion: SCHEMA_VERSION }];

describe('a job, as a listener receives it,', () => {
  test.each(JOB_STATUSES)('is taken in state %s', (status) => {
    const data = { ...aJob(), status };
    expect(parseJob(data)).toEqual(data);
  });

  test('that is older than some fields is given them', () => {
    const { title: _, trashedAt: __, ...older } = aJob();
    expect(parseJob(older)).toMatchObject({ title: null, trashedAt: null });
    const { languages, mode, outputs, batchId, retentionDays } = aJob().options;
    expect(parseJob({ ...aJob(), options: { languages, mode, outputs, batchId, retentionDays } })).toEqual(aJob());
  });

  test('is taken with fields that this version does not know', () => {
    expect(parseJob({ ...aJob(), later: 1 })).toBeDefined();
  });

  test.each(NO_DOCUMENTS)('is no %j', (data) => {
    expect(parseJob(data)).toBeUndefined();
  });

  test.each([
    ['another version', { schemaVersion: SCHEMA_VERSION + 1 }],
    ['a version in letters', { schemaVersion: String(SCHEMA_VERSION) }],
    ['an unknown state', { status: 'done' }],
    ['no progress', { progress: undefined }],
    ['no progress yet', { progress: null }],
    ['a percentage in letters', { progress: { percent: '50' } }],
  ])('is refused with %s', (_what, changed) => {
    expect(parseJob({ ...aJob(), ...changed })).toBeUndefined();
  });
});

describe('a page, as a listener receives it,', () => {
  test('that is older than its small image has none', () => {
    const artefacts = { image: 'i', words: 'w' };
    expect(parsePage({ ...aPage(), artefacts })?.artefacts).toEqual({ ...artefacts, thumbnail: null });
    expect(parsePage({ ...aPage(), artefacts: { ...artefacts, thumbnail: 't' } })?.artefacts?.thumbnail).toBe('t');
  });

  test.each(PAGE_STATUSES)('is taken in state %s', (status) => {
    const data = { ...aPage(), status };
    expect(parsePage(data)).toEqual(data);
  });

  test('that is older than its warnings has none', () => {
    const { warnings: _, ...older } = aPage();
    expect(parsePage(older)?.warnings).toEqual([]);
  });

  test.each(NO_DOCUMENTS)('is no %j', (data) => {
    expect(parsePage(data)).toBeUndefined();
  });

  test.each([
    ['an unknown state', { status: 'queued' }],
    ['a number in letters', { pageNumber: '1' }],
  ])('is refused with %s', (_what, changed) => {
    expect(parsePage({ ...aPage(), ...changed })).toBeUndefined();
  });
});

test('a new job’s document is far below 10 KiB, also with the longest name', () => {
  const job = aJob();
  const source = {
    ...job.source,
    fileName: '語'.repeat(85),
    name: `uploads/${'u'.repeat(128)}/${'j'.repeat(40)}/${'語'.repeat(85)}`,
  };
  expect(Buffer.byteLength(JSON.stringify({ ...job, source }))).toBeLessThan(3 * 1024);
});
