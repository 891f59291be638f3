import { describe, expect, it } from 'vitest';
import { callsUnderway } from './emulators.ts';
import { FAULT_KINDS } from './faults.ts';
import { operationsOf } from './meter.ts';
import type { Line } from './record.ts';
import { hasPassed, missedKinds } from './report.ts';
import { parseArguments } from './run.ts';
import { plain } from './snapshot.ts';

describe('the command line', () => {
  it('takes a seed and a number of jobs, or a range of seeds', () => {
    expect(parseArguments(['--seed', '7', '--jobs', '30'])).toMatchObject({ seeds: [7], jobs: 30 });
    expect(parseArguments(['--seeds', '3-5'])).toMatchObject({ seeds: [3, 4, 5], jobs: 20 });
  });

  it.each([[['--seed', 'x']], [['--seeds', '1-']], [['--seeds', '5-3']], [['--jobs', '5']], [['--faults', '3']]])(
    'refuses %j with a sentence',
    (args) => {
      expect(() => parseArguments(args)).toThrow(/^(--|Unknown option)/);
    },
  );
});

describe('a run', () => {
  const all = new Map(FAULT_KINDS.map((kind) => [kind, 1]));

  it('has passed when nothing is broken and every kind of fault was met', () => {
    expect(hasPassed({ met: all, broken: [] })).toBe(true);
  });

  it('has failed when a kind of fault was never met: it showed nothing about it', () => {
    const met = new Map([...all, ['task late', 0] as const]);
    expect(missedKinds({ met })).toEqual(['task late']);
    expect(hasPassed({ met, broken: [] })).toBe(false);
  });
});

describe('calls under way', () => {
  const line = (what: 'call' | 'done', call: number, pid: number) => ({ what, call, pid, at: 0, name: '', jobId: null }) as Line;

  it('are those that began and did not end, of processes that live', () => {
    const dead = 2 ** 22 + 1;
    const lines = [
      line('call', 1, process.pid),
      line('call', 2, process.pid),
      line('done', 1, process.pid),
      line('call', 1, dead),
    ];
    expect(callsUnderway(lines)).toEqual([line('call', 2, process.pid)]);
  });
});

describe('a value of Firestore', () => {
  it('is read as the pipeline’s own model has it', () => {
    const nested = {
      mapValue: { fields: { at: { timestampValue: '2026-11-22T00:00:00Z' }, none: { nullValue: null } } },
    } as const;
    const list = { arrayValue: { values: [{ stringValue: 'a' }, { booleanValue: true }, { doubleValue: 1.5 }] } } as const;
    expect(plain({ mapValue: { fields: { nested, list, count: { integerValue: '3' }, empty: { arrayValue: {} } } } })).toEqual({
      nested: { at: Date.UTC(2026, 10, 22), none: null },
      list: ['a', true, 1.5],
      count: 3,
      empty: [],
    });
  });
});

describe('a line of Firestore’s log', () => {
  const line = (kind: string, what: string, message: object) =>
    `Firestore (9.4.1) 2026-11-22T00:00:00.000Z abcde [Firestore.${kind}]: ${what}: ${JSON.stringify(message)}`;

  it('counts documents that are written and deleted when they are sent, and documents that are read when they come', () => {
    const writes = [{ update: { name: 'a' } }, { update: { name: 'b' } }, { delete: 'c' }];
    expect(operationsOf(line('request', 'Sending request', { writes }))).toEqual({ reads: 0, writes: 2, deletes: 1 });
    for (const read of [{ found: {} }, { missing: 'a' }, { document: {} }]) {
      expect(operationsOf(line('requestStream', 'Received response', read))).toEqual({ reads: 1, writes: 0, deletes: 0 });
    }
  });

  it('counts nothing else', () => {
    expect(operationsOf(line('request', 'Received response', { writeResults: [{}] }))).toBeUndefined();
    expect(operationsOf(line('request', 'Sending request', { writes: [] }))).toBeUndefined();
    expect(operationsOf(line('requestStream', 'Sending request', { structuredQuery: {} }))).toBeUndefined();
    expect(operationsOf(line('requestStream', 'Received response', { readTime: {} }))).toBeUndefined();
    expect(operationsOf('Firestore (9.4.1) something else')).toBeUndefined();
  });
});
