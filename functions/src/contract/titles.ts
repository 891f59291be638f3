/** The names that people give their documents. */

import { MAX_TITLE_LENGTH } from './limits.ts';

/** Line ends, tabs and their like; and signs that turn the direction of what follows, which make a name look like another. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu;

/** @returns what is kept of it, null for the file's own name; undefined when it is no name, or longer than `MAX_TITLE_LENGTH` */
export function parseTitle(value: unknown): string | null | undefined {
  if (typeof value !== 'string') return undefined;
  const title = value.toWellFormed().replaceAll(UNSEEN, ' ').trim();
  if (title.length > MAX_TITLE_LENGTH) return undefined;
  return title === '' ? null : title;
}

/** What people know a document by: its title, or else the name that its file came with. */
export const nameOf = ({
  title,
  source,
}: {
  readonly title: string | null;
  readonly source: { readonly fileName: string };
}): string => title ?? source.fileName;
