import type { MeanInterval } from './bootstrap-mean';
import { wilsonInterval } from './wilson-interval';

/** Counts of pairs: both right, only the first, only the second, neither. */
export interface PairedCounts {
  both: number;
  onlyFirst: number;
  onlySecond: number;
  neither: number;
}

/**
 * Difference of two paired proportions, first minus second, with its 95 % interval (Newcombe 1998, Statistics in
 * Medicine 17, 2635, method 10). Unlike a bootstrap it is not of length zero where no pair differs.
 */
export function pairedDifference(counts: PairedCounts): MeanInterval {
  const { both: a, onlyFirst: b, onlySecond: c, neither: d } = counts;
  const n = a + b + c + d;
  if (n === 0) return { mean: NaN, low: NaN, high: NaN };
  const first = (a + b) / n;
  const second = (a + c) / n;
  const [low1, high1] = wilsonInterval(a + b, n);
  const [low2, high2] = wilsonInterval(a + c, n);
  const phi = correlation(a, b, c, d);
  const combine = (x: number, y: number) => Math.sqrt(Math.max(0, x * x - 2 * phi * x * y + y * y));
  const mean = first - second;
  return {
    mean,
    low: mean - combine(first - low1, high2 - second),
    high: mean + combine(high1 - first, second - low2),
  };
}

/** Of the two readers over the questions, made smaller where it is positive. */
function correlation(a: number, b: number, c: number, d: number): number {
  const margins = (a + b) * (c + d) * (a + c) * (b + d);
  if (margins === 0) return 0;
  const product = a * d - b * c;
  const corrected = product > 0 ? Math.max(0, product - (a + b + c + d) / 2) : product;
  return corrected / Math.sqrt(margins);
}
