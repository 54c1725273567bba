import { expect, it } from 'vitest';
import { farApart } from './far-apart';

it.each([
  [0, []],
  [1, [0]],
  [2, [0, 1]],
  [3, [0, 1, 2]],
  [10, [0, 3, 5, 8]],
])('of %i it takes %j', (count, expected) =>
  expect(farApart(Array.from({ length: count }, (_, at) => at))).toEqual(expected),
);
