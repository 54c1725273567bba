import { at, ROUNDING, siluError, siluOf, TINY, type Expected } from '../compare';
import { SPAN, type ScanShape } from './selective-scan';

/** Host copies of what the scan reads; symbols and layouts as in `ScanBuffers`, but states unpadded. */
export interface ScanInput {
  u: Float32Array<ArrayBuffer>; // [T, D]
  delta: Float32Array<ArrayBuffer>; // [T, D]
  projected: Float32Array<ArrayBuffer>; // [T, R + 2N]
  a: Float32Array<ArrayBuffer>; // [D, N]
  skip: Float32Array<ArrayBuffer>; // [D]
  xz: Float32Array<ArrayBuffer>; // [T, 2D]
  state: Float32Array<ArrayBuffer>; // [D, N]
}

/**
 * The recurrence of the paper (arXiv 2312.00752, equations 2 and 4), token by token in f64:
 *
 *     s_t = exp(Δ_t A) ∘ s_{t−1} + Δ_t u_t B_t        y_t = (s_t · C_t + D u_t) · silu(z_t)
 *
 * Tolerance: an error bound is carried beside each state. A step multiplies it by the decay and adds what the step errs by:
 * the exp's own error, its argument Δ·A (a rounding; in the spans Σ Δ is a sum of SPAN terms: so many roundings of the
 * argument), the product Δ u B and the sum. y adds N products; the gate its silu.
 */
export function scanReference(
  input: ScanInput,
  shape: ScanShape,
): { y: Expected; state: Expected } {
  const { channels, states, rank } = shape;
  const stride = rank + 2 * states;
  const tokens = input.u.length / channels;
  const y = expected(tokens * channels);
  const end = expected(channels * states);
  for (let channel = 0; channel < channels; channel++) {
    const s = new Float64Array(states).map((_, n) => at(input.state, channel * states + n));
    const error = new Float64Array(states);
    for (let t = 0; t < tokens; t++) {
      const i = t * channels + channel;
      const d = at(input.delta, i);
      const du = d * at(input.u, i);
      let sum = 0;
      let size = 0;
      let sumError = 0;
      for (let n = 0; n < states; n++) {
        const x = d * at(input.a, channel * states + n);
        const decay = Math.exp(x);
        const b = at(input.projected, t * stride + rank + n);
        const c = at(input.projected, t * stride + rank + states + n);
        const kept = decay * at(s, n);
        const next = kept + du * b;
        const exponential = (8 + (5 + SPAN) * Math.abs(x)) * ROUNDING;
        error[n] =
          decay * at(error, n) +
          exponential * Math.abs(kept) +
          4 * ROUNDING * Math.abs(du * b) +
          2 * ROUNDING * Math.abs(next) +
          TINY;
        s[n] = next;
        sum += next * c;
        size += Math.abs(next * c);
        sumError += Math.abs(c) * at(error, n);
      }
      const direct = at(input.skip, channel) * at(input.u, i);
      const z = at(input.xz, t * 2 * channels + channels + channel);
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
