import { at, ROUNDING, siluError, siluOf, TINY, type Expected } from '../compare';
import type { Conv1dShape } from './conv1d';

/**
 * u = silu(bias + Σ weight[tap] · x[t − (taps − 1) + tap]) in f64. `conv` [channels, taps + 1] ends each row with the bias, `x` [taps − 1 + tokens, channels] begins with the
 * tokens before the run.
 *
 * Tolerance: the sum errs by (taps + 1) roundings of Σ |terms|, silu is nowhere steeper than 1.1 and errs by itself.
 */
export function conv1dReference(
  x: Float32Array,
  conv: Float32Array,
  { channels, taps }: Conv1dShape,
): Expected {
  const tokens = x.length / channels - (taps - 1);
  const values = new Float64Array(tokens * channels);
  const tolerances = new Float64Array(tokens * channels);
  for (let t = 0; t < tokens; t++) {
    for (let channel = 0; channel < channels; channel++) {
      let sum = at(conv, channel * (taps + 1) + taps);
      let size = Math.abs(sum);
      for (let tap = 0; tap < taps; tap++) {
        const term = at(conv, channel * (taps + 1) + tap) * at(x, (t + tap) * channels + channel);
        sum += term;
        size += Math.abs(term);
      }
      const i = t * channels + channel;
      const value = siluOf(sum);
      values[i] = value;
      tolerances[i] = 1.1 * (taps + 1) * ROUNDING * size + siluError(sum) * Math.abs(value) + TINY;
    }
  }
  return { values, tolerances };
}
