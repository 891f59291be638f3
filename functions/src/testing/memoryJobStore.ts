/**
 * A job store in memory, for use-case tests that need what the emulator cannot be made to do. It keeps to the same contract
 * as the real one: `jobStoreContract` runs against both.
 */

import type { JobStore, JobWrite, Outcome } from '../app/storePorts.ts';
import { type JobRef, jobPath, sharePath } from '../contract/paths.ts';
import { isTerminalJob, isTerminalPage } from '../contract/states.ts';
import { NOTHING_USED } from '../domain/allowance.ts';
import { answers } from '../domain/jobContents.ts';
import type { Allowance, Audit, Corrections, Deletion, Doubts, Job, Page, Share, Tally, Usage } from '../domain/model.ts';

export interface MemoryJobStore extends JobStore {
  /** Every write to a job document, in order. */
  readonly jobWrites: readonly Partial<Job>[];
  readonly usage: readonly Usage[];
  readonly deletions: ReadonlyMap<string, Deletion>;
  pages(ref: JobRef): Page[];
  audit(ref: JobRef): readonly Audit[];
  doubts(ref: JobRef): Doubts | null;
  /** The contents that a job is filed under. */
  contentKeys(ref: JobRef): readonly string[];
}

interface Stored {
  job: Job | undefined;
  readonly pages: Map<number, Page>;
  readonly tallies: Map<number, Tally>;
  readonly audit: Audit[];
  readonly corrections: Map<number, Corrections>;
  doubts: Doubts | null;
}

export function memoryJobStore(): MemoryJobStore {
  const jobs = new Map<string, Stored>();
  const jobWrites: Partial<Job>[] = [];
  const usage: Usage[] = [];
  /** By owner and content key. */
  const contents = new Map<string, JobRef & { readonly key: string }>();
  const allowances = new Map<string, Allowance>();
  const deletions = new Map<string, Deletion>();
  /** By their paths. */
  const shares = new Map<string, Share & { readonly uid: string }>();
  const at = (ref: JobRef): Stored => {
    const stored = jobs.get(jobPath(ref)) ?? {
      job: undefined,
      pages: new Map(),
      tallies: new Map(),
      audit: [],
      corrections: new Map(),
      doubts: null,
    };
    jobs.set(jobPath(ref), stored);
    return stored;
  };
  const all = (): Job[] => [...jobs.values()].flatMap(({ job }) => (job === undefined ? [] : [job]));
  const pagesOf = (ref: JobRef) => [...at(ref).pages.values()].sort((a, b) => a.pageNumber - b.pageNumber);

  function updatePage<R>(ref: JobRef, pageNumber: number, decide: (page: Page) => Outcome<Partial<Page>, R>): R | undefined {
    const page = at(ref).pages.get(pageNumber);
    if (page === undefined) return undefined;
    const { write, result } = decide(structuredClone(page));
    if (write !== undefined) at(ref).pages.set(pageNumber, { ...page, ...structuredClone(write) });
    return result;
  }

  function writeJob(ref: JobRef, { job, audit = [], usage: used, contentKey: key, doubts }: JobWrite): void {
    const stored = at(ref);
    if (stored.job === undefined) return;
    stored.job = { ...stored.job, ...structuredClone(job) };
    stored.audit.push(...structuredClone(audit));
    jobWrites.push(job);
    if (used !== undefined) usage.push(used);
    if (doubts !== undefined) stored.doubts = structuredClone(doubts);
    if (key !== undefined) contents.set(`${ref.uid} ${key}`, { uid: ref.uid, jobId: ref.jobId, key });
  }

  return {
    jobWrites,
    usage,
    deletions,
    pages: pagesOf,
    audit: (ref) => at(ref).audit,
    doubts: (ref) => at(ref).doubts,
    contentKeys: (ref) => [...contents.values()].filter((it) => jobPath(it) === jobPath(ref)).map(({ key }) => key),

    async createJob(job, audit) {
      const ref = { uid: job.ownerUid, jobId: job.jobId };
      const stored = at(ref);
      if (stored.job !== undefined) return 'exists';
      if (deletions.has(jobPath(ref))) return 'deleted';
      stored.job = structuredClone(job);
      stored.audit.push(...structuredClone(audit));
      jobWrites.push(job);
      return 'created';
    },

    async readJob(ref) {
      return structuredClone(at(ref).job);
    },

    async updateJob(ref, decide) {
      const { job } = at(ref);
      if (job === undefined) return undefined;
      const { write, result } = decide(structuredClone(job));
      if (write !== undefined) writeJob(ref, write);
      return result;
    },

    async chargeJob(ref, day, decide) {
      const { job } = at(ref);
      if (job === undefined) return undefined;
      const key = `${ref.uid} ${day}`;
      const { write, result } = decide(structuredClone(job), allowances.get(key) ?? NOTHING_USED);
      if (write !== undefined) writeJob(ref, write);
      if (write?.used !== undefined) allowances.set(key, write.used);
      return result;
    },

    async createPages(ref, pages) {
      const stored = at(ref).pages;
      const missing = pages.filter(({ pageNumber }) => !stored.has(pageNumber));
      for (const page of missing) stored.set(page.pageNumber, structuredClone(page));
      return missing.length === pages.length;
    },

    async createTallies(ref, tallies) {
      const stored = at(ref).tallies;
      for (const tally of tallies) if (!stored.has(tally.index)) stored.set(tally.index, structuredClone(tally));
    },

    async raiseTallies(ref, run) {
      const { tallies } = at(ref);
      for (const [index, tally] of tallies) tallies.set(index, { ...tally, run: Math.max(tally.run, run) });
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
        stored.audit.push(...structuredClone(write?.audit ?? []));
        return { write: write?.page, result };
      });
    },

    async settleTally(ref, index, decide) {
      const stored = at(ref);
      for (const page of pagesOf(ref)) {
        const tally = stored.tallies.get(index);
        if (tally === undefined || page.tally !== index) continue;
        const write = decide(structuredClone(page), structuredClone(tally));
        if (write === undefined) continue;
        stored.pages.set(page.pageNumber, { ...page, ...structuredClone(write.page) });
        stored.tallies.set(index, structuredClone(write.tally ?? tally));
        stored.audit.push(...structuredClone(write.audit ?? []));
      }
    },

    async correctPage(ref, pageNumber, decide) {
      const stored = at(ref);
      const page = stored.pages.get(pageNumber);
      if (stored.job === undefined || page === undefined) return undefined;
      const corrections = stored.corrections.get(pageNumber) ?? null;
      const { write, result } = decide(structuredClone({ job: stored.job, page, corrections, doubts: stored.doubts }));
      if (write === undefined) return result;
      writeJob(ref, { job: write.job, audit: write.audit });
      stored.pages.set(pageNumber, { ...page, ...structuredClone(write.page) });
      stored.corrections.set(pageNumber, structuredClone(write.corrections));
      stored.doubts = structuredClone(write.doubts);
      return result;
    },

    async readPageCorrections(ref, pageNumber) {
      return structuredClone(at(ref).corrections.get(pageNumber) ?? null);
    },

    async readCorrections(ref) {
      return structuredClone(at(ref).corrections);
    },

    async changeDoubts(ref, decide) {
      const stored = at(ref);
      if (stored.job !== undefined)
        stored.doubts = structuredClone(decide(...structuredClone([stored.job, stored.doubts] as const)));
    },

    async findUnexported(dueBefore, limit) {
      const due = (job: Job) => job.pendingExport?.dueAt ?? Number.POSITIVE_INFINITY;
      return structuredClone(
        all()
          .filter((job) => due(job) <= dueBefore)
          .sort((a, b) => due(a) - due(b))
          .slice(0, limit),
      );
    },

    async readTallies(ref) {
      return structuredClone([...at(ref).tallies.values()].sort((a, b) => a.index - b.index));
    },

    async *readPages(ref) {
      for (const page of pagesOf(ref)) yield structuredClone(page);
    },

    async openPages(ref) {
      return pagesOf(ref)
        .filter(({ status }) => !isTerminalPage(status))
        .map(({ pageNumber }) => pageNumber);
    },

    async countActiveJobs(uid, createdBefore) {
      const isActive = (job: Job) => !isTerminalJob(job.status) && job.createdAt < createdBefore;
      return all().filter((job) => job.ownerUid === uid && isActive(job)).length;
    },

    async findContent(uid, key) {
      const jobId = contents.get(`${uid} ${key}`)?.jobId;
      const job = jobId === undefined ? undefined : at({ uid, jobId }).job;
      return job !== undefined && answers(job, key) ? { uid, jobId: job.jobId } : undefined;
    },

    async findUnfinished(updatedBefore, cursor, limit) {
      const place = (job: { updatedAt: number }, path: string) => `${String(job.updatedAt).padStart(16, '0')} ${path}`;
      const after = cursor === null ? '' : place(cursor, jobPath(cursor));
      return all()
        .filter((job) => !isTerminalJob(job.status) && job.updatedAt <= updatedBefore)
        .map((job) => ({ job, place: place(job, jobPath({ uid: job.ownerUid, jobId: job.jobId })) }))
        .filter((it) => it.place > after)
        .sort((a, b) => (a.place < b.place ? -1 : 1))
        .slice(0, limit)
        .map(({ job }) => structuredClone(job));
    },

    async findExpired(now, limit) {
      return structuredClone(
        all()
          .filter(({ expireAt }) => expireAt !== null && expireAt <= now)
          .slice(0, limit),
      );
    },

    async findTrashed(until, limit) {
      return structuredClone(
        all()
          .filter(({ trashedAt }) => trashedAt !== null && trashedAt <= until)
          .slice(0, limit),
      );
    },

    async findMissing(refs) {
      return refs.filter((ref) => at(ref).job === undefined && !deletions.has(jobPath(ref)));
    },

    async deleteJob(deletion, mayGo) {
      const stored = at(deletion);
      if (stored.job !== undefined && mayGo?.(structuredClone(stored.job)) === false) return false;
      for (const [id, ref] of contents) if (jobPath(ref) === jobPath(deletion)) contents.delete(id);
      stored.job = undefined;
      const path = jobPath(deletion);
      if (!deletions.has(path)) deletions.set(path, deletion);
      return true;
    },

    async purgeJob(ref) {
      const stored = at(ref);
      stored.pages.clear();
      stored.tallies.clear();
      stored.audit.length = 0;
      stored.corrections.clear();
      stored.doubts = null;
      for (const [path, { uid, jobId }] of shares) if (jobPath({ uid, jobId }) === jobPath(ref)) shares.delete(path);
    },

    async createShare(uid, share, audit) {
      shares.set(sharePath(uid, share.shareId), { ...share, uid });
      at({ uid, jobId: share.jobId }).audit.push(audit);
    },

    async readShare(uid, shareId) {
      const { uid: _, ...share } = shares.get(sharePath(uid, shareId)) ?? {};
      return 'shareId' in share ? share : undefined;
    },

    async updateShare(uid, shareId, decide) {
      const share = shares.get(sharePath(uid, shareId));
      if (share === undefined) return undefined;
      const { uid: _, ...its } = share;
      const { write, result } = decide(its);
      if (write === undefined) return result;
      shares.set(sharePath(uid, shareId), { ...share, ...write.share });
      if (write.audit !== undefined) at({ uid, jobId: share.jobId }).audit.push(write.audit);
      return result;
    },

    async findExpiredShares(now, limit) {
      return [...shares.values()]
        .filter(({ revokedAt, expiresAt }) => revokedAt === null && expiresAt <= now)
        .sort((a, b) => a.expiresAt - b.expiresAt)
        .slice(0, limit)
        .map(({ uid, jobId, shareId }) => ({ uid, jobId, shareId }));
    },

    async dueDeletions(now, limit) {
      return [...deletions.values()].filter(({ purgeAt }) => purgeAt !== null && purgeAt <= now).slice(0, limit);
    },

    async postponeDeletion(ref, purgeAt) {
      const deletion = deletions.get(jobPath(ref));
      if (deletion !== undefined) deletions.set(jobPath(ref), { ...deletion, purgeAt });
    },
  };
}
