/** From a page's text as somebody rewrote it to the words that differ. Pure. */

import { diffArrays } from 'diff';

export interface Edit {
  /** Which of the page's words. */
  readonly index: number;
  /** What it says now; words with blanks between them where one has become several; empty when there is no word. */
  readonly text: string;
}

/**
 * Every word of the new text goes to a word of the page: to its like where there is one; in place of others to these, one by one,
 * the last of them taking what is left over; and what was put in between to the word before it.
 * @param words what the page's words say now, corrections included
 * @returns undefined when there is text, but no word that could hold it
 */
export function editsOf(words: readonly string[], edited: string): readonly Edit[] | undefined {
  const wanted = tokensOf(edited);
  // A word that was corrected may say several, or none.
  const owners: number[] = [];
  const tokens: string[] = [];
  for (const [index, word] of words.entries()) {
    for (const token of tokensOf(word)) {
      owners.push(index);
      tokens.push(token);
    }
  }
  if (tokens.length === 0) return wanted.length === 0 ? [] : undefined;

  const said = new Map<number, string[]>();
  const give = (at: number, token: string) => {
    const owner = owners[at] as number;
    said.set(owner, [...(said.get(owner) ?? []), token]);
  };
  let at = 0;
  for (const { equal, old, fresh } of gapsOf(tokens, wanted)) {
    for (const [i, token] of fresh.entries()) {
      give(old > 0 ? at + Math.min(i, old - 1) : Math.max(0, at - 1), token);
    }
    at += old;
    for (const token of equal) give(at++, token);
  }
  return words.flatMap((word, index) => {
    const text = (said.get(index) ?? []).join(' ');
    return text === tokensOf(word).join(' ') ? [] : [{ index, text }];
  });
}

const tokensOf = (text: string) => text.split(/\s+/).filter((token) => token !== '');

interface Gap {
  /** How many tokens of the old text are gone here, and which of the new one stand in their place. */
  readonly old: number;
  readonly fresh: readonly string[];
  /** What both texts have after it. */
  readonly equal: readonly string[];
}

function gapsOf(tokens: readonly string[], wanted: readonly string[]): readonly Gap[] {
  const gaps: { old: number; fresh: string[]; equal: string[] }[] = [{ old: 0, fresh: [], equal: [] }];
  for (const { value, added, removed } of diffArrays([...tokens], [...wanted])) {
    let gap = gaps.at(-1) as (typeof gaps)[number];
    if (!added && !removed) {
      gap.equal.push(...value);
      continue;
    }
    if (gap.equal.length > 0) {
      gap = { old: 0, fresh: [], equal: [] };
      gaps.push(gap);
    }
    if (added) gap.fresh.push(...value);
    else gap.old += value.length;
  }
  return gaps;
}
