import { expect, it } from 'vitest';
import { planReading } from './plan-reading';

const ids = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
const together = { mostSegments: 3, prefill: async () => [] };
const shape = (plan: ReturnType<typeof planReading>) =>
  plan.map((pieces) =>
    pieces.map(({ ids, remembered }) => `${ids.length}${remembered ? '!' : ''}`).join(' '),
  );

it('alone, a segment is a call, or as many as it has chunks', () => {
  const fresh = [ids(0, 3), ids(10, 9), ids(20, 8)];
  expect(shape(planReading(fresh, ids(30, 5), { chunkTokens: 4 }))).toEqual([
    '3!',
    '4',
    '4',
    '1!',
    '4',
    '4!',
    '4',
    '1',
  ]);
});

it('together, whole segments share a call, up to its tokens and segments', () => {
  const plan = (lengths: number[], rest: number) =>
    shape(
      planReading(
        lengths.map((count) => ids(0, count)),
        ids(0, rest),
        { chunkTokens: 8, together },
      ),
    );
  expect(plan([2, 3], 3)).toEqual(['2! 3! 3']);
  expect(plan([2, 3], 4)).toEqual(['2! 3!', '4']);
  expect(plan([1, 1, 1, 1], 1)).toEqual(['1! 1! 1!', '1! 1']);
  expect(plan([2, 17, 3], 2)).toEqual(['2!', '8', '8', '1! 3! 2']);
});

it('cuts a segment at the same places whatever stands before it', () => {
  const long = ids(100, 19);
  const cuts = (before: number[][]) =>
    planReading([...before, long], [], { chunkTokens: 8, together })
      .flat()
      .slice(before.length)
      .map(({ ids }) => ids[0]);
  expect(cuts([])).toEqual([100, 108, 116]);
  expect(cuts([[1, 2], [3]])).toEqual([100, 108, 116]);
});

it('reads all in order; an empty segment by itself, and no empty rest', () => {
  const fresh = [ids(0, 2), [], ids(2, 3)];
  const plan = planReading(fresh, [], { chunkTokens: 8, together });
  expect(shape(plan)).toEqual(['2!', '0!', '3!']);
  expect(plan.flat().flatMap((piece) => piece.ids)).toEqual(ids(0, 5));
  expect(plan.flat().map(({ remembered }) => remembered)).toEqual(fresh);
});
