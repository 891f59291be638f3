/** How well a set was read: the sums over its documents, so that a long page weighs more than a short one. */

import { characterEdits, type Edits, errorRate, wordEdits, wordF1 } from '../test/support/score.ts';
import { percent } from './tables.ts';

export interface Accuracy {
  /** Character error rate, edits for each true character; word error rate likewise. */
  readonly cer: number;
  readonly wer: number;
  /** Words in common whatever their order: the mean of the documents'. */
  readonly f1: number;
}

export interface Reading {
  readonly truth: string;
  readonly found: string;
}

/** A truth without a small letter was written down in capitals, whatever stood on the page: capitals do not count then. */
export function isInCapitals(truth: string): boolean {
  return truth === truth.toUpperCase() && truth !== truth.toLowerCase();
}

export function comparable({ truth, found }: Reading): Reading {
  return isInCapitals(truth) ? { truth, found: found.toUpperCase() } : { truth, found };
}

export function accuracyOf(readings: readonly Reading[]): Accuracy {
  const folded = readings.map(comparable);
  const sum = (edits: readonly Edits[]) =>
    errorRate({
      edits: edits.reduce((total, each) => total + each.edits, 0),
      units: edits.reduce((total, each) => total + each.units, 0),
    });
  return {
    cer: sum(folded.map(({ truth, found }) => characterEdits(truth, found))),
    wer: sum(folded.map(({ truth, found }) => wordEdits(truth, found))),
    f1: folded.reduce((total, { truth, found }) => total + wordF1(truth, found), 0) / readings.length,
  };
}

/** `1.03 / 2.5 / 97.8`: CER, WER and word F1 in per cent. */
export function showAccuracy(accuracy: Accuracy | undefined): string {
  return [percent(accuracy?.cer), percent(accuracy?.wer, 1), percent(accuracy?.f1, 1)].join(' / ');
}
