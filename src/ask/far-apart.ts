const SHARES = [0.05, 0.32, 0.58, 0.83];

/** A few of many, far apart, in their order; of a few each one once. */
export function farApart<T>(all: readonly T[]): T[] {
  const places = new Set(SHARES.map((share) => Math.floor(share * all.length)));
  return all.filter((_, at) => places.has(at));
}
