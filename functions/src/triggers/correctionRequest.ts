/** What a caller wants put right: checked before anything is done. */

import type { Box } from '../contract/documents.ts';
import { MAX_CORRECTION_LENGTH, MAX_CORRECTIONS_PER_CALL, MAX_PAGES } from '../contract/limits.ts';
import type { WordWish } from '../domain/corrections.ts';
import { fieldsOf } from './callers.ts';

export type CorrectionRequest =
  | { readonly ok: true; readonly pageNumber: number; readonly words: readonly WordWish[] }
  | { readonly ok: false; readonly field: string; readonly reason: string };

const refused = (field: string, reason: string) => ({ ok: false, field, reason }) as const;

/** @param data of a call that names a job */
export function parseCorrections(data: unknown): CorrectionRequest {
  const { pageNumber, words } = fieldsOf(data);
  if (typeof pageNumber !== 'number' || !Number.isInteger(pageNumber) || pageNumber < 1 || pageNumber > MAX_PAGES)
    return refused('pageNumber', `must be a whole number from 1 to ${MAX_PAGES}`);
  if (!Array.isArray(words) || words.length === 0 || words.length > MAX_CORRECTIONS_PER_CALL)
    return refused('words', `must be a list of 1 to ${MAX_CORRECTIONS_PER_CALL}`);
  const wishes: WordWish[] = [];
  for (const word of words as readonly unknown[]) {
    const { box, was, text } = fieldsOf(word);
    if (!isBox(box)) return refused('box', 'must be four numbers: left, top, right, bottom');
    if (typeof was !== 'string' || was === '') return refused('was', 'must be the word that was read');
    if (text !== null && typeof text !== 'string') return refused('text', 'must be a text, or null to take a correction back');
    const kept = text === null ? null : visible(text);
    if (kept !== null && kept.length > MAX_CORRECTION_LENGTH)
      return refused('text', `must be no longer than ${MAX_CORRECTION_LENGTH} characters`);
    wishes.push({ box, was: was.toWellFormed(), text: kept });
  }
  return { ok: true, pageNumber, words: wishes };
}

/** Without what nobody can see, and with one blank between words. */
function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

function isBox(value: unknown): value is Box {
  if (!Array.isArray(value) || value.length !== 4) return false;
  const [x0, y0, x1, y1] = value as readonly unknown[];
  const sides = [x0, y0, x1, y1];
  if (!sides.every((side) => typeof side === 'number' && Number.isFinite(side) && Math.abs(side) <= MOST_PIXELS)) return false;
  return (x0 as number) <= (x1 as number) && (y0 as number) <= (y1 as number);
}

/** Far beyond any page image. */
const MOST_PIXELS = 1_000_000;
