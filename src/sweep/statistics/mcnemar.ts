/**
 * McNemar's exact test: two-sided p of the sign test on the pairs in which just one of the two is right.
 * @param onlyFirst pairs in which only the first is right
 * @param onlySecond pairs in which only the second is right
 */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  const trials = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  // Logarithms, because 0.5 ** trials is zero past 1,074 pairs.
  let logTerm = -trials * Math.LN2;
  let tail = 0;
  for (let i = 0; i <= fewer; i++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((trials - i) / (i + 1));
  }
  return Math.min(1, 2 * tail);
}
