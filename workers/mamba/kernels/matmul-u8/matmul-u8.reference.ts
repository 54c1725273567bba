import { at, ROUNDING, TINY, type Expected } from '../compare';

/** W[r, k] = (words[r, k] − 128) · scales[r] */
export interface HostMatrix {
  words: Uint8Array<ArrayBuffer>;
  scales: Float32Array<ArrayBuffer>;
  columns: number;
}

/**
 * before + x · Wᵀ in f64: x [tokens, columns] → [tokens, rows].
 *
 * Tolerance: a sum of n products in any order errs by at most n roundings of Σ |x w|; scaling and adding `before` are two
 * more of the result.
 */
export function matmulReference(
  x: Float32Array,
  { words, scales, columns }: HostMatrix,
  before?: Float32Array,
): Expected {
  const tokens = x.length / columns;
  const rows = scales.length;
  const values = new Float64Array(tokens * rows);
  const tolerances = new Float64Array(tokens * rows);
  for (let token = 0; token < tokens; token++) {
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      let size = 0;
      for (let k = 0; k < columns; k++) {
        const term = at(x, token * columns + k) * (at(words, row * columns + k) - 128);
        sum += term;
        size += Math.abs(term);
      }
      const i = token * rows + row;
      const scale = at(scales, row);
      const old = before ? at(before, i) : 0;
      values[i] = old + sum * scale;
      tolerances[i] =
        ROUNDING * ((columns + 2) * size * scale + 2 * Math.abs(old) + 2 * Math.abs(sum * scale)) +
        TINY;
    }
  }
  return { values, tolerances };
}
