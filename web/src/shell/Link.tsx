import type { ComponentChildren } from 'preact';
import { go } from '../router.ts';

interface LinkProps {
  readonly to: string;
  readonly class?: string;
  readonly label?: string;
  /** In a navigation: `page` for where one is, `true` for the part of the app that it belongs to. */
  readonly current?: 'page' | 'true' | undefined;
  readonly children: ComponentChildren;
}

/** A real link that moves within the app; with a modifier key the browser does what it always does. */
export function Link({ to, class: className, label, current, children }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={to} class={className ?? ''} aria-label={label} aria-current={current} onClick={follow}>
      {children}
    </a>
  );
}
