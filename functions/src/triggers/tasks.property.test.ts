/** Task payloads come over HTTP: what is no task of ours is dropped, whatever it looks like. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_PAGES } from '../contract/limits.ts';
import { isJobId, isUid } from '../contract/paths.ts';
import { parseExportTask, parseFinishTask, parsePagesTask } from './tasks.ts';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'];
const uid = fc.string({ unit: fc.constantFrom(...letters, ':', '.', '@'), minLength: 1, maxLength: 128 }).filter(isUid);
const jobId = fc.string({ unit: fc.constantFrom(...letters), minLength: 20, maxLength: 40 }).filter(isJobId);
const count = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const pages = fc
  .tuple(fc.integer({ min: 1, max: MAX_PAGES }), fc.integer({ min: 1, max: MAX_PAGES }))
  .map(([a, b]) => ({ firstPage: Math.min(a, b), lastPage: Math.max(a, b) }));
const finishTask = fc.record({ uid, jobId, run: count, round: count, trace: fc.string() });
const pagesTask = fc.tuple(finishTask, pages).map(([task, range]) => ({ ...task, ...range }));
// Results without a correction are written once more when older ones may lie over them.
const countOrNone = fc.oneof(fc.constant(0), count);
const exportTask = fc.record({ uid, jobId, run: count, revision: countOrNone, tries: countOrNone, trace: fc.string() });

/** Anything at all in place of one field, or no such field. */
const spoilt = fc
  .tuple(pagesTask, fc.constantFrom('uid', 'jobId', 'run', 'round', 'trace', 'firstPage', 'lastPage'), fc.option(fc.anything()))
  .map(([task, field, value]) => {
    const { [field as keyof typeof task]: _dropped, ...others } = task as Record<string, unknown>;
    return value === null ? others : { ...others, [field]: value };
  });
const numbers = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -1, 1.5, MAX_PAGES + 1, Infinity, NaN, '1', null, true));
const misnumbered = fc
  .tuple(pagesTask, fc.record({ run: numbers, round: numbers, firstPage: numbers, lastPage: numbers }, { requiredKeys: [] }))
  .map(([task, wrong]) => ({ ...task, ...wrong }));
const payload = fc.oneof(spoilt, misnumbered, pagesTask, fc.anything(), fc.jsonValue());

const isCount = (value: number, most = Number.MAX_SAFE_INTEGER) => Number.isSafeInteger(value) && value >= 1 && value <= most;

const RUNS = { numRuns: 5000 };

test('a payload is a task with an owner, a job and pages that can be, or none', () => {
  let accepted = 0;
  fc.assert(
    fc.property(payload, (data) => {
      const task = parsePagesTask(data);
      if (task === undefined) return;
      accepted += 1;
      expect(isUid(task.uid) && isJobId(task.jobId) && isCount(task.run) && isCount(task.round)).toBe(true);
      expect(isCount(task.firstPage, MAX_PAGES) && isCount(task.lastPage, MAX_PAGES)).toBe(true);
      expect(task.firstPage).toBeLessThanOrEqual(task.lastPage);
      expect(typeof task.trace).toBe('string');
      // Nothing that nobody looked at gets through.
      expect(Object.keys(task).sort()).toEqual(['firstPage', 'jobId', 'lastPage', 'round', 'run', 'trace', 'uid']);
    }),
    RUNS,
  );
  expect(accepted).toBeGreaterThan(100);
});

test('the same goes for the task that finishes a job', () => {
  fc.assert(
    fc.property(payload, (data) => {
      const task = parseFinishTask(data);
      if (task === undefined) return;
      expect(isUid(task.uid) && isJobId(task.jobId) && isCount(task.run) && isCount(task.round)).toBe(true);
      expect(Object.keys(task).sort()).toEqual(['jobId', 'round', 'run', 'trace', 'uid']);
    }),
    RUNS,
  );
});

test('and for the task that writes the results once more', () => {
  const wrong = fc.record({ run: numbers, revision: numbers, tries: numbers }, { requiredKeys: [] });
  fc.assert(
    fc.property(exportTask, wrong, (its, others) => {
      const task = parseExportTask({ ...its, ...others });
      if (task === undefined) return;
      const isCountOrNone = (value: number) => value === 0 || isCount(value);
      expect(isCount(task.run) && isCountOrNone(task.revision) && isCountOrNone(task.tries)).toBe(true);
      expect(Object.keys(task).sort()).toEqual(['jobId', 'revision', 'run', 'trace', 'tries', 'uid']);
    }),
    RUNS,
  );
});

test('what the pipeline enqueues is taken as it was sent, over JSON', () => {
  const sent = (data: unknown): unknown => JSON.parse(JSON.stringify(data));
  fc.assert(
    fc.property(pagesTask, (task) => {
      expect(parsePagesTask(sent(task))).toEqual(task);
    }),
  );
  fc.assert(
    fc.property(finishTask, (task) => {
      expect(parseFinishTask(sent(task))).toEqual(task);
    }),
  );
  fc.assert(
    fc.property(exportTask, (task) => {
      expect(parseExportTask(sent(task))).toEqual(task);
    }),
  );
});
