/**
 * The address bar, over the history API. (wouter-preact asks for Preact 10; so few routes need no library.)
 * Hosting answers every path with index.html.
 */

import { useEffect, useState } from 'preact/hooks';
import { isJobId, isUid } from '../../functions/src/contract/paths.ts';

export type Route =
  | { readonly screen: 'jobs' }
  | { readonly screen: 'job'; readonly jobId: string }
  | { readonly screen: 'trash' }
  | { readonly screen: 'search' }
  /** Words to check, over all documents. */
  | { readonly screen: 'check' }
  | { readonly screen: 'operations' }
  /** Somebody's document, for whoever has the link. */
  | { readonly screen: 'shared'; readonly uid: string; readonly shareId: string }
  | { readonly screen: 'nowhere' };

export function routeOf(path: string): Route {
  if (path === '/') return { screen: 'jobs' };
  if (path === '/trash') return { screen: 'trash' };
  if (path === '/search') return { screen: 'search' };
  if (path === '/check') return { screen: 'check' };
  if (path === '/operations') return { screen: 'operations' };
  const [, uid, shareId] = /^\/shared\/([^/]+)\/([^/]+)\/?$/.exec(path) ?? [];
  if (isUid(uid) && isJobId(shareId)) return { screen: 'shared', uid, shareId };
  const jobId = /^\/jobs\/([^/]+)\/?$/.exec(path)?.[1];
  return isJobId(jobId) ? { screen: 'job', jobId } : { screen: 'nowhere' };
}

export const sharedAddress = (uid: string, shareId: string) => `/shared/${uid}/${shareId}`;
export const jobAddress = (jobId: string) => `/jobs/${jobId}`;

let moved = false;
/** Whether the person has moved between screens since the page was loaded; until then focus stays with the browser. */
export const hasMoved = () => moved;

/** For moves that leave the address as it is: signing in and out. */
export function noteMove(): void {
  moved = true;
}

export function go(path: string): void {
  history.pushState(null, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
  scrollTo(0, 0);
}

export function useRoute(): Route {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const follow = () => {
      // A jump to `#page-3` also arrives here and is no move.
      if (location.pathname !== path) moved = true;
      setPath(location.pathname);
    };
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, [path]);
  return routeOf(path);
}
