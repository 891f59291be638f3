/**
 * The service worker: the app opens without a connection. It keeps the app's own files of one build, and nothing else: what people
 * read is kept by `firebase/keptStore.ts`, and where Firebase is by `firebase/config.ts`.
 *
 * A page comes from the network while there is one, so that it is never older than what is hosted; its files come from here, since
 * their names change with their content. An open page goes on with its own build, which is kept beside the newest.
 *
 * `web/build/serviceWorker.ts` puts `BUILD` before this, and serves it as `/service-worker.js`.
 */

/** What a service worker has beyond a page. (TypeScript's `webworker` contradicts its `dom`.) */
interface ExtendableEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface NotificationEvent extends ExtendableEvent {
  readonly notification: { readonly data?: { readonly path?: unknown }; close(): void };
}
interface Window {
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}
interface WorkerScope {
  readonly clients: {
    matchAll(what: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly Window[]>;
    openWindow(path: string): Promise<unknown>;
  };
  addEventListener(type: 'notificationclick', listener: (event: NotificationEvent) => void): void;
  addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  skipWaiting(): Promise<void>;
}

declare const BUILD: { readonly id: string; readonly files: readonly string[] };

const scope = self as unknown as WorkerScope;
const PREFIX = 'pagestream-app-';
const PAGE = '/index.html';
/** The newest build, and the one before: windows that are open still run it. */
const BUILDS_KEPT = 2;
/** After so long a line that is up but carries nothing counts as down. */
const PATIENCE_MS = 4000;

scope.addEventListener('install', (event) => event.waitUntil(keepBuild()));
scope.addEventListener('activate', (event) => event.waitUntil(dropOldBuilds()));
scope.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const path = event.notification.data?.path;
  if (typeof path === 'string') event.waitUntil(show(path));
});
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  // Hosting's own addresses, Google's sign-in window among them, are none of ours.
  if (pathname.startsWith('/__/')) return;
  if (request.mode === 'navigate') event.respondWith(answerPage(request));
  else if (pathname.startsWith('/assets/')) event.respondWith(answerAsset(request));
  else if (BUILD.files.includes(pathname)) event.respondWith(answerNamed(request));
});

async function keepBuild(): Promise<void> {
  // The newest cache is taken for the newest build (`register.ts`): one that is hosted again, after a later one, comes last again.
  await caches.delete(PREFIX + BUILD.id);
  const cache = await caches.open(PREFIX + BUILD.id);
  // The browser's own cache has most of them from the page that registered this.
  await cache.addAll([...BUILD.files]);
  // Nobody is interrupted: pages keep the files they were built with, and are only told that there is something newer.
  await scope.skipWaiting();
}

async function dropOldBuilds(): Promise<void> {
  const builds = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  await Promise.all(builds.slice(0, -BUILDS_KEPT).map((name) => caches.delete(name)));
}

/** In the window that is there, which is not loaded anew for it: files may be on their way up. */
async function show(path: string): Promise<void> {
  const [window] = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (window === undefined) return void (await scope.clients.openWindow(path));
  window.postMessage({ show: path });
  await window.focus();
}

async function answerPage(request: Request): Promise<Response> {
  const kept = await (await caches.open(PREFIX + BUILD.id)).match(PAGE);
  if (kept === undefined) return fetch(request);
  const fetched = fetch(request).then(
    (answer) => (answer.status >= 500 ? kept : answer),
    () => kept,
  );
  const patience = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  return Promise.race([fetched, patience]);
}

/** Named after its content: whichever build it was kept with, it is the one. */
async function answerAsset(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** The same name in each build, as the page has. */
async function answerNamed(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(PREFIX + BUILD.id)).match(request);
    if (kept === undefined) throw error;
    return kept;
  }
}

// A module as everything here is, until it is built.
export {};
