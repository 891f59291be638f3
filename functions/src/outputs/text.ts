import type { OutputDocument } from './document.ts';

/** `document.txt`: pages are separated by a form feed; a page that failed leaves its place empty, so that page n stays page n. */
export async function* documentText({ pages, words }: OutputDocument): AsyncIterable<string> {
  for (const page of pages) {
    const text = (await words(page))?.text ?? '';
    yield `${page.pageNumber === 1 ? '' : '\f'}${text}${text === '' ? '' : '\n'}`;
  }
}
