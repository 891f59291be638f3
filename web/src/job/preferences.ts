/** How somebody likes to read, remembered in this browser. */

import { recall, remember } from '../shell/remember.ts';

export const LAYOUTS = ['image', 'both', 'text'] as const;
export type Layout = (typeof LAYOUTS)[number];

export interface Preferences {
  readonly layout: Layout;
  /** Whether words to check are marked. */
  readonly marks: boolean;
}

const NAME = 'reading';
const DEFAULT: Preferences = { layout: 'both', marks: true };

export function recallPreferences(): Preferences {
  try {
    const saved = JSON.parse(recall(NAME) ?? '{}') as Partial<Preferences>;
    return {
      layout: LAYOUTS.find((layout) => layout === saved.layout) ?? DEFAULT.layout,
      marks: typeof saved.marks === 'boolean' ? saved.marks : DEFAULT.marks,
    };
  } catch {
    // What is there may be anything.
    return DEFAULT;
  }
}

export function rememberPreferences(preferences: Preferences): void {
  remember(NAME, JSON.stringify(preferences));
}

/** On a narrow screen an image and its text do not stand side by side: one of them is shown. */
export function layoutOn(layout: Layout, isWide: boolean): Layout {
  return layout === 'both' && !isWide ? 'text' : layout;
}

/** How large pages are shown: as wide as their column, wholly on the screen, or so many times as wide as their column. */
export type Zoom = 'width' | 'page' | number;

const STEPS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4] as const;
const LEAST = 0.3;
const MOST = 5;

export const zoomFactor = (zoom: Zoom) => (typeof zoom === 'number' ? zoom : 1);

export function zoomStep(zoom: Zoom, direction: 1 | -1): Zoom {
  const now = zoomFactor(zoom);
  const next = direction > 0 ? STEPS.find((step) => step > now + 0.01) : STEPS.findLast((step) => step < now - 0.01);
  return next ?? now;
}

/** With the wheel, or two fingers on a touchpad, which browsers report as the same. */
export function zoomBy(zoom: Zoom, deltaY: number): Zoom {
  return Math.min(MOST, Math.max(LEAST, zoomFactor(zoom) * Math.exp(-Math.max(-60, Math.min(60, deltaY)) * 0.01)));
}
