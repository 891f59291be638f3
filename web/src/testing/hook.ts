/** Runs a hook by itself, without a browser: in a component that draws nothing. */

import { type ComponentChildren, createElement, render } from 'preact';
import { act } from 'preact/test-utils';

export interface Hook<T, P> {
  /** What it gave last. */
  readonly now: () => T;
  /** Has it run again, with other arguments. */
  readonly change: (props: P) => Promise<void>;
  readonly leave: () => Promise<void>;
}

/** @param around what it stands in, for a context */
export async function runHook<T, P>(
  hook: (props: P) => T,
  props: P,
  around: (children: ComponentChildren) => ComponentChildren = (children) => children,
): Promise<Hook<T, P>> {
  const parent = { nodeType: 1, childNodes: [], firstChild: null } as unknown as Element;
  let given: { readonly value: T } | undefined;
  const Only = ({ props: mine }: { props: P }) => {
    given = { value: hook(mine) };
    return null;
  };
  const draw = (next: P) => act(() => render(around(createElement(Only, { props: next })), parent));
  await draw(props);
  return {
    now: () => (given as { readonly value: T }).value,
    change: draw,
    leave: () => act(() => render(null, parent)),
  };
}

/** The window's events, for code that listens to them where there is no window. */
export function windowEvents(stubGlobal: (name: string, value: unknown) => unknown): EventTarget {
  const target = new EventTarget();
  stubGlobal('addEventListener', target.addEventListener.bind(target));
  stubGlobal('removeEventListener', target.removeEventListener.bind(target));
  return target;
}

/** Whether the browser would ask before the page is left. */
export function isHeld(window: EventTarget): boolean {
  return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
}
