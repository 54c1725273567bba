import { expect, it } from 'vitest';
import { logAxis } from './log-axis';

it.each([
  [
    [3, 40],
    [2, 5, 10, 20, 50],
  ],
  [
    [1.1e6, 235e6],
    [1e6, 1e7, 1e8],
  ],
  [
    [0.2, 0.7],
    [0.2, 0.5, 1],
  ],
  [[7], [5, 10]],
  [[10], [10, 20]],
])('%j → lines at %j', (values, ticks) => expect(logAxis(values).ticks).toEqual(ticks));

it('puts equal factors at equal distances', () => {
  const { place } = logAxis([1, 100]);
  expect([1, 10, 100].map(place)).toEqual([0, 0.5, 1]);
});
