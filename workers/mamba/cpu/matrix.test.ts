import { setFlagsFromString } from 'node:v8';
import { beforeEach, describe, expect, it } from 'vitest';
import { CpuKernels } from '../../../tests/cpu-kernels';
import { at, randomFloats, worstRatio } from '../kernels/compare';
import { randomMatrix } from '../kernels/matrix/host-matrix';
import { matmulReference } from '../kernels/matrix/matrix.reference';
import { writeMatrix, type PlacedMatrix } from './memory-layout';
import { placeFourBits } from './place-four-bits';
import { intoPanels } from './place-weights';
import { F32, GROUP, I8, MATRIX_WORDS, U4 } from './words';

// Node 20 knows relaxed SIMD behind a flag only; browsers have it without.
setFlagsFromString('--experimental-wasm-relaxed-simd');

describe.each([
  ['relaxed SIMD', true],
  ['SIMD', false],
])('matrices with %s', (_, fused) => {
  let kernels: CpuKernels;
  beforeEach(async () => void (kernels = await CpuKernels.open(fused)));

  /** Puts the rows of a matrix in memory and gives the address of its description. */
  function place(rows: number, columns: number, format: 'u8' | 'f32', seed: number) {
    const host = randomMatrix(rows, columns, seed);
    const matrix: PlacedMatrix =
      format === 'u8'
        ? {
            format: I8,
            weights: kernels.reserve(rows * columns),
            scales: kernels.put(host.scales),
            rows,
            columns,
          }
        : { format: F32, weights: kernels.reserve(4 * rows * columns), scales: 0, rows, columns };
    if (format === 'u8') {
      const target = new Uint8Array(kernels.memory.buffer, matrix.weights, rows * columns);
      intoPanels(host.words, rows, columns, columns, 0x80, target);
    } else {
      const target = new Float32Array(kernels.memory.buffer, matrix.weights, rows * columns);
      const floats = Float32Array.from(
        host.words,
        (word, i) => (word - 128) * at(host.scales, Math.floor(i / columns)),
      );
      intoPanels(floats, rows, columns, columns, 0, target);
    }
    const description = kernels.reserve(4 * MATRIX_WORDS);
    writeMatrix(new Int32Array(kernels.memory.buffer), description / 4, matrix);
    return { host, description };
  }

  describe.each(['u8', 'f32'] as const)('%s weights', (format) => {
    // One panel and more, less than a tile of tokens and more, columns up to and across the depth that is unpacked at a time.
    it.each([
      { rows: 8, columns: 4, tokens: 1 },
      { rows: 40, columns: 48, tokens: 5 },
      { rows: 16, columns: 512, tokens: 8 },
      { rows: 24, columns: 1040, tokens: 7 },
    ])('product with $rows × $columns for $tokens tokens', ({ rows, columns, tokens }) => {
      const { host, description } = place(rows, columns, format, 1);
      const x = randomFloats(tokens * columns, 3, 3);
      const before = randomFloats(tokens * rows, 4, 10);
      const packed = kernels.reserve(4 * (tokens + 3) * columns);
      const room = kernels.reserve(4 * 512 * 8);
      kernels.call('pack', kernels.put(x), 4 * columns, tokens, columns, packed);
      for (const sum of [false, true]) {
        const out = kernels.reserve(4 * (tokens + 3) * rows);
        new Float32Array(kernels.memory.buffer, out).set(before);
        kernels.call(
          'matmul',
          description,
          packed,
          tokens,
          0,
          rows / 8,
          out,
          4 * rows,
          Number(sum),
          room,
        );
        const expected = matmulReference(x, host, { before: sum ? before : undefined });
        expect(worstRatio(kernels.take(out, tokens * rows), expected)).toBeLessThan(1);
      }
      const one = kernels.put(before.slice(0, rows));
      kernels.call('matvec', description, kernels.put(x.slice(0, columns)), 0, rows / 8, one, 1);
      const expected = matmulReference(x.slice(0, columns), host, { before });
      expect(worstRatio(kernels.take(one, rows), expected)).toBeLessThan(1);
    });

    it('gives a row as it is', () => {
      const { host, description } = place(16, 20, format, 2);
      const to = kernels.reserve(80);
      kernels.call('copyRow', description, 13, to);
      const row = [...kernels.take(to, 20)];
      const words = [...host.words.subarray(260, 280)];
      expect(row).toEqual(words.map((word) => Math.fround((word - 128) * at(host.scales, 13))));
    });
  });

  it.each([
    { rows: 8, columns: 32, tokens: 1 },
    { rows: 16, columns: 576, tokens: 6 },
  ])('product with 4-bit $rows × $columns for $tokens tokens', ({ rows, columns, tokens }) => {
    const groups = columns / GROUP;
    const { words, scales: sizes } = randomMatrix(rows * groups, columns / 2 / groups, 21);
    const zeros = randomMatrix(1, (rows * groups) / 2, 22).words;
    // Powers of two, which F16 holds: 2^−1 … 2^−8.
    const powers = sizes.map((size) => 1 + Math.floor(size * 350));
    const halves = new Uint8Array(2 * powers.length);
    for (const [i, power] of powers.entries()) halves[2 * i + 1] = (15 - power) << 2;
    const matrix: PlacedMatrix = {
      ...{ format: U4, rows, columns, weights: kernels.reserve((rows * columns) / 2) },
      scales: kernels.reserve((8 * rows * columns) / GROUP),
    };
    new Uint8Array(kernels.memory.buffer, matrix.weights, (rows * columns) / 2).fill(0);
    placeFourBits({ words, halves, zeros }, rows, columns, matrix, kernels.memory.buffer);
    const description = kernels.reserve(4 * MATRIX_WORDS);
    writeMatrix(new Int32Array(kernels.memory.buffer), description / 4, matrix);

    // The sum over the groups of products with matrices that have one scale a row.
    const nibble = (bytes: Uint8Array, i: number) => (at(bytes, i >> 1) >> (4 * (i % 2))) & 15;
    const x = randomFloats(tokens * columns, 23, 3);
    const expected = {
      values: new Float64Array(tokens * rows),
      tolerances: new Float64Array(tokens * rows),
    };
    const dense = new Float32Array(rows * columns);
    for (let group = 0; group < groups; group++) {
      const cut = x.filter((_, i) => Math.floor((i % columns) / GROUP) === group);
      const codes = Uint8Array.from({ length: rows * GROUP }, (_, i) => {
        const row = Math.floor(i / GROUP);
        const code = nibble(words, row * columns + group * GROUP + (i % GROUP));
        return 128 + code - nibble(zeros, row * groups + group);
      });
      const scales = Float32Array.from(
        { length: rows },
        (_, row) => 2 ** -at(powers, row * groups + group),
      );
      const part = matmulReference(cut, { words: codes, scales, columns: GROUP });
      for (const [i, value] of part.values.entries()) {
        expected.values[i] = at(expected.values, i) + value;
        // The sums of groups are added up: a rounding each.
        expected.tolerances[i] = at(expected.tolerances, i) + groups * at(part.tolerances, i);
      }
      for (const [i, code] of codes.entries()) {
        const row = Math.floor(i / GROUP);
        dense[row * columns + group * GROUP + (i % GROUP)] = (code - 128) * at(scales, row);
      }
    }
    const packed = kernels.reserve(4 * (tokens + 3) * columns);
    const out = kernels.reserve(4 * (tokens + 3) * rows);
    const room = kernels.reserve(4 * 512 * 8);
    kernels.call('pack', kernels.put(x), 4 * columns, tokens, columns, packed);
    kernels.call('matmul', description, packed, tokens, 0, rows / 8, out, 4 * rows, 0, room);
    expect(worstRatio(kernels.take(out, tokens * rows), expected)).toBeLessThan(1);
    kernels.call('matvec', description, kernels.put(x.slice(0, columns)), 0, rows / 8, out, 0);
    const { values, tolerances } = expected;
    const first = { values: values.slice(0, rows), tolerances: tolerances.slice(0, rows) };
    expect(worstRatio(kernels.take(out, rows), first)).toBeLessThan(1);
    for (const row of [0, 3, rows - 4, rows - 1]) {
      kernels.call('copyRow', description, row, out);
      const exact = dense.subarray(row * columns, (row + 1) * columns);
      expect([...kernels.take(out, columns)]).toEqual([...exact]);
    }
  });
});
