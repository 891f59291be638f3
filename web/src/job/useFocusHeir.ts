import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/** When an element goes that has the focus, another one takes it over: else the keyboard is nowhere. */
export function useFocusHeir(element: RefObject<HTMLElement | null>, heir: () => HTMLElement | null): void {
  useLayoutEffect(() => {
    const mine = element.current;
    // It still has the focus here: elements are taken out after their effects.
    return () => {
      if (mine?.contains(document.activeElement)) heir()?.focus({ preventScroll: true });
    };
  }, []);
}

/** The screen's own heading. */
export const screenHeading = () => document.querySelector<HTMLElement>('#main > h1');
