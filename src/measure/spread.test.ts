import { expect, it } from 'vitest';
import { spreadOf } from './spread';

it.each([
  [[], undefined],
  [[3], { median: 3, lowest: 3, highest: 3 }],
  [[9, 1, 10], { median: 9, lowest: 1, highest: 10 }], // by size, not by digits
  [[4, 1, 2, 100], { median: 3, lowest: 1, highest: 100 }],
])('%j → %j', (values, spread) => expect(spreadOf(values)).toEqual(spread));
