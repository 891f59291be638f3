/**
 * The address bar, over the history API. (wouter-preact asks for Preact 10; so few routes need no library.)
 * Hosting answers every path with index.html.
 */

import { useEffect, useState } from 'preact/hooks';
import { isJobId, isShareId, isUid, type JobRef } from '../../functions/src/contract/paths.ts';

export type Route =
  | { readonly screen: 'jobs' }
  | { readonly screen: 'job'; readonly jobId: string }
  | { readonly screen: 'trash' }
  | { readonly screen: 'search' }
  /** Words to check, over all documents. */
  | { readonly screen: 'check' }
  | { readonly screen: 'operations'; readonly place: OperationsPlace }
  /** Somebody's document, for whoever has the link. */
  | { readonly screen: 'shared'; readonly uid: string; readonly shareId: string }
  | { readonly screen: 'nowhere' };

/** Where operators are: before everything, one job's timeline, or one owner's limits. */
export type OperationsPlace =
  | { readonly kind: 'overview' }
  | { readonly kind: 'job'; readonly job: JobRef }
  | { readonly kind: 'owner'; readonly uid: string };

export function routeOf(path: string): Route {
  if (path === '/') return { screen: 'jobs' };
  if (path === '/trash') return { screen: 'trash' };
  if (path === '/search') return { screen: 'search' };
  if (path === '/check') return { screen: 'check' };
  if (path === '/operations') return { screen: 'operations', place: { kind: 'overview' } };
  const place = operationsPlaceOf(path);
  if (place) return { screen: 'operations', place };
  const [, uid, shareId] = /^\/shared\/([^/]+)\/([^/]+)\/?$/.exec(path) ?? [];
  if (isUid(uid) && isShareId(shareId)) return { screen: 'shared', uid, shareId };
  const jobId = /^\/jobs\/([^/]+)\/?$/.exec(path)?.[1];
  return isJobId(jobId) ? { screen: 'job', jobId } : { screen: 'nowhere' };
}

function operationsPlaceOf(path: string): OperationsPlace | undefined {
  const [, jobUid, jobId] = /^\/operations\/jobs\/([^/]+)\/([^/]+)\/?$/.exec(path) ?? [];
  if (isUid(jobUid) && isJobId(jobId)) return { kind: 'job', job: { uid: jobUid, jobId } };
  const uid = /^\/operations\/owners\/([^/]+)\/?$/.exec(path)?.[1];
  return isUid(uid) ? { kind: 'owner', uid } : undefined;
}

export const OPERATIONS_ADDRESS = '/operations';
export const operationsJobAddress = ({ uid, jobId }: JobRef) => `${OPERATIONS_ADDRESS}/jobs/${uid}/${jobId}`;
export const operationsOwnerAddress = (uid: string) => `${OPERATIONS_ADDRESS}/owners/${uid}`;
export const sharedAddress = (uid: string, shareId: string) => `/shared/${uid}/${shareId}`;
export const jobAddress = (jobId: string) => `/jobs/${jobId}`;

/** Whether the person has moved between screens since the page was loaded; until then focus stays with the browser. */
let moved = false;
/** What had the focus when they last did, until a screen has come of it. */
let movedFrom: Element | null = null;

/** For moves that leave the address as it is: signing in and out. */
export function noteMove(): void {
  moved = true;
  movedFrom = document.activeElement;
}

/**
 * Whether a screen that has just been drawn may take the focus: when nobody has it, or whatever led there still does. Whoever went on
 * to another place meanwhile, or was there while one screen made way for another by itself, is left in peace.
 */
export function mayTakeFocus(screen: Element | null): boolean {
  const focus = document.activeElement;
  const isFree = focus === null || focus === document.body || focus === movedFrom || screen?.contains(focus) === true;
  movedFrom = null;
  return moved && isFree;
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
      if (location.pathname !== path) noteMove();
      setPath(location.pathname);
    };
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, [path]);
  return routeOf(path);
}
