/** Has the browser keep the app, once everything else is done, and tells when a newer one has come. */

import { go } from '../router.ts';

/** The first page and its data come first. */
const AFTER_MS = 3000;

/** The script that `index.html` names: another build, another name. */
const ownScript = () => document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.src;

/**
 * @param onNewer called when a build other than this page's is what a reload would bring
 * @returns ends the listening; the worker stays
 */
export function keepApp(onNewer: () => void): () => void {
  // While developing there is no worker, and some browsers and private windows have none. (`PROD` would be false for the build
  // that tests make: it follows NODE_ENV.)
  if (import.meta.env.MODE !== 'production' || !('serviceWorker' in navigator)) return () => {};
  const { serviceWorker } = navigator;
  const look = () => void isNewest().then((newest) => newest || onNewer(), console.warn);
  serviceWorker.addEventListener('controllerchange', look);
  // Somebody has pressed a notification.
  const show = ({ data }: MessageEvent<{ readonly show?: unknown } | null>) => {
    if (typeof data?.show === 'string') go(data.show);
  };
  serviceWorker.addEventListener('message', show);
  let registration: ServiceWorkerRegistration | undefined;
  const register = () =>
    void serviceWorker.register('/service-worker.js').then((found) => {
      registration = found;
    }, console.warn);
  // A window that stays open for days asks when somebody comes back to it.
  const returned = () => {
    if (document.visibilityState === 'visible' && navigator.onLine) registration?.update().then(look, () => undefined);
  };
  document.addEventListener('visibilitychange', returned);
  const timer = setTimeout(register, AFTER_MS);
  return () => {
    clearTimeout(timer);
    serviceWorker.removeEventListener('controllerchange', look);
    serviceWorker.removeEventListener('message', show);
    document.removeEventListener('visibilitychange', returned);
  };
}

/** Whether the newest of the builds that are kept is this page's. */
async function isNewest(): Promise<boolean> {
  const script = ownScript();
  const newest = (await caches.keys()).findLast((name) => name.startsWith('pagestream-app-'));
  if (script === undefined || newest === undefined) return true;
  return (await (await caches.open(newest)).match(script)) !== undefined;
}
