import { at, ROUNDING, TINY, type Expected } from '../compare';
import type { HostMatrix } from './host-matrix';

/**
 * before + x · Wᵀ in f64: x [tokens, columns] → [tokens, rows].
 *
 * Tolerance: a sum of n products in any order errs by at most n roundings of Σ |x w|; scaling and adding `before` are two
 * more of the result. `split`: x reaches the matrix units as a sum of two f16, which is short of x by 2⁻²² of it and
 * 2⁻²⁹ at least (see matmul-split.wgsl).
 */
export function matmulReference(
  x: Float32Array,
  { words, scales, columns }: HostMatrix,
  { before, split = false }: { before?: Float32Array | undefined; split?: boolean } = {},
): Expected {
  const tokens = x.length / columns;
  const rows = scales.length;
  const values = new Float64Array(tokens * rows);
  const tolerances = new Float64Array(tokens * rows);
  for (let token = 0; token < tokens; token++) {
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      let size = 0;
      let weightSize = 0;
      for (let k = 0; k < columns; k++) {
        const weight = at(words, row * columns + k) - 128;
        const term = at(x, token * columns + k) * weight;
        sum += term;
        size += Math.abs(term);
        weightSize += Math.abs(weight);
      }
      const i = token * rows + row;
      const scale = at(scales, row);
      const old = before ? at(before, i) : 0;
      const roundings =
        (columns + 2) * size * scale + 2 * Math.abs(old) + 2 * Math.abs(sum * scale);
      const cut = split ? scale * (2 ** -22 * size + 2 ** -29 * weightSize) : 0;
      values[i] = old + sum * scale;
      tolerances[i] = ROUNDING * roundings + cut + TINY;
    }
  }
  return { values, tolerances };
}
