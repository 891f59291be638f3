/** From an empty page to a screen: find Firebase, see who is here, open their room. */

import { useEffect, useState } from 'preact/hooks';
import { saverOf } from './corrections/saver.ts';
import { findTarget } from './firebase/config.ts';
import type { KeptStore } from './firebase/keptStore.ts';
import type { User } from './firebase/ports.ts';
import { draftsOf } from './job/drafts.ts';
import { JobsFeed } from './jobs/feed.ts';
import { JobsScreen } from './jobs/JobsScreen.tsx';
import { TrashScreen } from './jobs/TrashScreen.tsx';
import { NewVersion } from './offline/NewVersion.tsx';
import { noteMove, useRoute } from './router.ts';
import { SearchBox } from './search/SearchBox.tsx';
import { AccountMenu } from './shell/AccountMenu.tsx';
import { type Room, RoomContext, useUploads } from './shell/context.ts';
import { ErrorBoundary } from './shell/ErrorBoundary.tsx';
import { Frame } from './shell/Frame.tsx';
import { lazyScreen } from './shell/lazy.tsx';
import { Navigation } from './shell/Navigation.tsx';
import { Notice } from './shell/Notice.tsx';
import { Nowhere } from './shell/Nowhere.tsx';
import { Waiting } from './shell/Waiting.tsx';
import { type Connection, Entrance, type Stage } from './signin/entrance.ts';
import { SignInScreen } from './signin/SignInScreen.tsx';
import { Toasts } from './tray/Toasts.tsx';
import { TrayPanel, TrayToggle } from './tray/Tray.tsx';
import { showToast } from './tray/toasts.ts';
import { TrayProvider } from './tray/useTray.tsx';
import { DropAnywhere } from './upload/DropAnywhere.tsx';
import type { LookAt } from './upload/look.ts';
import { UploadQueue, uploadSummary } from './upload/queue.ts';
import { UploadNews } from './upload/UploadsBar.tsx';
import { words } from './words/words.ts';

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

/** Fetched with the first file; without it (offline) files go as they are, and the server looks at them. */
const lookAt: LookAt = async (file, fileType) => {
  const module = await import('./upload/look.ts').catch(() => null);
  return module === null ? { kind: 'fine', pages: null, sha256: null } : module.lookAt(file, fileType);
};

function makeRoom(user: User, { store, uploads }: KeptStore): Room {
  const queue = new UploadQueue(store, user.uid, lookAt, uploads);
  void queue.restore().then((count) => count > 0 && showToast(words.upload.restored(count)));
  return { user, store, queue, feed: new JobsFeed(store, user.uid) };
}

function useStage(): Stage {
  const [stage, setStage] = useState<Stage>({ kind: 'starting' });
  useEffect(() => {
    const entrance = new Entrance({ makeRoom, onStage: setStage, onMove: noteMove });
    void entrance.open(connect);
    return () => entrance.close();
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

/** A line that is down would hold somebody in for ever. */
const PATIENCE_MS = 3000;

/** What was put right a moment ago is on its way: it would be lost with the session. */
async function leave({ session, room }: Stage & { readonly kind: 'signed_in' }): Promise<void> {
  await Promise.race([saverOf(room.store).settled(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  await session.signOut();
  draftsOf(room.store).clear();
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
                  <Account user={stage.room.user} onSignOut={() => void leave(stage)} />
                </>
              }
            >
              <TrayPanel />
              <Screens />
              <Toasts />
              <UploadNews />
              <DropAnywhere />
            </Frame>
          </TrayProvider>
        </RoomContext.Provider>
      );
  }
}

function Account({ user, onSignOut }: { user: User; onSignOut: () => void }) {
  const { active } = uploadSummary(useUploads());
  return <AccountMenu user={user} unsent={active} onSignOut={onSignOut} />;
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
