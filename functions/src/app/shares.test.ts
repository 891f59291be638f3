/** Links to documents: made, opened, and ended. */

import { describe, expect, it } from 'vitest';
import { isShareId, isUid, newShareId } from '../contract/paths.ts';
import { DAY_MS } from '../domain/allowance.ts';
import { REF } from '../testing/examples.ts';
import { runQueue } from '../testing/memoryRun.ts';
import { memoryWorld, theJob, UPLOADED, type World } from '../testing/memoryWorld.ts';
import { acceptUpload } from './acceptUpload.ts';
import { deleteJob } from './deleteJob.ts';
import { openShare } from './openShare.ts';
import { restoreJob } from './restoreJob.ts';
import { revokeShare } from './revokeShare.ts';
import { shareJob } from './shareJob.ts';
import { sweep } from './sweep.ts';
import { trashJob } from './trashJob.ts';

const types = (world: World) => world.jobs.audit(REF).map(({ type }) => type);

async function accepted(): Promise<World> {
  const world = memoryWorld();
  await acceptUpload(world.ports, UPLOADED);
  return world;
}

async function shared(world: World, days = 7): Promise<string> {
  const its = await shareJob(world.ports, REF, days);
  if (its.kind !== 'shared') throw new Error(its.kind);
  return its.shareId;
}

const opens = async (world: World, shareId: string, uid = REF.uid) => (await openShare(world.ports, uid, shareId)) !== undefined;

describe('a link to a document', () => {
  it('is made for as long as was asked, and changes nothing of the document but its trail', async () => {
    const world = await accepted();
    const before = await theJob(world);
    world.now += 1000;
    const its = await shareJob(world.ports, REF, 30);
    expect(its).toMatchObject({ kind: 'shared', expiresAt: world.now + 30 * DAY_MS });
    expect(await theJob(world)).toEqual(before);
    expect(types(world).at(-1)).toBe('shared');
  });

  it('has an id that is a secret, another each time', async () => {
    const world = await accepted();
    const ids = [await shared(world), await shared(world)];
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect([isShareId(id), id.length]).toEqual([true, 24]);
  });

  it('opens with a token that says whose document it is good for, while it is still being read too', async () => {
    const world = await accepted();
    const shareId = await shared(world);
    const opened = await openShare(world.ports, REF.uid, shareId);
    expect(opened).toMatchObject({ jobId: REF.jobId, expiresAt: world.now + 7 * DAY_MS });
    const { visitor, claims } = JSON.parse(opened?.token ?? '') as { visitor: string; claims: object };
    expect(claims).toEqual({ share: shareId, shareOf: REF.uid });
    expect(isUid(visitor)).toBe(true);
    expect(visitor).not.toBe(REF.uid);
    await runQueue(world);
    expect(await opens(world, shareId)).toBe(true);
  });

  it('opens for no other owner, and no other id', async () => {
    const world = await accepted();
    const shareId = await shared(world);
    expect(await opens(world, shareId, 'somebody')).toBe(false);
    expect(await opens(world, 'x'.repeat(24))).toBe(false);
  });

  it('ends by itself', async () => {
    const world = await accepted();
    const shareId = await shared(world, 1);
    world.now += DAY_MS - 1;
    expect(await opens(world, shareId)).toBe(true);
    world.now += 1;
    expect(await opens(world, shareId)).toBe(false);
  });

  it('is ended by its owner, once, and other links are not', async () => {
    const world = await accepted();
    const [shareId, other] = [await shared(world), await shared(world)];
    world.now += 1000;
    expect(await revokeShare(world.ports, REF.uid, shareId)).toEqual({ kind: 'ended' });
    const revokedAt = world.now;
    world.now += 1000;
    expect(await revokeShare(world.ports, REF.uid, shareId)).toEqual({ kind: 'ended' });
    expect((await world.jobs.readShare(REF.uid, shareId))?.revokedAt).toBe(revokedAt);
    expect([await opens(world, shareId), await opens(world, other)]).toEqual([false, true]);
    expect(types(world).filter((type) => type === 'share_revoked')).toHaveLength(1);
  });

  it('that has ended by itself needs no ending', async () => {
    const world = await accepted();
    const shareId = await shared(world, 1);
    world.now += DAY_MS;
    expect(await revokeShare(world.ports, REF.uid, shareId)).toEqual({ kind: 'ended' });
    expect((await world.jobs.readShare(REF.uid, shareId))?.revokedAt).toBeNull();
  });

  it('that has ended by itself is noted as ended by the next sweep, and no other', async () => {
    const world = await accepted();
    const [over, revoked, open] = [await shared(world, 1), await shared(world, 1), await shared(world, 2)];
    await revokeShare(world.ports, REF.uid, revoked);
    const revokedAt = world.now;
    world.now += DAY_MS;
    const trail = types(world);
    const expiredAt = world.now;
    for (let time = 0; time < 2; time++) {
      const swept = await sweep(world.ports, { trace: '', afterRestart: false, until: Number.POSITIVE_INFINITY });
      expect(swept).toMatchObject({ expired: time === 0 ? 1 : 0, failures: 0 });
      world.now += 1000;
    }
    const ends = await Promise.all([over, revoked, open].map(async (it) => (await world.jobs.readShare(REF.uid, it))?.revokedAt));
    expect(ends).toEqual([expiredAt, revokedAt, null]);
    expect(types(world).filter((type) => type.startsWith('share'))).toEqual(trail.filter((type) => type.startsWith('share')));
  });

  it('is ended by nobody else', async () => {
    const world = await accepted();
    const shareId = await shared(world);
    expect(await revokeShare(world.ports, 'somebody', shareId)).toEqual({ kind: 'gone' });
    expect(await opens(world, shareId)).toBe(true);
  });

  it('is closed while the document lies in the trash, where none is made either', async () => {
    const world = await accepted();
    await runQueue(world);
    const shareId = await shared(world);
    await trashJob(world.ports, REF);
    expect(await opens(world, shareId)).toBe(false);
    expect(await shareJob(world.ports, REF, 1)).toEqual({ kind: 'trashed' });
    await restoreJob(world.ports, REF);
    expect(await opens(world, shareId)).toBe(true);
  });

  it('goes with the document', async () => {
    const world = await accepted();
    const shareId = await shared(world);
    await deleteJob(world.ports, REF, 'bucket');
    expect(await world.jobs.readShare(REF.uid, shareId)).toBeUndefined();
    expect(await shareJob(world.ports, REF, 1)).toEqual({ kind: 'gone' });
  });

  it('made while its document is deleted leads nowhere, and goes with what is left of it', async () => {
    const world = await accepted();
    const { shareId, ...its } = { shareId: newShareId(), createdAt: world.now, expiresAt: world.now + DAY_MS, revokedAt: null };
    await deleteJob(world.ports, REF, 'bucket');
    const audit = { type: 'shared', run: 1, at: world.now } as const;
    await world.jobs.createShare(REF.uid, { shareId, jobId: REF.jobId, ...its }, audit);
    expect(await opens(world, shareId)).toBe(false);
    world.now += world.ports.settings.purgeAgainMs;
    await sweep(world.ports, { trace: '', afterRestart: false, until: Number.POSITIVE_INFINITY });
    expect(await world.jobs.readShare(REF.uid, shareId)).toBeUndefined();
  });
});
