/**
 * The one place where an engine is tamed: every call has a limit, whatever goes wrong has a code, and an answer is looked at
 * before anything rests on it.
 */

import { PipelineError } from '../domain/failure.ts';
import type { OcrEngine, Recogniser, Recognition } from './pagePorts.ts';

/** How long an engine may take to stop what it was told to stop. */
const STOP_MS = 5_000;

/** @param limitMs how long one reading, or one look at how a page lies, may take; waiting for an earlier call counts */
export function recogniserOn(engine: OcrEngine, limitMs: number, stopMs = STOP_MS): Recogniser {
  return {
    recognise: (ink, data, model) =>
      tamed(limitMs, stopMs, async (signal) => {
        const recognition = await engine.recognise(ink, data, signal, model);
        const fault = faultOf(recognition);
        if (fault !== null) throw new Error(`the engine's answer is none: ${fault}`);
        return recognition;
      }),
    detectOrientation: (ink) => tamed(limitMs, stopMs, (signal) => engine.detectOrientation(ink, signal)),
  };
}

async function tamed<R>(limitMs: number, stopMs: number, call: (signal: AbortSignal) => Promise<R>): Promise<R> {
  const controller = new AbortController();
  const late = new PipelineError('OCR_TIMEOUT', `no answer within ${limitMs} ms`);
  let giveUp: NodeJS.Timeout | undefined;
  const limit = setTimeout(() => controller.abort(late), limitMs);
  const deaf = new Promise<never>((_, reject) => {
    giveUp = setTimeout(() => reject(late), limitMs + stopMs);
  });
  const { signal } = controller;
  // An engine may throw before it has made a promise, and reject long after nobody listens any more.
  const answer = (async () => call(signal))();
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, deaf]);
  } catch (error) {
    if (signal.aborted) throw late;
    throw new PipelineError('OCR_FAILED', error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    clearTimeout(limit);
    clearTimeout(giveUp);
  }
}

/** What about an answer breaks those who rely on it; null when nothing does. */
function faultOf({ words, lines }: Recognition): string | null {
  for (const [text, confidence, ...box] of words) {
    if (text.trim() === '') return 'a word without a letter';
    if (!(confidence >= 0 && confidence <= 100)) return `a confidence of ${confidence}`;
    if (!isBox(box)) return `a word at ${box.join(', ')}`;
  }
  const counted = lines.reduce((sum, { wordCount }) => sum + wordCount, 0);
  if (counted !== words.length) return `${words.length} words in lines of ${counted}`;
  const lost = lines.find(({ box, size }) => !isBox(box) || !Number.isFinite(size));
  return lost === undefined ? null : `a line at ${lost.box.join(', ')}`;
}

function isBox([x0, y0, x1, y1]: readonly number[]): boolean {
  // What is not a number is not smaller than any.
  return (
    (x0 ?? Number.NaN) <= (x1 ?? Number.NaN) &&
    (y0 ?? Number.NaN) <= (y1 ?? Number.NaN) &&
    Number.isFinite(x1) &&
    Number.isFinite(y1)
  );
}
