/** f64 results and how far an f32 kernel may lie from each: bounds derived beside each reference. */
export interface Expected {
  values: Float64Array;
  tolerances: Float64Array;
}

/** Half a unit in the last place of f32 at 1: the relative error of one rounding. */
export const ROUNDING = 2 ** -24;

/** WGSL's bound for exp(x): 3 + 2·|x| units in the last place, each two roundings. */
export const expError = (x: number): number => 2 * (3 + 2 * Math.abs(x)) * ROUNDING;

/** Below this a GPU may take a number for zero. */
export const TINY = 1e-30;

/** Largest |actual − value| / tolerance; infinite where something is no number. */
export function worstRatio(actual: Float32Array, { values, tolerances }: Expected): number {
  if (actual.length !== values.length) return Infinity;
  let worst = 0;
  for (const [i, value] of values.entries()) {
    const ratio = Math.abs((actual[i] ?? NaN) - value) / (tolerances[i] ?? 0);
    if (Number.isNaN(ratio)) return Infinity;
    worst = Math.max(worst, ratio);
  }
  return worst;
}

/** Numbers from −1 to 1, the same in every run (mulberry32). */
export function randomFloats(count: number, seed: number, scale = 1): Float32Array<ArrayBuffer> {
  let state = seed;
  return new Float32Array(count).map(() => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1) * scale;
  });
}

/** Element `i`; arrays here are always long enough. */
export const at = (array: ArrayLike<number>, i: number): number => array[i] ?? NaN;

export const siluOf = (v: number): number => v / (1 + Math.exp(-v));

/** Relative error of the kernels' silu at v: one exp, one sum, one quotient (2.5 units). */
export const siluError = (v: number): number => expError(v) + 8 * ROUNDING;
