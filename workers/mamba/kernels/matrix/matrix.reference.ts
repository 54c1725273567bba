import { at, ROUNDING, TINY, type Expected } from '../compare';
import type { HostMatrix } from './host-matrix';

/**
 * before + x · Wᵀ in f64: x [tokens, columns] → [tokens, rows].
 *
 * Tolerance: a sum of n products in any order errs by at most n roundings of Σ |x w|; scaling and adding `before` are two
 * more of the result. Weights of 4 bits are exact in f32 with their scale, so of them no rounding comes to it.
 * @param begins the kernel's sum begins with `before`, which is then in each of its n roundings
 */
export function matmulReference(
  x: Float32Array,
  { weights, rows, columns }: HostMatrix,
  { before, begins = false }: { before?: Float32Array | undefined; begins?: boolean } = {},
): Expected {
  const tokens = x.length / columns;
  const values = new Float64Array(tokens * rows);
  const tolerances = new Float64Array(tokens * rows);
  for (let token = 0; token < tokens; token++) {
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      let size = 0;
      for (let k = 0; k < columns; k++) {
        const term = at(x, token * columns + k) * at(weights, row * columns + k);
        sum += term;
        size += Math.abs(term);
      }
      const i = token * rows + row;
      const old = before ? at(before, i) : 0;
      const ofOld = begins ? columns + 2 : 2;
      const roundings = (columns + 2) * size + ofOld * Math.abs(old) + 2 * Math.abs(sum);
      values[i] = old + sum;
      tolerances[i] = ROUNDING * roundings + TINY;
    }
  }
  return { values, tolerances };
}
