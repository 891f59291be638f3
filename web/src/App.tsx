/** From an empty page to a screen: find Firebase, see who is here, open their room. */

import { useEffect, useState } from 'preact/hooks';
import { findTarget } from './firebase/config.ts';
import type { KeptStore } from './firebase/keptStore.ts';
import type { Session, User } from './firebase/ports.ts';
import { JobsFeed } from './jobs/feed.ts';
import { JobsScreen } from './jobs/JobsScreen.tsx';
import { TrashScreen } from './jobs/TrashScreen.tsx';
import { NewVersion } from './offline/NewVersion.tsx';
import { noteMove, useRoute } from './router.ts';
import { SearchBox } from './search/SearchBox.tsx';
import { AccountMenu } from './shell/AccountMenu.tsx';
import { type Room, RoomContext } from './shell/context.ts';
import { ErrorBoundary } from './shell/ErrorBoundary.tsx';
import { Frame } from './shell/Frame.tsx';
import { lazyScreen } from './shell/lazy.tsx';
import { Navigation } from './shell/Navigation.tsx';
import { Notice } from './shell/Notice.tsx';
import { Nowhere } from './shell/Nowhere.tsx';
import { Waiting } from './shell/Waiting.tsx';
import { SignInScreen } from './signin/SignInScreen.tsx';
import { Toasts } from './tray/Toasts.tsx';
import { TrayPanel, TrayToggle } from './tray/Tray.tsx';
import { TrayProvider } from './tray/useTray.tsx';
import { DropAnywhere } from './upload/DropAnywhere.tsx';
import type { LookAt } from './upload/look.ts';
import { UploadQueue } from './upload/queue.ts';
import { words } from './words/words.ts';

interface Connection {
  readonly session: Session;
  /** Firestore and Storage are the larger half of the SDK; they load while someone signs in. */
  readonly openStore: (uid: string) => Promise<KeptStore>;
  /** Removes what somebody left on this device who is not signed in any more. */
  readonly forgetLeftovers: () => Promise<void>;
}

async function connect(): Promise<Connection> {
  const storeModule = import('./firebase/keptStore.ts');
  // It is awaited later; until then a failure is nobody's unhandled rejection.
  storeModule.catch(() => undefined);
  const [target, { openSession }] = await Promise.all([findTarget(), import('./firebase/session.ts')]);
  return {
    session: openSession(target),
    openStore: async (uid) => (await storeModule).openKeptStore(target, uid),
    forgetLeftovers: async () => (await storeModule).forgetLeftovers(),
  };
}

/** Nothing of what somebody had here stays on the machine. */
async function forgetTexts(uid: string): Promise<void> {
  await (await import('./search/room.ts')).forgetTexts(uid);
}

/** Fetched with the first file; without it (offline) files go as they are, and the server looks at them. */
const lookAt: LookAt = async (file, fileType) => {
  const module = await import('./upload/look.ts').catch(() => null);
  return module === null ? { kind: 'fine', pages: null, sha256: null } : module.lookAt(file, fileType);
};

function leave(room: Room | undefined): void {
  room?.queue.close();
  room?.feed.close();
}

type Stage =
  | { readonly kind: 'starting' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'signed_out'; readonly session: Session }
  | { readonly kind: 'signed_in'; readonly session: Session; readonly room: Room };

function useStage(): Stage {
  const [stage, setStage] = useState<Stage>({ kind: 'starting' });
  useEffect(() => {
    let over = false;
    let unwatch = () => {};
    let room: Room | undefined;
    let kept: KeptStore | undefined;
    /** One store at a time: the next is opened once the last one is gone. */
    let storeWork: Promise<unknown> = Promise.resolve();
    let greeted = false;
    let entries = 0;
    const broken = (error: unknown) => {
      console.error(error);
      if (!over) setStage({ kind: 'broken' });
    };
    const inTurn = <T,>(work: () => Promise<T>): Promise<T> => {
      const mine = storeWork.then(work);
      storeWork = mine.catch(() => undefined);
      return mine;
    };
    const forget = (leave: () => Promise<void>) =>
      void inTurn(async () => {
        const last = kept;
        kept = undefined;
        await (last?.forget() ?? leave());
      }).catch(console.error);
    const enter = async ({ session, openStore, forgetLeftovers }: Connection, user: User | null) => {
      // The first answer belongs to the page's own loading; those after it are people signing in and out.
      if (greeted) noteMove();
      greeted = true;
      const entry = ++entries;
      if (user === null) {
        if (room !== undefined) void forgetTexts(room.user.uid).catch(console.error);
        leave(room);
        room = undefined;
        setStage({ kind: 'signed_out', session });
        return forget(forgetLeftovers);
      }
      if (room?.user.uid === user.uid) return;
      leave(room);
      room = undefined;
      const store = await inTurn(async () => {
        // Someone may have left, or another come, in the meantime.
        if (over || entry !== entries) return null;
        // Another window may have let somebody else in without the one before leaving first.
        await kept?.forget();
        kept = await openStore(user.uid);
        return kept.store;
      });
      if (store === null || over || entry !== entries) return;
      room = { user, store, queue: new UploadQueue(store, user.uid, lookAt), feed: new JobsFeed(store, user.uid) };
      setStage({ kind: 'signed_in', session, room });
    };
    connect().then((connection) => {
      if (over) return;
      unwatch = connection.session.watchUser((user) => void enter(connection, user).catch(broken));
    }, broken);
    return () => {
      over = true;
      unwatch();
      leave(room);
    };
  }, []);
  return stage;
}

export function App() {
  const route = useRoute();
  if (route.screen !== 'shared') {
    return (
      <>
        <Rooms />
        <NewVersion />
      </>
    );
  }
  // A link opens for anybody, and without a look at who is signed in here.
  return (
    <Frame>
      <ErrorBoundary key={route.shareId}>
        <SharedScreen uid={route.uid} shareId={route.shareId} />
      </ErrorBoundary>
    </Frame>
  );
}

function Rooms() {
  const stage = useStage();
  switch (stage.kind) {
    case 'starting':
      return (
        // Nothing to open yet: it would be gone again as soon as it is known who is here.
        <Frame tools={null}>
          <Waiting />
        </Frame>
      );
    case 'broken':
      return (
        <Frame>
          <main id="main" class="screen screen-narrow" tabIndex={-1}>
            <h1 class="visually-hidden">{words.product}</h1>
            <Notice tone="bad" urgent onRetry={() => location.reload()}>
              {words.failures.start_failed}
            </Notice>
          </main>
        </Frame>
      );
    case 'signed_out':
      return (
        <Frame>
          <ErrorBoundary>
            <SignInScreen session={stage.session} />
          </ErrorBoundary>
        </Frame>
      );
    case 'signed_in':
      return (
        <RoomContext.Provider value={stage.room} key={stage.room.user.uid}>
          <TrayProvider>
            <Frame
              navigation={<Navigation isOperator={stage.room.user.isOperator} />}
              tools={
                <>
                  <SearchBox />
                  <TrayToggle />
                  <AccountMenu user={stage.room.user} onSignOut={() => void stage.session.signOut()} />
                </>
              }
            >
              <TrayPanel />
              <Screens />
              <Toasts />
              <DropAnywhere />
            </Frame>
          </TrayProvider>
        </RoomContext.Provider>
      );
  }
}

const JobScreen = lazyScreen(async () => (await import('./job/JobScreen.tsx')).JobScreen);
const SearchScreen = lazyScreen(async () => (await import('./search/SearchScreen.tsx')).SearchScreen);
const CheckScreen = lazyScreen(async () => (await import('./check/CheckScreen.tsx')).CheckScreen);
const OperationsScreen = lazyScreen(async () => (await import('./operations/OperationsScreen.tsx')).OperationsScreen);
const SharedScreen = lazyScreen(async () => (await import('./shared/SharedScreen.tsx')).SharedScreen);

function Screens() {
  const route = useRoute();
  switch (route.screen) {
    case 'search':
      return (
        <ErrorBoundary key="search">
          <SearchScreen />
        </ErrorBoundary>
      );
    case 'check':
      return (
        <ErrorBoundary key="check">
          <CheckScreen />
        </ErrorBoundary>
      );
    case 'operations':
      return (
        <ErrorBoundary key="operations">
          <OperationsScreen place={route.place} />
        </ErrorBoundary>
      );
    case 'jobs':
      return (
        <ErrorBoundary key="jobs">
          <JobsScreen />
        </ErrorBoundary>
      );
    case 'trash':
      return (
        <ErrorBoundary key="trash">
          <TrashScreen />
        </ErrorBoundary>
      );
    case 'job':
      return (
        <ErrorBoundary key={route.jobId}>
          <JobScreen jobId={route.jobId} />
        </ErrorBoundary>
      );
    case 'shared':
    case 'nowhere':
      return <Nowhere />;
  }
}
