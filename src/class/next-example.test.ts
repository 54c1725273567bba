import { expect, it } from 'vitest';
import { nextExample } from './next-example';

it.each([1, 2, 3, 10, 616])('visits each of %i examples once', (count) => {
  const seen = new Set<number>();
  let at: number | undefined = -1;
  for (let i = 0; i < count; i++) {
    at = nextExample(count, at ?? -1, 1);
    seen.add(at ?? -1);
  }
  expect(seen.size).toBe(count);
  expect([...seen].every((one) => one >= 0 && one < count)).toBe(true);
});

it('goes back the way it came', () => {
  expect(nextExample(616, nextExample(616, 5, 1) ?? -1, -1)).toBe(5);
});

it('has nowhere to go without examples', () => expect(nextExample(0, -1, 1)).toBeUndefined());
