import { at, ROUNDING, TINY, type Expected } from '../compare';

/**
 * y = x / sqrt(mean(x²) + epsilon) · weight over rows of `width`, in f64.
 *
 * Tolerance: the sum of `width` squares errs by at most width roundings of itself, the root halves that; inverseSqrt may
 * err by 2 units in the last place, and four products and sums follow.
 */
export function rmsNormReference(
  x: Float32Array,
  weight: Float32Array,
  width: number,
  epsilon: number,
): Expected {
  const values = new Float64Array(x.length);
  for (let row = 0; row < x.length; row += width) {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += at(x, row + i) ** 2;
    const scale = 1 / Math.sqrt(sum / width + epsilon);
    for (let i = 0; i < width; i++) values[row + i] = at(x, row + i) * scale * at(weight, i);
  }
  const relative = (width / 2 + 12) * ROUNDING;
  return { values, tolerances: values.map((value) => relative * Math.abs(value) + TINY) };
}
