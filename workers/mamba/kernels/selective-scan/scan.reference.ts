import { at, ROUNDING, siluError, siluOf, TINY, type Expected } from '../compare';
import { deltaReference } from './delta.reference';
import { MOST_TOKENS, type ScanShape } from './scan';

/** Host copies of what the scan reads; symbols and layouts as in `ScanBuffers`, but A as it is. */
export interface ScanInput {
  u: Float32Array<ArrayBuffer>; // [T, D]
  projected: ArrayLike<number>; // [T, R + 2N]
  dtWeight: Float32Array<ArrayBuffer>; // [R, D]
  terms: Float32Array<ArrayBuffer>; // [D, 2]
  a: Float32Array<ArrayBuffer>; // [D, N]: −exp(A_log)
  z: Float32Array<ArrayBuffer>; // [T, D]
  state: Float32Array<ArrayBuffer>; // [D, N]
}

/**
 * The recurrence of the paper (arXiv 2312.00752, equations 2 and 4), token by token in f64:
 *
 *     s_t = exp(Δ_t A) ∘ s_{t−1} + Δ_t u_t B_t        y_t = (s_t · C_t + D u_t) · silu(z_t)
 *
 * Tolerance: an error bound is carried beside each state. A step multiplies it by the decay and adds what the step errs by:
 * the decay's own error, the product Δ u B, the sum, and what Δ itself errs by. The kernels take exp(x) as exp2(Δ · A'), A' =
 * A log2 e rounded: WGSL allows 3 + 2 |x log2 e| units, the product and A' are two roundings of the argument, and a sum
 * of Δ over the tokens of a slot makes as many more. y adds N products; the gate its silu. Where x_proj belongs to the kernel,
 * `projectedErrors` is what its results err by.
 */
export function scanReference(
  input: ScanInput,
  shape: ScanShape,
  projectedErrors?: ArrayLike<number>,
): { y: Expected; state: Expected } {
  const { channels, states, rank } = shape;
  const stride = rank + 2 * states;
  const tokens = input.u.length / channels;
  const { projected, dtWeight, terms } = input;
  const delta = deltaReference(projected, dtWeight, terms, shape, projectedErrors);
  const y = expected(tokens * channels);
  const end = expected(channels * states);
  for (let channel = 0; channel < channels; channel++) {
    const s = new Float64Array(states).map((_, n) => at(input.state, channel * states + n));
    const error = new Float64Array(states);
    for (let t = 0; t < tokens; t++) {
      const i = t * channels + channel;
      const d = at(delta.values, i);
      const deltaError = at(delta.tolerances, i);
      const u = at(input.u, i);
      let sum = 0;
      let size = 0;
      let sumError = 0;
      for (let n = 0; n < states; n++) {
        const rate = at(input.a, channel * states + n);
        const decay = Math.exp(d * rate);
        const atB = t * stride + rank + n;
        const b = at(projected, atB);
        const c = at(projected, atB + states);
        const errorOf = (i: number) => (projectedErrors ? at(projectedErrors, i) : 0);
        const kept = decay * at(s, n);
        const next = kept + d * u * b;
        const decayError =
          (6 + (9 + MOST_TOKENS) * Math.abs(d * rate)) * ROUNDING + deltaError * Math.abs(rate);
        error[n] =
          decay * at(error, n) +
          decayError * Math.abs(kept) +
          (4 * ROUNDING * d + deltaError) * Math.abs(u * b) +
          errorOf(atB) * Math.abs(d * u) +
          2 * ROUNDING * Math.abs(next) +
          TINY;
        s[n] = next;
        sum += next * c;
        size += Math.abs(next * c);
        sumError += Math.abs(c) * at(error, n) + errorOf(atB + states) * Math.abs(next);
      }
      const direct = at(terms, 2 * channel + 1) * u;
      const z = at(input.z, i);
      const gate = siluOf(z);
      const value = (sum + direct) * gate;
      y.values[i] = value;
      y.tolerances[i] =
        Math.abs(gate) *
          (sumError + (states + 3) * ROUNDING * size + 4 * ROUNDING * Math.abs(direct)) +
        (siluError(z) + 2 * ROUNDING) * Math.abs(value) +
        TINY;
    }
    end.values.set(s, channel * states);
    end.tolerances.set(
      error.map((one) => one + TINY),
      channel * states,
    );
  }
  return { y, state: end };
}

const expected = (count: number): Expected => ({
  values: new Float64Array(count),
  tolerances: new Float64Array(count),
});
