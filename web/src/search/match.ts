/** Where a query stands in a text: as people search, without regard to case, accents and how words are spaced. Pure. */

export interface Span {
  /** UTF-16 offsets in the text, `end` excluded. */
  readonly start: number;
  readonly end: number;
}

/** Accents, points and the like. Not the vowels of Indian scripts, which are marks too: without them words are others. */
const MARKS = /(?=\p{Script=Inherited})\p{M}/gu;
const ASCII = /^[\0-\x7f]*$/;
/** What printers set and nobody types. NFKD makes `ﬁ` into `fi` and `…` into `...`; these it leaves. */
const TYPED: Readonly<Record<string, string>> = {
  ß: 'ss',
  ς: 'σ',
  '‘': "'",
  '’': "'",
  '‚': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‐': '-',
  '‑': '-',
  '–': '-',
  '—': '-',
};
const PRINTED = /[ßς‘’‚“”„‐‑–—]/g;

/** Without case and accents: `Ångström` and `angstrom` are one, as are `Straße` and `STRASSE`, `don’t` and `don't`. */
export function fold(text: string): string {
  return text.replace(OTHERS, foldOthers).toLowerCase();
}

/** Most of most texts is plain letters, which need none of this. */
const OTHERS = /[^\0-\x7f]+/g;

function foldOthers(run: string): string {
  return run
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(PRINTED, (printed) => TYPED[printed] as string);
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
  const { folded, places } = foldWithPlaces(text);
  const pattern = new RegExp(terms.map((term) => term.replace(SYNTAX, '\\$&')).join('\\s+'), 'gu');
  const spans: Span[] = [];
  for (const match of folded.matchAll(pattern)) {
    if (spans.length >= most) break;
    const first = places[match.index] as Span;
    const last = places[match.index + match[0].length - 1] as Span;
    spans.push({ start: first.start, end: last.end });
  }
  return spans;
}

const SYNTAX = /[\\^$.*+?()[\]{}|/]/g;

/** The folded text, and for each of its units what of the text it comes from: both letters of a `ﬁ` are all of it. */
function foldWithPlaces(text: string): { folded: string; places: readonly Span[] } {
  let folded = '';
  const places: Span[] = [];
  for (const { 0: piece, index } of text.matchAll(PIECES)) {
    const own = fold(piece);
    if (ASCII.test(piece)) {
      for (let i = 0; i < own.length; i++) places.push({ start: index + i, end: index + i + 1 });
    } else {
      for (let i = 0; i < own.length; i++) places.push({ start: index, end: index + piece.length });
    }
    folded += own;
  }
  return { folded, places };
}

/** Plain letters without marks, or one other letter with the marks that follow it. */
const PIECES = /[\0-\x7f]+(?!\p{M})|\P{M}\p{M}*|\p{M}+/gu;

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

/** The pages of a `document.txt`, as a haystack: folded, blanks as one, a form feed between pages. Look into it with `needleOf`. */
export function haystackOf(documentText: string): string {
  return documentText
    .split('\f')
    .map((page) => fold(page).replace(BLANKS, ' '))
    .join('\f');
}

/** All but a single blank, which most are: thousands in each text are left as they stand. */
const BLANKS = / \s+|[^\S ]\s*/g;

/** What to look for in a haystack; the places it is found at are those that `findIn` finds page by page, in their order. */
export function needleOf(query: string): string {
  return termsOf(query).join(' ');
}
