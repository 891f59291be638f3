/** A text cut where its marks begin and end. Pure. */

import type { Span } from '../search/match.ts';

/** Several of a kind never overlap; those of different kinds may. */
export interface Mark<T> extends Span {
  readonly of: T;
}

export interface Segment<T> {
  readonly text: string;
  readonly start: number;
  /** What marks it, the earlier in the list of marks first; [] for most. */
  readonly marks: readonly T[];
}

export function segmentsOf<T>(text: string, marks: readonly Mark<T>[]): readonly Segment<T>[] {
  const inOrder = marks.toSorted((a, b) => a.start - b.start);
  const cuts = [...new Set([0, text.length, ...marks.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  const segments: Segment<T>[] = [];
  let open: Mark<T>[] = [];
  let next = 0;
  for (const [i, start] of cuts.entries()) {
    const end = cuts[i + 1];
    if (end === undefined) break;
    open = open.filter((mark) => mark.end > start);
    for (let mark = inOrder[next]; mark !== undefined && mark.start <= start; mark = inOrder[++next]) {
      if (mark.end > start) open.push(mark);
    }
    segments.push({ text: text.slice(start, end), start, marks: open.map(({ of }) => of) });
  }
  return segments;
}
