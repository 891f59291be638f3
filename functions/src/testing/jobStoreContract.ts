/** What every job store does. Runs against the one in memory and the one in Firestore. */

import { describe, expect, it } from 'vitest';
import type { JobStore } from '../app/storePorts.ts';
import { DEFAULT_OPTIONS } from '../contract/options.ts';
import { type JobRef, newJobId, newShareId } from '../contract/paths.ts';
import { contentKey } from '../domain/jobContents.ts';
import type { Audit, Deletion, Job, Share } from '../domain/model.ts';
import { newPages, newTallies, PAGES_PER_TALLY } from '../domain/pagePlan.ts';
import { aJob, NOW } from './examples.ts';

/**
 * @param readAudit the audit trail of a job, oldest first
 * @param readKeys the contents that a job is filed under
 */
export function jobStoreContract(
  name: string,
  make: () => JobStore,
  readAudit: (store: JobStore, ref: JobRef) => Promise<readonly Audit[]>,
  readKeys: (store: JobStore, ref: JobRef) => Promise<readonly string[]>,
): void {
  describe(`${name} keeps the job store contract`, () => {
    const store = make();
    const auditOf = (ref: JobRef) => readAudit(store, ref);
    const keysOf = async (ref: JobRef) => [...(await readKeys(store, ref))].sort();
    const freshRef = (): JobRef => ({ uid: `owner-${newJobId()}`, jobId: newJobId() });
    async function withPages(count: number): Promise<JobRef> {
      const ref = freshRef();
      await store.createJob(aJob(ref), []);
      await store.createPages(ref, newPages(count, 1, DEFAULT_OPTIONS));
      await store.createTallies(ref, newTallies(count, 1));
      return ref;
    }

    it('changes a page, its corrections, its job and the doubts of its document together', async () => {
      const ref = await withPages(2);
      const words = [{ box: [1, 2, 3, 4], was: 'qage', text: 'page', authorUid: ref.uid, at: NOW }] as const;
      const corrections = { pageNumber: 2, width: 100, height: 50, words, updatedAt: NOW };
      const doubts = {
        ...{ jobId: ref.jobId, name: 'a file', lowest: 3, updatedAt: NOW },
        words: [{ pageNumber: 1, text: 'x', confidence: 3, box: [1, 2, 3, 4] }],
      } as const;
      const seen = await store.correctPage(ref, 2, ({ job, page, ...others }) => ({
        write: {
          ...{ job: { revision: job.revision + 1 }, page: { text: 'page' }, corrections, doubts },
          audit: [{ type: 'corrected', run: 1, at: NOW, page: page.pageNumber }],
        },
        result: others,
      }));
      expect(seen).toEqual({ corrections: null, doubts: null });
      expect((await store.readJob(ref))?.revision).toBe(1);
      expect(await store.readPageCorrections(ref, 2)).toEqual(corrections);
      expect(await store.readPageCorrections(ref, 1)).toBeNull();
      expect(await store.readCorrections(ref)).toEqual(new Map([[2, corrections]]));
      expect(await store.updatePage(ref, 2, ({ text }) => ({ result: text }))).toBe('page');
      expect((await auditOf(ref)).map(({ type }) => type)).toEqual(['corrected']);
      const again = await store.correctPage(ref, 2, ({ corrections: before, doubts: listed }) => ({
        write: { job: { revision: 2 }, page: { text: '' }, corrections: { ...corrections, words: [] }, doubts: null, audit: [] },
        result: [before, listed],
      }));
      expect(again).toEqual([corrections, doubts]);
      const left = await store.correctPage(ref, 2, ({ corrections: after, doubts: listed }) => ({
        result: [after?.words, listed],
      }));
      expect(left).toEqual([[], null]);
      expect(await store.correctPage(ref, 3, () => ({ result: 'there' }))).toBeUndefined();
      await store.purgeJob(ref);
      expect(await store.readCorrections(ref)).toEqual(new Map());
    });

    it('lists a document’s doubts with the job as it is by then, and none of a job that is gone', async () => {
      const ref = await withPages(1);
      const word = { pageNumber: 1, text: 'x', confidence: 3, box: [1, 2, 3, 4] } as const;
      const doubts = { jobId: ref.jobId, name: 'a file', words: [word], updatedAt: NOW };
      const seen: unknown[] = [];
      for (const doubt of [{ ...doubts, lowest: 3 }, doubts, null, null, doubts]) {
        await store.changeDoubts(ref, (job, current) => {
          expect(job.jobId).toBe(ref.jobId);
          seen.push(current);
          return doubt;
        });
      }
      await store.purgeJob(ref);
      await store.changeDoubts(ref, (_, current) => {
        seen.push(current);
        return null;
      });
      expect(seen).toEqual([null, { ...doubts, lowest: 3 }, doubts, null, null, null]);
      await store.changeDoubts(freshRef(), () => {
        throw new Error('there is no such job');
      });
    });

    it('lists a document’s doubts together with the change of its job that they belong to, whatever was listed before', async () => {
      const ref = await withPages(1);
      const word = { pageNumber: 1, text: 'x', confidence: 3, box: [1, 2, 3, 4] } as const;
      const doubts = { jobId: ref.jobId, name: 'a file', words: [word], lowest: 3, updatedAt: NOW };
      const listed = () => store.correctPage(ref, 1, ({ doubts: found }) => ({ result: found }));
      const change = (write: object) =>
        store.updateJob(ref, ({ run }) => ({ write: { job: { run: run + 1 }, ...write }, result: 0 }));
      await change({ doubts });
      expect(await listed()).toEqual(doubts);
      // Not listed, as one in the trash: the field is gone.
      const { lowest: _, ...unlisted } = doubts;
      await change({ doubts: unlisted });
      expect(await listed()).toEqual(unlisted);
      await change({});
      expect(await listed()).toEqual(unlisted);
      for (let time = 0; time < 2; time++) await change({ doubts: null });
      expect(await listed()).toBeNull();
      expect((await store.readJob(ref))?.run).toBe(6);
    });

    it('finds the jobs whose results should have followed their corrections', async () => {
      const [first, second, waits] = [freshRef(), freshRef(), freshRef()];
      // Long ago, so that others in the same database are not among them.
      const dueAt = 1000;
      const of = (ref: JobRef, at: number) => ({ ...aJob(ref), pendingExport: { dueAt: at, tries: 0 } });
      await store.createJob(of(second, dueAt + 1), []);
      await store.createJob(of(first, dueAt), []);
      await store.createJob(aJob(waits), []);
      const found = await store.findUnexported(dueAt + 1, 10);
      expect(found.map(({ jobId }) => jobId)).toEqual([first.jobId, second.jobId]);
      expect((await store.findUnexported(dueAt, 10)).map(({ jobId }) => jobId)).toEqual([first.jobId]);
    });

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
      expect(await store.createPages(ref, newPages(4, 1, DEFAULT_OPTIONS))).toBe(false);
      await store.createTallies(ref, newTallies(4, 1));
      expect(await store.createPages(freshRef(), newPages(4, 1, DEFAULT_OPTIONS))).toBe(true);
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

    it('keeps what the audit trail says with the change, and nothing when nothing changed', async () => {
      const ref = freshRef();
      await store.createJob(aJob(ref), [{ type: 'queued', run: 1, at: 1000 }]);
      const audit = [{ type: 'started' as const, run: 1, at: 2000 }];
      await store.updateJob(ref, () => ({ write: { job: { run: 1 }, audit }, result: undefined }));
      await store.updateJob(ref, () => ({ result: undefined }));
      await store.createJob(aJob(ref), [{ type: 'queued', run: 1, at: 3000 }]);
      expect((await auditOf(ref)).map(({ type, at }) => [type, at])).toEqual([
        ['queued', 1000],
        ['started', 2000],
      ]);
    });

    it('charges a day’s allowance together with the job, once for each that was decided', async () => {
      const ref = freshRef();
      await store.createJob(aJob(ref), []);
      const charge = () =>
        store.chargeJob(ref, '2026-11-22', (job, used) => {
          if (job.pageCount !== null) return { result: used };
          const more = { jobs: used.jobs + 1, pages: used.pages + 3, bytes: used.bytes + 10 };
          return { write: { job: { pageCount: 3 }, used: more }, result: used };
        });
      await Promise.all([charge(), charge(), charge()]);
      expect(await charge()).toEqual({ jobs: 1, pages: 3, bytes: 10 });
      expect(await store.chargeJob(freshRef(), '2026-11-22', () => ({ result: 1 }))).toBeUndefined();
    });

    it('tells which pages have not ended, in order', async () => {
      const ref = await withPages(12);
      for (const pageNumber of [1, 3, 11])
        await store.updatePage(ref, pageNumber, () => ({ write: { status: 'completed' }, result: undefined }));
      await store.updatePage(ref, 4, () => ({ write: { status: 'processing' }, result: undefined }));
      expect(await store.openPages(ref)).toEqual([2, 4, 5, 6, 7, 8, 9, 10, 12]);
    });

    it('settles all pages of a tally at once, each seeing what the one before left', async () => {
      const ref = await withPages(PAGES_PER_TALLY + 2);
      await store.settleTally(ref, 1, (page, tally) =>
        page.pageNumber === 2
          ? undefined
          : {
              page: { status: 'cancelled' },
              tally: { ...tally, cancelled: tally.cancelled + 1 },
              audit: [{ type: 'page_cancelled', run: 1, at: page.pageNumber, page: page.pageNumber }],
            },
      );
      expect((await store.readTallies(ref)).map(({ cancelled }) => cancelled)).toEqual([0, 25]);
      const open = await store.openPages(ref);
      expect([open.length, open.slice(0, 4)]).toEqual([27, [1, 2, 3, 5]]);
      expect(await auditOf(ref)).toHaveLength(25);
      await store.settleTally(ref, 9, () => ({ page: { status: 'failed' } }));
    });

    it('raises every tally to a new run and leaves its counts', async () => {
      const ref = await withPages(PAGES_PER_TALLY + 1);
      await store.settlePage(ref, 1, (_page, tally) => ({
        write: { page: { status: 'failed' }, tally: { ...tally, failed: 1 } },
        result: undefined,
      }));
      await store.raiseTallies(ref, 2);
      expect((await store.readTallies(ref)).map(({ run, failed }) => [run, failed])).toEqual([
        [2, 1],
        [2, 0],
      ]);
    });

    it('takes no tally back to an earlier run', async () => {
      const ref = await withPages(PAGES_PER_TALLY + 1);
      await store.raiseTallies(ref, 3);
      await store.raiseTallies(ref, 2);
      expect((await store.readTallies(ref)).map(({ run }) => run)).toEqual([3, 3]);
    });

    it('counts an owner’s jobs that have not ended, of those that were there before', async () => {
      const ref = freshRef();
      await store.createJob(aJob(ref), []);
      await store.createJob({ ...aJob({ ...ref, jobId: newJobId() }), status: 'completed' }, []);
      const later = aJob({ ...ref, jobId: newJobId() });
      await store.createJob({ ...later, status: 'processing', createdAt: NOW + 1 }, []);
      expect(await store.countActiveJobs(ref.uid, NOW)).toBe(0);
      expect(await store.countActiveJobs(ref.uid, NOW + 1)).toBe(1);
      expect(await store.countActiveJobs(ref.uid, NOW + 2)).toBe(2);
    });

    it('finds the job that has the results of a content, while it has them', async () => {
      const ref = freshRef();
      const job = { ...aJob(ref), source: { ...aJob(ref).source, sha256: 'abc' } };
      const key = contentKey(job) ?? '';
      await store.createJob(job, []);
      await store.updateJob(ref, () => ({ write: { job: { status: 'completed' }, contentKey: key }, result: undefined }));
      expect(await store.findContent(ref.uid, key)).toEqual(ref);
      expect(await store.findContent(freshRef().uid, key)).toBeUndefined();
      await store.updateJob(ref, () => ({ write: { job: { status: 'processing' } }, result: undefined }));
      expect(await store.findContent(ref.uid, key)).toBeUndefined();
      await store.updateJob(ref, () => ({ write: { job: { status: 'completed' } }, result: undefined }));
      await store.deleteJob(deletionOf(ref));
      expect(await store.findContent(ref.uid, key)).toBeUndefined();
    });

    it('does not answer a content with what was read with other options, and forgets every key of a deleted job', async () => {
      const ref = freshRef();
      const keyOf = (job: Job) => contentKey(job) ?? '';
      const english = { ...aJob(ref), status: 'completed' as const, source: { ...aJob(ref).source, sha256: 'abc' } };
      const german: Job = { ...english, options: { ...DEFAULT_OPTIONS, languages: ['deu'] } };
      await store.createJob(english, []);
      for (const job of [english, german])
        await store.updateJob(ref, () => ({ write: { job, contentKey: keyOf(job) }, result: undefined }));
      expect(await store.findContent(ref.uid, keyOf(german))).toEqual(ref);
      expect(await store.findContent(ref.uid, keyOf(english))).toBeUndefined();

      const other = { ...ref, jobId: newJobId() };
      const others: Job = { ...english, jobId: other.jobId, options: { ...DEFAULT_OPTIONS, outputs: ['text'] } };
      await store.createJob(others, []);
      await store.updateJob(other, () => ({ write: { job: { run: 1 }, contentKey: keyOf(others) }, result: undefined }));
      expect(await keysOf(ref)).toEqual([keyOf(english), keyOf(german)].sort());
      await store.deleteJob(deletionOf(ref));
      expect(await keysOf(ref)).toEqual([]);
      expect(await store.findContent(ref.uid, keyOf(others))).toEqual(other);
    });

    it('finds jobs that have not ended by how long they were silent, a part at a time', async () => {
      const uid = `owner-${newJobId()}`;
      // Far in the past: nobody else's jobs are among them.
      const at = (index: number) => 1_000_000 + index;
      const refs = Array.from({ length: 5 }, () => ({ uid, jobId: newJobId() }));
      for (const [index, ref] of refs.entries())
        await store.createJob({ ...aJob(ref), updatedAt: at(index), status: index === 1 ? 'completed' : 'queued' }, []);
      const first = await store.findUnfinished(at(4), null, 2);
      expect(first.map(({ jobId }) => jobId)).toEqual([refs[0]?.jobId, refs[2]?.jobId]);
      const last = first.at(-1);
      const cursor = { uid, jobId: last?.jobId ?? '', updatedAt: last?.updatedAt ?? 0 };
      expect((await store.findUnfinished(at(3), cursor, 9)).map(({ jobId }) => jobId)).toEqual([refs[3]?.jobId]);
      for (const ref of refs) await store.deleteJob(deletionOf(ref));
    });

    it('finds jobs whose time is over', async () => {
      const ref = freshRef();
      await store.createJob({ ...aJob(ref), expireAt: 2_000_000 }, []);
      expect(await store.findExpired(1_999_999, 9)).toEqual([]);
      expect((await store.findExpired(2_000_000, 9)).map(({ jobId }) => jobId)).toEqual([ref.jobId]);
      await store.deleteJob(deletionOf(ref));
    });

    it('removes a job with everything below it, remembers that, and makes no new one of its upload', async () => {
      const ref = await withPages(3);
      await store.updateJob(ref, () => ({
        write: { job: { run: 1 }, audit: [{ type: 'planned', run: 1, at: 1 }] },
        result: undefined,
      }));
      const other = freshRef();
      expect(await store.findMissing([ref, other])).toEqual([other]);
      await store.deleteJob(deletionOf(ref));
      await store.deleteJob({ ...deletionOf(ref), purgeAt: 9 });
      await store.purgeJob(ref);
      expect(await store.readJob(ref)).toBeUndefined();
      expect([await store.openPages(ref), await store.readTallies(ref), await auditOf(ref)]).toEqual([[], [], []]);
      expect(await store.createJob(aJob(ref), [])).toBe('deleted');
      expect(await store.findMissing([ref, other])).toEqual([other]);
    });

    it('deletes a job only if it may go, looked at as it is then', async () => {
      const ref = freshRef();
      await store.createJob({ ...aJob(ref), expireAt: NOW }, []);
      const hasTime = (job: Job) => job.expireAt !== null;
      await store.updateJob(ref, () => ({ write: { job: { expireAt: null } }, result: undefined }));
      expect(await store.deleteJob(deletionOf(ref), hasTime)).toBe(false);
      expect(await store.findMissing([ref])).toEqual([]);
      await store.updateJob(ref, () => ({ write: { job: { expireAt: NOW + 5 } }, result: undefined }));
      expect(await store.deleteJob(deletionOf(ref), hasTime)).toBe(true);
      expect(await store.readJob(ref)).toBeUndefined();
      // One that is not there has nothing to say.
      expect(await store.deleteJob(deletionOf(freshRef()), () => false)).toBe(true);
    });

    it('finds what lies in the trash since long ago', async () => {
      const ref = freshRef();
      await store.createJob({ ...aJob(ref), status: 'completed', trashedAt: 2_000_000 }, []);
      expect(await store.findTrashed(1_999_999, 9)).toEqual([]);
      expect((await store.findTrashed(2_000_000, 9)).map(({ jobId }) => jobId)).toEqual([ref.jobId]);
      await store.updateJob(ref, () => ({ write: { job: { trashedAt: null } }, result: undefined }));
      expect(await store.findTrashed(2_000_000, 9)).toEqual([]);
      await store.deleteJob(deletionOf(ref));
    });

    it('keeps links, each with what the trail says of it, and deletes those of a job with it', async () => {
      const ref = freshRef();
      const at = NOW;
      const [share, later] = [newShareId(), newShareId()].map((shareId) => ({
        ...{ shareId, jobId: ref.jobId, createdAt: at, expiresAt: at + 5, revokedAt: null },
      })) as [Share, Share];
      const other = { ...share, shareId: newShareId(), jobId: newJobId() };
      for (const it of [share, later, other]) await store.createShare(ref.uid, it, { type: 'shared', run: 1, at });
      expect(await store.readShare(ref.uid, share.shareId)).toEqual(share);
      expect(await store.readShare(freshRef().uid, share.shareId)).toBeUndefined();
      const revoke = (it: Share) => ({
        write: { share: { revokedAt: at + 1 }, audit: { type: 'share_revoked' as const, run: 1, at: at + 1 } },
        result: it.jobId,
      });
      expect(await store.updateShare(ref.uid, share.shareId, revoke)).toBe(ref.jobId);
      expect(await store.updateShare(ref.uid, share.shareId, ({ revokedAt }) => ({ result: revokedAt }))).toBe(at + 1);
      expect(await store.updateShare(ref.uid, newShareId(), revoke)).toBeUndefined();
      expect((await auditOf(ref)).map(({ type }) => type).sort()).toEqual(['share_revoked', 'shared', 'shared']);
      await store.purgeJob(ref);
      for (const { shareId } of [share, later]) expect(await store.readShare(ref.uid, shareId)).toBeUndefined();
      expect(await store.readShare(ref.uid, other.shareId)).toEqual(other);
    });

    it('finds links whose time is over, until that is noted', async () => {
      const ref = freshRef();
      // Long ago, so that others in the same database are not among them.
      const share = (expiresAt: number, revokedAt: number | null = null): Share => ({
        ...{ shareId: newShareId(), jobId: ref.jobId, createdAt: 1, expiresAt, revokedAt },
      });
      const [second, first, ended, later] = [share(20), share(10), share(5, 4), share(30)];
      for (const it of [second, first, ended, later]) await store.createShare(ref.uid, it, { type: 'shared', run: 1, at: 1 });
      const found = async (now: number, limit: number) =>
        (await store.findExpiredShares(now, limit)).map(({ shareId }) => shareId);
      expect(await store.findExpiredShares(10, 9)).toEqual([{ ...ref, shareId: first.shareId }]);
      expect(await found(29, 9)).toEqual([first.shareId, second.shareId]);
      expect(await found(29, 1)).toEqual([first.shareId]);
      await store.updateShare(ref.uid, first.shareId, () => ({ write: { share: { revokedAt: 10 } }, result: undefined }));
      expect(await found(29, 9)).toEqual([second.shareId]);
      expect((await auditOf(ref)).map(({ type }) => type)).toEqual(['shared', 'shared', 'shared', 'shared']);
      await store.purgeJob(ref);
      expect(await found(30, 9)).toEqual([]);
    });

    it('tells what is left to delete, until nothing is', async () => {
      const ref = freshRef();
      await store.deleteJob({ ...deletionOf(ref), purgeAt: 3_000_000 });
      const due = async (now: number) => (await store.dueDeletions(now, 9)).map(({ jobId }) => jobId);
      expect(await due(2_999_999)).not.toContain(ref.jobId);
      expect(await due(3_000_000)).toContain(ref.jobId);
      await store.postponeDeletion(ref, 4_000_000);
      expect(await due(3_000_000)).not.toContain(ref.jobId);
      await store.postponeDeletion(ref, null);
      expect(await due(Date.now())).not.toContain(ref.jobId);
    });
  });
}

/** Nothing of it is due for long. */
function deletionOf(ref: JobRef): Deletion {
  const never = Date.UTC(2100, 0);
  return { ...ref, bucket: 'bucket', deletedAt: 1, purgeAt: never, expireAt: never };
}
