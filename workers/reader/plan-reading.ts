import type { Decoder } from './decoder';

/** A segment, or a part of one that is longer than a chunk. */
export interface Piece {
  ids: readonly number[];
  /** The segment that it ends and behind which the context is remembered. */
  remembered?: readonly number[];
}

/**
 * What is read in one go, one after the other: whole segments together where the decoder takes that. A segment is cut at the same places
 * whatever stands before it, so that a prompt read on from a snapshot is read as a fresh one.
 */
export function planReading(
  fresh: readonly (readonly number[])[],
  rest: readonly number[],
  { chunkTokens, together }: Pick<Decoder, 'chunkTokens' | 'together'>,
): Piece[][] {
  const cut = (ids: readonly number[]): Piece[] =>
    Array.from({ length: Math.ceil(ids.length / chunkTokens) }, (_, at) => ({
      ids: ids.slice(at * chunkTokens, (at + 1) * chunkTokens),
    }));
  const segments = fresh.map((ids) => {
    const pieces = cut(ids);
    // An empty segment is remembered too.
    return [...pieces.slice(0, -1), { ids: pieces.at(-1)?.ids ?? [], remembered: ids }];
  });

  const plan: Piece[][] = [];
  let tokens = 0;
  for (const piece of [...segments.flat(), ...cut(rest)]) {
    const { length } = piece.ids;
    const goesOn = plan.at(-1);
    if (
      goesOn &&
      goesOn.length < (together?.mostSegments ?? 1) &&
      tokens > 0 &&
      length > 0 &&
      tokens + length <= chunkTokens
    ) {
      goesOn.push(piece);
      tokens += length;
    } else {
      plan.push([piece]);
      tokens = length;
    }
  }
  return plan;
}
