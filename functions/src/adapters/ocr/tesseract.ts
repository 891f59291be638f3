/**
 * tesseract.js as an engine. The library's hazards end here: without an error handler one bad image kills the process,
 * it rejects with strings, `terminate()` leaves pending calls unsettled, and a call may never settle. So every call races
 * against its signal, and whatever goes wrong costs the worker, not the process.
 */

import { createRequire } from 'node:module';
import type { Worker as Thread } from 'node:worker_threads';
import type { Worker, WorkerOptions } from 'tesseract.js';
import type { Ink, OcrEngine, Orientation, Recognition, Rotation } from '../../app/ports.ts';
import type { Box, PageLine, WordBox } from '../../contract/documents.ts';
import { confidenceOf } from '../../domain/confidence.ts';
import { LANGUAGE_DATA, LANGUAGE_FOLDER } from './languageData.ts';

/** Memory only grows in a worker and it adapts to what it has read: a new one now and then. */
const PAGES_PER_WORKER = 40;
/** For every page: automatic layout. The library's own default takes each page for one block of text. */
const USUAL_READING = { tessedit_pageseg_mode: '3', thresholding_method: '0' } as const;
/** For receipts, forms and uneven light: one block of lines, ink told from paper by its neighbourhood (Sauvola). */
const SECOND_READING = { tessedit_pageseg_mode: '6', thresholding_method: '2' } as const;
/** A page whose words are on average below this gets the second reading too. */
const DOUBTFUL_CONFIDENCE = 85;
/** The second reading wins if it found this many times the letters of the first. Chosen on seven receipts and the few doubtful documents. */
const CLEARLY_MORE = 1.04;
/** Words below this confidence are as likely noise as text. */
const LEAST_CONFIDENCE = 60;

interface Running {
  readonly languages: string;
  readonly worker: Worker;
  pages: number;
}

const require = createRequire(import.meta.url);

/** @param readTwice whether doubtful pages are read a second time, in another way */
export function tesseractEngine({ readTwice = true }: { readonly readTwice?: boolean } = {}): OcrEngine {
  let running: Running | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function stop(): Promise<void> {
    const stopped = running;
    running = undefined;
    if (stopped !== undefined) await end(stopped.worker);
  }

  async function workerFor(languages: readonly string[], signal: AbortSignal): Promise<Running> {
    const wanted = languages.join('+');
    if (running !== undefined && (running.languages !== wanted || running.pages >= PAGES_PER_WORKER)) await stop();
    running ??= { languages: wanted, worker: await startUnless(signal, languages), pages: 0 };
    return running;
  }

  async function readWith(parameters: Readonly<Record<string, string>>, ink: Ink, worker: Worker): Promise<Recognition> {
    await worker.setParameters({ ...parameters, user_defined_dpi: String(ink.dpi) } as Parameters<Worker['setParameters']>[0]);
    // The text is in the blocks: asked for by itself it takes a tenth of the time once more.
    const read = await worker.recognize(bytesOf(ink), {}, { text: false, blocks: true });
    const blocks = read.data.blocks ?? [];
    const text = blocks.map((block) => block.text).join('');
    return { text: text.trim(), ...layoutOf(blocks) };
  }

  async function readPage(ink: Ink, worker: Worker): Promise<Recognition> {
    const usual = await readWith(USUAL_READING, ink, worker);
    if (!readTwice || (confidenceOf(usual.words.map((word) => word[1]))?.mean ?? 0) >= DOUBTFUL_CONFIDENCE) return usual;
    const second = await readWith(SECOND_READING, ink, worker);
    return lettersFound(second) > lettersFound(usual) * CLEARLY_MORE ? second : usual;
  }

  /** A worker reads one page at a time. */
  function inTurn<R>(signal: AbortSignal, work: () => Promise<R>): Promise<R> {
    const turn = queue.then(() => {
      signal.throwIfAborted();
      return work();
    });
    queue = turn.catch(() => undefined);
    return turn;
  }

  return {
    identity: {
      name: 'tesseract.js',
      version: (require('tesseract.js/package.json') as { version: string }).version,
      data: LANGUAGE_DATA,
    },
    recognise: (ink, languages, signal) =>
      inTurn(signal, async () => {
        try {
          const current = await workerFor(languages, signal);
          current.pages++;
          return await unless(signal, readPage(ink, current.worker));
        } catch (error) {
          await stop();
          throw asError(error);
        }
      }),
    detectOrientation: (ink, signal) => inTurn(signal, () => detectOrientation(ink, signal)),
    close: stop,
  };
}

/** A worker of its own for each question: few pages ask, and the old engine's memory is needed for nothing else. */
async function detectOrientation(ink: Ink, signal: AbortSignal): Promise<Orientation> {
  const { OEM } = await import('tesseract.js');
  let worker: Worker | undefined;
  const detect = async () => {
    worker = await startUnless(signal, ['osd'], OEM.TESSERACT_ONLY, { legacyCore: true, legacyLang: true });
    await worker.setParameters({ user_defined_dpi: String(ink.dpi) } as Parameters<Worker['setParameters']>[0]);
    return (await worker.detect(bytesOf(ink))).data;
  };
  try {
    const { orientation_degrees: degrees, orientation_confidence: confidence, script } = await unless(signal, detect());
    const isSure = (confidence ?? 0) >= LEAST_ORIENTATION_CONFIDENCE;
    // Its confidence in the script says little: 0.4 and 183 are both right.
    return { rotation: isSure ? (ROTATIONS.find((rotation) => rotation === degrees) ?? 0) : 0, script };
  } catch (error) {
    // Too little text to tell is an error to the library and an answer to us.
    if (String(error).includes('Too few characters')) return { rotation: 0, script: null };
    throw asError(error);
  } finally {
    if (worker !== undefined) await end(worker);
  }
}

const ROTATIONS: readonly Rotation[] = [0, 90, 180, 270];
/** Upright and turned letters of ten test pages were told apart at 4 and above. */
const LEAST_ORIENTATION_CONFIDENCE = 2;

function bytesOf({ data }: Ink): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.length);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(`tesseract.js: ${String(error)}`);
}

/** A worker that starts too late is stopped when it is there, not left behind. */
async function startUnless(signal: AbortSignal, ...parameters: Parameters<typeof startWorker>): Promise<Worker> {
  const starting = startWorker(...parameters);
  try {
    return await unless(signal, starting);
  } catch (error) {
    starting.then(end).catch(() => undefined);
    throw error;
  }
}

/** Returns when the thread is gone, in the middle of a page or not. The library's own way returns before, and keeps no promise. */
async function end(worker: Worker): Promise<void> {
  // The library's types leave it out.
  await (worker as Worker & { worker: Thread }).worker.terminate();
}

async function startWorker(languages: readonly string[], engine?: number, options: Partial<WorkerOptions> = {}): Promise<Worker> {
  // The code is large; only instances that read a page load it.
  const { createWorker, OEM } = await import('tesseract.js');
  let failed: (error: unknown) => void = () => undefined;
  const failure = new Promise<never>((_, reject) => {
    failed = reject;
  });
  // Also called while no call is pending, hence no rethrow: the next call finds out.
  const starting = createWorker([...languages], engine ?? OEM.LSTM_ONLY, {
    ...options,
    langPath: LANGUAGE_FOLDER,
    // Neither the network nor the working directory is touched.
    cacheMethod: 'none',
    errorHandler: (error: unknown) => failed(error),
  });
  const worker = await Promise.race([starting, failure]);
  // Its remarks on single pages belong in no log.
  await worker.setParameters({ debug_file: '/dev/null' } as Parameters<Worker['setParameters']>[0]);
  return worker;
}

/** Letters in words that are likely text, each weighed by its word's confidence. */
function lettersFound({ words }: Recognition): number {
  return words.reduce(
    (sum, [text, confidence]) => sum + (confidence >= LEAST_CONFIDENCE ? (text.length * confidence) / 100 : 0),
    0,
  );
}

/** Where the library says that something is. */
interface Place {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}
interface Block {
  readonly text: string;
  readonly paragraphs: readonly {
    readonly lines: readonly {
      readonly words: readonly { text: string; confidence: number; bbox: Place }[];
      readonly bbox: Place;
      readonly baseline: Place | null;
      readonly rowAttributes?: { readonly rowHeight: number } | null;
    }[];
  }[];
}

function layoutOf(blocks: readonly Block[]): Pick<Recognition, 'words' | 'lines'> {
  const words: WordBox[] = [];
  const lines: PageLine[] = [];
  for (const block of blocks) {
    let begins: PageLine['begins'] = 'block';
    for (const paragraph of block.paragraphs) {
      begins ??= 'paragraph';
      for (const line of paragraph.lines) {
        const read = line.words.filter(({ text }) => text.trim() !== '');
        if (read.length === 0) continue;
        words.push(...read.map(({ text, confidence, bbox }): WordBox => [text, confidence, ...boxOf(bbox)]));
        const box = boxOf(line.bbox);
        const size = line.rowAttributes?.rowHeight ?? box[3] - box[1];
        lines.push({ wordCount: read.length, box, baseline: line.baseline && boxOf(line.baseline), size, begins });
        begins = null;
      }
    }
  }
  return { words, lines };
}

function boxOf({ x0, y0, x1, y1 }: Place): Box {
  return [x0, y0, x1, y1];
}

/** Rejects as soon as `signal` aborts, or as the work does. */
async function unless<R>(signal: AbortSignal, work: Promise<R>): Promise<R> {
  // Should the signal win, a later rejection of the work has no listener left and must not end the process.
  work.catch(() => undefined);
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
