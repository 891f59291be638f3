/** What every job store does. Runs against the one in memory and the one in Firestore. */

import { describe, expect, it } from 'vitest';
import type { JobStore } from '../app/ports.ts';
import { DEFAULT_OPTIONS } from '../contract/options.ts';
import { type JobRef, newJobId } from '../contract/paths.ts';
import type { Job } from '../domain/model.ts';
import { newPages, newTallies, PAGES_PER_TALLY } from '../domain/pagePlan.ts';
import { aJob } from './examples.ts';

export function jobStoreContract(name: string, make: () => JobStore): void {
  describe(`${name} keeps the job store contract`, () => {
    const store = make();
    const freshRef = (): JobRef => ({ uid: `owner-${newJobId()}`, jobId: newJobId() });
    async function withPages(count: number): Promise<JobRef> {
      const ref = freshRef();
      await store.createJob(aJob(ref), []);
      await store.createPages(ref, newPages(count, 1, DEFAULT_OPTIONS), newTallies(count, 1));
      return ref;
    }

    it('gives back a job as it was created, instants included', async () => {
      const ref = freshRef();
      const job = aJob(ref);
      expect(await store.createJob(job, [])).toBe('created');
      expect(await store.readJob(ref)).toEqual(job);
    });

    it('leaves an existing job as it is', async () => {
      const ref = freshRef();
      await store.createJob(aJob(ref), []);
      expect(await store.createJob({ ...aJob(ref), pipeline: 'document', run: 9 }, [])).toBe('exists');
      expect((await store.readJob(ref))?.run).toBe(1);
    });

    it('creates a job once when several try at the same time', async () => {
      const ref = freshRef();
      const outcomes = await Promise.all([1, 2, 3, 4].map(() => store.createJob(aJob(ref), [])));
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
    });

    it('has no job, page or tally where none was created', async () => {
      const ref = freshRef();
      expect(await store.readJob(ref)).toBeUndefined();
      expect(await store.updateJob(ref, () => ({ write: { job: { run: 2 } }, result: 'decided' }))).toBeUndefined();
      expect(await store.updatePage(ref, 1, () => ({ write: { attempts: 1 }, result: 'decided' }))).toBeUndefined();
      expect(await store.settlePage(ref, 1, () => ({ write: { page: { attempts: 1 } }, result: 'decided' }))).toBeUndefined();
      expect(await store.readTallies(ref)).toEqual([]);
      expect(await store.readJob(ref)).toBeUndefined();
    });

    it('writes what was decided and nothing else', async () => {
      const ref = freshRef();
      await store.createJob(aJob(ref), []);
      const result = await store.updateJob(ref, () => ({ write: { job: { status: 'processing', startedAt: 1234 } }, result: 7 }));
      expect(result).toBe(7);
      expect(await store.readJob(ref)).toEqual({ ...aJob(ref), status: 'processing', startedAt: 1234 });
    });

    it('writes nothing when nothing was decided', async () => {
      const ref = freshRef();
      await store.createJob(aJob(ref), []);
      expect(await store.updateJob(ref, (job) => ({ result: job.run }))).toBe(1);
      expect(await store.readJob(ref)).toEqual(aJob(ref));
    });

    it('loses no update when several change a job at the same time', async () => {
      const ref = freshRef();
      await store.createJob(aJob(ref), []);
      const raise = (job: Job) => ({ write: { job: { run: job.run + 1 } }, result: undefined });
      await Promise.all([1, 2, 3, 4, 5].map(() => store.updateJob(ref, raise)));
      expect((await store.readJob(ref))?.run).toBe(6);
    });

    it('does not overwrite pages that are there when they are created again', async () => {
      const ref = await withPages(3);
      await store.updatePage(ref, 2, () => ({ write: { status: 'completed', text: 'kept' }, result: undefined }));
      await store.createPages(ref, newPages(4, 1, DEFAULT_OPTIONS), newTallies(4, 1));
      const texts: string[] = [];
      for await (const page of store.readPages(ref)) texts.push(page.text);
      expect(texts).toEqual(['', 'kept', '', '']);
      expect((await store.readTallies(ref)).map((tally) => tally.pages)).toEqual([3]);
    });

    it('reads every page in page order', async () => {
      const count = PAGES_PER_TALLY * 2 + 7;
      const ref = await withPages(count);
      const numbers: number[] = [];
      for await (const page of store.readPages(ref)) numbers.push(page.pageNumber);
      expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index + 1));
      expect((await store.readTallies(ref)).map(({ index, pages }) => [index, pages])).toEqual([
        [0, 36],
        [1, 36],
        [2, 35],
      ]);
    });

    it('settles a page together with the tally it counts in', async () => {
      const ref = await withPages(PAGES_PER_TALLY + 1);
      await store.settlePage(ref, PAGES_PER_TALLY + 1, (page, tally) => ({
        write: {
          page: { status: 'completed', lease: { owner: `${page.pageNumber}`, expiresAt: 5000 } },
          tally: { ...tally, completed: tally.completed + 1 },
        },
        result: undefined,
      }));
      expect((await store.readTallies(ref)).map((tally) => tally.completed)).toEqual([1, 0]);
      const lease = await store.updatePage(ref, PAGES_PER_TALLY + 1, (page) => ({ result: page.lease }));
      expect(lease).toEqual({ owner: `${PAGES_PER_TALLY + 1}`, expiresAt: 5000 });
    });

    it('counts every page once when many settle at the same time', async () => {
      const ref = await withPages(8);
      await Promise.all(
        [1, 2, 3, 4, 5, 6, 7, 8].map((pageNumber) =>
          store.settlePage(ref, pageNumber, (_page, tally) => ({
            write: { page: { status: 'completed' }, tally: { ...tally, completed: tally.completed + 1 } },
            result: undefined,
          })),
        ),
      );
      expect((await store.readTallies(ref)).map((tally) => tally.completed)).toEqual([8]);
    });
  });
}
