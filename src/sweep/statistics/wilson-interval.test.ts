import { expect, it } from 'vitest';
import { wilsonInterval } from './wilson-interval';

// Newcombe 1998 (Statistics in Medicine 17, 857), table I, method 3.
it.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%i of %i', (successes, trials, low, high) => {
  const [from, to] = wilsonInterval(successes, trials);
  expect(from).toBeCloseTo(low, 4);
  expect(to).toBeCloseTo(high, 4);
});

it('knows nothing of no trials', () => expect(wilsonInterval(0, 0)).toEqual([0, 1]));
