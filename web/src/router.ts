/**
 * The address bar, in forty lines over the history API. (wouter-preact asks for Preact 10; two routes need no library.)
 * Hosting answers every path with index.html.
 */

import { useEffect, useState } from 'preact/hooks';
import { isJobId } from '../../functions/src/contract/paths.ts';

export type Route =
  | { readonly screen: 'jobs' }
  | { readonly screen: 'job'; readonly jobId: string }
  | { readonly screen: 'nowhere' };

export function routeOf(path: string): Route {
  if (path === '/') return { screen: 'jobs' };
  const jobId = /^\/jobs\/([^/]+)\/?$/.exec(path)?.[1];
  return isJobId(jobId) ? { screen: 'job', jobId } : { screen: 'nowhere' };
}

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
