/** A page's confidence from its words'. */

/**
 * Mean and 5th percentile (nearest rank) of word confidences, 0–100, to one decimal.
 * @returns null when there are no words
 */
export function confidenceOf(confidences: readonly number[]): { mean: number; p5: number } | null {
  if (confidences.length === 0) return null;
  const sorted = [...confidences].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const p5 = sorted[Math.max(0, Math.ceil(sorted.length * 0.05) - 1)] ?? mean;
  return { mean: Number(mean.toFixed(1)), p5: Number(p5.toFixed(1)) };
}
