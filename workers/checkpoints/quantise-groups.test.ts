import { expect, it } from 'vitest';
import { halfOf, pairs } from '../mamba/four-bits';
import { at, randomFloats } from '../mamba/kernels/compare';
import { hostMatrix } from '../mamba/kernels/matrix/host-matrix';
import { fromF16 } from '../onnx/from-f16';
import { toF16 } from '../onnx/to-f16';
import { quantiseGroups } from './quantise-groups';

it('gives the nearest normal F16', () => {
  for (let half = 0x400; half < 0x7c00; half += 37) {
    const value = fromF16(half);
    const next = fromF16(half + 1);
    expect(toF16(value)).toBe(half);
    if (next === Infinity) continue;
    expect(toF16(value + 0.49 * (next - value))).toBe(half);
    expect(toF16(value + 0.51 * (next - value))).toBe(half + 1);
    expect(toF16((value + next) / 2)).toBe(half + (half & 1));
  }
  expect(fromF16(toF16(0))).toBe(2 ** -14);
  expect(fromF16(toF16(1e9))).toBe(65_504);
});

it('every weight is at most half a step from its own, and little more at the ends of a group', () => {
  const [rows, columns] = [3, 96];
  const weights = randomFloats(rows * columns, 5, 0.2);
  weights.fill(0, 0, 32); // a group of nothing
  for (let i = 32; i < 64; i++) weights[i] = 0.1 + Math.abs(at(weights, i)); // 0 is none of them
  const { words, halves, zeros } = quantiseGroups(weights);
  const bytes = { halves: new Uint8Array(halves.buffer), zeros: pairs(zeros) };
  const four = { format: 'u4', words, ...bytes } as const;
  const { weights: back } = hostMatrix(rows, columns, four);
  for (const [i, weight] of weights.entries()) {
    const step = fromF16(halfOf(four, Math.floor(i / 32)));
    // The zero point is rounded, so the range moves by up to half a step; the scale's own rounding is 15 · 2⁻¹¹ of it.
    expect(Math.abs(at(back, i) - weight)).toBeLessThanOrEqual((1 + 15 * 2 ** -11) * step);
    if (weight === 0) expect(at(back, i)).toBeCloseTo(0, 12);
  }
  const halfStep = [...weights].filter((weight, i) => {
    const step = fromF16(halfOf(four, Math.floor(i / 32)));
    return Math.abs(at(back, i) - weight) <= 0.5 * step;
  });
  expect(halfStep.length / weights.length).toBeGreaterThan(0.9);
});
