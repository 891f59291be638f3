/** The words of a document that were read with the least confidence: what people look at first. */

import type { DoubtfulWord, PageWords } from '../contract/documents.ts';
import { LOW_CONFIDENCE, MAX_DOUBTS } from '../contract/limits.ts';
import { nameOf } from '../contract/titles.ts';
import type { Doubts, Job } from './model.ts';

/** Keeps the worst of the pages it is shown, in any order; of the words of 2,000 pages it holds `MAX_DOUBTS`. */
export class Doubtful {
  #worst: readonly DoubtfulWord[] = [];

  /** The least sure first; of the same confidence, in the order of the pages. */
  get worst(): readonly DoubtfulWord[] {
    return this.#worst;
  }

  look({ pageNumber, source, words }: PageWords): void {
    // What a file says of its own text is not in doubt.
    if (source !== 'ocr') return;
    const found = words.flatMap(([text, confidence, ...box]): DoubtfulWord[] =>
      confidence < LOW_CONFIDENCE && HAS_LETTER.test(text) ? [{ pageNumber, text, confidence, box }] : [],
    );
    if (found.length === 0) return;
    this.#worst = [...this.#worst, ...found]
      .sort((a, b) => a.confidence - b.confidence || a.pageNumber - b.pageNumber)
      .slice(0, MAX_DOUBTS);
  }
}

/** Nobody puts a speck or a rule right. */
const HAS_LETTER = /[\p{L}\p{N}]/u;

/** What is listed of a document, or kept of one that lies in the trash; null when there is nothing to look at. */
export function documentDoubts(job: Job, words: readonly DoubtfulWord[], now: number): Doubts | null {
  const [first] = words;
  if (first === undefined) return null;
  const listed = job.trashedAt === null ? { lowest: first.confidence } : {};
  return { jobId: job.jobId, name: nameOf(job), words, ...listed, updatedAt: now };
}
