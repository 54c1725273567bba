import { seededRandom } from '../seeded-random';

/** A mean with its 95 % interval. */
export interface MeanInterval {
  mean: number;
  low: number;
  high: number;
}

const RESAMPLES = 2000;

/**
 * Percentile bootstrap of a mean (Efron 1979), the same interval each time for the same values. For a paired
 * difference give it the differences. No values: NaN.
 */
export function bootstrapMean(values: readonly number[]): MeanInterval {
  const n = values.length;
  if (n === 0) return { mean: NaN, low: NaN, high: NaN };
  const data = Float64Array.from(values);
  const mean = data.reduce((sum, value) => sum + value, 0) / n;
  const random = seededRandom(1);
  const means = new Float64Array(RESAMPLES);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += data[Math.floor(random() * n)] ?? 0;
    means[resample] = sum / n;
  }
  means.sort();
  return { mean, low: quantile(means, 0.025), high: quantile(means, 0.975) };
}

/** Linear between the two nearest, as R's type 7. @param sorted ascending */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  return below + (above - below) * (at - Math.floor(at));
}
