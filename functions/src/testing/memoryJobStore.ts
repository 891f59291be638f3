/**
 * A job store in memory, for use-case tests that need what the emulator cannot be made to do. It keeps to the same contract
 * as the real one: `jobStoreContract` runs against both.
 */

import type { JobStore, Outcome } from '../app/ports.ts';
import { type JobRef, jobPath } from '../contract/paths.ts';
import type { Job, Page, Tally, Usage } from '../domain/model.ts';

export interface MemoryJobStore extends JobStore {
  /** Every write to a job document, in order. */
  readonly jobWrites: readonly Partial<Job>[];
  readonly usage: readonly Usage[];
  pages(ref: JobRef): Page[];
}

interface Stored {
  job: Job | undefined;
  readonly pages: Map<number, Page>;
  readonly tallies: Map<number, Tally>;
}

export function memoryJobStore(): MemoryJobStore {
  const jobs = new Map<string, Stored>();
  const jobWrites: Partial<Job>[] = [];
  const usage: Usage[] = [];
  const at = (ref: JobRef): Stored => {
    const stored = jobs.get(jobPath(ref)) ?? { job: undefined, pages: new Map(), tallies: new Map() };
    jobs.set(jobPath(ref), stored);
    return stored;
  };
  const pagesOf = (ref: JobRef) => [...at(ref).pages.values()].sort((a, b) => a.pageNumber - b.pageNumber);

  function updatePage<R>(ref: JobRef, pageNumber: number, decide: (page: Page) => Outcome<Partial<Page>, R>): R | undefined {
    const page = at(ref).pages.get(pageNumber);
    if (page === undefined) return undefined;
    const { write, result } = decide(structuredClone(page));
    if (write !== undefined) at(ref).pages.set(pageNumber, { ...page, ...structuredClone(write) });
    return result;
  }

  return {
    jobWrites,
    usage,
    pages: pagesOf,

    async createJob(job) {
      const stored = at({ uid: job.ownerUid, jobId: job.jobId });
      if (stored.job !== undefined) return 'exists';
      stored.job = structuredClone(job);
      jobWrites.push(job);
      return 'created';
    },

    async readJob(ref) {
      return structuredClone(at(ref).job);
    },

    async updateJob(ref, decide) {
      const stored = at(ref);
      if (stored.job === undefined) return undefined;
      const { write, result } = decide(structuredClone(stored.job));
      if (write !== undefined) {
        stored.job = { ...stored.job, ...structuredClone(write.job) };
        jobWrites.push(write.job);
        if (write.usage !== undefined) usage.push(write.usage);
      }
      return result;
    },

    async createPages(ref, pages, tallies) {
      const stored = at(ref);
      for (const page of pages) if (!stored.pages.has(page.pageNumber)) stored.pages.set(page.pageNumber, structuredClone(page));
      for (const tally of tallies) if (!stored.tallies.has(tally.index)) stored.tallies.set(tally.index, structuredClone(tally));
    },

    async updatePage(ref, pageNumber, decide) {
      return updatePage(ref, pageNumber, decide);
    },

    async settlePage(ref, pageNumber, decide) {
      const stored = at(ref);
      const tally = stored.tallies.get(stored.pages.get(pageNumber)?.tally ?? Number.NaN);
      if (tally === undefined) return undefined;
      return updatePage(ref, pageNumber, (page) => {
        const { write, result } = decide(page, structuredClone(tally));
        if (write?.tally !== undefined) stored.tallies.set(tally.index, structuredClone(write.tally));
        return { write: write?.page, result };
      });
    },

    async readTallies(ref) {
      return structuredClone([...at(ref).tallies.values()].sort((a, b) => a.index - b.index));
    },

    async *readPages(ref) {
      for (const page of pagesOf(ref)) yield structuredClone(page);
    },
  };
}
