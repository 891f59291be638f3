/** Markdown tables, and figures as they stand in them. */

export type Cell = string | number;

export function table(head: readonly Cell[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** What cannot be told: a tool is not installed, the system does not say. */
export const UNKNOWN = '–';

/** A number with so many decimals; `UNKNOWN` for what is none. */
export function figure(value: number | undefined, decimals: number): string {
  return value === undefined || !Number.isFinite(value) ? UNKNOWN : value.toFixed(decimals);
}

/** 0.0123 → 1.23 */
export function percent(share: number | undefined, decimals = 2): string {
  return figure(share === undefined ? undefined : share * 100, decimals);
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The median is the upper one of an even number. @returns undefined for no values */
export function spread(values: readonly number[]): Spread | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, median, max] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return min === undefined || median === undefined || max === undefined ? undefined : { median, min, max };
}

/** `1.20 [1.10–1.31]`; one value stands alone. */
export function showSpread(values: readonly number[], decimals: number): string {
  const found = spread(values);
  if (found === undefined) return UNKNOWN;
  const { median, min, max } = found;
  return values.length === 1
    ? figure(median, decimals)
    : `${figure(median, decimals)} [${figure(min, decimals)}–${figure(max, decimals)}]`;
}

/** Round by round: the two were measured side by side, and the machine may have been slower in another round. */
export function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.flatMap((value, round) => {
    const other = theirs[round];
    return other === undefined || value === 0 ? [] : [other / value];
  });
}
