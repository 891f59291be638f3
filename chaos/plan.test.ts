import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind } from './faults.ts';
import { LEAST_JOBS, planOf } from './plan.ts';

const SEEDS = Array.from({ length: 50 }, (_, index) => index + 1);

describe('a plan', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planOf(7, 20)).toEqual(planOf(7, 20));
    expect(planOf(7, 20)).not.toEqual(planOf(8, 20));
  });

  it.each([LEAST_JOBS, 20])('of %d jobs has every kind of fault, whatever the seed', (jobs) => {
    for (const seed of SEEDS) {
      const plan = planOf(seed, jobs);
      const kinds = new Set<FaultKind>([...plan.workerFaults, ...plan.doorFaults].map(({ kind }) => kind));
      const actions = plan.jobs.flatMap((job) => job.actions.map(({ kind }) => kind));
      if (actions.includes('cancel')) kinds.add('cancelled');
      if (actions.includes('retry')) kinds.add('retried');
      if (actions.includes('delete')) kinds.add('deleted');
      expect(FAULT_KINDS.filter((kind) => kind !== 'emulators killed' && !kinds.has(kind))).toEqual([]);
    }
  });

  it('never takes more attempts from a page than it has', () => {
    for (const seed of SEEDS) {
      const costs = planOf(seed, 20).workerFaults.filter(
        ({ kind, at, effect }) =>
          (effect.do === 'kill' && kind !== 'killed before tasks are enqueued') ||
          (effect.do === 'wait' && effect.ms > 10_000) ||
          (effect.do === 'lose answer' && at.method === 'updatePage'),
      );
      const pages = costs.map(({ jobId, at }) => `${jobId}/${at.page}`);
      expect(new Set(pages).size).toBe(pages.length);
    }
  });

  it('gives each page words of its own, and copies the words of what they copy', () => {
    const { jobs } = planOf(3, 40);
    const originals = jobs.filter(({ copyOf }) => copyOf === null);
    const texts = originals.flatMap(({ content }) => content.pages.map((lines) => lines.join(' ')));
    expect(new Set(texts).size).toBeGreaterThan(texts.length * 0.9);
    for (const copy of jobs.filter(({ copyOf }) => copyOf !== null)) {
      expect(copy.content).toEqual(jobs.find(({ ref }) => ref.jobId === copy.copyOf)?.content);
    }
    expect(new Set(jobs.map(({ ref }) => ref.jobId)).size).toBe(jobs.length);
  });

  it('has a copy by the owner of the original and, with enough jobs, one by somebody else', () => {
    const { jobs } = planOf(3, 20);
    const copies = jobs.filter(({ copyOf }) => copyOf !== null);
    const owners = copies.map((copy) => copy.ref.uid === jobs.find(({ ref }) => ref.jobId === copy.copyOf)?.ref.uid);
    expect(new Set(owners)).toEqual(new Set([true, false]));
  });
});
