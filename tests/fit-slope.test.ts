import { expect, it } from 'vitest';
import { fitSlope } from '../bench/fit-slope';

const x = [1, 2, 3, 4, 5, 6, 7, 8];

it('finds the slope and its interval', () => {
  // slope ± t(0.975, 6) · s / √Σ(x − mean)², with t = 2.446912 from a table.
  const y = [2.1, 3.9, 6.2, 7.8, 10.1, 12.2, 13.8, 16.1];
  const { perStep, low, high } = fitSlope(x, y);
  expect(perStep).toBeCloseTo(1.997619, 6);
  const rest = y.map((one, at) => one - (9.025 + perStep * ((x[at] ?? 0) - 4.5)));
  const error = Math.sqrt(rest.reduce((sum, one) => sum + one * one, 0) / 6 / 42);
  expect(high - perStep).toBeCloseTo(2.446912 * error, 3);
  expect(perStep - low).toBeCloseTo(2.446912 * error, 3);
});

it('a flat line has no slope, and too few points none that means anything', () => {
  expect(
    fitSlope(
      x,
      x.map(() => 3),
    ),
  ).toEqual({ perStep: 0, low: 0, high: 0 });
  expect(() => fitSlope([1, 2], [1, 2])).toThrow('No slope through 2 points.');
});
