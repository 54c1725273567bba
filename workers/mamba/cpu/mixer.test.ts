import { setFlagsFromString } from 'node:v8';
import { beforeEach, describe, expect, it } from 'vitest';
import { CpuKernels } from '../../../tests/cpu-kernels';
import { at, expError, randomFloats, ROUNDING, worstRatio } from '../kernels/compare';
import { conv1dReference } from '../kernels/conv1d/conv1d.reference';
import { rmsNormReference } from '../kernels/rms-norm/rms-norm.reference';
import { scanReference } from '../kernels/selective-scan/scan.reference';

// Node 20 knows relaxed SIMD behind a flag only; browsers have it without.
setFlagsFromString('--experimental-wasm-relaxed-simd');

describe.each([
  ['relaxed SIMD', true],
  ['SIMD', false],
])('mixer with %s', (_, fused) => {
  let kernels: CpuKernels;
  beforeEach(async () => void (kernels = await CpuKernels.open(fused)));

  it('RMSNorm', () => {
    const [width, epsilon] = [48, 1e-5];
    const x = randomFloats(width, 5, 0.01); // so small that epsilon counts
    const weight = randomFloats(width, 6, 2);
    const to = kernels.reserve(4 * width);
    kernels.call('rmsNorm', kernels.put(x), kernels.put(weight), width, epsilon, to);
    const expected = rmsNormReference(x, weight, width, epsilon);
    expect(worstRatio(kernels.take(to, width), expected)).toBeLessThan(1);
  });

  it('convolution, with the tokens before', () => {
    const [channels, taps, tokens] = [24, 4, 9];
    const x = randomFloats((taps - 1 + tokens) * channels, 7, 6);
    const conv = randomFloats(channels * (taps + 1), 8, 2);
    const turned = conv.map((_, i) =>
      at(conv, (i % channels) * (taps + 1) + Math.floor(i / channels)),
    );
    const u = kernels.reserve(4 * tokens * channels);
    kernels.call(
      'convolve',
      kernels.put(x),
      kernels.put(turned),
      tokens,
      taps,
      channels,
      0,
      channels,
      u,
    );
    const expected = conv1dReference(x, conv, { channels, taps });
    expect(worstRatio(kernels.take(u, tokens * channels), expected)).toBeLessThan(1);
  });

  // Δ from e^−20 to 20, A from −1 to −60: states that stay for ever and states that are gone after a token.
  it.each([1, 17])('Δ and scan over %i tokens', (tokens) => {
    const shape = { channels: 40, states: 16, rank: 4 };
    const { channels, states, rank } = shape;
    const stride = rank + 2 * states;
    const projected = randomFloats(tokens * stride, 9, 2);
    const dtWeight = randomFloats(rank * channels, 10, 3);
    const terms = randomFloats(2 * channels, 11, 1).map((v, i) => (i % 2 ? v : 20 * v));
    const a = randomFloats(channels * states, 12).map((v) => -Math.exp(2 + 2 * v));
    const state = randomFloats(channels * states, 13, 2);
    const [u, z] = [randomFloats(tokens * channels, 14, 3), randomFloats(tokens * channels, 15, 5)];
    const expected = scanReference({ u, projected, dtWeight, terms, a, z, state }, shape);

    const low = new Float32Array(tokens * channels).map((_, i) => {
      const [token, channel] = [Math.floor(i / channels), i % channels];
      let sum = 0;
      for (let r = 0; r < rank; r++) {
        sum += at(projected, token * stride + r) * at(dtWeight, r * channels + channel);
      }
      return sum;
    });
    const even = (odd: number) => new Float32Array(channels).map((_, c) => at(terms, 2 * c + odd));
    /** [channels, N] → [channels / 4, N, 4] and back. */
    const inFours = (i: number) =>
      (4 * Math.floor(i / (4 * states)) + (i % 4)) * states + (Math.floor(i / 4) % states);
    const fours = (values: Float32Array, factor = 1) =>
      values.map((_, i) => factor * at(values, inFours(i)));
    const [delta, kept, y] = [
      kernels.put(low),
      kernels.put(fours(state)),
      kernels.reserve(4 * tokens * channels),
    ];
    kernels.call('discretise', delta, kernels.put(even(0)), tokens, channels, 0, channels);
    kernels.call(
      'scan',
      ...[
        kernels.put(u),
        delta,
        kernels.put(z),
        kernels.put(projected) + 4 * rank,
        4 * stride,
        kernels.put(fours(a, Math.LOG2E)),
      ],
      ...[kernels.put(even(1)), kept, y, tokens, channels, states, 0, channels],
    );
    expect(worstRatio(kernels.take(y, tokens * channels), expected.y)).toBeLessThan(1);
    const end4 = kernels.take(kept, channels * states);
    const back = new Float32Array(channels * states);
    for (const [i, value] of end4.entries()) back[inFours(i)] = value;
    expect(worstRatio(back, expected.state)).toBeLessThan(1);
  });

  it('chooses the first of the largest logits and sums the exponentials', () => {
    const logits = randomFloats(1003, 16, 15);
    logits[7] = logits[1001] = 15.5;
    const total = kernels.reserve(4);
    expect(kernels.call('choose', kernels.put(logits), 1003, total)).toBe(7);
    const exact = logits.reduce((sum, logit) => sum + Math.exp(logit - 15.5), 0);
    // Each exponential errs by its own bound (the argument is at least −31), and by a few roundings of the sum.
    expect(Math.abs(at(kernels.take(total, 1), 0) / exact - 1)).toBeLessThan(
      expError(31) + 8 * ROUNDING,
    );
  });
});
