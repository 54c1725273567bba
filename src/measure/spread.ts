/** What several measurements of one thing say. */
export interface Spread {
  median: number;
  lowest: number;
  highest: number;
}

/** Undefined for no values. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const lowest = sorted[0];
  const highest = sorted.at(-1);
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  const upper = sorted[Math.floor(sorted.length / 2)];
  if (lowest === undefined || highest === undefined) return undefined;
  if (lower === undefined || upper === undefined) return undefined;
  return { median: (lower + upper) / 2, lowest, highest };
}
