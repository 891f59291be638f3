import { DEFAULT_OPTIONS, LANGUAGES, type Language } from '../../../functions/src/contract/options.ts';

const KEY = 'pagestream.languages';

/** What was chosen last time in this browser. */
export function recallLanguages(): readonly Language[] {
  const saved = storage()?.getItem(KEY)?.split('+') ?? [];
  const known = LANGUAGES.filter((language) => saved.includes(language));
  return known.length > 0 ? known : DEFAULT_OPTIONS.languages;
}

export function rememberLanguages(languages: readonly Language[]): void {
  storage()?.setItem(KEY, languages.join('+'));
}

/** A browser may refuse storage altogether; then nothing is remembered. */
function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
