import { at, expError, ROUNDING, TINY, type Expected } from '../compare';
import type { ScanShape } from './scan';

/**
 * Δ = softplus(dt_low · weight + bias) in f64; the bias leads the pairs of `terms` [channels, 2], dt_low the rows of
 * `projected` [tokens, rank + 2 · states], which may itself err by `projectedErrors`.
 *
 * Tolerance: the sum errs by (rank + 1) roundings of Σ |terms|, softplus is nowhere steeper than 1; relative to its own
 * value, which may be tiny, it errs by one exp and the dozen roundings of the series.
 */
export function deltaReference(
  projected: ArrayLike<number>,
  weight: Float32Array,
  terms: Float32Array,
  { channels, rank, states }: ScanShape,
  projectedErrors?: ArrayLike<number>,
): Expected {
  const stride = rank + 2 * states;
  const tokens = projected.length / stride;
  const values = new Float64Array(tokens * channels);
  const tolerances = new Float64Array(tokens * channels);
  for (let token = 0; token < tokens; token++) {
    for (let channel = 0; channel < channels; channel++) {
      let sum = at(terms, 2 * channel);
      let size = Math.abs(sum);
      let inherited = 0;
      for (let r = 0; r < rank; r++) {
        const low = token * stride + r;
        const term = at(projected, low) * at(weight, r * channels + channel);
        if (projectedErrors) {
          inherited += at(projectedErrors, low) * Math.abs(at(weight, r * channels + channel));
        }
        sum += term;
        size += Math.abs(term);
      }
      const i = token * channels + channel;
      const value = Math.max(sum, 0) + Math.log1p(Math.exp(-Math.abs(sum)));
      const slope = 1 / (1 + Math.exp(-sum));
      values[i] = value;
      tolerances[i] =
        1.01 * slope * ((rank + 1) * ROUNDING * size + inherited) +
        (expError(sum) + 20 * ROUNDING) * value +
        TINY;
    }
  }
  return { values, tolerances };
}
