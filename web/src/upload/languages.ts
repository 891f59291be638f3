import { MAX_LANGUAGES } from '../../../functions/src/contract/limits.ts';
import {
  AUTO,
  DEFAULT_OPTIONS,
  isAuto,
  LANGUAGES,
  type Language,
  type LanguageChoice,
} from '../../../functions/src/contract/options.ts';
import { recall, remember } from '../shell/remember.ts';

const NAME = 'languages';

/** Everything that can be chosen, in the order in which it is offered. */
export const CHOICES = [...AUTO, ...LANGUAGES] as const;

/**
 * The choice after a click on one of `CHOICES`; the choice as it was when the click cannot count. Some choice always stays,
 * a text being in some language; `auto` and languages put each other out; there is a limit to languages at once.
 */
export function afterClick(choice: LanguageChoice, clicked: (typeof CHOICES)[number]): LanguageChoice {
  if (clicked === AUTO[0]) return AUTO;
  const chosen: readonly Language[] = isAuto(choice) ? [] : choice;
  const isOn = !chosen.includes(clicked);
  const next = LANGUAGES.filter((each) => (each === clicked ? isOn : chosen.includes(each)));
  return next.length === 0 || next.length > MAX_LANGUAGES ? choice : next;
}

/** What people speak by their browser, as the engine calls it. Chinese in its traditional script is none of ours. */
const OF_BROWSER: Readonly<Record<string, Language>> = {
  ...{ en: 'eng', de: 'deu', fr: 'fra', es: 'spa', it: 'ita', pt: 'por', nl: 'nld', pl: 'pol', ru: 'rus' },
  ...{ el: 'ell', ar: 'ara', hi: 'hin', zh: 'chi_sim', ja: 'jpn', ko: 'kor' },
};
/** Each one more costs time on every page. */
const MOST_GUESSED = 2;

/** @param tags as in `navigator.languages`, the foremost first */
export function guessLanguages(tags: readonly string[]): LanguageChoice {
  const spoken = tags
    .filter((tag) => !/^zh-(hant|tw|hk|mo)/i.test(tag))
    .flatMap((tag) => OF_BROWSER[tag.slice(0, 2).toLowerCase()] ?? []);
  const guessed = LANGUAGES.filter((language) => [...new Set(spoken)].slice(0, MOST_GUESSED).includes(language));
  return guessed.length > 0 ? guessed : DEFAULT_OPTIONS.languages;
}

/** What was chosen last time in this browser, or what its owner is likely to have. */
export function recallLanguages(tags: readonly string[] = navigator.languages): LanguageChoice {
  const saved = recall(NAME)?.split('+') ?? [];
  if (saved[0] === AUTO[0]) return AUTO;
  const known = LANGUAGES.filter((language) => saved.includes(language)).slice(0, MAX_LANGUAGES);
  return known.length > 0 ? known : guessLanguages(tags);
}

export function rememberLanguages(languages: LanguageChoice): void {
  remember(NAME, languages.join('+'));
}
