import type { Condition } from './study-plan';

/** Places of two conditions in a plan, between which each reader is compared with itself. */
export interface PlannedContrast {
  from: number;
  to: number;
}

/**
 * What growing, changing or moving the context does to a reader: which conditions are compared follows from the plan alone, so
 * that nothing is picked by its result.
 *
 * - Retrieved passages: the smallest k above 0 against the largest.
 * - Noise: the passage that holds the answer alone against the same among random others, for each k (what length does);
 *   and random others against the nearest ones, for each k (what related noise does at the same length).
 * - Needle: first place against the middle, the middle against the last, the first against the last.
 */
export function plannedContrasts(conditions: readonly Condition[]): PlannedContrast[] {
  const places = (wanted: (one: Condition) => number | undefined) =>
    conditions
      .flatMap((one, index) => {
        const rank = wanted(one);
        return rank === undefined ? [] : { rank, index };
      })
      .sort((a, b) => a.rank - b.rank);
  const between = (from?: { index: number }, to?: { index: number }) =>
    from && to && from.index !== to.index ? [{ from: from.index, to: to.index }] : [];

  const retrieved = places((one) => (one.kind === 'retrieved' && one.k > 0 ? one.k : undefined));
  const among = (filler: 'nearest' | 'random') =>
    places((one) =>
      one.kind === 'noise' && one.k > 1 && one.filler === filler ? one.k : undefined,
    );
  const [alone] = places((one) => (one.kind === 'noise' && one.k === 1 ? 1 : undefined));
  const nearest = among('nearest');
  const random = among('random');
  const needle = places((one) => (one.kind === 'needle' ? one.position : undefined));
  const middle = needle[Math.floor((needle.length - 1) / 2)];

  return [
    ...between(retrieved[0], retrieved.at(-1)),
    ...random.flatMap((one) => between(alone, one)),
    ...random.flatMap((one) =>
      between(
        one,
        nearest.find(({ rank }) => rank === one.rank),
      ),
    ),
    ...(needle.length > 2
      ? [...between(needle[0], middle), ...between(middle, needle.at(-1))]
      : []),
    ...between(needle[0], needle.at(-1)),
  ];
}
