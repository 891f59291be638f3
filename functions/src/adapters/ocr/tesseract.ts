/**
 * tesseract as an engine: the library finds a page's layout, and its network, run many lines at once, reads it (`lines/`). Scripts
 * whose letters do not simply follow each other from left to right are left to the library alone, which is several times slower.
 */

import { createRequire } from 'node:module';
import type { Worker } from 'tesseract.js';
import type { Ink, OcrEngine, Orientation, Recognition, Rotation } from '../../app/pagePorts.ts';
import type { WordBox } from '../../contract/documents.ts';
import type { Model } from '../../contract/options.ts';
import { confidenceOf } from '../../domain/confidence.ts';
import { LANGUAGE_DATA, LANGUAGE_FOLDERS, modelOf } from './languageData.ts';
import { boxOf, type LayoutBlock, type LayoutLine, linesOf } from './layout.ts';
import { LAYOUT_DATA, type LineReaders, lineReaders, READ_IN_LINES } from './lines/lineReaders.ts';
import { readPage } from './lines/readPage.ts';
import { shareOfPrintPassedOver } from './passedOver.ts';
import { end, startUnless, unless } from './worker.ts';

/** Memory only grows in a worker and it adapts to what it has read: a new one now and then. */
const PAGES_PER_WORKER = 40;
/** For every page: automatic layout. The library's own default takes each page for one block of text. */
const USUAL_READING = { tessedit_pageseg_mode: '3', thresholding_method: '0' } as const;
/** For receipts, forms and uneven light: one block of lines, ink told from paper by its neighbourhood (Sauvola). */
const SECOND_READING = { tessedit_pageseg_mode: '6', thresholding_method: '2' } as const;
/** A page whose words are on average below this gets the second reading too. */
const DOUBTFUL_CONFIDENCE = 85;
/** So does one of which this share of the print was passed over. On pages of the benchmark that miss nothing it is 0.008 at most. */
const PASSED_OVER = 0.01;
/**
 * The second reading of a doubtful page wins if it found this many times the letters of the first: chosen on seven receipts and the
 * few doubtful documents. Where print was passed over, any more will do.
 */
const CLEARLY_MORE = 1.04;
/** Words below this confidence are as likely noise as text. */
const LEAST_CONFIDENCE = 60;

type Settings = typeof USUAL_READING | typeof SECOND_READING;

interface Running {
  /** What it was started with. */
  readonly data: string;
  readonly worker: Worker;
  pages: number;
}

const require = createRequire(import.meta.url);
const versionOf = (name: string) => (require(`${name}/package.json`) as { version: string }).version;

/** @param readTwice whether doubtful pages are read a second time, in another way */
export function tesseractEngine({ readTwice = true }: { readonly readTwice?: boolean } = {}): OcrEngine {
  let running: Running | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const readersFor = lineReaders();

  async function stop(): Promise<void> {
    const stopped = running;
    running = undefined;
    if (stopped !== undefined) await end(stopped.worker);
  }

  async function workerFor(languages: readonly string[], model: Model, signal: AbortSignal): Promise<Running> {
    const wanted = `${model} ${languages.join('+')}`;
    if (running !== undefined && (running.data !== wanted || running.pages >= PAGES_PER_WORKER)) await stop();
    if (running !== undefined) return running;
    const worker = await startUnless(signal, languages, undefined, { langPath: LANGUAGE_FOLDERS[model] });
    running = { data: wanted, worker, pages: 0 };
    return running;
  }

  async function readTwiceIfDoubtful(ink: Ink, read: (settings: Settings) => Promise<Recognition>): Promise<Recognition> {
    const usual = await read(USUAL_READING);
    if (!readTwice) return usual;
    const isMissingPrint = shareOfPrintPassedOver(ink, usual) >= PASSED_OVER;
    const mean = confidenceOf(usual.words.map((word) => word[1]))?.mean ?? 0;
    if (!isMissingPrint && mean >= DOUBTFUL_CONFIDENCE) return usual;
    const second = await read(SECOND_READING);
    return lettersFound(second) > lettersFound(usual) * (isMissingPrint ? 1 : CLEARLY_MORE) ? second : usual;
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
      version: `${versionOf('tesseract.js')}, lines by onnxruntime ${versionOf('onnxruntime-node')}`,
      data: LANGUAGE_DATA,
    },
    recognise: (ink, languages, signal, model = 'fast') =>
      inTurn(signal, async () => {
        try {
          const readers = await readersFor(languages, model);
          // The library takes all of its data from one folder, and looks into dictionaries, which accurate data that is read in lines has none of.
          const isThere = languages.every((code) => modelOf(code, model) === model && !READ_IN_LINES.includes(code));
          const current = await (readers === null
            ? workerFor(languages, isThere ? model : 'fast', signal)
            : workerFor([LAYOUT_DATA], 'fast', signal));
          current.pages++;
          const read = (settings: Settings) => readWith(current.worker, readers, settings, ink, signal);
          return await unless(signal, readTwiceIfDoubtful(ink, read));
        } catch (error) {
          await stop();
          throw asError(error);
        }
      }),
    detectOrientation: (ink, signal) => inTurn(signal, () => detectOrientation(ink, signal)),
    close: stop,
  };
}

async function readWith(
  worker: Worker,
  readers: LineReaders,
  settings: Settings,
  ink: Ink,
  signal: AbortSignal,
): Promise<Recognition> {
  await worker.setParameters({ ...settings, user_defined_dpi: String(ink.dpi) } as Parameters<Worker['setParameters']>[0]);
  if (readers !== null) {
    const layout = await worker.recognize(bytesOf(ink), {}, { text: false, layoutBlocks: true });
    // The library's types leave it out.
    const { layoutBlocks } = layout.data as { readonly layoutBlocks?: readonly LayoutBlock[] | null };
    return readPage(readers, ink, layoutBlocks ?? [], signal);
  }
  // The text is in the blocks: asked for by itself it takes a tenth of the time once more.
  const read = await worker.recognize(bytesOf(ink), {}, { text: false, blocks: true });
  const blocks = read.data.blocks ?? [];
  return {
    text: blocks
      .map((block) => block.text)
      .join('')
      .trim(),
    ...linesOf(blocks, wordsOf),
  };
}

function wordsOf({ words }: LayoutLine): WordBox[] {
  return words.flatMap(({ text, confidence, bbox }): WordBox[] => {
    return text === null || text.trim() === '' ? [] : [[text, confidence ?? 0, ...boxOf(bbox)]];
  });
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

/** Letters in words that are likely text, each weighed by its word's confidence. */
function lettersFound({ words }: Recognition): number {
  return words.reduce(
    (sum, [text, confidence]) => sum + (confidence >= LEAST_CONFIDENCE ? (text.length * confidence) / 100 : 0),
    0,
  );
}
