/** Whether the text that a page brings along is taken instead of reading the page. */

import type { Box } from '../contract/documents.ts';
import type { Mode } from '../contract/options.ts';

/** One character of a page, in points from the page's top left corner as it is shown. */
export interface LayerCharacter {
  /** A blank between words has no box worth having: there it is the text that counts. */
  readonly text: string;
  readonly box: Box;
  /** Where it stands on its line. */
  readonly x: number;
  readonly y: number;
  /** Of its font. */
  readonly size: number;
  /** How far its line is turned clockwise; null when that is no quarter turn. */
  readonly turn: 0 | 90 | 180 | 270 | null;
  /** Whether the file says which character it is. */
  readonly isMapped: boolean;
  /** Painted, and with no picture painted over it. */
  readonly isShown: boolean;
}

/** A page's own text in the order of the file, and what else is on the page. */
export interface LayerPage {
  /** Points, as shown. */
  readonly width: number;
  readonly height: number;
  readonly characters: readonly LayerCharacter[];
  /** How much of the page pictures cover, 0–1. */
  readonly pictureShare: number;
  /** Drawn shapes that are as small and round as letters. */
  readonly letterShapeCount: number;
}

/** Characters without a meaning: broken fonts have many, sound ones a bullet here and there. */
const MOST_UNMAPPED_SHARE = 0.05;
/** Letters and digits among all that is no leader (`.....`). */
const LEAST_LETTER_SHARE = 0.5;
/** What was recognised earlier is laid over a scan unseen; this share of unseen characters makes a page a scan. */
const MOST_UNSEEN_SHARE = 0.5;
/** From this share on, pictures are likely what the page is about: a scan, a slide. */
const PICTURE_PAGE_SHARE = 0.5;
/** A page of pictures whose text is really text has this many words, and a stamp or a header has not … */
const LEAST_WORDS_ON_PICTURES = 30;
/** … of which this share stands between the margins, where stamps and headers are. */
const LEAST_INNER_SHARE = 0.5;
const MARGIN_SHARE = 0.1;
/** Text that was turned into drawings has more letter-like shapes than characters. */
const MOST_SHAPES_PER_CHARACTER = 1;
/** Fewer letters say nothing of what follows. */
const LEAST_LETTERS_TO_COUNT = 60;
/** These letters are more than half of what European languages write; of letters that are mixed up, about a third. */
const COMMON_LETTERS = /[aeionrst]/giu;
const LEAST_COMMON_SHARE = 0.42;
/** Words of four letters and more with a vowel, and without a capital in their middle. */
const LEAST_PLAUSIBLE_SHARE = 0.6;
/** Letters a word, on average: outside of these its blanks are in the wrong places. */
const LEAST_WORD_LENGTH = 1.7;
const MOST_WORD_LENGTH = 20;
/** `skip` takes anything but rubbish. */
const MOST_MEANINGLESS_SHARE_IF_ASKED = 0.5;

/**
 * `force` always reads. `skip` takes any text that has a meaning. `auto` takes a text only if it is likely all that the page
 * says, as well as a person would type it: in doubt the page is read, which costs time and loses nothing.
 */
export function isLayerTaken(page: LayerPage, mode: Mode): boolean {
  if (mode === 'force') return false;
  const inked = page.characters.filter(({ text }) => text.trim() !== '');
  const letters = inked.filter(({ text }) => LETTER.test(text)).length;
  if (letters === 0) return false;
  if (mode === 'skip') {
    return inked.filter(({ text }) => MEANINGLESS.test(text)).length <= inked.length * MOST_MEANINGLESS_SHARE_IF_ASKED;
  }

  const leaders = inked.filter(({ text }) => LEADER.test(text)).length;
  const unmapped = inked.filter(({ text, isMapped }) => !isMapped || MEANINGLESS.test(text)).length;
  if (unmapped > inked.length * MOST_UNMAPPED_SHARE) return false;
  if (letters < (inked.length - leaders) * LEAST_LETTER_SHARE) return false;
  if (inked.filter(({ isShown }) => !isShown).length > inked.length * MOST_UNSEEN_SHARE) return false;
  if (page.letterShapeCount > inked.length * MOST_SHAPES_PER_CHARACTER) return false;
  return looksLikeLanguage(page.characters) && (page.pictureShare < PICTURE_PAGE_SHARE || speaksForItself(page));
}

const LETTER = /[\p{L}\p{N}]/u;
const LEADER = /[._·…-]/u;
/** Nothing, a replacement, or what a font keeps for itself. */
const MEANINGLESS = /[\uFFFD\p{Co}\p{Cc}\p{Cn}]/u;

/** Whether a page of pictures has more text on them than a stamp. */
function speaksForItself({ characters, height }: LayerPage): boolean {
  const inner = characters.filter(({ y }) => y > height * MARGIN_SHARE && y < height * (1 - MARGIN_SHARE));
  return wordsOf(characters).length >= LEAST_WORDS_ON_PICTURES && inner.length >= characters.length * LEAST_INNER_SHARE;
}

/** Tells letters that are mixed up from words, in Latin script; others pass. */
function looksLikeLanguage(characters: readonly LayerCharacter[]): boolean {
  const latin = wordsOf(characters).filter((word) => /^\p{Script=Latin}+$/u.test(word));
  const letters = latin.join('');
  if (letters.length < LEAST_LETTERS_TO_COUNT) return true;
  if ((letters.match(COMMON_LETTERS)?.length ?? 0) < letters.length * LEAST_COMMON_SHARE) return false;
  const meanLength = letters.length / latin.length;
  if (meanLength < LEAST_WORD_LENGTH || meanLength > MOST_WORD_LENGTH) return false;
  const long = latin.filter((word) => word.length >= 4);
  return long.filter(isPlausible).length >= long.length * LEAST_PLAUSIBLE_SHARE;
}

const VOWELS = /[aeiouyæøœ]/giu;

function isPlausible(word: string): boolean {
  return word.search(VOWELS) >= 0 && (word === word.toUpperCase() || !/\p{Ll}\p{Lu}/u.test(word));
}

/** Runs of letters, without their accents. */
function wordsOf(characters: readonly LayerCharacter[]): string[] {
  let text = '';
  let before: LayerCharacter | undefined;
  for (const character of characters) {
    // The end of a line ends a word even where the file has no blank.
    if (before !== undefined && Math.abs(before.y - character.y) + Math.abs(before.x - character.x) > 3 * before.size)
      text += ' ';
    text += character.text;
    before = character;
  }
  return (
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .match(/\p{L}+/gu) ?? []
  );
}
