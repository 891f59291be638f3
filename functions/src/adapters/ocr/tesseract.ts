/**
 * tesseract.js as the recogniser. The library's hazards end here: without an error handler one bad image kills the
 * process, it rejects with strings, `terminate()` leaves pending calls unsettled, and a call may never settle. So every
 * call races against a limit, and whatever goes wrong costs the worker, not the process.
 */

import { copyFile, mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'tesseract.js';
import type { Recogniser, Recognition } from '../../app/ports.ts';
import type { WordBox } from '../../contract/documents.ts';
import { PipelineError } from '../../domain/failure.ts';

/** Integer weights of the most accurate models: the best that npm carries. */
const DATA = '4.0.0_best_int';
/** Memory only grows in a worker and it adapts to what it has read: a new one now and then. */
const PAGES_PER_WORKER = 40;
const START_LIMIT_MS = 30_000;
const PARAMETERS = {
  // Automatic layout; the library's own default takes every page for one block.
  tessedit_pageseg_mode: '3',
  // Its remarks on single pages belong in no log.
  debug_file: '/dev/null',
} as const;

export interface TesseractSettings {
  /** How long reading one page may take. */
  readonly pageLimitMs: number;
}

interface Running {
  readonly languages: string;
  readonly worker: Worker;
  pages: number;
}

const require = createRequire(import.meta.url);

export function tesseractRecogniser({ pageLimitMs }: TesseractSettings): Recogniser & { close(): Promise<void> } {
  let running: Running | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function stop(): Promise<void> {
    const stopped = running;
    running = undefined;
    await stopped?.worker.terminate().catch(() => undefined);
  }

  async function workerFor(languages: readonly string[]): Promise<Running> {
    const wanted = languages.join('+');
    if (running !== undefined && (running.languages !== wanted || running.pages >= PAGES_PER_WORKER)) await stop();
    running ??= { languages: wanted, worker: await startWorker(languages), pages: 0 };
    return running;
  }

  async function recognise(ink: { data: Uint8Array; dpi: number }, languages: readonly string[]): Promise<Recognition> {
    try {
      const current = await within(START_LIMIT_MS, workerFor(languages));
      current.pages++;
      await within(START_LIMIT_MS, current.worker.setParameters({ user_defined_dpi: String(ink.dpi) }));
      const { data } = await within(
        pageLimitMs,
        current.worker.recognize(
          Buffer.from(ink.data.buffer, ink.data.byteOffset, ink.data.length),
          {},
          { text: true, blocks: true },
        ),
      );
      return { text: data.text.trim(), words: wordsOf(data.blocks ?? []) };
    } catch (error) {
      await stop();
      if (error instanceof PipelineError) throw error;
      throw new PipelineError('OCR_FAILED', `tesseract.js: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }

  return {
    engine: { name: 'tesseract.js', version: (require('tesseract.js/package.json') as { version: string }).version, data: DATA },
    recognise(ink, languages) {
      // A worker reads one page at a time.
      const turn = queue.then(() => recognise(ink, languages));
      queue = turn.catch(() => undefined);
      return turn;
    },
    close: stop,
  };
}

async function startWorker(languages: readonly string[]): Promise<Worker> {
  // The code is large; only instances that read a page load it.
  const { createWorker, OEM } = await import('tesseract.js');
  const langPath = await dataFolder(languages);
  let failed: (error: unknown) => void = () => undefined;
  const failure = new Promise<never>((_, reject) => {
    failed = reject;
  });
  // Also called while no call is pending, hence no rethrow: the next call finds out.
  const starting = createWorker([...languages], OEM.LSTM_ONLY, {
    langPath,
    // Neither the network nor the working directory is touched.
    cacheMethod: 'none',
    errorHandler: (error: unknown) => failed(error),
  });
  const worker = await Promise.race([starting, failure]);
  await worker.setParameters(PARAMETERS as Parameters<Worker['setParameters']>[0]);
  return worker;
}

let folder: Promise<string> | undefined;

/** The library wants the data of all languages in one folder; npm has a package for each. */
async function dataFolder(languages: readonly string[]): Promise<string> {
  folder ??= mkdtemp(join(tmpdir(), 'pagestream-data-'));
  const path = await folder;
  await Promise.all(
    languages.map((language) => {
      const file = `${language}.traineddata.gz`;
      return copyFile(require.resolve(`@tesseract.js-data/${language}/${DATA}/${file}`), join(path, file));
    }),
  );
  return path;
}

interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}
interface Block {
  readonly paragraphs: readonly {
    readonly lines: readonly { readonly words: readonly { text: string; confidence: number; bbox: Box }[] }[];
  }[];
}

function wordsOf(blocks: readonly Block[]): WordBox[] {
  return blocks.flatMap((block) =>
    block.paragraphs.flatMap((paragraph) =>
      paragraph.lines.flatMap((line) =>
        line.words.map(({ text, confidence, bbox }): WordBox => [text, confidence, bbox.x0, bbox.y0, bbox.x1, bbox.y1]),
      ),
    ),
  );
}

async function within<R>(milliseconds: number, work: Promise<R>): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new PipelineError('OCR_TIMEOUT', `no answer within ${milliseconds} ms`)), milliseconds);
  });
  // Should the limit win, a later rejection of the work has no listener left and must not end the process.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
