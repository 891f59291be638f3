import { ERRORS, isErrorCode } from '../../../functions/src/contract/errors.ts';
import type { Failure } from '../firebase/failure.ts';
import { en, type Words } from './en.ts';

/** The language of this page. With a second one, this is where it is chosen. */
export const words: Words = en;

/** What a code means, for people. A code from a newer server reads as the general one. */
export function errorSentence(code: string, from: Words = words): string {
  const known = isErrorCode(code) ? code : 'UNKNOWN';
  return from.errors[known] ?? ERRORS[known].sentence;
}

export function failureSentence(failure: Failure, from: Words = words): string {
  return from.failures[failure];
}
