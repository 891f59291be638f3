import { afterEach, expect, it, vi } from 'vitest';
import type { KeptStore } from '../firebase/keptStore.ts';
import type { Session, Store, User } from '../firebase/ports.ts';
import type { Room } from '../shell/context.ts';
import { Entrance, type Stage } from './entrance.ts';

afterEach(() => vi.restoreAllMocks());

const person = (uid: string): User => ({ uid, email: `${uid}@example.com`, isOperator: false });
const [ANN, BEN] = [person('ann'), person('ben')];

/** Everything that happens, in its order. What a test holds does not end before it is let go. */
function setUp() {
  const events: string[] = [];
  const held = new Map<string, PromiseWithResolvers<void>>();
  const happen = async (event: string) => {
    events.push(event);
    await held.get(event)?.promise;
  };
  let next: ((user: User | null) => void) | undefined;
  const session = {
    watchUser(told: (user: User | null) => void) {
      next = told;
      return () => events.push('unwatch');
    },
  } as unknown as Session;
  const openStore = async (uid: string): Promise<KeptStore> => {
    await happen(`open ${uid}`);
    return { store: { of: uid } as unknown as Store, forget: () => happen(`forget ${uid}`) };
  };
  const forgetLeftovers = () => happen('forget leftovers');
  const entrance = new Entrance({
    makeRoom: (user, { store }) => {
      expect(store).toEqual({ of: user.uid });
      const close = (what: string) => ({ close: () => events.push(`close ${what} of ${user.uid}`) });
      return { user, store, queue: close('queue'), feed: close('feed') } as unknown as Room;
    },
    onStage: (stage: Stage) => events.push(stage.kind === 'signed_in' ? `show ${stage.room.user.uid}` : `show ${stage.kind}`),
    onMove: () => events.push('move'),
  });
  return {
    entrance,
    open: () => entrance.open(async () => ({ session, openStore, forgetLeftovers })),
    connection: { session, openStore, forgetLeftovers },
    come: (user: User | null) => next?.(user),
    hold: (event: string) => void held.set(event, Promise.withResolvers()),
    letGo: (event: string, error?: Error) => (error ? held.get(event)?.reject(error) : held.get(event)?.resolve()),
    /** What has happened since it was last asked, once all that can happen has. */
    async happened() {
      await new Promise((resolve) => setImmediate(resolve));
      return events.splice(0);
    },
  };
}

const CLOSED = ['close queue of ann', 'close feed of ann'];

/** Ann is signed in, and what happened until then is forgotten. */
async function withAnn() {
  const world = setUp();
  await world.open();
  world.come(ANN);
  await world.happened();
  return world;
}

it('who is signed in already is given their room once their store is open', async () => {
  const { open, come, hold, letGo, happened } = setUp();
  await open();
  hold('open ann');
  come(ANN);
  expect(await happened()).toEqual(['open ann']);
  letGo('open ann');
  expect(await happened()).toEqual(['show ann']);
});

it('where nobody is signed in, what somebody left is removed', async () => {
  const { open, come, happened } = setUp();
  await open();
  come(null);
  expect(await happened()).toEqual(['show signed_out', 'forget leftovers']);
});

it('who signs out sees it at once; the next one comes in when all of theirs is gone', async () => {
  const { come, hold, letGo, happened } = await withAnn();
  hold('forget ann');
  come(null);
  expect(await happened()).toEqual(['move', ...CLOSED, 'show signed_out', 'forget ann']);
  come(BEN);
  expect(await happened()).toEqual(['move']);
  letGo('forget ann');
  expect(await happened()).toEqual(['open ben', 'show ben']);
});

it('who comes in place of another comes when all of the other’s is off the screen, and then gone', async () => {
  const { come, hold, letGo, happened } = await withAnn();
  hold('forget ann');
  come(BEN);
  expect(await happened()).toEqual(['move', ...CLOSED, 'show starting', 'forget ann']);
  letGo('forget ann');
  expect(await happened()).toEqual(['open ben', 'show ben']);
  come(null);
  expect(await happened()).toEqual(['move', 'close queue of ben', 'close feed of ben', 'show signed_out', 'forget ben']);
});

it('who is told again is where they were', async () => {
  const { come, happened } = await withAnn();
  come({ ...ANN });
  expect(await happened()).toEqual(['move']);
});

it('a store that opens after its owner has left shows nothing, and is gone before anything else happens', async () => {
  const { open, come, hold, letGo, happened } = setUp();
  await open();
  hold('open ann');
  come(ANN);
  await happened();
  come(null);
  come(BEN);
  expect(await happened()).toEqual(['move', 'show signed_out', 'move']);
  letGo('open ann');
  expect(await happened()).toEqual(['forget ann', 'open ben', 'show ben']);
});

it('of those who come and go while something else lasts, in this window or another, only the last one comes in', async () => {
  const { come, hold, letGo, happened } = await withAnn();
  hold('forget ann');
  come(null);
  come(BEN);
  come(null);
  come(ANN);
  expect(await happened()).toEqual([
    'move',
    ...CLOSED,
    'show signed_out',
    'move',
    'move',
    'show signed_out',
    'move',
    'forget ann',
  ]);
  letGo('forget ann');
  expect(await happened()).toEqual(['forget leftovers', 'open ann', 'show ann']);
});

it('a store that does not open is said, and nothing of it stays', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue();
  const { open, come, hold, letGo, happened } = setUp();
  await open();
  hold('open ann');
  come(ANN);
  letGo('open ann', new Error('no store'));
  expect(await happened()).toEqual(['open ann', 'show broken']);
  come(null);
  expect(await happened()).toEqual(['move', 'show signed_out', 'forget leftovers']);
  expect(said).toHaveBeenCalledOnce();
});

it('what cannot be forgotten now keeps nobody out who signs in later: the next store looks after it', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue();
  const { come, hold, letGo, happened } = await withAnn();
  hold('forget ann');
  come(null);
  come(BEN);
  letGo('forget ann', new Error('busy'));
  expect((await happened()).slice(-3)).toEqual(['forget ann', 'open ben', 'show ben']);
  expect(said).toHaveBeenCalledOnce();
});

it('without a connection to Firebase that is said', async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  const { entrance, happened } = setUp();
  await entrance.open(() => Promise.reject(new Error('no such project')));
  expect(await happened()).toEqual(['show broken']);
});

it('a page that is left watches nobody and shows nothing, whatever is still on its way', async () => {
  const { entrance, connection, come, hold, letGo, happened } = await withAnn();
  hold('forget ann');
  come(BEN);
  await happened();
  entrance.close();
  letGo('forget ann');
  expect((await happened()).filter((event) => event.startsWith('show'))).toEqual([]);

  const late = new Entrance({ makeRoom: vi.fn(), onStage: vi.fn(), onMove: vi.fn() });
  const watchUser = vi.spyOn(connection.session, 'watchUser');
  const opening = late.open(async () => connection);
  late.close();
  await opening;
  expect(watchUser).not.toHaveBeenCalled();
});
