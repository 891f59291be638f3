import type { OutputDocument } from './document.ts';

/** `document.txt`: pages are separated by a form feed; one that failed or was not asked for leaves its place empty, so that page n stays page n. */
export async function* documentText({ pages, words }: OutputDocument): AsyncIterable<string> {
  let at = 1;
  for (const page of pages) {
    const text = (await words(page))?.text ?? '';
    yield `${'\f'.repeat(page.pageNumber - at)}${text}${text === '' ? '' : '\n'}`;
    at = page.pageNumber;
  }
}
