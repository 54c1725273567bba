import { setFlagsFromString } from 'node:v8';
import { beforeEach, describe, expect, it } from 'vitest';
import { CpuKernels } from '../../../tests/cpu-kernels';
import { randomFloats, worstRatio } from '../kernels/compare';
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

  /** Puts a matrix in memory and gives the address of its description. */
  function place(format: 'u8' | 'u4' | 'f32', rows: number, columns: number, seed: number) {
    const host = randomMatrix(format === 'f32' ? 'u8' : format, rows, columns, seed);
    const { memory } = kernels;
    const size = { rows, columns };
    const count = rows * columns;
    let matrix: PlacedMatrix;
    if (format === 'f32') {
      matrix = { ...size, format: F32, weights: kernels.reserve(4 * count), scales: 0 };
      const target = new Float32Array(memory.buffer, matrix.weights, count);
      intoPanels(Float32Array.from(host.weights), rows, columns, columns, 0, target);
    } else if (host.stored.format === 'u8') {
      const scales = kernels.put(host.stored.scales);
      matrix = { ...size, format: I8, weights: kernels.reserve(count), scales };
      const target = new Uint8Array(memory.buffer, matrix.weights, count);
      intoPanels(host.stored.words, rows, columns, columns, 0x80, target);
    } else {
      const scales = kernels.reserve((8 * count) / GROUP);
      matrix = { ...size, format: U4, weights: kernels.reserve(count / 2), scales };
      placeFourBits(host.stored, rows, columns, matrix, memory.buffer);
    }
    const description = kernels.reserve(4 * MATRIX_WORDS);
    writeMatrix(new Int32Array(memory.buffer), description / 4, matrix);
    return { host, description };
  }

  // Of 4 bits, odd numbers of groups too.
  describe.each([
    ['u8', [4, 48, 512, 1040], 20],
    ['f32', [4, 48, 512, 1040], 20],
    ['u4', [32, 96, 512, 1056], 96],
  ] as const)('%s weights', (format, [few, some, many, most], width) => {
    // One panel and more, less than a tile of tokens and more, columns up to and across the depth that is unpacked at a time.
    it.each([
      { rows: 8, columns: few, tokens: 1 },
      { rows: 40, columns: some, tokens: 5 },
      { rows: 16, columns: many, tokens: 8 },
      { rows: 24, columns: most, tokens: 7 },
    ])('product with $rows × $columns for $tokens tokens', ({ rows, columns, tokens }) => {
      const { host, description } = place(format, rows, columns, 1);
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
        const expected = matmulReference(x, host, {
          before: sum ? before : undefined,
          begins: true,
        });
        expect(worstRatio(kernels.take(out, tokens * rows), expected)).toBeLessThan(1);
      }
      const one = kernels.put(before.slice(0, rows));
      kernels.call('matvec', description, kernels.put(x.slice(0, columns)), 0, rows / 8, one, 1);
      const expected = matmulReference(x.slice(0, columns), host, { before });
      expect(worstRatio(kernels.take(one, rows), expected)).toBeLessThan(1);
    });

    it('gives a row as it is', () => {
      const { host, description } = place(format, 16, width, 2);
      const to = kernels.reserve(4 * width);
      for (const row of [0, 3, 13, 15]) {
        kernels.call('copyRow', description, row, to);
        const weights = host.weights.subarray(row * width, (row + 1) * width);
        expect([...kernels.take(to, width)]).toEqual([...Float32Array.from(weights)]);
      }
    });
  });
});
