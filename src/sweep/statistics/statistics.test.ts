import { expect, it } from 'vitest';
import { bootstrapMean } from './bootstrap-mean';
import { holm } from './holm';
import { mcnemar } from './mcnemar';
import { median } from './median';
import { pairedDifference } from './paired-difference';
import { wilsonInterval } from './wilson-interval';

// scipy 1.17.1: scipy.stats.binomtest(successes, trials).proportion_ci(method='wilson')
it.each([
  [26, 200, 0.0902820227966932, 0.18366351872248407],
  [35, 200, 0.12860515066273331, 0.23364431248248999],
  [200, 200, 0.9811546736227335, 1],
  [968, 1936, 0.47774974580523416, 0.5222502541947658],
])('Wilson, %i of %i, as scipy', (successes, trials, low, high) => {
  const [from, to] = wilsonInterval(successes, trials);
  expect(from).toBeCloseTo(low, 6);
  expect(to).toBeCloseTo(high, 6);
});

// scipy 1.17.1: scipy.stats.binomtest(min(b, c), b + c).pvalue, which is McNemar's exact test
it.each([
  [9, 18, 0.12207812070846558],
  [3, 17, 0.0025768280029296875],
  [150, 190, 0.0342700465332939],
  [0, 5, 0.0625],
  [400, 520, 8.549170923883781e-5],
  [1, 0, 1],
  [0, 0, 1],
  [1200, 1300, 0.047681865221043444], // statsmodels 0.15.0: mcnemar(…, exact=True); 0.5 ** 2500 is 0 in a double
])('McNemar, %i against %i, as scipy', (b, c, p) => {
  expect(mcnemar(b, c)).toBeCloseTo(p, 10);
  expect(mcnemar(c, b)).toBe(mcnemar(b, c));
});

// Newcombe's formula written out in Python over scipy 1.17.1's binomtest(…).proportion_ci(method='wilson').
it.each([
  [[36, 12, 2, 0], 0.05692958400323875, 0.3404276029749408],
  [[36, 0, 0, 14], -0.0491168900859232, 0.049116890085923154],
  [[20, 10, 0, 20], 0.08032774045635671, 0.30731449287393975],
  [[0, 0, 0, 3], -0.5614970317550454, 0.5614970317550454],
  [[17, 9, 18, 156], -0.09827704542193655, 0.006999540123546012],
] as const)('paired difference of %j', ([both, onlyFirst, onlySecond, neither], low, high) => {
  const found = pairedDifference({ both, onlyFirst, onlySecond, neither });
  expect(found.low).toBeCloseTo(low, 6);
  expect(found.high).toBeCloseTo(high, 6);
  expect(found.mean).toBeCloseTo(
    (onlyFirst - onlySecond) / (both + onlyFirst + onlySecond + neither),
  );
});

it("Holm's correction keeps the order it was given, and p at most 1", () => {
  // statsmodels 0.15.0: multipletests([...], method='holm')[1]
  const p = [
    0.12207812070846558, 0.0025768280029296875, 0.0342700465332939, 0.0625, 8.549170923883781e-5, 1,
  ];
  const corrected = [0.24415624, 0.01288414, 0.13708019, 0.1875, 0.00051295, 1];
  for (const [at, one] of holm(p).entries()) expect(one).toBeCloseTo(corrected[at] ?? NaN, 7);
  expect(holm([])).toEqual([]);
});

it('the bootstrap agrees with scipy within its own noise', () => {
  // scipy 1.17.1: bootstrap((x,), mean, n_resamples=200000, method='percentile', random_state=1)
  const x = [0, 0.5, 1, 1, 0, 0, 0.4, 0.8, 0, 1, 0, 0, 0.67, 0, 1, 0, 0, 0.25, 0, 0];
  const { mean, low, high } = bootstrapMean(x);
  expect(mean).toBeCloseTo(0.331, 12);
  // The standard error of a 2.5 % quantile of 2,000 resamples is here about 0.005.
  expect(Math.abs(low - 0.1585)).toBeLessThan(0.015);
  expect(Math.abs(high - 0.516)).toBeLessThan(0.015);
  expect(bootstrapMean(x)).toEqual({ mean, low, high });
  expect(bootstrapMean([]).mean).toBeNaN();
});

it('median', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});
