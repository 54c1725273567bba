import { expect, it } from 'vitest';
import { at, randomFloats } from '../kernels/compare';
import { hiddenAttentionReference } from '../kernels/hidden-attention/hidden-attention.reference';
import { SelectionMeans } from './selection-means';

const slices = (array: Float32Array, width: number, first: number, tokens: number) =>
  array.subarray(first * width, (first + tokens) * width);

it.each([
  { channels: 12, states: 16, groups: 2, chunks: [5, 70, 3, 6], query: 77, queries: 6 },
  { channels: 8, states: 5, groups: 8, chunks: [40], query: 30, queries: 10 },
  { channels: 10, states: 3, groups: 1, chunks: [7, 1, 1], query: 8, queries: 1 },
])('equals the definition: %o', ({ channels, states, groups, chunks, query, queries }) => {
  const tokens = chunks.reduce((a, b) => a + b, 0);
  const text = {
    // From 1e-3 to 8: some channels keep all, others forget at once.
    delta: randomFloats(tokens * channels, 1, 4.5).map((value) => Math.exp(value - 2.4)),
    b: randomFloats(tokens * states, 2),
    c: randomFloats(tokens * states, 3),
  };
  const a = randomFloats(channels * states, 4, 8).map((value) => -0.01 - Math.abs(value));
  const shape = { channels, states, groups };
  const expected = hiddenAttentionReference({ ...text, a }, shape, { query, queries });
  const means = new SelectionMeans(a, channels, groups, queries);
  const rows = groups * (queries + 2);
  let first = tokens;
  let worst = 0;
  for (const length of chunks.toReversed()) {
    first -= length;
    const part = means.add(
      {
        delta: slices(text.delta, channels, first, length),
        b: slices(text.b, states, first, length),
        c: slices(text.c, states, first, length),
      },
      { tokens: length, first, query },
    );
    for (let row = 0; row < rows; row++) {
      for (let token = 0; token < length; token++) {
        const value = at(expected.values, row * tokens + first + token);
        const difference = Math.abs(at(part, row * length + token) - value);
        // f64 on both sides: what differs is that the result is written as f32, and what is left out as nothing.
        worst = Math.max(worst, difference / (2 ** -24 * value + Math.exp(-55)));
      }
    }
  }
  // A little more than half a unit: the sums of f64 are not the same to the last bit.
  expect(worst).toBeLessThan(1.001);
});
