import { type DocumentJson, SCHEMA_VERSION } from '../contract/documents.ts';
import type { OutputDocument } from './document.ts';

/** `document.json`, one page a line. */
export async function* documentJson({ job, pages, words }: OutputDocument): AsyncIterable<string> {
  const head: Omit<DocumentJson, 'pages'> = {
    schemaVersion: SCHEMA_VERSION,
    jobId: job.jobId,
    fileName: job.source.fileName,
    pageCount: pages.length,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"pages":[`;
  for (const page of pages) {
    const { pageNumber, status, source, confidence, width, height, languages, error } = page;
    const read = await words(page);
    const entry: DocumentJson['pages'][number] = {
      ...{ pageNumber, status, source, confidence, width, height, languages, error },
      dpi: read?.dpi ?? null,
      text: read?.text ?? '',
      words: read?.words ?? [],
      lines: read?.lines ?? [],
    };
    yield `${page === pages[0] ? '\n' : ',\n'}${JSON.stringify(entry)}`;
  }
  yield '\n]}\n';
}
