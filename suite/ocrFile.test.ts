import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JobDocument, PageDocument } from '../functions/src/contract/documents.ts';
import { MAX_UPLOAD_BYTES } from '../functions/src/contract/limits.ts';
import { checkFile, ocrFile } from './ocrFile.ts';
import type { PipelineClient, Upload } from './pipelineClient.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pagestream-ocr-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('checkFile', () => {
  test('the bytes decide the declared type, whatever the name says', async () => {
    expect(await checkFile(file('a.png', '%PDF-1.7'))).toEqual({ ok: true, contentType: 'application/pdf' });
  });

  test('bytes that say nothing leave it to the name, so that the pipeline can say what is wrong', async () => {
    expect(await checkFile(file('a.pdf', 'just text'))).toEqual({ ok: true, contentType: 'application/pdf' });
    expect(await checkFile(file('b.JPG', ''))).toEqual({ ok: true, contentType: 'image/jpeg' });
  });

  test('a file of no known type by bytes and name is refused before it is sent', async () => {
    expect(await checkFile(file('notes.docx', 'PK'))).toEqual({ ok: false, code: 'UNSUPPORTED_TYPE' });
  });

  test('a file of just the limit is sent, one of a byte more is refused', async () => {
    const path = file('big.pdf', '%PDF-1.7');
    truncateSync(path, MAX_UPLOAD_BYTES);
    expect(await checkFile(path)).toMatchObject({ ok: true });
    truncateSync(path, MAX_UPLOAD_BYTES + 1);
    expect(await checkFile(path)).toEqual({ ok: false, code: 'TOO_LARGE' });
  });
});

test('a file that is missing, or none, is refused with words of its own', async () => {
  const missing = join(folder, 'nothing-here.pdf');
  expect(await ocrFile(null, request(missing))).toEqual({
    report: {
      file: missing,
      jobId: null,
      status: 'failed',
      error: { code: 'IO_ERROR', retryable: true },
      pageCount: null,
      pages: [],
      results: {},
      metrics: {},
    },
    text: '',
    complaints: [`${missing}: IO_ERROR: There is no such file.`],
  });
  expect((await ocrFile(null, request(folder))).complaints).toEqual([`${folder}: IO_ERROR: This is not a file.`]);
});

const page = (pageNumber: number, more: Partial<PageDocument> = {}) =>
  ({
    pageNumber,
    status: 'completed',
    source: 'ocr',
    text: `text ${pageNumber}`,
    confidence: { mean: 90, p5: 70 },
    error: null,
    ...more,
  }) as PageDocument;

/** A pipeline that ends every job as told; what it received is in `uploads`. */
function client(
  job: Partial<JobDocument>,
  pages: readonly PageDocument[] = [],
): Pick<PipelineClient, 'process' | 'wholeText' | 'download'> & { readonly uploads: Upload[] } {
  const uploads: Upload[] = [];
  return {
    uploads,
    async process(upload) {
      uploads.push(upload);
      const whole = { jobId: 'job', status: 'completed', error: null, pageCount: pages.length, results: {}, metrics: {}, ...job };
      return { job: whole as JobDocument, pages };
    },
    wholeText: async ({ text }) => text,
    download: async (path) => Buffer.from(`bytes of ${path}`),
  };
}

const request = (path: string) => ({ file: path, metadata: { languages: 'deu' }, output: null, onProgress: () => undefined });

test('a file goes out under its own name with its options, and comes back as a report', async () => {
  const pipeline = client({ results: { text: 'results/u/job/document.txt' } }, [
    page(1),
    page(2, { source: 'blank', confidence: null }),
  ]);
  const path = file('scan.pdf', '%PDF-1.7');
  const { report, text, complaints } = await ocrFile(pipeline, request(path));
  expect(pipeline.uploads[0]).toMatchObject({
    fileName: 'scan.pdf',
    contentType: 'application/pdf',
    metadata: { languages: 'deu' },
  });
  expect(report).toEqual({
    file: path,
    jobId: 'job',
    status: 'completed',
    error: null,
    pageCount: 2,
    pages: [
      { pageNumber: 1, status: 'completed', source: 'ocr', confidence: { mean: 90, p5: 70 }, text: 'text 1' },
      { pageNumber: 2, status: 'completed', source: 'blank', confidence: null, text: 'text 2' },
    ],
    results: { text: 'results/u/job/document.txt' },
    metrics: {},
  });
  expect(text).toBe('bytes of results/u/job/document.txt');
  expect(complaints).toEqual([]);
});

test('results are written under the output folder, which is made', async () => {
  const results = { text: 'results/u/job/document.txt', manifest: 'results/u/job/manifest.json' };
  const out = join(folder, 'made', 'out');
  const path = file('scan.pdf', '%PDF-1.7');
  await ocrFile(client({ results }), { ...request(path), output: { folder: out, stem: 'scan' } });
  expect(readdirSync(out).sort()).toEqual(['scan.manifest.json', 'scan.txt']);
  expect(readFileSync(join(out, 'scan.txt'), 'utf8')).toBe('bytes of results/u/job/document.txt');
});

test('a failed job is reported with its code and what to do', async () => {
  const path = file('scan.pdf', '%PDF-1.7');
  const { report, complaints } = await ocrFile(
    client({ status: 'failed', error: { code: 'CORRUPT', retryable: false } }),
    request(path),
  );
  expect(report).toMatchObject({ status: 'failed', error: { code: 'CORRUPT' } });
  expect(complaints).toEqual([
    `${path}: CORRUPT: The file is damaged or incomplete and cannot be opened. Export, scan or download it again.`,
  ]);
});

test('an option that was refused is named', async () => {
  const error = { code: 'INVALID_OPTIONS', option: 'languages', retryable: false } as const;
  const { complaints } = await ocrFile(client({ status: 'failed', error }), request(file('a.pdf', '%PDF-')));
  expect(complaints[0]).toContain('INVALID_OPTIONS (option: languages):');
});

test('of a job with errors, each failed page is named and the rest is kept', async () => {
  const pages = [page(1), page(2, { status: 'failed', error: { code: 'OCR_FAILED', retryable: true } })];
  const error = { code: 'OCR_FAILED', page: 2, retryable: true } as const;
  const { text, complaints } = await ocrFile(
    client({ status: 'completed_with_errors', error }, pages),
    request(file('a.pdf', '%PDF-')),
  );
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toMatch(/a\.pdf, page 2: OCR_FAILED: /);
  expect(text).toContain('text 1');
});

test('a file that is refused here has no job, and its report says why', async () => {
  const pipeline = client({});
  const { report, complaints } = await ocrFile(pipeline, request(file('a.docx', 'PK')));
  expect(pipeline.uploads).toEqual([]);
  expect(report).toMatchObject({
    jobId: null,
    status: 'failed',
    error: { code: 'UNSUPPORTED_TYPE', retryable: false },
    pages: [],
  });
  expect(complaints).toHaveLength(1);
});
