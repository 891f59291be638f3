import { describe, expect, it } from 'vitest';
import type { JobDocument, JobProgress, JobQuota } from '../../../functions/src/contract/documents.ts';
import { ERRORS, type ErrorCode } from '../../../functions/src/contract/errors.ts';
import { DEFAULT_OPTIONS, parseOptions } from '../../../functions/src/contract/options.ts';
import { JOB_STATUSES, JOB_STEPS, type PageStatus } from '../../../functions/src/contract/states.ts';
import { de } from '../words/de.ts';
import { en } from '../words/en.ts';
import {
  announcement,
  canReadAgain,
  canRetry,
  cellsOf,
  downloadsNote,
  downloadsOf,
  jobFacts,
  jobLine,
  MAX_CELLS,
  missingPages,
  optionsForRetry,
  pageLine,
  progressText,
  progressWith,
  retryText,
  surenessOf,
} from './view.ts';

const progress = (completedPages: number, totalPages: number, failedPages = 0): JobProgress => ({
  percent: totalPages === 0 ? 0 : (completedPages / totalPages) * 100,
  completedPages,
  failedPages,
  cancelledPages: 0,
  totalPages,
  message: '',
});

describe('reading again', () => {
  it('says how many pages it takes: those that failed and those that were not read', () => {
    const gaps = { ...progress(5, 8, 2), cancelledPages: 1 };
    expect(missingPages(gaps)).toBe(3);
    expect(retryText(gaps, en)).toBe('Read these 3 pages again');
    expect(retryText(gaps, de)).toBe('Diese 3 Seiten erneut lesen');
    expect(retryText(progress(7, 8, 1), en)).toBe('Read this page again');
    expect(retryText(progress(0, 0), en)).toBe('Read again');
  });
});

describe('the line under a document', () => {
  it('counts pages while they are read, and names failures as soon as there are some', () => {
    const reading = { status: 'processing', step: 'recognise', error: null } as const;
    expect(jobLine({ ...reading, progress: progress(0, 4) }, en)).toBe('0 of 4 pages read');
    expect(jobLine({ ...reading, progress: progress(1, 4, 2) }, en)).toBe('1 of 4 pages read · 2 failed');
    expect(jobLine({ ...reading, progress: progress(0, 1) }, en)).toBe('0 of 1 page read');
  });

  it('names the step before and after the reading', () => {
    const job = { status: 'processing', error: null, progress: progress(4, 4) } as const;
    expect(jobLine({ ...job, step: 'plan', progress: progress(0, 0) }, en)).toBe('Counting the pages');
    expect(jobLine({ ...job, step: 'assemble' }, en)).toBe('Putting the pages together');
  });

  it('says a failure in the words of its code', () => {
    const job = { status: 'failed', step: 'validate', progress: progress(0, 0) } as const;
    expect(jobLine({ ...job, error: { code: 'ENCRYPTED', retryable: false } }, en)).toBe(ERRORS.ENCRYPTED.sentence);
  });

  it('has a general sentence for a code that only a newer server knows, and for none', () => {
    const job = { status: 'failed', step: 'validate', progress: progress(0, 0) } as const;
    expect(jobLine({ ...job, error: { code: 'MOON_PHASE' as ErrorCode, retryable: false } }, en)).toBe(ERRORS.UNKNOWN.sentence);
    expect(jobLine({ ...job, error: null }, en)).toBe(ERRORS.UNKNOWN.sentence);
  });

  it('is never empty, whatever the state and the step', () => {
    for (const status of JOB_STATUSES) {
      for (const step of JOB_STEPS) {
        expect(jobLine({ status, step, progress: progress(1, 3, 1), error: null }, en), `${status} ${step}`).not.toBe('');
      }
    }
  });
});

describe('what is announced', () => {
  const reading = (done: number, total: number) => announcement({ status: 'processing', progress: progress(done, total) }, en);

  it('is every page of a short document', () => {
    expect(reading(1, 4)).toBe('1 of 4 pages read.');
    expect(reading(2, 4)).toBe('2 of 4 pages read.');
  });

  it('is every quarter of a long one, so that nobody hears 2,000 numbers', () => {
    const heard = new Set(Array.from({ length: 2000 }, (_, done) => reading(done, 2000)));
    expect([...heard]).toEqual(['', '500 of 2,000 pages read.', '1,000 of 2,000 pages read.', '1,500 of 2,000 pages read.']);
  });

  it('says how it ended', () => {
    expect(announcement({ status: 'completed', progress: progress(4, 4) }, en)).toBe('Done. 4 pages read.');
    expect(announcement({ status: 'completed_with_errors', progress: progress(3, 4, 1) }, en)).toBe(
      'Done. 3 pages read, 1 failed.',
    );
  });
});

describe('progress with the pages in sight', () => {
  const job = { status: 'processing', run: 2, step: 'recognise', error: null, progress: progress(0, 4) } as const;
  const page = (status: PageStatus, run = 2) => ({ status, run });

  it('counts a page that is done before the job says so', () => {
    const seen = progressWith(job, [page('completed'), page('failed'), page('processing'), page('pending')]);
    expect(jobLine({ ...job, progress: seen }, en)).toBe('1 of 4 pages read · 1 failed');
  });

  it('never counts less than the job does, which knows pages outside the window', () => {
    expect(progressWith({ ...job, progress: progress(70, 120, 2) }, [page('completed')])).toEqual(progress(70, 120, 2));
  });

  it('leaves out pages of an earlier run, and leaves a job that has ended as it is', () => {
    expect(progressWith(job, [page('completed', 1)])).toEqual(job.progress);
    expect(progressWith({ ...job, status: 'cancelled' }, [page('completed')])).toEqual(job.progress);
  });
});

describe('the strip of cells', () => {
  it('has one cell a page: read, failed, open', () => {
    expect(cellsOf(progress(2, 4, 1))).toEqual(['done', 'done', 'failed', 'open']);
  });

  it('gives way to a plain bar when pages are unknown or too many to tell apart', () => {
    expect(cellsOf(progress(0, 0))).toBeNull();
    expect(cellsOf(progress(0, MAX_CELLS))).toHaveLength(MAX_CELLS);
    expect(cellsOf(progress(0, MAX_CELLS + 1))).toBeNull();
  });

  it('is spoken as pages, or as percent before they are counted', () => {
    expect(progressText(progress(2, 4), en)).toBe('2 of 4 pages read');
    expect(progressText({ ...progress(0, 0), percent: 3.4 }, en)).toBe('3%');
  });
});

describe('a page', () => {
  const page = { status: 'completed', attempts: 1, confidence: { mean: 96.4, p5: 70 } } as const;

  it('says plainly how sure its text is', () => {
    expect(pageLine(page, en)).toBe('96% sure, reads clearly; one word in twenty 70% or less');
    expect(pageLine(page, de)).toBe('96\u00a0% sicher, gut lesbar; jedes zwanzigste Wort höchstens 70\u00a0%');
    expect(pageLine({ ...page, confidence: { mean: 60, p5: 10 } }, en)).toBe(
      '60% sure, check against the image; one word in twenty 10% or less',
    );
    expect(pageLine({ ...page, confidence: null }, en)).toBe('');
  });

  it.each([
    [100, 'high'],
    [90, 'high'],
    [89.9, 'middle'],
    [75, 'middle'],
    [74.9, 'low'],
    [0, 'low'],
  ] as const)('with a confidence of %d is of %s sureness', (mean, sureness) => {
    expect(surenessOf(mean)).toBe(sureness);
  });

  it('tells a second attempt from a first', () => {
    expect(pageLine({ ...page, status: 'processing' }, en)).toBe('Reading…');
    expect(pageLine({ ...page, status: 'processing', attempts: 2 }, en)).toBe('Reading, attempt 2…');
  });
});

describe('facts about a finished job', () => {
  it('are its pages, how sure they are, and how long it took', () => {
    const metrics = { processingMs: 8432, meanConfidence: 94.3 };
    expect(jobFacts({ status: 'completed', options: DEFAULT_OPTIONS, progress: progress(4, 4), metrics }, en)).toEqual([
      '4 pages',
      '94% sure',
      'read in 8.4 s',
    ]);
  });

  it('are none while it runs, and none of what was not measured', () => {
    expect(jobFacts({ status: 'processing', options: DEFAULT_OPTIONS, progress: progress(3, 4), metrics: {} }, en)).toEqual([]);
    const one = { status: 'completed', progress: progress(1, 1), metrics: {} } as const;
    expect(jobFacts({ ...one, options: DEFAULT_OPTIONS }, en)).toEqual(['1 page']);
    const some = { ...DEFAULT_OPTIONS, pages: { first: 7, last: 7 } };
    expect(jobFacts({ ...one, options: some }, en)).toEqual(['1 page', 'only page 7']);
  });
});

describe('downloads', () => {
  const job = (fileName: string, results: Record<string, string>, title: string | null = null) =>
    downloadsOf({ source: { fileName } as JobDocument['source'], results, title }, en);

  it('say that they are behind the corrections, and when that takes long', () => {
    const dueAt = { toMillis: () => 0, toDate: () => new Date(0) };
    const behind = (tries: number) => ({ revision: 2, exportedRevision: 1, pendingExport: { dueAt, tries } });
    expect(downloadsNote({ revision: 2, exportedRevision: 2, pendingExport: null }, en)).toBeNull();
    // The document is read again: the end of that brings them up to date.
    expect(downloadsNote({ ...behind(0), pendingExport: null }, en)).toBe(en.job.downloadsFollow);
    expect(downloadsNote(behind(2), en)).toBe(en.job.downloadsFollow);
    expect(downloadsNote(behind(3), en)).toBe(en.job.downloadsLate);
  });

  it('are named after the file they came from', () => {
    const results = {
      manifest: 'results/u/j/manifest.json',
      json: 'results/u/j/document.json',
      text: 'results/u/j/document.txt',
    };
    expect(job('Invoice 7.pdf', results).map(({ saveAs }) => saveAs)).toEqual([
      'Invoice 7.txt',
      'Invoice 7.json',
      'Invoice 7.manifest.json',
    ]);
  });

  it('are named after the document once it has a name of its own, in signs that a file’s name may hold', () => {
    const saved = (title: string) => job('scan.pdf', { text: 'results/u/j/document.txt' }, title)[0]?.saveAs;
    expect(saved('Invoice no. 7')).toBe('Invoice no. 7.txt');
    expect(saved('AC/DC: live?')).toBe('AC-DC- live-.txt');
  });

  it('keep a name that has no extension, many dots, or nothing else', () => {
    const saved = (fileName: string) => job(fileName, { text: 'results/u/j/document.txt' })[0]?.saveAs;
    expect(saved('scan')).toBe('scan.txt');
    expect(saved('v1.2.final.pdf')).toBe('v1.2.final.txt');
    expect(saved('.pdf')).toBe('.pdf.txt');
  });

  it('come in the order of the outputs, then the manifest, then whatever a newer server adds', () => {
    const results = {
      zeta: 'r/z.bin',
      manifest: 'r/manifest.json',
      later: 'r/document.later',
      alto: 'r/document.alto.xml',
      hocr: 'r/document.hocr',
      md: 'r/document.md',
      json: 'r/document.json',
      text: 'r/document.txt',
    };
    expect(job('a.pdf', results).map(({ name, label }) => [name, label])).toEqual([
      ['text', 'Text'],
      ['md', 'Markdown'],
      ['json', 'JSON'],
      ['hocr', 'hOCR'],
      ['alto', 'ALTO'],
      ['manifest', 'Manifest'],
      ['later', 'later'],
      ['zeta', 'zeta'],
    ]);
  });
});

describe('reading again', () => {
  const job = (status: JobDocument['status'], retryable = true) => ({
    ...{ status, error: { code: 'UNKNOWN' as const, retryable }, progress: progress(1, 2, 1), trashedAt: null },
  });

  it('is offered when it has ended, and not when it cannot help', () => {
    expect(
      (['completed', 'completed_with_errors', 'cancelled', 'failed'] as const).map((status) => canReadAgain(job(status))),
    ).toEqual([...[true, true, true, true]]);
    for (const no of [job('processing'), job('queued'), job('failed', false)]) expect(canReadAgain(no)).toBe(false);
  });

  it('is offered in the list where something is missing', () => {
    expect([canRetry(job('completed_with_errors')), canRetry(job('completed'))]).toEqual([true, false]);
  });

  it('is not offered in the trash, where the server refuses it', () => {
    const trashedAt = { toMillis: () => 0, toDate: () => new Date(0) };
    const trashed = { ...job('completed_with_errors'), trashedAt };
    expect([canReadAgain(trashed), canRetry(trashed)]).toEqual([false, false]);
  });

  it('with other options keeps those that were not changed', () => {
    const options = {
      languages: ['eng'] as const,
      mode: 'auto' as const,
      ...({ model: 'fast', pages: { first: 5, last: 12 }, deskew: 'off', clean: 'off' } as const),
      outputs: ['text', 'pdf'] as const,
      batchId: null,
      retentionDays: 30,
    };
    const metadata = optionsForRetry(options, { languages: ['deu', 'eng'], mode: 'force', model: 'accurate' });
    expect(metadata).toEqual({
      ...{ languages: 'deu+eng', mode: 'force', model: 'accurate', pages: '5-12', deskew: 'off', clean: 'off' },
      ...{ outputs: 'text,pdf', retentionDays: '30' },
    });
    expect(parseOptions(metadata)).toMatchObject({
      ok: true,
      options: { mode: 'force', outputs: ['text', 'pdf'], retentionDays: 30 },
    });
  });
});

describe('an allowance that did not suffice', () => {
  const now = new Date(2026, 10, 23, 14, 5);
  const resetsAt = new Date(2026, 10, 24, 2, 0).toISOString();
  const line = (quota: JobQuota, words = en, at = now) =>
    jobLine(
      { status: 'failed', step: 'plan', progress: progress(0, 0), error: { code: 'QUOTA_EXCEEDED', retryable: true, quota } },
      words,
      at,
    );

  it('says which one it was, and from when there is a new one', () => {
    const quota = { name: 'pages_per_day', limit: 3, left: 0, resetsAt } as const;
    expect(line(quota)).toBe('Today’s allowance of 3 pages is used up. There is a new one from 02:00.');
    expect(line(quota, de)).toBe('Das heutige Kontingent von 3 Seiten ist aufgebraucht. Ein neues gibt es ab 02:00 Uhr.');
  });

  it('says what was left when that was too little', () => {
    const quota = { name: 'bytes_per_day', limit: 5_000_000, left: 1_200_000, resetsAt } as const;
    expect(line(quota)).toBe(
      'What is left of today’s allowance of 5 MB (1.2 MB) is not enough for this document. There is a new one from 02:00.',
    );
    expect(line({ ...quota, name: 'pages_per_day', limit: 10, left: 1 }, de)).toContain('von 10 Seiten (1 Seite) reicht');
  });

  it('says that there is a new one, once there is', () => {
    const quota = { name: 'pages_per_day', limit: 3, left: 0, resetsAt } as const;
    expect(line(quota, en, new Date(2026, 10, 24, 2, 0))).toBe(en.job.quota.renewed);
  });

  it('of documents in work has no hour', () => {
    expect(line({ name: 'active_jobs', limit: 2, left: 0, resetsAt: null })).toBe(
      'At most 2 documents can be in work at once. Have it read again when one is done.',
    );
  });
});
