import { at, ROUNDING, siluError, siluOf, TINY, type Expected } from '../compare';
import type { HostMatrix } from '../matrix/host-matrix';

export interface StepInInput {
  matrix: HostMatrix; // [2D, width]
  hidden: Float32Array<ArrayBuffer>; // [width]
  norm: Float32Array<ArrayBuffer>; // [width]
  conv: Float32Array<ArrayBuffer>; // [D, taps + 1]
  window: Float32Array<ArrayBuffer>; // [taps − 1, D]
}

/**
 * x, z = in_proj(RMSNorm(hidden)); u = silu(bias + conv), gate = silu(z), and the window after it, in f64.
 *
 * Tolerance of x and z: a product with the norm's weight, a sum of `width` products and the two scales, all of Σ |h n w|;
 * the root mean square errs by half of width roundings and inverseSqrt by 2 units, as in the RMS norm. x is one term of a
 * sum of taps + 1; silu is nowhere steeper than 1.1 and errs by itself.
 */
export function stepInReference(
  { matrix, hidden, norm, conv, window }: StepInInput,
  { channels, taps, epsilon }: { channels: number; taps: number; epsilon: number },
): { ug: Expected; window: Expected } {
  const width = hidden.length;
  const root = Math.sqrt(hidden.reduce((sum, h) => sum + h * h, 0) / width + epsilon);
  const ug = expected(2 * channels);
  const after = expected((taps - 1) * channels);
  for (let row = 0; row < 2 * channels; row++) {
    let sum = 0;
    let size = 0;
    for (let k = 0; k < width; k++) {
      const term = at(hidden, k) * at(norm, k) * at(matrix.weights, row * width + k);
      sum += term;
      size += Math.abs(term);
    }
    const value = sum / root;
    const error =
      ROUNDING * (((width + 4) * size) / root + (width / 2 + 10) * Math.abs(value)) + TINY;
    const set = (of: Expected, i: number, v: number, tolerance: number) => {
      of.values[i] = v;
      of.tolerances[i] = tolerance;
    };
    if (row >= channels) {
      const gate = siluOf(value);
      set(ug, row, gate, 1.1 * error + siluError(value) * Math.abs(gate) + TINY);
      continue;
    }
    const weight = (tap: number) => at(conv, row * (taps + 1) + tap);
    let total = weight(taps) + weight(taps - 1) * value;
    let totalSize = Math.abs(weight(taps)) + Math.abs(weight(taps - 1) * value);
    for (let tap = 0; tap < taps - 1; tap++) {
      const old = at(window, tap * channels + row);
      total += weight(tap) * old;
      totalSize += Math.abs(weight(tap) * old);
      if (tap > 0) set(after, (tap - 1) * channels + row, old, TINY);
    }
    if (taps > 1) set(after, (taps - 2) * channels + row, value, error);
    const u = siluOf(total);
    const sumError = (taps + 1) * ROUNDING * totalSize + Math.abs(weight(taps - 1)) * error;
    set(ug, row, u, 1.1 * sumError + siluError(total) * Math.abs(u) + TINY);
  }
  return { ug, window: after };
}

const expected = (count: number): Expected => ({
  values: new Float64Array(count),
  tolerances: new Float64Array(count),
});
