import { isSamePlace } from '../../../functions/src/contract/corrections.ts';
import type { DoubtfulWord, PageWords } from '../../../functions/src/contract/documents.ts';
import type { JobRef } from '../../../functions/src/contract/paths.ts';
import type { PageParts } from '../search/pageParts.ts';

/**
 * The words of a doubtful word's page. A list of doubts does not say which reading it is of: a remembered page that has no such word
 * is of an earlier one, and is fetched anew, with its image.
 * @returns undefined when the page has no such word: it is being read again
 */
export async function wordPage(parts: PageParts, job: JobRef, doubt: DoubtfulWord): Promise<PageWords | undefined> {
  const remembered = await parts.words(job, doubt.pageNumber, null);
  if (hasWord(remembered, doubt)) return remembered;
  parts.forget(job, doubt.pageNumber, null);
  const fetched = await parts.words(job, doubt.pageNumber, null);
  return hasWord(fetched, doubt) ? fetched : undefined;
}

const hasWord = ({ words }: PageWords, doubt: DoubtfulWord) =>
  words.some(([text, , ...box]) => text === doubt.text && isSamePlace(box, doubt.box));
