/** Engines for tests: one that reads nothing, and one for each way in which an engine can let its callers down. */

import type { OcrEngine, Recognition } from '../app/pagePorts.ts';

const NOTHING: Recognition = { text: '', words: [], lines: [] };

/** An engine made of one answer to everything. */
function engineThat(recognise: OcrEngine['recognise']): OcrEngine {
  return {
    identity: { name: 'none', version: '0', data: 'none' },
    recognise,
    async detectOrientation(ink, signal) {
      await recognise(ink, [], signal);
      return { rotation: 0, script: null };
    },
    close: async () => undefined,
  };
}

/** Finds no text on any page. */
export function nullEngine(): OcrEngine {
  return engineThat(async (_, __, signal) => {
    signal.throwIfAborted();
    return NOTHING;
  });
}

function answering(answer: unknown): OcrEngine['recognise'] {
  return async () => answer as Recognition;
}

const LINE = { wordCount: 1, box: [0, 0, 1, 1], baseline: null, size: 1, begins: 'block' } as const;

/** Engines that break the contract, and the code by which their callers learn of it. */
export const FAILING_ENGINES = [
  ['rejects', 'OCR_FAILED', async () => Promise.reject(new Error('out of ink'))],
  ['rejects with no error', 'OCR_FAILED', async () => Promise.reject('out of ink')],
  [
    'throws before it promises anything',
    'OCR_FAILED',
    () => {
      throw new RangeError('out of ink');
    },
  ],
  [
    'stops when it is told to',
    'OCR_TIMEOUT',
    (_, __, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  ],
  ['never answers, whatever it is told', 'OCR_TIMEOUT', () => new Promise(() => undefined)],
  [
    'dies after everybody has left',
    'OCR_TIMEOUT',
    (_, __, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => setTimeout(() => reject(new Error('late')), 80))),
  ],
  ['counts other words than it gives', 'OCR_FAILED', answering({ text: 'a', words: [], lines: [LINE] })],
  ['is surer than sure', 'OCR_FAILED', answering({ text: 'a', words: [['a', 101, 0, 0, 1, 1]], lines: [LINE] })],
  ['does not know how sure it is', 'OCR_FAILED', answering({ text: 'a', words: [['a', Number.NaN, 0, 0, 1, 1]], lines: [LINE] })],
  ['puts a word nowhere', 'OCR_FAILED', answering({ text: 'a', words: [['a', 9, 0, Number.NaN, 1, 1]], lines: [LINE] })],
  ['puts a word inside out', 'OCR_FAILED', answering({ text: 'a', words: [['a', 9, 5, 0, 1, 1]], lines: [LINE] })],
  [
    'puts a line at infinity',
    'OCR_FAILED',
    answering({ text: 'a', words: [['a', 9, 0, 0, 1, 1]], lines: [{ ...LINE, size: Infinity }] }),
  ],
  ['reads a word of nothing', 'OCR_FAILED', answering({ text: ' ', words: [[' ', 9, 0, 0, 1, 1]], lines: [LINE] })],
] as const satisfies readonly (readonly [name: string, code: 'OCR_FAILED' | 'OCR_TIMEOUT', recognise: OcrEngine['recognise']])[];

/** Lets its callers down as `recognise` says at its first call, and reads nothing after that. */
export function failingOnce(recognise: OcrEngine['recognise']): OcrEngine {
  let isFirst = true;
  return engineThat((...call) => {
    if (!isFirst) return Promise.resolve(NOTHING);
    isFirst = false;
    return recognise(...call);
  });
}
