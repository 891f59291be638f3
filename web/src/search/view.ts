/** What the search says of itself. Pure. */

import { jobAddress } from '../router.ts';
import type { Words } from '../words/en.ts';
import type { KeeperState } from './keeper.ts';

export const MAX_QUERY_LENGTH = 200;

export const queryOf = (search: string) => (new URLSearchParams(search).get('q') ?? '').slice(0, MAX_QUERY_LENGTH);

export const searchAddress = (query: string) => (query === '' ? '/search' : `/search?${new URLSearchParams({ q: query })}`);

/** The document with its hits marked, at one page of it. */
export function hitAddress(jobId: string, query: string, pageNumber: number | null): string {
  const page = pageNumber === null ? '' : `#page-${pageNumber}`;
  return `${jobAddress(jobId)}?${new URLSearchParams({ find: query })}${page}`;
}

/** How much is searched, sentence by sentence. */
export function coverageLines(
  { coverage, loaded, settled, failed }: KeeperState,
  online: boolean,
  words: Words,
): readonly string[] {
  if (coverage === null || (!loaded && coverage.documents === 0)) return [words.search.lookingUp];
  const { documents, searched, wanted, running, withoutText, older } = coverage;
  if (documents === 0) return online && !settled ? [words.search.lookingUp] : [];
  const coming = online ? wanted - failed : 0;
  const lines = [
    searched === documents ? words.search.allSearched(documents) : words.search.searchedOf(searched, documents),
    coming > 0 ? words.search.coming(coming) : '',
    running > 0 ? words.search.running(running) : '',
    withoutText > 0 ? words.search.withoutText(withoutText) : '',
    older > 0 ? words.search.older(older) : '',
    online && failed > 0 ? words.search.failed(failed) : '',
    online ? '' : words.search.offline,
  ];
  return lines.filter((line) => line !== '');
}
