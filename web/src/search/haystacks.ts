/** The folded texts of many documents, looked through in one go. Pure. */

import { findIn, needleOf } from './match.ts';

/** Places that are counted in one document: a single letter is on every line of it. */
export const MAX_HITS = 200;

/** Characters of a snippet on each side of the hit. */
const AROUND = 70;

/** One hit: the how-manieth of its page. */
export interface Place {
  readonly pageNumber: number;
  readonly nth: number;
}

export interface Hits {
  /** At most `MAX_HITS`. */
  readonly count: number;
  /** The first of them. */
  readonly places: readonly Place[];
}

/** @param places how many are told with their page */
export function hitsIn(haystack: string, query: string, places: number): Hits {
  const needle = needleOf(query);
  if (needle === '') return { count: 0, places: [] };
  const told: Place[] = [];
  let count = 0;
  let pageNumber = 1;
  let pageEnd = haystack.indexOf('\f');
  let nth = 0;
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + needle.length)) {
    if (count < places) {
      while (pageEnd >= 0 && pageEnd < at) {
        pageNumber++;
        nth = 0;
        pageEnd = haystack.indexOf('\f', pageEnd + 1);
      }
      told.push({ pageNumber, nth: nth++ });
    }
    if (++count >= MAX_HITS) break;
  }
  return { count, places: told };
}

export interface Snippet extends Place {
  readonly before: string;
  readonly hit: string;
  readonly after: string;
}

/** What stands around a hit, in one line, cut between words. */
export function snippetOf(page: string, query: string, { pageNumber, nth }: Place): Snippet | undefined {
  const span = findIn(page, query, nth + 1)[nth];
  if (span === undefined) return undefined;
  const line = (text: string) => text.replace(/\s+/g, ' ');
  const before = line(page.slice(Math.max(0, span.start - AROUND), span.start));
  const after = line(page.slice(span.end, span.end + AROUND));
  const cutBefore = span.start > AROUND ? `… ${before.replace(/^\S*\s/, '')}` : before.trimStart();
  const cutAfter = span.end + AROUND < page.length ? `${after.replace(/\s\S*$/, '')} …` : after.trimEnd();
  return { pageNumber, nth, before: cutBefore, hit: line(page.slice(span.start, span.end)), after: cutAfter };
}
