/** Where a query stands in a text: as people search, without regard to case, accents and how words are spaced. Pure. */

export interface Span {
  /** UTF-16 offsets in the text, `end` excluded. */
  readonly start: number;
  readonly end: number;
}

const MARKS = /\p{M}+/gu;

/** Without case and accents: `Ångström` and `angstrom` are one, as are `Straße` and `STRASSE`. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(MARKS, '').toLowerCase().replaceAll('ß', 'ss');
}

/** The query's words, folded; [] for one that asks for nothing. */
export function termsOf(query: string): readonly string[] {
  return fold(query)
    .split(/\s+/)
    .filter((term) => term !== '');
}

/**
 * Every place where the query's words follow each other. A hit may begin and end within words: `count` is found in `Accounts`.
 * @param most how many are looked for
 */
export function findIn(text: string, query: string, most = Number.POSITIVE_INFINITY): readonly Span[] {
  const terms = termsOf(query);
  if (terms.length === 0) return [];
  const { folded, starts } = foldWithPlaces(text);
  const pattern = new RegExp(terms.map((term) => term.replace(/[^\p{L}\p{N}]/gu, '\\$&')).join('\\s+'), 'gu');
  const spans: Span[] = [];
  for (const match of folded.matchAll(pattern)) {
    if (spans.length >= most) break;
    spans.push({ start: starts[match.index] as number, end: starts[match.index + match[0].length] as number });
  }
  return spans;
}

/** The folded text, and for each of its units (and its end) where in the text it comes from. */
function foldWithPlaces(text: string): { folded: string; starts: readonly number[] } {
  let folded = '';
  const starts: number[] = [];
  for (const { segment, index } of eachCharacter(text)) {
    const piece = fold(segment);
    for (let i = 0; i < piece.length; i++) starts.push(index);
    folded += piece;
  }
  starts.push(text.length);
  return { folded, starts };
}

/** A letter with the marks that follow it. */
function* eachCharacter(text: string): Iterable<{ segment: string; index: number }> {
  for (const match of text.matchAll(/\P{M}\p{M}*|\p{M}+/gsu)) yield { segment: match[0], index: match.index };
}

/** Which of a page's words a query hits: for each hit the indexes of its words, in order. */
export function wordHits(
  words: readonly (readonly [text: string, ...rest: unknown[]])[],
  query: string,
): readonly (readonly number[])[] {
  const begins: number[] = [];
  let text = '';
  for (const [word] of words) {
    begins.push(text.length);
    text += `${word} `;
  }
  return findIn(text, query).map(({ start, end }) =>
    begins.flatMap((begin, i) => (begin < end && begin + (words[i]?.[0].length ?? 0) > start ? [i] : [])),
  );
}
