/** Zahlen und Tasten, wie man sie auf Deutsch schreibt. */

import { commandKey } from './keyNames.ts';

export const STRG = commandKey('Strg');

const numbers = new Intl.NumberFormat('de');

export const number = (n: number) => numbers.format(n);
export const count = (n: number, one: string, many: string) => `${number(n)} ${n === 1 ? one : many}`;
/** The blank does not part them. */
export const percentOf = (n: number) => `${number(n)}\u00a0%`;
/** Minuten, oder Stunden, wo niemand mehr Minuten zählt. */
export const span = (minutes: number) =>
  minutes < 90 ? count(Math.floor(minutes), 'Minute', 'Minuten') : count(Math.round(minutes / 60), 'Stunde', 'Stunden');
