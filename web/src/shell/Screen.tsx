import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { mayTakeFocus } from '../router.ts';
import { words } from '../words/words.ts';

interface ScreenProps {
  /** The window's title, before the product's name. */
  readonly title: string;
  readonly heading: ComponentChildren;
  /** Stands above the heading: the way back. */
  readonly before?: ComponentChildren;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** One screen: its heading takes the focus when someone arrives, and the window is named after it. */
export function Screen({ title, heading, before, class: className, children }: ScreenProps) {
  const headingRef = useRef<HTMLHeadingElement>(null);
  // Before it can be seen: an effect comes up to a tenth of a second later, and until then a key would be pressed on nothing.
  useLayoutEffect(() => {
    const heading = headingRef.current;
    if (mayTakeFocus(heading?.closest('main') ?? null)) heading?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = `${title} · ${words.product}`;
  }, [title]);
  return (
    <main id="main" class={`screen ${className ?? ''}`} tabIndex={-1}>
      {before}
      <h1 ref={headingRef} tabIndex={-1}>
        {heading}
      </h1>
      {children}
    </main>
  );
}
