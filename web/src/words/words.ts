import { ERRORS, isErrorCode, WARNINGS } from '../../../functions/src/contract/errors.ts';
import type { Failure } from '../firebase/failure.ts';
import type { Words } from './en.ts';

/**
 * The words of this page. `public/start.js` has chosen the language, and nothing else of the app runs before they are here:
 * of all languages only this one is fetched.
 */
export const words: Words =
  globalThis.document?.documentElement.lang === 'de' ? (await import('./de.ts')).de : (await import('./en.ts')).en;

/**
 * The person's own variety of a language, for dates and numbers: 21 Nov here, Nov 21 there.
 * @param wishes what the browser says; it may hold what is no language tag at all (`en-US@posix`), which `Intl` throws at
 */
export function ownVariety(wishes: readonly string[], language: string): string {
  return wishes.find((wish) => wish.split('-')[0] === language && /^[a-z]+(-[a-z\d]{2,8})*$/i.test(wish)) ?? language;
}

export const locale = ownVariety(navigator.languages ?? [], words.locale);

/** What a code means, for people. A code from a newer server reads as the general one. */
export function errorSentence(code: string, from: Words = words): string {
  const known = isErrorCode(code) ? code : 'UNKNOWN';
  return from.errors[known] ?? ERRORS[known].sentence;
}

export function failureSentence(failure: Failure, from: Words = words): string {
  return from.failures[failure];
}

/** What a job that ended all the same has to say. A warning of a newer server reads as its code. */
export function warningSentence(code: string, from: Words = words): string {
  if (!Object.hasOwn(WARNINGS, code)) return code;
  const known = code as keyof typeof WARNINGS;
  return from.warnings[known] ?? WARNINGS[known];
}
