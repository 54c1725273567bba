/** A straight line through measurements, by least squares. */
export interface Slope {
  perStep: number;
  /** 95 %, from Student's distribution; as if the measurements' errors were independent. */
  low: number;
  high: number;
}

/** The slope of `y` over `x`, with its interval. Throws with fewer than 7 points: then the interval says nothing. */
export function fitSlope(x: readonly number[], y: readonly number[]): Slope {
  const count = x.length;
  if (count < 7 || y.length !== count) throw new Error(`No slope through ${count} points.`);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / count;
  const [meanX, meanY] = [mean(x), mean(y)];
  const pairs = x.map((one, at) => [one - meanX, (y[at] ?? NaN) - meanY] as const);
  const spread = pairs.reduce((sum, [dx]) => sum + dx * dx, 0);
  const perStep = pairs.reduce((sum, [dx, dy]) => sum + dx * dy, 0) / spread;
  const rest = pairs.reduce((sum, [dx, dy]) => sum + (dy - perStep * dx) ** 2, 0);
  const half = studentT(count - 2) * Math.sqrt(rest / (count - 2) / spread);
  return { perStep, low: perStep - half, high: perStep + half };
}

/** The 97.5 % point of Student's distribution, by Cornish and Fisher: right to 0.3 % from 5 degrees of freedom. */
function studentT(degrees: number): number {
  const z = 1.959964;
  return (
    z +
    (z ** 3 + z) / (4 * degrees) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3)
  );
}
