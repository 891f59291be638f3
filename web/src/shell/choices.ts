/** What a person chose for this browser: language and colours. `public/start.js` applies both before the page is drawn. */

import { recall, remember } from './remember.ts';

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type UiLanguage = keyof typeof LANGUAGES;

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

export function chooseTheme(theme: Theme): void {
  remember('theme', theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  colourBrowser(theme);
}

/** Takes effect with the page's next load, so the caller reloads: words are read once, by everything. */
export function rememberLanguage(language: UiLanguage): void {
  remember('language', language);
}

const SINGLE_KEYS = 'singleKeys';

/** Whether a letter or a sign alone may be a shortcut (WCAG 2.1.4: people can switch that off). */
export function areSingleKeysOn(): boolean {
  return recall(SINGLE_KEYS) !== 'off';
}

export function switchSingleKeys(on: boolean): void {
  remember(SINGLE_KEYS, on ? 'on' : 'off');
}

/** The browser's own bars follow the system unless they are told otherwise. */
function colourBrowser(theme: Theme): void {
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const scheme = meta.dataset.scheme ?? '';
    meta.media = theme === 'system' ? `(prefers-color-scheme: ${scheme})` : scheme === theme ? 'all' : 'not all';
  }
}
