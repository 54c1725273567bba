import { expect, it } from 'vitest';
import { fuseRanks, wordIndex } from './word-index';

async function* pieces() {
  yield [
    { id: 0, title: 'Bells', text: 'Old Barnaby weighs nine tonnes.' },
    { id: 1, title: 'Lighthouses', text: 'The lighthouse of Quorn was built in 1874.' },
  ];
  yield [{ id: 2, title: 'Quorn', text: 'Quorn, Quorn and again Quorn.' }];
}

it('finds passages by their words, the rarer the better, whatever their case', async () => {
  const index = await wordIndex(pieces());
  expect(index.search('Who built the LIGHTHOUSE?', 5)[0]).toBe(1);
  expect(index.search('quorn', 5)).toEqual([2, 1]);
  expect(index.search('quorn', 1)).toEqual([2]);
  expect(index.search('zebra', 5)).toEqual([]);
  expect(index.search('quorn '.repeat(50_000), 5)).toEqual([2, 1]);
});

it('puts first what stands high in both lists, and of equals the first in the pack', () => {
  expect(
    fuseRanks([
      [5, 3, 1],
      [3, 9],
    ]),
  ).toEqual([3, 5, 9, 1]);
  expect(fuseRanks([[7], [2]])).toEqual([2, 7]);
  expect(fuseRanks([[], []])).toEqual([]);
});
