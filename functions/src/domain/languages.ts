/**
 * Which languages a page is in, found out from its own readings. The first page of a task is read with the data of the Latin
 * script, which reads its languages as well as their own data does (docs/architecture.md has the figures), and its languages are
 * told from the text; the next with what that page needed. So most pages are read once. A reading that makes little sense is a
 * question about the script.
 */

import type { PageLine, WordBox } from '../contract/documents.ts';
import { isAuto, type Language, type LanguageChoice } from '../contract/options.ts';

/** What a page can be read with: the data of a language, or of a script whatever the language. */
export type ReadingData = Language | 'Latin';

/** As the engine names them. Other scripts have no data here. */
const SCRIPTS = {
  Latin: { letters: /\p{Script=Latin}/u, data: ['Latin'] },
  Fraktur: { letters: /\p{Script=Latin}/u, data: ['Latin'] },
  Cyrillic: { letters: /\p{Script=Cyrillic}/u, data: ['rus'] },
  Greek: { letters: /\p{Script=Greek}/u, data: ['ell'] },
  Arabic: { letters: /\p{Script=Arabic}/u, data: ['ara'] },
  Devanagari: { letters: /\p{Script=Devanagari}/u, data: ['hin'] },
  // A page with few kana passes for Chinese, and the other way round: both are tried while neither makes sense.
  Han: { letters: /\p{Script=Han}/u, data: ['chi_sim', 'jpn'] },
  Japanese: { letters: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u, data: ['jpn', 'chi_sim'] },
  Korean: { letters: /[\p{Script=Hangul}\p{Script=Han}]/u, data: ['kor'] },
} as const satisfies Readonly<Record<string, { letters: RegExp; data: readonly ReadingData[] }>>;

/** Languages of pages that say too little, or are in a Latin language that nobody can ask for. */
const USUAL: readonly Language[] = ['eng'];
export const FIRST_GUESS: readonly ReadingData[] = ['Latin'];

/** Words read with the right data are surer than this on average, pages of a wrong script far less (measured: 84 and 50). */
const LEAST_MEAN_CONFIDENCE = 72;
/** Below this a word is no evidence of anything. */
const LEAST_WORD_CONFIDENCE = 60;
/** A word of a wrong script is seldom as sure as this; on a page half of which is right, more than this share is. */
const SURE_WORD_CONFIDENCE = 85;
const LEAST_SURE_SHARE = 0.35;
/** A language or script with a smaller share of a page's letters is a name or a quotation. */
const SUBSTANTIAL_SHARE = 0.2;
/** With fewer letters in all, a page says nothing about its language. */
const LEAST_LETTERS = 25;
/** A piece of text with fewer is told apart wrongly too often (measured: one in twenty at four words, one in two hundred at eight). */
const LEAST_LETTERS_OF_PIECE = 25;

/** What a page is known to be in before it is read: nothing, when that is to be found out. */
export function askedLanguages(choice: LanguageChoice): readonly Language[] {
  return isAuto(choice) ? [] : choice;
}

/** Whether the words make sense; then their script needs no second look. No words make no sense. */
export function makesSense(words: readonly WordBox[]): boolean {
  const sum = words.reduce((total, word) => total + word[1], 0);
  return sum > words.length * LEAST_MEAN_CONFIDENCE;
}

/** What to try for a script, the likeliest first; nothing for one that no data is for. */
export function dataForScript(script: string | null): readonly ReadingData[] {
  return Object.hasOwn(SCRIPTS, script ?? '') ? SCRIPTS[script as keyof typeof SCRIPTS].data : [];
}

/**
 * What to try next for a page that made little sense: another data alone, or beside what it was read with when that was right
 * for a good part of the page. Data too many costs time only: what is not needed is left out for the next page.
 */
export function dataToTry(
  candidate: ReadingData,
  data: readonly ReadingData[],
  words: readonly WordBox[],
): readonly ReadingData[] {
  const sure = words.filter(([, confidence]) => confidence >= SURE_WORD_CONFIDENCE);
  return area(sure) >= area(words) * LEAST_SURE_SHARE ? [...data, candidate] : [candidate];
}

/** How much of the page was read, and how surely: area of the words times confidence. The same measure for every script. */
export function evidence(words: readonly WordBox[]): number {
  return words.reduce((sum, word) => sum + area([word]) * word[1], 0);
}

function area(words: readonly WordBox[]): number {
  return words.reduce((sum, [, , x0, y0, x1, y1]) => sum + (x1 - x0) * (y1 - y0), 0);
}

/**
 * The data that a page needs, going by a reading of it that makes sense: without what nothing on the page is written in, and
 * with the Latin script's when a good part of the letters is Latin. The same data when it was right.
 */
export function dataNeeded(data: readonly ReadingData[], words: readonly WordBox[]): readonly ReadingData[] {
  const letters = lettersIn(words);
  if (letters.length < LEAST_LETTERS) return data;
  const share = (pattern: RegExp) => letters.filter((letter) => pattern.test(letter)).length / letters.length;
  const own = data.filter((each) => !isLatinData(each) && share(lettersOf(each)) >= SUBSTANTIAL_SHARE);
  const latin = data.filter(isLatinData);
  const needed: readonly ReadingData[] =
    share(SCRIPTS.Latin.letters) >= SUBSTANTIAL_SHARE ? [...own, ...(latin.length === 0 ? FIRST_GUESS : latin)] : own;
  return needed.length === 0 || (needed.length === data.length && needed.every((each) => data.includes(each))) ? data : needed;
}

/** The data that a text which nobody had to read would have been read with: one for each script in it. */
export function dataOfText(words: readonly WordBox[]): readonly ReadingData[] {
  const letters = lettersIn(words).join('');
  const data: ReadingData[] = (['rus', 'ell', 'ara', 'hin'] as const).filter((each) => lettersOf(each).test(letters));
  // Chinese characters are written in all three; what else there is tells them apart.
  if (/\p{Script=Hangul}/u.test(letters)) return [...data, 'kor'];
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(letters)) return [...data, 'jpn'];
  return SCRIPTS.Han.letters.test(letters) ? [...data, 'chi_sim'] : data;
}

/** The page cut into what is written in one language each, as far as its layout tells: its paragraphs. */
export function paragraphsOf(words: readonly WordBox[], lines: readonly PageLine[]): readonly string[] {
  const paragraphs: string[][] = [];
  let next = 0;
  for (const { wordCount, begins } of lines) {
    const line = words.slice(next, next + wordCount).filter(([, confidence]) => confidence >= LEAST_WORD_CONFIDENCE);
    next += wordCount;
    if (begins !== null) paragraphs.push([]);
    paragraphs.at(-1)?.push(...line.map(([text]) => text));
  }
  return paragraphs
    .map((paragraph) => paragraph.join(' '))
    .filter((text) => lettersOfText(text).length >= LEAST_LETTERS_OF_PIECE);
}

/**
 * The languages of a page, the one with most letters first.
 * @param latin its paragraphs in Latin letters, each with its language, null for one that is not known here
 */
export function languagesOf(data: readonly ReadingData[], words: readonly WordBox[], latin: Told): readonly Language[] {
  const letters = lettersIn(words);
  const counts = new Map<Language, number>();
  for (const each of data) {
    if (each === 'Latin' || isLatinData(each)) continue;
    const pattern = lettersOf(each);
    counts.set(each, letters.filter((letter) => pattern.test(letter)).length);
  }
  for (const [text, language] of latin) {
    if (language === null) continue;
    const count = lettersOfText(text).filter((letter) => SCRIPTS.Latin.letters.test(letter)).length;
    counts.set(language, (counts.get(language) ?? 0) + count);
  }
  const least = letters.length * SUBSTANTIAL_SHARE;
  const found = [...counts].filter(([, count]) => count > 0 && count >= least).sort(([, a], [, b]) => b - a);
  return letters.length < LEAST_LETTERS || found.length === 0 ? USUAL : found.map(([language]) => language);
}

/** Paragraphs in Latin letters, each with its language; null for one that is not known here. */
export type Told = readonly (readonly [text: string, language: Language | null])[];

/**
 * Whether a good part of a page's Latin text is in a language that it was not read with: read with another language's data,
 * it looks right and lacks its accents.
 */
export function isMisread(data: readonly ReadingData[], told: Told): boolean {
  if (data.includes('Latin') || !data.some(isLatinData)) return false;
  const count = (pieces: Told) => pieces.reduce((sum, [text]) => sum + lettersOfText(text).length, 0);
  const others = told.filter(([, language]) => language === null || !data.includes(language));
  return count(others) > 0 && count(others) >= count(told) * SUBSTANTIAL_SHARE;
}

/** The same with the script's data in place of its languages'. */
export function withLatinScript(data: readonly ReadingData[]): readonly ReadingData[] {
  return [...data.filter((each) => !isLatinData(each)), ...FIRST_GUESS];
}

/** The same with one language's data in place of the script's when all Latin text is in that one: it reads a third faster. */
export function withOneLanguage(data: readonly ReadingData[], told: Told): readonly ReadingData[] {
  const [first, ...others] = new Set(told.map(([, language]) => language));
  if (first === undefined || first === null || others.length > 0) return data;
  return data.map((each) => (each === 'Latin' ? first : each));
}

function isLatinData(data: ReadingData): boolean {
  return lettersOf(data) === SCRIPTS.Latin.letters;
}

export function isLatin(text: string): boolean {
  const letters = lettersOfText(text);
  return letters.filter((letter) => SCRIPTS.Latin.letters.test(letter)).length > letters.length / 2;
}

function lettersOf(data: ReadingData): RegExp {
  const entry = Object.values(SCRIPTS).find((script) => script.data[0] === data);
  return entry?.letters ?? SCRIPTS.Latin.letters;
}

function lettersIn(words: readonly WordBox[]): readonly string[] {
  return words.flatMap(([text, confidence]) => (confidence >= LEAST_WORD_CONFIDENCE ? lettersOfText(text) : []));
}

function lettersOfText(text: string): readonly string[] {
  return text.match(/\p{L}/gu) ?? [];
}
