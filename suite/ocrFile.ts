/** One file of `npm run ocr`: judged here as far as it can be, then by the pipeline. */

import { mkdir, open, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { JobDocument } from '../functions/src/contract/documents.ts';
import type { ErrorCode } from '../functions/src/contract/errors.ts';
import { ERRORS } from '../functions/src/contract/errors.ts';
import { FILE_TYPES, fileTypeOfName, SNIFF_BYTES, sniffFileType } from '../functions/src/contract/fileTypes.ts';
import { MAX_UPLOAD_BYTES } from '../functions/src/contract/limits.ts';
import { resultFileNames } from './outputNames.ts';
import type { PipelineClient } from './pipelineClient.ts';
import type { FileProgress } from './progressBar.ts';

/** The line that `--json` prints for a file. `jobId` is null for a file that was refused before it was sent. */
export interface FileReport {
  readonly file: string;
  readonly jobId: string | null;
  readonly status: string;
  readonly error: JobDocument['error'];
  readonly pageCount: number | null;
  readonly pages: readonly {
    readonly pageNumber: number;
    readonly status: string;
    readonly source: string | null;
    readonly confidence: { readonly mean: number; readonly p5: number } | null;
    readonly text: string;
  }[];
  readonly results: JobDocument['results'];
  readonly metrics: JobDocument['metrics'];
}

export interface FileOutcome {
  readonly report: FileReport;
  /** The whole text, in page order. */
  readonly text: string;
  /** One for each thing that failed, to be shown to a person; none: all went well. */
  readonly complaints: readonly string[];
}

export interface FileRequest {
  readonly file: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Where its results go and under which stem; null: nowhere. */
  readonly output: { readonly folder: string; readonly stem: string } | null;
  readonly onProgress: (progress: FileProgress) => void;
}

/** What one file needs of a client. */
type FileClient = Pick<PipelineClient, 'process' | 'wholeText' | 'download'>;

/**
 * Sends one file and brings back its results. Never rejects for what is wrong with the file.
 * @param client null when `checkFile` refuses every file, so that nothing is sent
 */
export async function ocrFile(
  client: FileClient | null,
  { file, metadata, output, onProgress }: FileRequest,
): Promise<FileOutcome> {
  const checked = await checkFile(file);
  if (!checked.ok) return refused(file, checked.code, checked.sentence);
  if (client === null) return refused(file, 'IO_ERROR', 'The file was changed meanwhile. Try again.');
  onProgress({ percent: 0, message: 'Uploading' });
  const upload = { fileName: basename(file), bytes: await readFile(file), contentType: checked.contentType, metadata };
  const { job, pages } = await client.process(upload, {
    onJob: ({ progress }) => onProgress({ percent: progress.percent, message: progress.message }),
  });
  const texts = await Promise.all(pages.map((page) => client.wholeText(page)));
  const textPath: string | undefined = job.results.text;
  // Without the places of pages before those that were asked for.
  const before = (pages[0]?.pageNumber ?? 1) - 1;
  const text =
    textPath === undefined
      ? texts.join('\n\f')
      : Buffer.from(await client.download(textPath))
          .toString()
          .slice(before);
  if (output !== null) {
    await mkdir(output.folder, { recursive: true });
    for (const [result, fileName] of resultFileNames(output.stem, job.results)) {
      await writeFile(join(output.folder, fileName), await client.download(job.results[result] as string));
    }
  }
  const complaints: string[] = [];
  if (job.error !== null && job.status !== 'completed_with_errors') {
    complaints.push(complaint(file, job.error.code, job.error.option === undefined ? '' : ` (option: ${job.error.option})`));
  }
  for (const page of pages) {
    if (page.error !== null && page.status === 'failed')
      complaints.push(complaint(`${file}, page ${page.pageNumber}`, page.error.code));
  }
  if (complaints.length === 0 && job.status !== 'completed') {
    complaints.push(complaint(file, job.status === 'cancelled' ? 'CANCELLED' : (job.error?.code ?? 'UNKNOWN')));
  }
  return {
    report: {
      file,
      jobId: job.jobId,
      status: job.status,
      error: job.error,
      pageCount: job.pageCount,
      pages: pages.map(({ pageNumber, status, source, confidence }, i) => ({
        pageNumber,
        status,
        source,
        confidence,
        text: texts[i] ?? '',
      })),
      results: job.results,
      metrics: job.metrics,
    },
    text,
    complaints,
  };
}

/** The outcome for a file that did not get as far as a job; `sentence` says it better than the code's own where that can be. */
export function refused(file: string, code: ErrorCode, sentence?: string): FileOutcome {
  const error = { code, retryable: ERRORS[code].retriedByQueue };
  return {
    report: { file, jobId: null, status: 'failed', error, pageCount: null, pages: [], results: {}, metrics: {} },
    text: '',
    complaints: [complaint(file, code, '', sentence)],
  };
}

type Checked =
  | { readonly ok: true; readonly contentType: string }
  /** `sentence`: instead of the code's own. */
  | { readonly ok: false; readonly code: ErrorCode; readonly sentence?: string };

/**
 * What the storage rules would refuse without saying why is refused here, with its code. Everything else is sent: a damaged
 * or empty file is the pipeline's to judge.
 */
export async function checkFile(file: string): Promise<Checked> {
  try {
    const info = await stat(file);
    if (!info.isFile()) return { ok: false, code: 'IO_ERROR', sentence: 'This is not a file.' };
    if (info.size > MAX_UPLOAD_BYTES) return { ok: false, code: 'TOO_LARGE' };
    const type = sniffFileType(await firstBytes(file)) ?? fileTypeOfName(basename(file));
    return type === undefined ? { ok: false, code: 'UNSUPPORTED_TYPE' } : { ok: true, contentType: FILE_TYPES[type].contentType };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const sentence = code === 'ENOENT' ? 'There is no such file.' : `The file cannot be read (${code ?? message}).`;
    return { ok: false, code: 'IO_ERROR', sentence };
  }
}

async function firstBytes(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function complaint(what: string, code: ErrorCode, detail = '', sentence: string = ERRORS[code].sentence): string {
  return `${what}: ${code}${detail}: ${sentence}`;
}
