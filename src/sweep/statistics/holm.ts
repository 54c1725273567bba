/** Holm's step-down correction (1979): p values in the order given, each made larger for the number of tests. */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p);
  const corrected = [...pValues];
  let largest = 0;
  for (const [rank, { p, at }] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (order.length - rank) * p));
    corrected[at] = largest;
  }
  return corrected;
}
