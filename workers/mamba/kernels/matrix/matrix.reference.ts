import { at, ROUNDING, TINY, type Expected } from '../compare';
import type { HostMatrix } from './host-matrix';

/**
 * before + x · Wᵀ in f64: x [tokens, columns] → [tokens, rows].
 *
 * Tolerance: a sum of n products in any order errs by at most n roundings of Σ |x w|; scaling and adding `before` are two
 * more of the result.
 */
export function matmulReference(
  x: Float32Array,
  { words, scales, columns }: HostMatrix,
  { before }: { before?: Float32Array | undefined } = {},
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
        const weight = at(words, row * columns + k) - 128;
        const term = at(x, token * columns + k) * weight;
        sum += term;
        size += Math.abs(term);
      }
      const i = token * rows + row;
      const scale = at(scales, row);
      const old = before ? at(before, i) : 0;
      const roundings =
        (columns + 2) * size * scale + 2 * Math.abs(old) + 2 * Math.abs(sum * scale);
      values[i] = old + sum * scale;
      tolerances[i] = ROUNDING * roundings + TINY;
    }
  }
  return { values, tolerances };
}
