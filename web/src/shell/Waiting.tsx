import type { ComponentChildren } from 'preact';
import { words } from '../words/words.ts';

/** In the place of a screen that is on its way. What it is called is not known yet, but a page has a heading. */
export function Waiting({ children }: { children?: ComponentChildren }) {
  return (
    <main id="main" class="screen" aria-busy="true" tabIndex={-1}>
      {children}
      <h1 class="visually-hidden">{words.product}</h1>
      <p class="waiting">{words.loading}</p>
    </main>
  );
}
