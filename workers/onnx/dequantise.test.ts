import { expect, it } from 'vitest';
import { randomFourBits } from '../mamba/kernels/matrix/host-matrix';
import { dequantise } from './dequantise';

it('unpacks 4 bits, also where a row has an odd number of groups', () => {
  const [rows, columns] = [3, 96];
  const groups = columns / 32;
  const { words, halves, zeros } = randomFourBits(rows, columns, 7);
  const tensors = new Map([
    ['w', { dtype: 'U8', shape: [rows, columns / 2], bytes: words }],
    ['w.scale', { dtype: 'F16', shape: [rows, groups], bytes: halves }],
    ['w.zero', { dtype: 'U8', shape: [5], bytes: zeros }],
  ]);
  const scales = new DataView(halves.buffer);
  const half = (bits: number) => (1 + (bits & 1023) / 1024) * 2 ** ((bits >> 10) - 15);
  const fourth = (bytes: Uint8Array, i: number) =>
    Number.parseInt(
      (bytes[Math.floor(i / 2)] ?? 0).toString(16).padStart(2, '0')[1 - (i % 2)] ?? '',
      16,
    );
  const expected = Array.from({ length: rows * columns }, (_, i) => {
    const group = Math.floor(i / 32);
    return (fourth(words, i) - fourth(zeros, group)) * half(scales.getUint16(2 * group, true));
  });
  expect(Array.from(dequantise(tensors, 'w'))).toEqual(expected);
});

it('unpacks 8 bits with a scale a row', () => {
  const scales = Float32Array.of(0.1, -3);
  const tensors = new Map([
    ['w', { dtype: 'U8', shape: [2, 3], bytes: Uint8Array.of(0, 128, 255, 127, 129, 1) }],
    ['w.scale', { dtype: 'F32', shape: [2], bytes: new Uint8Array(scales.buffer) }],
  ]);
  const tenth = Math.fround(0.1);
  const expected = [-128 * tenth, 0, 127 * tenth, 3, -3, 381].map(Math.fround);
  expect(Array.from(dequantise(tensors, 'w'))).toEqual(expected);
});

it('refuses a scale that is missing', () => {
  const tensors = new Map([['w', { dtype: 'U8', shape: [1, 1], bytes: Uint8Array.of(1) }]]);
  expect(() => dequantise(tensors, 'w')).toThrow(/w.scale is missing/);
});
