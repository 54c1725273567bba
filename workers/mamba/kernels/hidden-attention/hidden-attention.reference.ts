import { at, ROUNDING, TINY, type Expected } from '../compare';
import type { HiddenAttentionShape, Place } from './hidden-attention';

/** What one layer selects by, for every token of a text. */
export interface LayerSelection {
  delta: ArrayLike<number>; // [T, D]
  b: ArrayLike<number>; // [T, N]
  c: ArrayLike<number>; // [T, N]
  a: ArrayLike<number>; // [D, N], as it is: negative
}

/**
 * Hidden attention as its definition says (arXiv 2403.01590, equations 11 and 12), every product anew in f64:
 *
 *     α[t, s] = C_t · (Π_{r = s+1..t} exp(Δ_r A)) Δ_s B_s
 *
 * and means of |α| over groups of neighbouring channels for the queries t = query, query + 1, …; then the mean of Δ, and
 * the mean over channels and states of Π_{r = s+1..query} exp(Δ_r A) for the first query: [groups, queries + 2, T].
 *
 * Tolerance: the kernel's exponent is A' (behind_s − behind_t), A' = A log2 e. Both sums run over the same tokens behind t, so
 * those cancel to the last bit: what is left errs by Δ's own error for each token between, a rounding of `behind` for each, and
 * that of the difference. exp2 and its argument as beside `scanReference`: 6 + 9 |A ΣΔ| roundings. Then N products and sums,
 * and a sum over the group.
 */
export function hiddenAttentionReference(
  { delta, b, c, a }: LayerSelection,
  { channels, states, groups }: Pick<HiddenAttentionShape, 'channels' | 'states' | 'groups'>,
  { query, queries }: Pick<Place, 'query' | 'queries'>,
  deltaErrors: ArrayLike<number> = new Float64Array(delta.length),
): Expected {
  const tokens = delta.length / channels;
  const rows = queries + 2;
  const width = channels / groups;
  const values = new Float64Array(groups * rows * tokens);
  const tolerances = new Float64Array(groups * rows * tokens).fill(TINY);
  const add = (group: number, row: number, token: number, value: number, error: number) => {
    const i = (group * rows + row) * tokens + token;
    values[i] = at(values, i) + value / width;
    tolerances[i] = at(tolerances, i) + (error + (width + 1) * ROUNDING * value) / width;
  };
  for (let channel = 0; channel < channels; channel++) {
    const group = Math.floor(channel / width);
    const of = (token: number) => token * channels + channel;
    let total = 0;
    const behind = new Float64Array(tokens);
    for (let token = tokens - 1; token >= 0; token--) {
      behind[token] = total;
      total += at(delta, of(token));
      add(group, queries, token, at(delta, of(token)), at(deltaErrors, of(token)));
    }
    for (let row = 0; row < queries; row++) {
      const t = query + row;
      let between = 0;
      let betweenError = 0;
      for (let s = t; s >= 0; s--) {
        let alpha = 0;
        let size = 0;
        let kept = 0;
        let keptError = 0;
        const d = at(delta, of(s));
        for (let n = 0; n < states; n++) {
          const rate = at(a, channel * states + n);
          const decay = Math.exp(rate * between);
          const decayError =
            (6 + 9 * Math.abs(rate * between)) * ROUNDING +
            (betweenError + ROUNDING * between) * Math.abs(rate);
          const term = at(c, t * states + n) * decay * d * at(b, s * states + n);
          alpha += term;
          size += Math.abs(term) * (decayError + (states + 3) * ROUNDING);
          kept += decay / states;
          keptError += (decay * (decayError + (states + 3) * ROUNDING)) / states;
        }
        const relative = at(deltaErrors, of(s)) / (d + TINY) + 2 * ROUNDING;
        add(group, row, s, Math.abs(alpha), size + relative * Math.abs(alpha) + TINY);
        if (row === 0) add(group, queries + 1, s, kept, keptError + TINY);
        between += d;
        betweenError += at(deltaErrors, of(s)) + ROUNDING * (at(behind, s) + d);
      }
    }
  }
  return { values, tolerances };
}
